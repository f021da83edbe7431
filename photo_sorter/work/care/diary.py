"""What is remembered of the library's care from one start to the next: `care.json` in the home."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from photo_sorter.system.durability import sync_file

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """`checked_on`: the day of the last check that found nothing, "" for never. `is_open`: somebody works on the
    library, or ended without closing it. `is_network_told`: that the home lies on a network drive."""

    checked_on: str = ""
    is_open: bool = False
    is_network_told: bool = False


class Diary:
    """An unreadable one is as if the library had never been checked; one that cannot be written costs checks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entry = _read(path)

    def write(self, **changes: object) -> None:
        self.entry = replace(self.entry, **changes)  # type: ignore[arg-type]
        unfinished = self._path.with_suffix(".tmp")
        try:
            unfinished.write_text(json.dumps(asdict(self.entry)), encoding="utf-8")
            sync_file(unfinished)
            unfinished.replace(self._path)
        except OSError as error:
            log.warning("Cannot write %s: %s", self._path, error)

    def days_since_check(self, today: date) -> int | None:
        """None if it was never checked."""
        with suppress(ValueError):
            return abs((today - date.fromisoformat(self.entry.checked_on)).days)
        return None


def _read(path: Path) -> Entry:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Entry(str(stored["checked_on"]), bool(stored["is_open"]), bool(stored["is_network_told"]))
    except FileNotFoundError:
        return Entry()
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("Cannot read %s: %s", path, error)
        return Entry(is_open=True)
