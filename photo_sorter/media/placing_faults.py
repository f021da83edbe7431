"""What can go wrong with a file on its way, in words: its own fault, or the disk's."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.language import tr
from photo_sorter.media.scan import reason, shown

_DISK_FAULTS = (
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN,
    errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EMFILE, errno.ENFILE,
)  # fmt: skip


class PlacingError(PhotoSorterError):
    """One file cannot be put there; it is where it was."""


class DiskError(PhotoSorterError):
    """The disk that is written to takes no more: no file's fault, and the others would fare the same."""


class CancelledError(Exception):
    """A person wants no more of it. What had been begun of the file is gone again."""


class OtherVolumeError(Exception):
    """A file cannot be renamed onto another volume; it has to be copied."""


def fault(sentence: str, error: Exception) -> PhotoSorterError:
    """DiskError for what is no file's fault, else PlacingError."""
    is_disk = isinstance(error, OSError) and error.errno in _DISK_FAULTS
    return DiskError(sentence) if is_disk else PlacingError(sentence)


def changed(path: Path) -> str:
    """A sentence."""
    return tr("{path} has changed since the preview was made.", path=shown(path))


def unreadable(path: Path, error: OSError) -> str:
    """A sentence."""
    return tr("{path} cannot be read: {reason}.", path=shown(path), reason=why(error))


def not_put(source: Path, target: Path, error: Exception) -> str:
    """A sentence."""
    if isinstance(error, FileExistsError):
        return tr("{path} was left alone: there is a {target} already.", path=shown(source), target=shown(target))
    return tr(
        "{path} cannot be put into {folder}: {reason}.",
        path=shown(source),
        folder=shown(target if os.path.isdir(target) else target.parent),  # noqa: PTH112 - Path.is_dir may raise
        reason=why(error),
    )


def why(error: Exception) -> str:
    """Ends a sentence."""
    match error:
        case OSError(errno=errno.ENOSPC) | OSError(errno=errno.EDQUOT):
            return tr("there is no space left on the disk")
        case PermissionError():
            return tr("you have no permission")
        case OSError():
            return reason(error)
    return tr("its links lead in a circle")
