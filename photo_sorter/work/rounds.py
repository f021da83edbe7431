"""Rounds through the watched folders: watching gives hints, a round finds the truth."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from photo_sorter.core.errors import FolderError
from photo_sorter.core.events import Event, NoticeRaised
from photo_sorter.media.scan import photo_folder
from photo_sorter.media.watch import FolderWatcher
from photo_sorter.store.library import Library
from photo_sorter.work.lost_thumbnails import look_for_lost_thumbnails
from photo_sorter.work.reconcile import Found, look_at, reconcile

SAFETY_SCAN_SECONDS = 600.0
"""Watching loses events (design, section 4); every ten idle minutes the folders are compared with the library."""


class Rounds:
    """Which folders are watched, and which are being compared with the library, a step at a time. Lives on the worker
    thread; `watcher` is None where nothing is watched."""

    def __init__(
        self, library: Library, thumbnails: Path, watcher: FolderWatcher | None, notify: Callable[[Event], None]
    ) -> None:
        self._library = library
        self._thumbnails = thumbnails
        self._watcher = watcher
        self._notify = notify
        self._scans: deque[tuple[int | None, Iterator[Found]]] = deque()  # by folder id, None: of all
        self._next_safety_scan = 0.0

    @property
    def are_done(self) -> bool:
        return not self._scans

    @property
    def seconds_to_next(self) -> float:
        return self._next_safety_scan - time.monotonic()

    @property
    def are_due(self) -> bool:
        return self._watcher is not None and self.seconds_to_next <= 0

    def watch_all(self) -> None:
        """A folder has come to the library, or gone from it, whose photos are known."""
        for folder in self._library.folders.active():
            self._watch(folder.path)
        self._drop_scans_without_folder()

    def begin(self) -> None:
        """Compares every watched folder with the library, and looks for thumbnails that are gone."""
        self.repeat()
        self._scans.append((None, look_for_lost_thumbnails(self._library, self._thumbnails)))

    def repeat(self) -> None:
        """Compares every watched folder with the library."""
        self._next_safety_scan = time.monotonic() + SAFETY_SCAN_SECONDS
        for folder in self._library.folders.active():
            self._watch(folder.path)
            self._scans.append((folder.id, reconcile(self._library, folder.path, folder)))

    def add(self, paths: tuple[Path, ...]) -> None:
        """Watches these folders and compares them with the library. Raises LibraryError."""
        for given in paths:
            try:
                path = photo_folder(given)
            except FolderError as error:
                self._notify(NoticeRaised(str(error)))
                continue
            folder = self._library.folders.containing(path)
            if folder is None:
                with self._library.atomic():
                    folder = self._library.folders.add(path)
                self._drop_scans_without_folder()
                self._watch(path)
            self._scans.append((folder.id, reconcile(self._library, path, folder)))

    def drop(self, folder_id: int, forget: bool) -> bool:
        """Stops watching. False if there is no such folder. Raises LibraryError."""
        folder = self._library.folders.get(folder_id)
        if folder is None:
            return False
        with self._library.atomic():
            (self._library.folders.forget if forget else self._library.folders.remove)(folder_id)
        self._drop_scans_without_folder()
        if self._watcher is not None:
            self._watcher.unwatch(folder.path)
        return True

    def step(self) -> Found | None:
        """The next step; None if a folder has been gone through."""
        found = next(self._scans[0][1], None)
        if found is None:
            self._scans.popleft()
        return found

    def look_at(self, paths: frozenset[Path]) -> Iterator[Found]:
        """What came to rest: files at once, folders as rounds of their own."""
        # Gone paths first: a file that moved is then found as missing when its new place is looked at.
        for path in sorted(paths, key=lambda path: (os.path.lexists(path), str(path))):
            folder = self._library.folders.containing(path)
            if folder is None:
                continue
            if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path's
                # Tens of thousands of photos may have come with it: a step at a time, so that searches do not wait.
                self._scans.append((folder.id, look_at(self._library, path, folder)))
            else:
                yield from look_at(self._library, path, folder)

    def close(self) -> None:
        if self._watcher is not None:
            self._watcher.close()

    def _watch(self, path: Path) -> None:
        """Also again: a disk that was away is watched anew."""
        if self._watcher is None:
            return
        try:
            self._watcher.watch(path)
        except FolderError as error:
            self._notify(NoticeRaised(str(error)))

    def _drop_scans_without_folder(self) -> None:
        """Their folder was removed, or one around it has taken its photos over and scans them itself."""
        active = {folder.id for folder in self._library.folders.active()}
        self._scans = deque(scan for scan in self._scans if scan[0] is None or scan[0] in active)
