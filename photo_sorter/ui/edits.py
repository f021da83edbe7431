"""Everything a person can take back: one undo stack for verdicts, skips and the scheme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from photo_sorter.core.category import Scheme
from photo_sorter.core.messages import Command, SaveScheme, SetSkipped, SetVerdicts
from photo_sorter.ui.library_reader import LibraryReader

MANY_PHOTOS = 20
"""More verdicts than this at once are shown before they are given."""
MANY_VERDICTS = 20
"""A category with more verdicts than this shows what learning from them, or no longer, would change."""

Edit = SaveScheme | SetVerdicts | SetSkipped


class Edits(QObject):
    """Posts edits and keeps how to undo them. While the window is open nobody else edits, so that what was posted last
    is the scheme, whether it is committed or not."""

    said = Signal(object)
    """Each command as it is posted, by undo and redo as well."""
    scheme_changed = Signal(object)
    """The Scheme as the person left it."""
    consent_wanted = Signal(object, str)
    """A SaveScheme or SetVerdicts that changes much, and what it is in words. `accept` gives it."""

    def __init__(self, reader: LibraryReader, post: Callable[[Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._post = reader, post
        self._said_scheme: Scheme | None = None
        self._read_scheme: Scheme | None = None
        self._last_id = 0
        self._asked: _Proposal | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(200)

    @property
    def scheme(self) -> Scheme:
        """What was posted last, or else what the library holds."""
        return self._said_scheme or self._read_scheme or self._reader.scheme()

    def on_read(self, scheme: Scheme) -> None:
        """What the library holds now."""
        before = self.scheme
        self._read_scheme = scheme
        if self.scheme != before:
            self.scheme_changed.emit(self.scheme)

    def change(self, scheme: Scheme, words: str, field: str = "") -> bool:
        """Makes this the scheme; new categories get their ids. `words`: what the edit is, for Undo. Edits in a row of
        the same `field` are one. False where nothing changes, or nothing until a person has agreed.

        Raises CategoryError.
        """
        after, before = self._with_ids(scheme.checked()), self.scheme
        return after != before and self.give(SaveScheme(before), SaveScheme(after), words, field)

    def give(self, old: Edit, new: Edit, words: str, field: str = "") -> bool:
        """Posts `new`; undo posts `old`. False if a person is asked first."""
        proposal = _Proposal(old, new, words, field)
        if self._changes_much(old, new):
            self._asked = proposal
            self.consent_wanted.emit(new, words)
            return False
        self._push(proposal)
        return True

    def accept(self, command: object) -> None:
        """Does what `consent_wanted` asked for, unless the scheme has become another since."""
        asked, self._asked = self._asked, None
        if asked is None or asked.new != command:
            return
        if not isinstance(asked.old, SaveScheme) or asked.old.scheme == self.scheme:
            self._push(asked)

    def _changes_much(self, old: Edit, new: Edit) -> bool:
        if isinstance(new, SetVerdicts):
            return len(new.verdicts) > MANY_PHOTOS
        if not isinstance(new, SaveScheme) or not isinstance(old, SaveScheme):
            return False
        learned = {category.id: category.learns for category in old.scheme.categories}
        turned = [one.id for one in new.scheme.categories if learned.get(one.id, one.learns) is not one.learns]
        if not turned:
            return False
        counts = self._reader.verdict_counts()
        return any(sum(counts.get(id or 0, (0, 0))) > MANY_VERDICTS for id in turned)

    def _push(self, proposal: _Proposal) -> None:
        self.undo_stack.push(_UndoableEdit(proposal, self._say))

    def _say(self, command: Edit) -> None:
        if isinstance(command, SaveScheme):
            self._said_scheme = command.scheme
        self._post(command)
        self.said.emit(command)
        if isinstance(command, SaveScheme):
            self.scheme_changed.emit(command.scheme)

    def _with_ids(self, scheme: Scheme) -> Scheme:
        if all(category.id is not None for category in scheme.categories):
            return scheme
        known = [category.id or 0 for category in (*scheme.categories, *self.scheme.categories)]
        self._last_id = max(self._last_id, self._reader.next_category_id() - 1, *known)
        categories = []
        for category in scheme.categories:
            if category.id is None:
                self._last_id += 1
            categories.append(replace(category, id=category.id or self._last_id))
        return replace(scheme, categories=tuple(categories))


@dataclass(frozen=True)
class _Proposal:
    old: Edit
    new: Edit
    words: str
    field: str


class _UndoableEdit(QUndoCommand):
    def __init__(self, proposal: _Proposal, say: Callable[[Edit], None]) -> None:
        super().__init__(_plain(proposal.words))
        self._proposal, self._say = proposal, say

    def redo(self) -> None:
        self._say(self._proposal.new)

    def undo(self) -> None:
        self._say(self._proposal.old)

    def id(self) -> int:
        return 1 if self._proposal.field else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _UndoableEdit) or other._proposal.field != self._proposal.field:
            return False
        self._proposal = replace(other._proposal, old=self._proposal.old)
        self.setText(_plain(self._proposal.words))
        self.setObsolete(self._proposal.old == self._proposal.new)
        return True


def _plain(words: str) -> str:
    """An ampersand in a name is no shortcut."""
    return words.replace("&", "&&")
