"""What a person chose about the program itself. What they decided about photos is in the library."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from filelock import FileLock

from photo_sorter.language import tr

log = logging.getLogger(__name__)

BUILT_IN_MODEL = "builtin-basic-1"
RECOMMENDED_MODEL = "ViT-B-32-256/datacomp_s34b_b86k"
"""The model that a new user is offered beside the built-in one."""


_PATIENCE_SECONDS = 5.0
"""Another process writes for milliseconds, unless it was stopped while it did."""


class SettingsError(OSError):
    """The settings cannot be written; `str()` is the sentence to show."""


@dataclass(frozen=True)
class Settings:
    model_id: str = BUILT_IN_MODEL
    next_model_id: str = ""
    """The model that is being made ready to take its place; "" for none."""
    awaited_model_id: str = ""
    """The model that shall sort once its download has ended, which goes on with the next start; "" for none."""
    model_speeds: dict[str, float] = field(default_factory=dict)
    """How many photos a second a model was measured to take on this computer, by its id."""
    paused: bool = False
    starter_offer_answered: bool = False
    """Whether the offer of a starter set of categories has been accepted or declined."""
    thumbnail_side_px: int = 180
    """Side of a grid cell's picture, in logical pixels."""
    hub_endpoint: str = ""
    """The hub from which models are downloaded, e.g. a mirror; "" for `HF_ENDPOINT`, else Hugging Face."""
    proxy: str = ""
    """The proxy that downloads go through, e.g. http://proxy.example:8080; "" for the system's."""
    battery_rule: str = "low"
    """When to wait on battery: one of `core.schedule.BatteryRule`."""
    waits_for_person: bool = False
    """Whether indexing waits while somebody uses the computer."""
    waits_for_full_screen: bool = True
    """Whether indexing waits while another program fills the screen."""
    most_cores: int = 0
    """How many of the processor's cores the work uses at most, from the next start on; 0 for all."""
    follows_links: bool = False
    """Whether links to files outside of the watched folders count as photos."""
    closes_to_tray: bool = False
    """Whether the program goes on in the tray when its window is closed."""


class SettingsFile:
    """Reads and writes `settings.json`. An unreadable file gives the defaults and is left until the next change.

    Safe on every thread and beside other processes: the window, the worker and commands change fields of their own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changing = threading.Lock()
        self._unwritten: dict[str, object] = {}
        self.current = _read(path) or Settings()

    def change(self, **changes: object) -> Settings:
        """Replaces fields and writes the file, whole or not at all. SettingsError: the change holds all the same."""
        with self._changing:
            self._unwritten |= changes
            self.current = replace(self.current, **changes)  # type: ignore[arg-type]
            self._write()
            return self.current

    def _write(self) -> None:
        fresh = self._path.with_suffix(".tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=_PATIENCE_SECONDS):
                # Another process may have changed other fields since.
                stored = _read(self._path)
                if stored is not None:
                    self.current = replace(stored, **self._unwritten)  # type: ignore[arg-type]
                fresh.write_text(json.dumps(asdict(self.current), indent=2), encoding="utf-8")
                fresh.replace(self._path)
            self._unwritten = {}
        except OSError as error:
            log.error("Cannot write %s: %s", self._path, error)
            raise SettingsError(
                tr(
                    "The settings cannot be kept in {path} ({reason}): they hold until the program ends.",
                    path=self._path,
                    reason=error.strerror or error,
                )
            ) from error


def _read(path: Path) -> Settings | None:
    """What the file holds of them; None where there is none that can be read."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("Cannot read %s: %s", path, error)
        return None
    if not isinstance(stored, dict):
        log.warning("Cannot read %s: it holds no settings", path)
        return None
    defaults = asdict(Settings())
    return Settings(**{name: stored[name] for name in defaults if type(stored.get(name)) is type(defaults[name])})
