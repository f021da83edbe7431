"""A damaged library is made anew beside itself, and takes its own place in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from photo_sorter.core.errors import KeepingCancelledError, KeepingError, LibraryDamagedError
from photo_sorter.core.keeping import Stage
from photo_sorter.core.repairing import Repaired
from photo_sorter.language import tr
from photo_sorter.paths import Home
from photo_sorter.store.copying import alone_with, put_repaired_in_place, take_back_journals
from photo_sorter.store.keepsakes import keepsakes_beside
from photo_sorter.store.salvage.salvage import salvage
from photo_sorter.store.soundness import find_damage

Tell = Callable[[Stage, int, int], None]
"""Takes a stage, and how many pages of how many are done in it (0: unknown); what it raises ends the work."""


def repairing_folder(home: Home) -> Path:
    """Where the new library is made: on the old one's disk."""
    return home.folder / "repairing"


def is_damaged(home: Home, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """Reads the whole library. One that is gone, and of which there is a keepsake, is damaged as well. Raises
    LibraryError where it cannot be read at all."""
    if not home.library.exists():
        return bool(keepsakes_beside(home.library))
    return find_damage(home.library, is_stopping=is_stopping) is not None


def repair(
    home: Home,
    tell: Tell = lambda stage, done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Repaired:
    """Where nobody else has the library open. Until the last step it only reads: whenever this is interrupted the
    damaged library is there, as it was, or the repaired one. Takes the library's own size on its disk as well.

    Raises KeepingError, LibraryError.
    """
    folder, library = repairing_folder(home), home.library
    home.folder.mkdir(parents=True, exist_ok=True)

    def told(done: int, total: int) -> None:
        if is_cancelled():
            raise KeepingCancelledError
        tell(Stage.REPAIRING, done, total)

    with alone_with(library):
        shutil.rmtree(folder, ignore_errors=True)
        if library.exists():
            take_back_journals(library)
        folder.mkdir()
        try:
            fresh = folder / library.name
            saved = salvage(library, fresh, keepsakes_beside(library), told)
            tell(Stage.CHECKING, 0, 0)
            _prove(fresh, is_cancelled)
            kept = put_repaired_in_place(fresh, library, f"{datetime.now():%Y-%m-%d-%H%M%S}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return Repaired(saved, kept)


def _prove(fresh: Path, is_cancelled: Callable[[], bool]) -> None:
    damage: LibraryDamagedError | None = find_damage(fresh, is_stopping=is_cancelled)
    if damage is not None:
        raise KeepingError(
            tr(
                "The library was not repaired: what was written is damaged, too ({reason}). It is as it was. Check the "
                "disk.",
                reason=damage,
            )
        )
