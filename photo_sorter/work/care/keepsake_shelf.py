"""The folder of keepsakes: one a day of what people decided, fewer of those that are long ago."""

from __future__ import annotations

import filecmp
import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from photo_sorter.core.errors import KeepingError
from photo_sorter.language import tr
from photo_sorter.paths import Home
from photo_sorter.store.keepsakes import FOLDER, PREFIX, SUFFIX, keepsakes_beside
from photo_sorter.store.library import Library
from photo_sorter.system.durability import sync_file, sync_folder
from photo_sorter.work.keeping.backup import portable_settings

_DAYS, _WEEKS, _MONTHS = 7, 4, 12
LARGEST_TOTAL_BYTES = 500_000_000
"""Of all of them together, but for the newest two."""


def newest_keepsake(home: Home) -> Path | None:
    return next(iter(keepsakes_beside(home.library)), None)


def newest_day(home: Home) -> str:
    """The day of the newest one, as 2026-11-21; "" if there is none."""
    newest = newest_keepsake(home)
    return newest.stem.removeprefix(PREFIX) if newest is not None else ""


def keep(home: Home, today: date, opened: Callable[[Path], Library] = Library.open_read_only) -> Path | None:
    """Writes today's, in place of an earlier one of today; None if nothing has been decided since the last.

    Reads one state of the library by a connection of its own, which is `opened` for it. Raises LibraryError,
    KeepingError; what was there is as it was then.
    """
    folder = home.folder / FOLDER
    target = folder / f"{PREFIX}{today.isoformat()}{SUFFIX}"
    unfinished = target.with_suffix(".tmp")
    try:
        folder.mkdir(exist_ok=True)
        unfinished.unlink(missing_ok=True)
        try:
            with opened(home.library) as library:
                if not library.keep_decisions(unfinished, json.dumps(portable_settings(home), sort_keys=True)):
                    return None
            newest = newest_keepsake(home)
            if newest is not None and filecmp.cmp(newest, unfinished, shallow=False):
                return None
            sync_file(unfinished)
            unfinished.replace(target)
            sync_folder(folder)
        finally:
            unfinished.unlink(missing_ok=True)
        _clear_away(home)
    except OSError as error:
        raise KeepingError(
            tr(
                "The daily copy of what you decided cannot be written to {folder} ({reason}). Free some space, or "
                "check the disk; the library itself is not affected.",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
    return target


def kept_days(days: Iterable[date]) -> set[date]:
    """The newest seven, and the newest one of each of the last four weeks and twelve months that have any."""
    newest_first = sorted(set(days), reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return {*newest_first[:_DAYS], *[*weeks.values()][:_WEEKS], *[*months.values()][:_MONTHS]}


def _clear_away(home: Home) -> None:
    by_day = {day: path for path in keepsakes_beside(home.library) if (day := _day(path)) is not None}
    kept, total = kept_days(by_day), 0
    for number, (day, path) in enumerate(sorted(by_day.items(), reverse=True)):
        total += path.stat().st_size
        if day not in kept or (number >= 2 and total > LARGEST_TOTAL_BYTES):
            path.unlink()


def _day(keepsake: Path) -> date | None:
    try:
        return date.fromisoformat(keepsake.stem.removeprefix(PREFIX))
    except ValueError:
        return None
