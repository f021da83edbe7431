"""What the window itself has to know of a path that a person points at. It never waits for a disk that does not answer:
after a moment the path counts as gone, and until the disk answers there is no second wait."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.media.questions import Questions

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


def _asked(path: Path, question: Callable[[Path], bool]) -> bool:
    try:
        return _questions.ask(path, lambda: question(path))
    except DiskSilentError:
        return False
