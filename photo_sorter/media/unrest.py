"""What has changed in a watched folder and does not rest yet."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from photo_sorter.media.questions import answered

MOST_PATHS = 20_000
"""More than that are not kept, some 6 MB: looking through the whole folder is cheaper then."""

LONGEST_SECONDS = 60.0
"""A folder that never rests is told nevertheless."""

_Look = tuple[int, int] | None
"""Size and mtime_ns of a path, or None when it is gone."""


@dataclass
class _Waiting:
    since: float
    quiet_since: float
    look: _Look


@dataclass(frozen=True)
class Rested:
    """Paths that rest, or with `is_lost` the whole folder: any of its paths may have changed."""

    paths: frozenset[str] = frozenset()
    is_lost: bool = False


class Unrest:
    """The paths of one folder that have changed, until they have rested for `quiet_seconds`. A file that is written for
    an hour waits so long; others do not wait for it. Not to be used by two threads at once; `now` is monotonic."""

    def __init__(self, quiet_seconds: float) -> None:
        self._quiet_seconds = quiet_seconds
        self._waiting: dict[str, _Waiting] = {}  # in the order of `quiet_since`
        self._folders: set[str] = set()
        self._lost: _Waiting | None = None

    def note(self, paths: Iterable[str], now: float) -> None:
        """These have just changed."""
        for path in paths:
            if self._lost is not None or len(self._waiting) >= MOST_PATHS:
                self.lose(now)
                return
            look, is_folder = _look(path)
            known = self._waiting.pop(path, None)
            self._waiting[path] = _Waiting(known.since if known is not None else now, now, look)
            (self._folders.add if is_folder else self._folders.discard)(path)
            self._disturb_folders_around(path, now)

    def lose(self, now: float) -> None:
        """Nobody knows what has just changed."""
        if self._lost is None:
            self._lost = _Waiting(now, now, None)
            self._waiting.clear()
            self._folders.clear()
        self._lost.quiet_since = now

    def settle(self, now: float) -> Rested:
        """Gives what rests by now, and forgets it. A folder stands for all that is in it."""
        if self._lost is not None:
            if not (self._is_quiet(self._lost, now) or self._is_overdue(self._lost, now)):
                return Rested()
            self._lost = None
            return Rested(is_lost=True)
        rested, restless = set(), []
        for path, wait in self._waiting.items():
            if not self._is_quiet(wait, now):
                break
            look, _ = _look(path)
            if look == wait.look or (path in self._folders and self._is_overdue(wait, now)):
                rested.add(path)
            else:
                restless.append(path)
        for path in restless:
            self.note([path], now)
        # What waits in them may have been found restless only now.
        rested = {path for path in rested if path in self._waiting and self._is_quiet(self._waiting[path], now)}
        for path in rested:
            del self._waiting[path]
        folders = rested & self._folders
        self._folders -= rested
        return Rested(frozenset(path for path in rested if not folders.intersection(_around(path))))

    def seconds_to_next(self, now: float) -> float | None:
        """None if all is at rest."""
        first = self._lost or next(iter(self._waiting.values()), None)
        if first is None:
            return None
        return max(0.0, first.quiet_since + self._quiet_seconds - now)

    def _disturb_folders_around(self, path: str, now: float) -> None:
        """A new folder stands for all that is in it, and waits until that rests too, but not for ever."""
        if not self._folders:
            return
        for above in _around(path):
            wait = self._waiting.get(above)
            if wait is not None and not self._is_overdue(wait, now):
                wait.quiet_since = now
                self._waiting[above] = self._waiting.pop(above)

    def _is_quiet(self, wait: _Waiting, now: float) -> bool:
        return now - wait.quiet_since >= self._quiet_seconds

    def _is_overdue(self, wait: _Waiting, now: float) -> bool:
        return now - wait.since >= LONGEST_SECONDS


def _around(path: str) -> Iterator[str]:
    """The folders that it lies in, the innermost first."""
    above = os.path.dirname(path)  # noqa: PTH120 - ten thousands a second
    while above != path:
        yield above
        path, above = above, os.path.dirname(above)  # noqa: PTH120


def _look(path: str) -> tuple[_Look, bool]:
    """And whether it is a folder."""
    answered()
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None, False
    return (status.st_size, status.st_mtime_ns), stat.S_ISDIR(status.st_mode)
