"""Watched folders: which paths have changed, once they rest. Hints only; `scan` is the truth."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
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

from photo_sorter.core.errors import FolderError
from photo_sorter.language import tr
from photo_sorter.media.scan import is_skipped, reason, shown

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

_Look = tuple[int, int] | None
"""Size and mtime_ns of a path, or None when it is gone."""


@dataclass
class _Unsettled:
    folder: Path
    quiet_since: float
    look: _Look


class FolderWatcher:
    """Calls `on_settled`, on a thread of its own, with paths that have changed and then rested for `quiet_seconds`.

    A path is a file or folder that is new, changed, or gone (both ends of a move): whoever is told must look for
    himself. A new folder stands for all that is in it, and waits until that rests too. The other methods may be called
    from any thread but that one.
    """

    def __init__(self, on_settled: Callable[[frozenset[Path]], None], quiet_seconds: float = 1.0) -> None:
        self._on_settled = on_settled
        self._quiet_seconds = quiet_seconds
        self._changed = threading.Condition()
        self._events: dict[Path, Path] = {}
        self._unsettled: dict[Path, _Unsettled] = {}
        self._watches: dict[Path, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._observer: BaseObserver | None = None
        self._settler: threading.Thread | None = None
        self._is_closed = False

    def watch(self, folder: Path) -> None:
        """Watches `folder` and all below it. Again for a watched folder: only if it is another one by now (a disk that
        was away). Takes some 20 µs per folder below it.

        Raises FolderError when it cannot be watched; scans then have to find what changes.
        """
        try:
            status = folder.stat()
            identity = (status.st_dev, status.st_ino)
            known = self._watches.get(folder)
            if known is not None and known[1] == identity:
                return
            self.unwatch(folder)
            watch = self._started().schedule(
                _Handler(folder, self._note), str(folder), recursive=True, event_filter=_EVENTS
            )
        except OSError as error:
            raise FolderError(_sentence(folder, error)) from error
        self._watches[folder] = (watch, identity)

    def unwatch(self, folder: Path) -> None:
        """What is unsettled below it is forgotten."""
        known = self._watches.pop(folder, None)
        if known is not None and self._observer is not None:
            self._observer.unschedule(known[0])
        with self._changed:
            self._events = {path: root for path, root in self._events.items() if root != folder}
            self._unsettled = {path: wait for path, wait in self._unsettled.items() if wait.folder != folder}

    def close(self) -> None:
        """Ends both threads; what is unsettled stays unsaid."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
        if self._settler is not None:
            self._settler.join()

    def _started(self) -> BaseObserver:
        if self._observer is None:
            self._observer = Observer()
            self._observer.name = "folder-observer"
            self._observer.start()
            self._settler = threading.Thread(target=self._settle, name="folder-settler", daemon=True)
            self._settler.start()
        return self._observer

    def _note(self, folder: Path, path: Path) -> None:
        """On the observer's thread: only notes, for a slow answer loses events."""
        with self._changed:
            self._events[path] = folder
            self._changed.notify()

    def _settle(self) -> None:
        while True:
            with self._changed:
                if not self._is_closed and not self._events:
                    self._changed.wait(self._seconds_to_next())
                if self._is_closed:
                    return
                events, self._events = self._events, {}
                now = time.monotonic()
                for path, folder in events.items():
                    self._unsettled[path] = _Unsettled(folder, now, _look(path))
                    for parent in path.parents:
                        if parent in self._unsettled:
                            self._unsettled[parent].quiet_since = now
                settled = frozenset(path for path in list(self._unsettled) if self._has_settled(path, now))
                for path in settled:
                    del self._unsettled[path]
            if settled:
                self._on_settled(settled)

    def _seconds_to_next(self) -> float | None:
        if not self._unsettled:
            return None
        # Not more often than that, so that paths which come to rest one after the other are told together.
        shortest = self._quiet_seconds / 10
        due = min(wait.quiet_since for wait in self._unsettled.values()) + self._quiet_seconds
        return max(shortest, due - time.monotonic())

    def _has_settled(self, path: Path, now: float) -> bool:
        wait = self._unsettled[path]
        if now - wait.quiet_since < self._quiet_seconds:
            return False
        look = _look(path)
        if look == wait.look:
            return True
        wait.look, wait.quiet_since = look, now
        return False


class _Handler(FileSystemEventHandler):
    """Takes the paths out of events, on the observer's thread."""

    def __init__(self, folder: Path, note: Callable[[Path, Path], None]) -> None:
        self._folder = folder
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        for name in (event.src_path, event.dest_path):
            path = Path(os.fsdecode(name))
            if name and path.is_relative_to(self._folder) and not self._is_skipped(path):
                self._note(self._folder, path)

    def _is_skipped(self, path: Path) -> bool:
        return any(is_skipped(part) for part in path.relative_to(self._folder).parts)


def _look(path: Path) -> _Look:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


def _sentence(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EMFILE):
        return tr(
            "Changes in {folder} are only seen by regular scans, for the system watches too many folders "
            "already. Raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576",
            folder=shown(folder),
        )
    return tr(
        "Changes in {folder} are only seen by regular scans: {reason}.", folder=shown(folder), reason=reason(error)
    )
