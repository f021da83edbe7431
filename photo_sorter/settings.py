"""What a person chose about the program itself. What they decided about photos is in the library."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path

log = logging.getLogger(__name__)

BUILT_IN_MODEL = "builtin-basic-1"


class SettingsError(OSError):
    """The settings cannot be written; `str()` is the sentence to show."""


@dataclass(frozen=True)
class Settings:
    model_id: str = BUILT_IN_MODEL
    paused: bool = False
    starter_offer_answered: bool = False
    """Whether the offer of a starter set of categories has been accepted or declined."""
    thumbnail_side_px: int = 180
    """Side of a grid cell's picture, in logical pixels."""


class SettingsFile:
    """Reads and writes `settings.json`. An unreadable file gives the defaults and is left until the next change.

    Safe on every thread: the window and the worker change fields of their own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changing = threading.Lock()
        self.current = _read(path)

    def change(self, **changes: object) -> Settings:
        """Replaces fields and writes the file, whole or not at all. SettingsError: the change holds all the same."""
        with self._changing:
            self.current = replace(self.current, **changes)  # type: ignore[arg-type]
            self._write()
            return self.current

    def _write(self) -> None:
        fresh = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(asdict(self.current), indent=2), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            log.error("Cannot write %s: %s", self._path, error)
            raise SettingsError(
                f"The settings cannot be kept in {self._path} ({error.strerror}): they hold until the program ends."
            ) from error


def _read(path: Path) -> Settings:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("Cannot read %s (%s); the defaults are used", path, error)
        return Settings()
    defaults = asdict(Settings())
    known = {
        name: stored[name]
        for name in defaults
        if isinstance(stored, dict) and type(stored.get(name)) is type(defaults[name])
    }
    return Settings(**known)
