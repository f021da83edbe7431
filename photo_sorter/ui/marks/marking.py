"""What a person says of photos themselves: favourites, ratings and captions, each a step for Undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from photo_sorter.core.commands import SetMarks
from photo_sorter.core.marks import Marks
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.library_reader import LibraryReader

MOST_AT_ONCE = 10_000
"""Photos that are marked together within 0.1 s; the window would stall for more."""
_NOTHING = Marks()


class Marking(QObject):
    """Gives marks through `edits`. What was said counts at once, before the library knows it."""

    changed = Signal()
    """Marks of some photos are to be shown anew."""
    refused = Signal(str)
    """A sentence that says why nothing was said."""

    def __init__(self, reader: LibraryReader, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._edits = reader, edits
        # What the library knew of a photo, and all that was said since, which it will come to know in this order.
        self._said: dict[int, list[Marks]] = {}
        edits.said.connect(self._remember)
        edits.adopted.connect(self._forget)

    def rate(self, photo_ids: Sequence[int], stars: int) -> None:
        """0 stars are no rating."""

        def rated(said: Marks, file: Marks) -> Marks:
            if stars == (said.over(file).rating or 0):
                return said
            return replace(said, rating=stars if stars or file.rating else None)

        def words(count: int) -> str:
            if stars:
                return ntr("Rate 1 photo {stars}", "Rate {n} photos {stars}", count, stars="★" * stars)
            return ntr("Take the stars from 1 photo", "Take the stars from {n} photos", count)

        self._give(photo_ids, rated, words)

    def favour(self, photo_ids: Sequence[int], favourite: bool) -> None:

        def words(count: int) -> str:
            if favourite:
                return ntr("Make 1 photo favourite", "Make {n} photos favourite", count)
            return ntr("Take 1 photo from the favourites", "Take {n} photos from the favourites", count)

        self._give(photo_ids, lambda said, _: replace(said, favourite=favourite), words)

    def toggle_favourite(self, photo_ids: Sequence[int]) -> None:
        """They become favourites, unless all of them are."""
        self.favour(photo_ids, not self.common(photo_ids[:MOST_AT_ONCE]).favourite)

    def caption(self, photo_id: int, text: str) -> None:
        """An empty one takes away what the file says, too."""

        def captioned(said: Marks, file: Marks) -> Marks:
            if text == (said.over(file).caption or ""):
                return said
            return replace(said, caption=None if text == (file.caption or "") else text)

        words = tr("Write a caption") if text else tr("Take the caption away")
        self._give([photo_id], captioned, lambda count: words)

    def shown(self, photo_ids: Iterable[int]) -> dict[int, Marks]:
        """What counts for each of these photos, what is on its way to the library included."""
        ids = list(photo_ids)
        return dict.fromkeys(ids, _NOTHING) | {id: said.over(file) for id, (said, file) in self._marked(ids).items()}

    def common(self, photo_ids: Sequence[int]) -> Marks:
        """What all of these photos share."""
        marked = self._marked(photo_ids)
        each = {said.over(file) for said, file in marked.values()}
        if len(marked) < len(set(photo_ids)):
            each.add(_NOTHING)
        ratings, captions = {one.rating or 0 for one in each}, {one.caption for one in each}
        return Marks(
            bool(each) and all(one.favourite for one in each),
            ratings.pop() if len(ratings) == 1 else None,
            captions.pop() if len(captions) == 1 else None,
        )

    def on_their_way(self) -> dict[int, Marks]:
        """What counts for those photos of which the library does not know all yet."""
        return self.shown(self._said) if self._said else {}

    def on_committed(self) -> None:
        """Forgets what the library knows by now, or never will: the photo is gone."""
        if not self._said:
            return
        known = self._reader.marks(self._said)
        there = self._reader.taken_of(list(self._said))
        waiting = {id: _since(known.get(id, _NOTHING), said) for id, said in self._said.items() if id in there}
        self._said = {id: said for id, said in waiting.items() if len(said) > 1}
        self.changed.emit()

    # --- inside ---

    def _give(
        self, photo_ids: Sequence[int], change: Callable[[Marks, Marks], Marks], words: Callable[[int], str]
    ) -> None:
        """`change` makes of what was said, and of what the file says, what shall be said. Says nothing where nothing
        changes. `words`: what Undo calls it, of so many photos."""
        ids = list(dict.fromkeys(photo_ids))
        if len(ids) > MOST_AT_ONCE:
            self.refused.emit(tr("Select at most {most} photos to mark them at once.", most=number(MOST_AT_ONCE)))
            return
        unmarked, marked = (_NOTHING, change(_NOTHING, _NOTHING)), self._marked(ids)
        steps = {id: (said, change(said, file)) for id, (said, file) in marked.items()}
        changed = [(id, *step) for id in ids if (step := steps.get(id, unmarked))[0] != step[1]]
        if changed:
            self._edits.give(
                SetMarks(tuple((id, said) for id, said, _ in changed)),
                SetMarks(tuple((id, wanted) for id, _, wanted in changed)),
                words(len(changed)),
            )

    def _marked(self, photo_ids: Sequence[int]) -> dict[int, tuple[Marks, Marks]]:
        """What was said of photos, and what their files say, where either says anything."""
        said, files = self._reader.marks(photo_ids), self._reader.file_marks(photo_ids)
        if self._said:
            said |= {id: self._said[id][-1] for id in photo_ids if id in self._said}
        return {id: (said.get(id, _NOTHING), files.get(id, _NOTHING)) for id in said.keys() | files.keys()}

    def _remember(self, command: object) -> None:
        if isinstance(command, SetMarks):
            stored = self._reader.marks(id for id, _ in command.marks)
            for id, marks in command.marks:
                self._said.setdefault(id, [stored.get(id, _NOTHING)]).append(marks)
            self.changed.emit()

    def _forget(self, command: object) -> None:
        if isinstance(command, SetMarks):
            for id, _ in command.marks:
                self._said.pop(id, None)
            self.changed.emit()


def _since(known: Marks, said: list[Marks]) -> list[Marks]:
    """What has come after `known`; where that was said more than once, after the first time, to be sure."""
    return said[said.index(known) :] if known in said else said
