"""Tagging by hand, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from photo_sorter.core.messages import Command, SetVerdicts, Verdict
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.phrases import photos


class Tagging(QObject):
    """Posts verdicts; `undo_stack` knows what was said before. The library shows the outcome when it has changed."""

    def __init__(self, reader: LibraryReader, post: Callable[[Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._post = reader, post
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(200)
        # What was posted and may not be committed yet: undo must not rest on an older answer of the library.
        self._said: dict[tuple[int, int], bool | None] = {}

    def decide(self, photo_ids: Sequence[int], category_id: int, name: str, holds: bool | None) -> None:
        """Yes, no, or None to take a verdict back. Says nothing where nothing would change."""
        before = {id: self.verdicts(id).get(category_id) for id in photo_ids}
        changed = [id for id in photo_ids if before[id] is not holds]
        if not changed:
            return
        words = {True: f"Tag as “{name}”", False: f"Not “{name}”", None: f"Take back “{name}”"}[holds]
        new = tuple(Verdict(id, category_id, holds) for id in changed)
        old = tuple(Verdict(id, category_id, before[id]) for id in changed)
        self.undo_stack.push(_Decision(f"{words} ({photos(len(changed))})", old, new, self._say))

    def verdicts(self, photo_id: int) -> dict[int, bool]:
        """category id → yes or no, what is on its way to the library included."""
        found: dict[int, bool | None] = dict(self._reader.verdicts(photo_id))
        found.update({category: holds for (photo, category), holds in self._said.items() if photo == photo_id})
        return {category: holds for category, holds in found.items() if holds is not None}

    def common_verdicts(self, photo_ids: Sequence[int]) -> dict[int, bool]:
        """Those that all of the photos share."""
        common: set[tuple[int, bool]] | None = None
        for photo_id in photo_ids:
            said = set(self.verdicts(photo_id).items())
            common = said if common is None else common & said
            if not common:
                break
        return dict(common or ())

    def on_tags_committed(self) -> None:
        """Forgets what the library knows by now."""
        arrived = [
            (photo, category)
            for (photo, category), holds in self._said.items()
            if self._reader.verdicts(photo).get(category) is holds
        ]
        for key in arrived:
            del self._said[key]

    def _say(self, verdicts: tuple[Verdict, ...]) -> None:
        self._said.update({(verdict.photo_id, verdict.category_id): verdict.holds for verdict in verdicts})
        self._post(SetVerdicts(verdicts))


class _Decision(QUndoCommand):
    def __init__(
        self,
        words: str,
        old: tuple[Verdict, ...],
        new: tuple[Verdict, ...],
        say: Callable[[tuple[Verdict, ...]], None],
    ) -> None:
        super().__init__(words)
        self._old, self._new, self._say = old, new, say

    def redo(self) -> None:
        self._say(self._new)

    def undo(self) -> None:
        self._say(self._old)
