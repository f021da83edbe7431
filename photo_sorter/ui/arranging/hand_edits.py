"""What a person changes in a plan by hand, which each new plan takes on as far as it has the files."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from photo_sorter.core.arranging.names import name_key
from photo_sorter.core.arranging.plan import Plan
from photo_sorter.core.arranging.plan_edits import all_re_aimed, without
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import ntr, tr
from photo_sorter.ui.path_questions import names_in
from photo_sorter.ui.undo_step import UndoStep

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HandEdit:
    """The files at these sources are taken out, or with a `folder` sent there."""

    sources: frozenset[Path]
    folder: Path | None = None


class HandEdits(QObject):
    """`changed`: what was changed by hand is something else now, by undo and redo as well."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits: tuple[HandEdit, ...] = ()
        self._made: Plan | None = None
        self._known: dict[tuple[HandEdit, ...], Plan] = {}
        """What edits made of the plan that was made last: undo has it at once."""
        self.undo_stack = QUndoStack(self)

    def __bool__(self) -> bool:
        return bool(self._edits)

    def take_out(self, sources: tuple[Path, ...]) -> None:
        words = ntr("Take out 1 file", "Take out {n} files", len(sources))
        self._push(words, HandEdit(frozenset(sources)))

    def send(self, sources: tuple[Path, ...], folder: Path) -> None:
        """Raises ArrangeError, and changes nothing, where the plan cannot take it."""
        edit = HandEdit(frozenset(sources), folder)
        if self._made is not None:
            self._known[(*self._edits, edit)] = _applied(self.applied(self._made), edit)
        self._push(tr("Send to {folder}", folder=folder.name or folder), edit)

    def forget(self) -> None:
        """Another plan altogether."""
        self._edits = ()
        self.undo_stack.clear()

    def applied(self, made: Plan) -> Plan:
        """What a new plan cannot take any more is left out."""
        if made is not self._made:
            self._made, self._known = made, {(): made}
        for count in range(1, len(self._edits) + 1):
            edits = self._edits[:count]
            if edits not in self._known:
                self._known[edits] = _taken_on(self._known[edits[:-1]], edits[-1])
        return self._known[self._edits]

    def _push(self, words: str, edit: HandEdit) -> None:
        if edit.sources:
            self.undo_stack.push(UndoStep(words, self._say, self._edits, (*self._edits, edit)))

    def _say(self, edits: tuple[HandEdit, ...]) -> None:
        self._edits = edits
        self.changed.emit()


def _taken_on(plan: Plan, edit: HandEdit) -> Plan:
    try:
        return _applied(plan, edit)
    except ArrangeError as error:
        log.info("Left out of the new plan: %s", error)
        return plan


def _applied(plan: Plan, edit: HandEdit) -> Plan:
    if edit.folder is None:
        return without(plan, edit.sources)
    taken = frozenset(map(name_key, names_in(edit.folder)))  # the run looks again before it puts anything there
    return all_re_aimed(plan, edit.sources, edit.folder, lambda path: name_key(path.name) in taken)
