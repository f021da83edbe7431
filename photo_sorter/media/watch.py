"""Watched folders: which paths have changed, once they rest. Hints only; `scan` is the truth."""

from __future__ import annotations

import errno
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from photo_sorter.core.errors import DiskSilentError, FolderError
from photo_sorter.language import tr
from photo_sorter.media.questions import Questions
from photo_sorter.media.scan import reason, shown
from photo_sorter.media.unrest import MOST_PATHS, Rested, Unrest

if sys.platform == "linux":
    from photo_sorter.media.inotify import InotifyNews as SystemNews
else:
    from photo_sorter.media.watchdog_news import WatchdogNews as SystemNews


_CLOSE_SECONDS = 1.0
"""A settler that waits for a disk is left to itself."""


class FolderNews(Protocol):
    """What the system says of changes; `add` raises OSError and leaves nothing behind then. `is_whole` is False when
    the folder has to be added anew."""

    def add(self, folder: Path) -> None: ...
    def remove(self, folder: Path) -> None: ...
    def is_whole(self, folder: Path) -> bool: ...
    def close(self) -> None: ...


OpenNews = Callable[[Callable[[Path, set[str]], None], Callable[[Path], None]], FolderNews]


class FolderWatcher:
    """Calls `on_settled`, on a thread of its own, with paths that have changed and then rested for `quiet_seconds`.

    A path is a file or folder that is new, changed, or gone (both ends of a move): whoever is told must look for
    himself. A new folder stands for all that is in it, and waits until that rests too, a minute at the longest.

    Calls `on_lost`, on the same thread, with a watched folder of which too much has changed to say what, or of which
    the system did not say everything: it has to be given to `watch` again, and then looked through. It too is told
    when it rests, and every minute if it never does. What changes while its disk is silent is not told: look through it
    when it answers.

    The other methods are for one thread, not that one. A `watch` that a disk holds may be left alone, on another
    thread: if the folder is unwatched meanwhile, it stays so.
    """

    def __init__(
        self,
        on_settled: Callable[[frozenset[Path]], None],
        on_lost: Callable[[Path], None],
        quiet_seconds: float = 1.0,
        open_news: OpenNews = SystemNews,
        questions: Questions | None = None,
    ) -> None:
        self._questions = questions or Questions()
        self._on_settled = on_settled
        self._on_lost = on_lost
        self._quiet_seconds = quiet_seconds
        self._open_news = open_news
        self._news: FolderNews | None = None
        self._settler = threading.Thread(target=self._settle, name="folder-settler", daemon=True)
        self._changed = threading.Condition()
        # Those below are guarded by it; an Unrest itself belongs to the settler.
        self._wanted: dict[Path, object] = {}  # by folder: which call of `watch` is the last one
        self._identities: dict[Path, tuple[int, int]] = {}  # by watched folder
        self._changes: dict[Path, set[str]] = {}
        self._lost: set[Path] = set()
        self._told: set[Path] = set()  # as lost, and not watched again since
        self._unrest: dict[Path, Unrest] = {}
        self._is_closed = False

    def watch(self, folder: Path) -> None:
        """Watches `folder` and all below it. Again for a watched folder: only if it is another one by now (a disk that
        was away), or if something of it was lost; what changed until then is told as lost unless that was told. Takes
        some 40 µs per folder below it, and 1 µs per file.

        Raises FolderError when it cannot be watched in whole, and watches nothing of it then; scans have to find what
        changes.
        """
        call = object()
        with self._changed:
            self._wanted[folder] = call
        try:
            status = folder.stat()
            identity = (status.st_dev, status.st_ino)
            with self._changed:
                if self._wanted.get(folder) is not call:
                    return
                is_told = folder in self._told
                self._told.discard(folder)
            news = self._started()
            if self._identities.get(folder) == identity and news.is_whole(folder):
                return
            is_again = folder in self._identities
            self._end(folder)
            with self._changed:
                self._unrest[folder] = Unrest(self._quiet_seconds)
            news.add(folder)
        except OSError as error:
            self.unwatch(folder)
            raise FolderError(_sentence(folder, error)) from error
        with self._changed:
            is_wanted = self._wanted.get(folder) is call
            if is_wanted:
                self._identities[folder] = identity
        if not is_wanted:
            news.remove(folder)
        elif is_again and not is_told:
            self._note_lost(folder)

    def unwatch(self, folder: Path) -> None:
        """What is unsettled below it is forgotten."""
        with self._changed:
            self._wanted.pop(folder, None)
        self._end(folder)

    def close(self) -> None:
        """Ends all threads; what is unsettled stays unsaid."""
        with self._changed:
            self._is_closed = True
            self._wanted.clear()
            self._changed.notify()
        if self._news is not None:
            self._news.close()
            self._settler.join(_CLOSE_SECONDS)

    def _end(self, folder: Path) -> None:
        if self._news is not None:
            self._news.remove(folder)
        with self._changed:
            self._identities.pop(folder, None)
            self._changes.pop(folder, None)
            self._lost.discard(folder)
            self._unrest.pop(folder, None)

    def _started(self) -> FolderNews:
        with self._changed:
            if self._news is None:
                self._news = self._open_news(self._note_changes, self._note_lost)
                self._settler.start()
            return self._news

    def _note_changes(self, folder: Path, paths: set[str]) -> None:
        """On the system's thread: only notes, for a slow answer loses events."""
        with self._changed:
            known = self._changes.setdefault(folder, set())
            if len(known) < MOST_PATHS:
                known |= paths
            else:
                self._lost.add(folder)
            self._changed.notify()

    def _note_lost(self, folder: Path) -> None:
        with self._changed:
            self._lost.add(folder)
            self._changed.notify()

    def _settle(self) -> None:
        while True:
            with self._changed:
                if not (self._is_closed or self._changes or self._lost):
                    self._changed.wait(self._seconds_to_next())
                if self._is_closed:
                    return
                changes, self._changes = self._changes, {}
                lost, self._lost = self._lost, set()
                unrests = dict(self._unrest)
            # Looking at paths takes its time on a network drive, in which the system's thread must not wait.
            now = time.monotonic()
            for folder, unrest in unrests.items():
                if folder not in lost and folder not in changes and unrest.seconds_to_next(now) is None:
                    continue
                try:
                    look = partial(_look, unrest, folder in lost, changes.get(folder, set()), now)
                    self._tell(folder, unrest, self._questions.ask(folder, look))
                except DiskSilentError:
                    self._forget(folder, unrest)

    def _tell(self, folder: Path, unrest: Unrest, rested: Rested) -> None:
        with self._changed:
            if self._is_closed or self._unrest.get(folder) is not unrest:
                return
            if rested.is_lost:
                self._told.add(folder)
        if rested.is_lost:
            self._on_lost(folder)
        elif rested.paths:
            self._on_settled(frozenset(map(Path, rested.paths)))

    def _forget(self, folder: Path, unrest: Unrest) -> None:
        """A thread that is held has it, and with it what has changed."""
        with self._changed:
            if self._is_closed or self._unrest.get(folder) is not unrest:
                return
            self._unrest[folder] = Unrest(self._quiet_seconds)
        self._on_lost(folder)

    def _seconds_to_next(self) -> float | None:
        now = time.monotonic()
        due = [seconds for unrest in self._unrest.values() if (seconds := unrest.seconds_to_next(now)) is not None]
        # Not more often than that, so that paths which come to rest one after the other are told together.
        return max(self._quiet_seconds / 10, min(due)) if due else None


def _look(unrest: Unrest, is_lost: bool, changes: set[str], now: float) -> Rested:
    if is_lost:
        unrest.lose(now)
    unrest.note(changes, now)
    return unrest.settle(now)


def _sentence(folder: Path, error: OSError) -> str:
    if error.errno == errno.EMFILE:
        return tr(
            "Changes in {folder} are only seen by regular scans, for the system watches too many folders "
            "already. Raise the limit: sudo sysctl fs.inotify.max_user_instances=1024",
            folder=shown(folder),
        )
    if error.errno == errno.ENOSPC:
        return tr(
            "Changes in {folder} are only seen by regular scans, for the system watches too many folders "
            "already. Raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576",
            folder=shown(folder),
        )
    return tr(
        "Changes in {folder} are only seen by regular scans: {reason}.", folder=shown(folder), reason=reason(error)
    )
