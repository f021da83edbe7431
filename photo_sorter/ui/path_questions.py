"""What the window itself has to know of a path that a person points at. It never waits for a disk that does not answer:
after a moment the path counts as gone, or is looked at later; until the disk answers there is no second wait."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.media.questions import Questions
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


@dataclass
class Seen:
    """Paths, by what is there."""

    folders: list[Path] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    absent: list[Path] = field(default_factory=list)


class GivenPaths(QObject):
    """What paths are that a person gave to the window. Main thread."""

    _heard_again = Signal()

    def __init__(self, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self._questions = Questions(self._on_answer, PATIENCE_SECONDS)
        self._waiting: dict[Callable[[tuple[Path, ...]], None], list[Path]] = {}
        self._said: set[str] = set()
        self._heard_again.connect(self._look_again, Qt.ConnectionType.QueuedConnection)

    def look_at(self, paths: Iterable[Path], take: Callable[[tuple[Path, ...]], None]) -> Seen:
        """What lies on a disk that does not answer is in none of the three: that is said, and once the disk answers
        `take` is called with it."""
        seen = Seen()
        for path in paths:
            try:
                self._questions.ask(path, partial(_kind, path, seen)).append(path)
            except DiskSilentError as silence:
                self._waiting.setdefault(take, []).append(path)
                self._said.add(str(silence))
                self._notices.say(str(silence))
        return seen

    def _on_answer(self) -> None:
        with suppress(RuntimeError):  # the window is gone
            self._heard_again.emit()

    def _look_again(self) -> None:
        for sentence in self._said:
            self._notices.withdraw(sentence)
        self._said.clear()
        waiting, self._waiting = self._waiting, {}
        for take, paths in waiting.items():
            take(tuple(paths))


def _kind(path: Path, seen: Seen) -> list[Path]:
    """Asks the disk."""
    if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path's
        return seen.folders
    return seen.files if os.path.isfile(path) else seen.absent  # noqa: PTH113


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
