"""What folders and files are on their disk, for those who know them by their numbers. Each asks the disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from photo_sorter.core.photo import FileState
from photo_sorter.media.questions import answered
from photo_sorter.media.scan import file_state


def number_of(folder: Path) -> tuple[int, int] | None:
    """(device, number) of a folder; None if it is not there, or not a folder."""
    answered()
    try:
        status = folder.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    return status.st_dev, file_state(folder, status).file_id or 0


def device_of(path: Path) -> int | None:
    """Of the disk that the path lies on, which need not be there."""
    for place in (path, *path.parents):
        try:
            return place.stat().st_dev
        except OSError:
            continue
    return None


def is_empty(folder: Path) -> bool:
    try:
        return next(folder.iterdir(), None) is None
    except OSError:
        return False


def with_number(file: FileState) -> FileState:
    if file.device:
        return file
    answered()
    try:
        return file_state(file.path, file.path.stat(), is_link=file.path.is_symlink())
    except OSError:
        return file


def looks_like(path: Path, size_bytes: int, mtime_ns: int) -> bool:
    answered()
    try:
        status = path.stat()
    except (OSError, ValueError):
        return False
    return (status.st_size, status.st_mtime_ns) == (size_bytes, mtime_ns)


def numbered_folders(folder: Path) -> list[tuple[Path, int]]:
    """With their numbers."""
    try:
        with os.scandir(folder) as entries:
            places = [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    found = ((place, number_of(place)) for place in places)
    return [(place, number[1]) for place, number in found if number is not None]


def may_be_there(path: Path) -> bool:
    """Whether it is, or its folder is closed to us."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True
