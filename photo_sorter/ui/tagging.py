"""What a person says of single photos: verdicts, and what review shall not ask again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from photo_sorter.core.messages import SetSkipped, SetVerdicts, Verdict
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.phrases import photos


class Tagging(QObject):
    """Gives verdicts and skips through `edits`. The library shows the outcome when it has changed."""

    def __init__(self, reader: LibraryReader, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._edits = reader, edits
        # What was posted and may not be committed yet: undo must not rest on an older answer of the library.
        self._said: dict[tuple[int, int], bool | None] = {}
        edits.said.connect(self._remember)

    @property
    def undo_stack(self) -> QUndoStack:
        return self._edits.undo_stack

    def decide(self, photo_ids: Sequence[int], category_id: int, name: str, holds: bool | None) -> bool:
        """Yes, no, or None to take a verdict back. Says nothing where nothing would change; False if nothing was said,
        or a person is asked first."""
        before = {id: self._verdict(id, category_id) for id in photo_ids}
        changed = [id for id in before if before[id] is not holds]
        if not changed:
            return False
        words = {True: f"Tag as “{name}”", False: f"Not “{name}”", None: f"Take back “{name}”"}[holds]
        new = tuple(Verdict(id, category_id, holds) for id in changed)
        old = tuple(Verdict(id, category_id, before[id]) for id in changed)
        return self._edits.give(SetVerdicts(old), SetVerdicts(new), f"{words} ({photos(len(changed))})")

    def skip(self, pairs: Iterable[tuple[int, int]], *, skipped: bool = True) -> None:
        """Review shall not ask about these (photo id, category id) any more, or may again."""
        known = self._reader.skipped()
        chosen = tuple(pair for pair in dict.fromkeys(pairs) if (pair in known) is not skipped)
        if chosen:
            words = "Skip" if skipped else "Ask again"
            self._edits.give(SetSkipped(chosen, not skipped), SetSkipped(chosen, skipped), words)

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

    def _verdict(self, photo_id: int, category_id: int) -> bool | None:
        key = photo_id, category_id
        return self._said[key] if key in self._said else self._reader.verdicts(photo_id).get(category_id)

    def _remember(self, command: object) -> None:
        if isinstance(command, SetVerdicts):
            self._said.update({(one.photo_id, one.category_id): one.holds for one in command.verdicts})
