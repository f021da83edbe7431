"""A file that is there whole, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from photo_sorter.core.errors import KeepingError
from photo_sorter.language import tr
from photo_sorter.media.scan import shown
from photo_sorter.system.durability import sync_file, sync_folder


@contextmanager
def whole_file(path: Path, replaces: bool) -> Iterator[tuple[BinaryIO, Path]]:
    """A file to write, and its path for now; it has its own name at the end of `with`, when it is on the disk.

    Beside that path others may be made; all of them go. A link is followed. Raises KeepingError: for a file that is
    there already, unless it `replaces` it, and for every OSError within.
    """
    target = Path(os.path.realpath(path))
    # Of the same name each time, so that the next one clears what a power cut left.
    unfinished = target.with_name(f".{target.name}.unfinished.tmp")
    try:
        _refuse(path, target, replaces)
        try:
            with unfinished.open("w+b") as file:
                yield file, unfinished
            sync_file(unfinished)
            _refuse(path, target, replaces)
            unfinished.replace(target)
            sync_folder(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise KeepingError(_unwritten(path, error)) from error


def _refuse(path: Path, target: Path, replaces: bool) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_file():
        raise KeepingError(tr("{path} is no file that could be written. Choose another name.", path=shown(path)))
    if not replaces:
        raise KeepingError(tr("{path} is there already. Choose another name.", path=shown(path)))


def _unwritten(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return tr(
            "There is no space left on the disk of {path}. Free some, or choose another disk. No half file is left.",
            path=shown(path),
        )
    if error.errno == errno.ENOENT:
        return tr("There is no folder {folder}. Make it first, or choose another one.", folder=shown(path.parent))
    return tr("{path} cannot be written: {reason}.", path=shown(path), reason=error.strerror or error)
