"""What the window itself has to know of paths that a person points at. It waits a moment for each question, and no
longer for all paths that are given at once: what is not known by then counts as gone, or is taken later. A folder that
did not answer is not waited for again until it does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.media.questions import Questions, silence
from photo_sorter.ui.notices import NoticeBar

PATIENCE_SECONDS = 1.0

_questions = Questions(seconds=PATIENCE_SECONDS)


def exists(path: Path) -> bool:
    return _asked(path, os.path.exists)


def is_file(path: Path) -> bool:
    return _asked(path, os.path.isfile)


def is_folder(path: Path) -> bool:
    return _asked(path, os.path.isdir)


def nearest_folder(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there; the person's own where the disk does not answer."""
    try:
        return _questions.ask(path, lambda: next(filter(os.path.isdir, (path, *path.parents)), Path.home()))
    except DiskSilentError:
        return Path.home()


class _Kind(Enum):
    FOLDER = auto()
    FILE = auto()
    ABSENT = auto()


@dataclass(frozen=True)
class Seen:
    """Paths, by what is there."""

    folders: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()
    absent: tuple[Path, ...] = ()


@dataclass
class _Drop:
    """Paths that were given together and are not taken yet. `kinds` is filled on the threads that ask."""

    paths: tuple[Path, ...]
    take: Callable[[Seen], None]
    kinds: dict[Path, _Kind] = field(default_factory=dict)

    def silences(self) -> set[str]:
        return {str(silence(folder)) for folder in {path.parent for path in self.paths}}


class GivenPaths(QObject):
    """What paths are that a person gave to the window. Main thread."""

    _heard_again = Signal()

    def __init__(self, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._questions = Questions(self._on_answer, PATIENCE_SECONDS)
        self._waiting: list[_Drop] = []
        self._heard_again.connect(self._look_again, Qt.ConnectionType.QueuedConnection)

    def look_at(self, paths: Iterable[Path], take: Callable[[Seen], None]) -> None:
        """`take` is called at once with what is known within a moment; that the other disks do not answer is said, and
        `take` is called again as they do."""
        drop = _Drop(tuple(paths), take)
        seen = self._ask(drop)
        for sentence in drop.silences():
            self._notices.say(sentence)
        if seen is not None:
            take(seen)

    def _ask(self, drop: _Drop) -> Seen | None:
        """What has become known of it; the rest of it waits."""
        by_holder: dict[Path, list[Path]] = {}
        for path in drop.paths:
            if path not in drop.kinds:
                by_holder.setdefault(path.parent, []).append(path)
        self._questions.ask_all((paths[0], partial(_look, paths, drop.kinds)) for paths in by_holder.values())
        kinds = drop.kinds.copy()
        by_kind = [tuple(path for path in drop.paths if kinds.get(path) is kind) for kind in _Kind]
        drop.paths = tuple(path for path in drop.paths if path not in kinds)
        if drop.paths:
            self._waiting.append(drop)
        return Seen(*by_kind) if any(by_kind) else None

    def _on_answer(self) -> None:
        with suppress(RuntimeError):  # the window is gone
            self._heard_again.emit()

    def _look_again(self) -> None:
        waiting, self._waiting = self._waiting, []
        said = set().union(*(drop.silences() for drop in waiting))
        told = [(drop.take, self._ask(drop)) for drop in waiting]
        for sentence in said.difference(*(drop.silences() for drop in self._waiting)):
            self._notices.withdraw(sentence)
        for take, seen in told:
            if seen is not None:
                take(seen)


def _look(paths: list[Path], kinds: dict[Path, _Kind]) -> None:
    kinds.update({path: _kind(path) for path in paths})


def _kind(path: Path) -> _Kind:
    """Asks the disk."""
    if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path's
        return _Kind.FOLDER
    return _Kind.FILE if os.path.isfile(path) else _Kind.ABSENT  # noqa: PTH113


def names_in(folder: Path) -> frozenset[str]:
    """None of a folder that is not there, cannot be read, or whose disk does not answer."""
    try:
        return frozenset(_questions.ask(folder / "in it", lambda: os.listdir(folder)))  # noqa: PTH208 - not a path of each
    except (OSError, DiskSilentError):
        return frozenset()


def _asked(path: Path, question: Callable[[Path], bool]) -> bool:
    try:
        return _questions.ask(path, lambda: question(path))
    except DiskSilentError:
        return False
