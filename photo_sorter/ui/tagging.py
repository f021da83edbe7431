"""What a person says of single photos: verdicts, and what review shall not ask again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from photo_sorter.core.commands import SetSkipped, SetVerdicts, Verdict
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.language import ntr, tr
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.library_reader import LibraryReader

Pair = tuple[int, int]
"""Photo id and category id."""


class Tagging(QObject):
    """Gives verdicts and skips through `edits`. The library shows the outcome when it has changed."""

    def __init__(self, reader: LibraryReader, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._edits = reader, edits
        # What was posted and may not be committed yet: undo must not rest on an older answer of the library.
        self._said: dict[Pair, bool | None] = {}
        self._skipped: dict[Pair, bool] = {}
        edits.said.connect(self._remember)
        edits.adopted.connect(self._forget)

    @property
    def undo_stack(self) -> QUndoStack:
        return self._edits.undo_stack

    def decide(self, photo_ids: Sequence[int], category_id: int, name: str, holds: bool | None) -> bool:
        """Yes, no, or None to take a verdict back. Says nothing where nothing would change; False if nothing was said,
        or a person is asked first."""
        if self._edits.scheme.category(category_id) is None:
            return False
        known: dict[int, bool | None] = dict(self._reader.verdicts_on(category_id))
        known.update({photo: said for (photo, category), said in self._said.items() if category == category_id})
        changed = [id for id in dict.fromkeys(photo_ids) if known.get(id) is not holds]
        if not changed:
            return False
        new = tuple(Verdict(id, category_id, holds) for id in changed)
        old = tuple(Verdict(id, category_id, known.get(id)) for id in changed)
        return self._edits.give(SetVerdicts(old), SetVerdicts(new), _words(holds, name, len(changed)))

    def decide_instead(self, photo_id: int, category_id: int, other: Category) -> bool:
        """Yes to another category, and no to this one where both cannot hold. False where they can."""
        scheme = self._edits.scheme
        category = scheme.category(category_id)
        if category is None or other.id is None or scheme.category(other.id) is None:
            return False
        excludes = scheme.are_rivals(category, other)
        before = self.verdicts(photo_id)
        said = {other.id: True} | ({category_id: False} if excludes else {})
        new = tuple(Verdict(photo_id, id, holds) for id, holds in said.items() if before.get(id) is not holds)
        old = tuple(Verdict(photo_id, one.category_id, before.get(one.category_id)) for one in new)
        if new:
            self._edits.give(SetVerdicts(old), SetVerdicts(new), _words(True, other.name, 1))
        return excludes

    def skip(self, pairs: Iterable[Pair], *, skipped: bool = True) -> None:
        """Review shall not ask about these any more, or may again."""
        known = self.skipped()
        chosen = tuple(pair for pair in dict.fromkeys(pairs) if (pair in known) is not skipped)
        if chosen:
            words = tr("Skip") if skipped else tr("Ask again")
            self._edits.give(SetSkipped(chosen, not skipped), SetSkipped(chosen, skipped), words)

    def skipped(self) -> set[Pair]:
        """What is on its way to the library included."""
        known = set(self._reader.skipped())
        for pair, skipped in self._skipped.items():
            (known.add if skipped else known.discard)(pair)
        return known

    def has_skipped(self, category_id: int | None) -> bool:
        """Whether review passes over something in this category, or with None in any that is on."""
        asked = {category_id} if category_id else {one.id for one in self._edits.scheme.categories if one.enabled}
        return any(category in asked for _, category in self.skipped())

    def verdicts(self, photo_id: int) -> dict[int, bool]:
        """category id → yes or no, what is on its way to the library included."""
        found: dict[int, bool | None] = dict(self._reader.verdicts(photo_id))
        found.update({category: holds for (photo, category), holds in self._said.items() if photo == photo_id})
        return {category: holds for category, holds in found.items() if holds is not None}

    def is_answered(self, photo_id: int, category: Category) -> bool:
        """Whether a person said yes or no to it, or yes to one that it competes with or that lies within it."""
        scheme, said = self._edits.scheme, self.verdicts(photo_id)
        others = [other for id, holds in said.items() if holds and (other := scheme.category(id))]
        return category.id in said or any(
            scheme.are_rivals(category, other) or _lies_within(scheme, other, category) for other in others
        )

    def common_verdicts(self, photo_ids: Sequence[int]) -> dict[int, bool]:
        """Those that all of the photos share."""
        known: dict[int, dict[int, bool | None]] = {id: {} for id in photo_ids}
        for photo_id, verdicts in self._reader.verdicts_of_photos(photo_ids).items():
            known[photo_id].update(verdicts)
        for (photo_id, category_id), holds in self._said.items():
            if photo_id in known:
                known[photo_id][category_id] = holds
        shared = set.intersection(*(set(own.items()) for own in known.values())) if known else set()
        return {category_id: holds for category_id, holds in shared if holds is not None}

    def on_tags_committed(self) -> None:
        """Forgets what the library knows by now, or never will: the photo or the category is gone."""
        if not self._said and not self._skipped:
            return
        staying = {category.id for category in self._edits.scheme.categories}
        known = self._reader.verdicts_of_photos({photo for photo, _ in (*self._said, *self._skipped)})
        self._said = {
            (photo, category): holds
            for (photo, category), holds in self._said.items()
            if photo in known and category in staying and known[photo].get(category) is not holds
        }
        skips = self._reader.skipped() if self._skipped else frozenset()
        self._skipped = {
            pair: skipped
            for pair, skipped in self._skipped.items()
            if pair[0] in known and pair[1] in staying and (pair in skips) is not skipped
        }

    def _remember(self, command: object) -> None:
        match command:
            case SetVerdicts(verdicts):
                self._said.update({(one.photo_id, one.category_id): one.holds for one in verdicts})
            case SetSkipped(pairs, skipped):
                self._skipped.update(dict.fromkeys(pairs, skipped))

    def _forget(self, command: object) -> None:
        if isinstance(command, SetVerdicts):
            for one in command.verdicts:
                self._said.pop((one.photo_id, one.category_id), None)


def _words(holds: bool | None, name: str, count: int) -> str:
    """What Undo calls it."""
    if holds is None:
        return ntr("Take back “{name}” (1 photo)", "Take back “{name}” ({n} photos)", count, name=name)
    if holds:
        return ntr("Tag as “{name}” (1 photo)", "Tag as “{name}” ({n} photos)", count, name=name)
    return ntr("Not “{name}” (1 photo)", "Not “{name}” ({n} photos)", count, name=name)


def _lies_within(scheme: Scheme, inner: Category, outer: Category) -> bool:
    above = scheme.parent_in_force(inner) if inner.within_parent else None
    return above is not None and (above.id == outer.id or _lies_within(scheme, above, outer))
