"""Writing what is said of a photo into the file beside it. The photo itself is never opened."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from photo_sorter.core.errors import MetadataError
from photo_sorter.language import tr
from photo_sorter.media.metadata import MOST_XMP_BYTES
from photo_sorter.media.online_only import require_here
from photo_sorter.media.scan import reason, shown
from photo_sorter.media.sidecar import sidecars
from photo_sorter.media.xmp_packet import EMPTY, UnfitError
from photo_sorter.media.xmp_writing import PhotoWords, merged
from photo_sorter.system.durability import flush, sync_folder

BACKUP_SUFFIX = ".bak"
"""A sidecar that stood there before us is kept under its name with this behind it."""

_TEMPORARY = ".photo-sorter-xmp-"
_LEFT_BEHIND_SECONDS = 3600.0
"""Nobody writes a sidecar for so long: what wrote it was killed."""

_WRITERS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def sidecar_to_write(photo: Path) -> Path:
    """The one that the photo at `photo` has, or where it would get one."""
    return next(sidecars(photo), photo.with_name(f"{photo.name}.xmp"))


def write_sidecar(photo: Path, words: PhotoWords, dry_run: bool = False) -> bool:
    """Whether anything was, or would be, written: not if the sidecar says so already, or there is nothing to say.

    A sidecar that is there gets the words in addition to its own, and is kept as it was before the first change; it is
    replaced at once or not at all. Raises MetadataError with a sentence, and then it is as it was.
    """
    sidecar = sidecar_to_write(photo)
    try:
        if not photo.is_file():
            raise UnfitError(tr("its photo is not there any more"))
        former = _state(sidecar)
        before = EMPTY if former is None else _content(sidecar)
        after = merged(before, words)
        if after == before:
            return False
        if not dry_run:
            _replace(sidecar, before, after, former)
    except UnfitError as error:
        raise MetadataError(tr("{path} was not written: {reason}.", path=shown(sidecar), reason=error)) from error
    except OSError as error:
        why = _unwritten(error)
        raise MetadataError(tr("{path} was not written: {reason}.", path=shown(sidecar), reason=why)) from error
    return True


def remove_leftovers(folder: Path) -> None:
    """What a program that was killed while it wrote a sidecar has left behind in the folder."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_TEMPORARY) and time.time() - entry.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                Path(entry).unlink()


def _state(sidecar: Path) -> os.stat_result | None:
    """None where there is none yet. Raises UnfitError for what may not be replaced, OSError."""
    try:
        status = sidecar.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        raise UnfitError(tr("it is a link to another file"))
    if not stat.S_ISREG(status.st_mode):
        raise UnfitError(tr("it is not a file"))
    # Renaming would get round the first; whoever may do everything is asked by the second.
    if not os.access(sidecar, os.W_OK) or not status.st_mode & _WRITERS:
        raise UnfitError(tr("it is write-protected"))
    require_here(status)
    return status


def _content(sidecar: Path) -> bytes:
    """Not more than shows that it is too large."""
    with sidecar.open("rb") as file:
        return file.read(MOST_XMP_BYTES + 1)


def _replace(sidecar: Path, before: bytes, after: bytes, former: os.stat_result | None) -> None:
    with _beside(sidecar, after, former) as new:
        if former is None:
            _publish(new, sidecar)
        else:
            _keep(sidecar, before)
            _check_unchanged(sidecar, former)
            new.replace(sidecar)
    with suppress(OSError):  # it is there; only a power cut might take it
        sync_folder(sidecar.parent)


def _keep(sidecar: Path, before: bytes) -> None:
    """Once: the oldest is the one that was nobody's but theirs."""
    backup = sidecar.with_name(sidecar.name + BACKUP_SUFFIX)
    if os.path.lexists(backup):
        return
    with _beside(backup, before) as copy:
        shutil.copystat(sidecar, copy)
        with suppress(FileExistsError):
            _publish(copy, backup)


def _check_unchanged(sidecar: Path, former: os.stat_result) -> None:
    now = sidecar.lstat()
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (former.st_ino, former.st_size, former.st_mtime_ns):
        raise UnfitError(tr("another program has just changed it; try again"))


@contextmanager
def _beside(target: Path, content: bytes, former: os.stat_result | None = None) -> Iterator[Path]:
    """A file that is on the disk with its content, under a hidden name that no scan looks at; gone afterwards if it
    was not moved."""
    path = target.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}.tmp")
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            flush(file.fileno())
        if former is not None:
            # An owner is kept where that is allowed; whoever changes it loses bits of the mode, which come last.
            with suppress(OSError, AttributeError):
                os.chown(path, former.st_uid, former.st_gid)
            path.chmod(stat.S_IMODE(former.st_mode))
        yield path
    finally:
        path.unlink(missing_ok=True)


def _publish(new: Path, target: Path) -> None:
    """Raises FileExistsError rather than replace what another program may have put there meanwhile."""
    try:
        os.link(new, target)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links: memory cards.
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        new.rename(target)


def _unwritten(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return tr("you have no permission to write there")
    if isinstance(error, FileExistsError):
        return tr("another program has just made it; try again")
    return reason(error)
