"""The system's trash, from which people can take things back."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from send2trash import TrashPermissionError, send2trash

from photo_sorter.core.errors import PhotoSorterError, TrashError
from photo_sorter.language import tr
from photo_sorter.media.placing import copy, rename, sync_folder
from photo_sorter.media.placing_faults import OtherVolumeError
from photo_sorter.media.scan import reason, shown
from photo_sorter.media.trash_places import LeavingFile, TrashedFile, found_in_trash


def move_to_trash(path: Path, content_hash: bytes | None = None) -> TrashedFile | None:
    """Gives how it can be taken back, or None where only the system's own trash can do that. `content_hash`: SHA-256,
    by which it is known again where it has to be copied.

    Raises TrashError; the file is then where it was. A link goes itself, and what it points to stays.
    """
    try:
        leaving = LeavingFile.of(path, content_hash)
        send2trash(path)
    except TrashPermissionError as error:
        raise TrashError(
            tr(
                "{path} was not moved: the disk it is on has no trash that can be used. Move it by hand.",
                path=shown(path),
            )
        ) from error
    except OSError as error:
        raise TrashError(
            tr("{path} was not moved to the trash: {reason}.", path=shown(path), reason=_why(path, error))
        ) from error
    return found_in_trash(leaving)


def take_back(trashed: TrashedFile) -> None:
    """Puts a file back where it was, with its time and permissions, never over another one.

    Raises TrashError; what the trash holds of it is then as it was.
    """
    path = trashed.path
    if not trashed.is_untouched:
        raise TrashError(tr("{path} was not taken back: the trash does not hold it any more.", path=shown(path)))
    if not path.parent.is_dir():
        raise TrashError(
            tr("{path} was not taken back: its folder is not there. It stays in the trash.", path=shown(path))
        )
    if os.path.lexists(path):
        raise TrashError(
            tr("{path} was not taken back: another file lies there now. It stays in the trash.", path=shown(path))
        )
    try:
        try:
            rename(trashed.kept_at, path)
            sync_folder(path.parent)
        except OtherVolumeError:
            _copy_back(trashed)
    except PhotoSorterError as error:
        raise TrashError(tr("{path} stays in the trash. {why}", path=shown(path), why=error)) from error
    with suppress(OSError):
        trashed.note.unlink()


def _copy_back(trashed: TrashedFile) -> None:
    """From a trash on another disk. Only once the copy is verified does the trash lose it."""
    temporary = trashed.path.with_name(f".{token_hex(8)}.taking-back")
    copy(trashed.kept_at, trashed.path, temporary, (trashed.status.st_size, trashed.status.st_mtime_ns))
    sync_folder(trashed.path.parent)
    with suppress(OSError):
        trashed.kept_at.unlink()


def _why(path: Path, error: OSError) -> str:
    # send2trash names its own reasons as the number's text; on other systems they are sentences of the system.
    if isinstance(error, PermissionError):
        return tr("you have no permission to move it")
    if not path.exists():
        return tr("it is not there any more")
    return reason(error).rstrip(".")
