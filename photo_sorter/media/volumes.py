"""The disk that a folder is on, or would be on: its room, and what its file system can do."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from pathlib import Path

import psutil

from photo_sorter.core.arranging.disk import Volume
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr
from photo_sorter.media.scan import reason, shown

_WITHOUT_LINKS = frozenset({"vfat", "msdos", "fat", "fat12", "fat16", "fat32", "exfat"})
_LARGEST_ON_FAT_BYTES = 4 * 1024**3 - 1
"""FAT counts the bytes of a file with 32 bits; exFAT does not."""
_LONGEST_WINDOWS_PATH = 259
"""MAX_PATH without its end, which programs like ours keep to unless the system is told otherwise."""


def volume_of(folder: Path) -> Volume:
    """Of a folder that may not be there yet: that of the nearest one above it.

    Raises ArrangeError with a sentence if it cannot be a folder, or nothing can be written there.
    """
    above = nearest_folder(folder)
    try:
        status = above.stat()
        if not os.access(above, os.W_OK | os.X_OK):
            raise ArrangeError(
                tr("Nothing can be written to {folder}. Choose another destination.", folder=shown(above))
            )
        free_bytes = shutil.disk_usage(above).free
    except OSError as error:
        raise ArrangeError(_unusable(folder, error)) from error
    file_system = _file_system(above)
    is_fat = (file_system or "").lower() in _WITHOUT_LINKS
    return Volume(
        status.st_dev,
        free_bytes,
        file_system,
        links_hard=not is_fat,
        links_symbolically=not is_fat,
        longest_name_bytes=_bound(above, "PC_NAME_MAX"),
        longest_path_bytes=_longest_path(above),
        largest_file_bytes=_LARGEST_ON_FAT_BYTES if is_fat and file_system != "exfat" else None,
    )


def nearest_folder(folder: Path) -> Path:
    """The folder itself or, while it is not there, the next one above. Raises ArrangeError where there is a file, or a
    link that leads nowhere."""
    for place in (folder, *folder.parents):
        try:
            status = place.stat()
        except FileNotFoundError:
            if os.path.lexists(place):
                raise ArrangeError(
                    tr("{folder} is a link that leads nowhere. Choose another destination.", folder=shown(place))
                ) from None
            continue
        except NotADirectoryError:
            continue
        except OSError as error:
            if error.errno == errno.ELOOP and not place.is_symlink():
                continue  # the link is above
            raise ArrangeError(_unusable(place, error)) from error
        if not stat.S_ISDIR(status.st_mode):
            raise ArrangeError(tr("{folder} is a file. Choose a folder as the destination.", folder=shown(place)))
        return place
    raise ArrangeError(tr("{folder} is on a disk that is not there. Connect it first.", folder=shown(folder)))


def _unusable(folder: Path, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return tr("{folder} is a link that leads back to itself. Choose another destination.", folder=shown(folder))
    return tr("Cannot use the folder {folder}: {reason}.", folder=shown(folder), reason=reason(error))


def _file_system(folder: Path) -> str | None:
    """Its name as the system has it, in lower case; None if it is not known."""
    real = os.path.realpath(folder)
    found, longest = None, -1
    try:
        partitions = psutil.disk_partitions(all=True)
    except (OSError, psutil.Error):
        return None
    for partition in partitions:
        mount = partition.mountpoint
        inside = mount if mount.endswith(os.sep) else mount + os.sep
        # Of two mounted over each other the last one is seen.
        if (real == mount or real.startswith(inside)) and len(mount) >= longest:
            found, longest = partition.fstype.lower() or None, len(mount)
    return found


def _bound(folder: Path, name: str) -> int | None:
    if sys.platform == "win32" or name not in os.pathconf_names:
        return None
    try:
        bound = os.pathconf(folder, name)
    except OSError:
        return None
    return bound if bound > 0 else None


def _longest_path(folder: Path) -> int | None:
    if sys.platform == "win32":
        return _LONGEST_WINDOWS_PATH
    bound = _bound(folder, "PC_PATH_MAX")
    return bound - 1 if bound is not None else None  # it counts the final NUL
