"""What the system says of changes in folders, through watchdog: where it is not Linux."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from photo_sorter.media.scan import is_skipped

_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Not those of opening and reading, which our own decoders cause, and not a folder's change of time."""


_CLOSE_SECONDS = 2.0
"""watchdog looks up from its waiting every second."""


class WatchdogNews:
    """As `inotify.InotifyNews`. Where the system drops events watchdog (7.1) does not tell: scans find those."""

    def __init__(self, on_changes: Callable[[Path, set[str]], None], on_lost: Callable[[Path], None]) -> None:
        self._on_changes = on_changes
        self._on_lost = on_lost
        self._watches: dict[Path, ObservedWatch] = {}
        self._observer: BaseObserver = Observer()
        self._observer.name = "folder-observer"
        self._observer.start()

    def add(self, folder: Path) -> None:
        """Watches it and all below it. Raises OSError."""
        handler = _Handler(folder, self._on_changes, self._on_lost)
        self._watches[folder] = self._observer.schedule(handler, str(folder), recursive=True, event_filter=_EVENTS)

    def remove(self, folder: Path) -> None:
        watch = self._watches.pop(folder, None)
        if watch is not None:
            # It waits for a thread, which a disk that does not answer may hold.
            ending = threading.Thread(target=self._observer.unschedule, args=[watch], name="unwatching", daemon=True)
            ending.start()
            ending.join(_CLOSE_SECONDS)

    def is_whole(self, folder: Path) -> bool:
        """Whether it is watched: when it is deleted that ends."""
        watch = self._watches.get(folder)
        return any(emitter.watch == watch and emitter.is_alive() for emitter in self._observer.emitters)

    def close(self) -> None:
        self._observer.stop()
        self._observer.join(_CLOSE_SECONDS)


class _Handler(FileSystemEventHandler):
    """Takes the paths out of events, on the observer's thread."""

    def __init__(
        self, folder: Path, on_changes: Callable[[Path, set[str]], None], on_lost: Callable[[Path], None]
    ) -> None:
        self._folder = folder
        self._on_changes = on_changes
        self._on_lost = on_lost

    def on_any_event(self, event: FileSystemEvent) -> None:
        paths = {Path(os.fsdecode(name)) for name in (event.src_path, event.dest_path) if name}
        if self._folder in paths:
            self._on_lost(self._folder)
        changes = {str(path) for path in paths if path.is_relative_to(self._folder) and not self._is_skipped(path)}
        if changes:
            self._on_changes(self._folder, changes)

    def _is_skipped(self, path: Path) -> bool:
        return any(is_skipped(part) for part in path.relative_to(self._folder).parts)
