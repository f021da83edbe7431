"""The library follows what goes to the trash; what comes back from there is looked at like any file that comes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.trashing import TakenBack, Trashed


def follow_trash(
    library: Library, sorter: Sorter | None, done: Trashed | TakenBack
) -> tuple[Sequence[int], frozenset[Path]]:
    """Ids of photos that left the view; and files that have to be looked at: a photo whose file is there again just as
    it was is in view at once, with all that was said of it.

    Raises LibraryError.
    """
    match done:
        case Trashed(moved):
            with library.atomic():
                library.photos.mark_missing(moved)
            if sorter is not None:
                sorter.remove(moved)
            return moved, frozenset()
        case TakenBack(paths):
            return (), frozenset(paths.values())
