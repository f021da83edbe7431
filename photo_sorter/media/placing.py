"""Puts a file into its place without ever losing one: verified copies, moves, links, and their removal.

Nothing here replaces a file that exists. What is interrupted leaves the source whole, and at most the temporary file
whose name the caller gave. What a copy holds is durable when it has its name; the names are once `sync_folder` was
called for their folders, which is for callers to do: one call serves many files.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copystat
from typing import BinaryIO

from photo_sorter.language import tr
from photo_sorter.media.online_only import require_here
from photo_sorter.media.placing_faults import (
    CancelledError,
    DiskError,
    OtherVolumeError,
    PlacingError,
    changed,
    fault,
    not_put,
    unreadable,
    why,
)
from photo_sorter.media.scan import shown
from photo_sorter.system import durability

CHUNK_BYTES = 1024 * 1024

_FICLONE = 0x40049409
"""ioctl_ficlone(2): both files share their blocks until one is changed (Btrfs, XFS, bcachefs)."""
_RENAME_NOREPLACE = 1
"""renameat2(2), Linux 3.15."""
_RENAME_EXCL = 4
"""renamex_np(2), macOS 10.12."""
_AT_FDCWD = -100
_NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


@dataclass(frozen=True)
class FileTrace:
    """What changes when somebody writes to a file; times in nanoseconds."""

    size_bytes: int
    mtime_ns: int
    permissions: int

    def is_like(self, size_bytes: int, mtime_ns: int) -> bool:
        return (self.size_bytes, self.mtime_ns) == (size_bytes, mtime_ns)


def trace(path: Path) -> FileTrace | None:
    """None where there is nothing. Of a link, its own. Raises DiskError, PlacingError when it cannot be told."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise fault(unreadable(path, error), error) from error
    return _trace_of(status)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both paths lead to one file: by a link, by two names of it, or by capitals that the disk does not tell
    apart."""
    try:
        return one.samefile(other)
    except (OSError, RuntimeError):
        return False


def is_other_name(one: Path, other: Path) -> bool:
    """Whether the file keeps the name `one` when `other` goes. A link that leads to it is none, nor is the same name
    spelt otherwise."""
    try:
        if not one.samefile(other) or one.resolve() == other.resolve() or other.lstat().st_nlink == 1:
            return False
        if not one.parent.samefile(other.parent):
            return True
        return one.name != other.name and {one, one.with_name(other.name)} <= set(one.parent.iterdir())
    except (OSError, RuntimeError):
        return False


def is_one_name(one: Path, other: Path) -> bool:
    """Whether the file is gone from both paths when it is removed at one of them."""
    return is_same_file(one, other) and not is_other_name(one, other)


def content_hash(path: Path) -> bytes:
    """SHA-256 of the bytes. Raises OSError."""
    require_here(path.stat())
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def missing_folders(folder: Path) -> list[Path]:
    """Which folders have to be made so that there is `folder`, the outermost first."""
    missing = []
    while not os.path.lexists(folder) and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def make_folder(folder: Path) -> None:
    """With all above it. Raises DiskError, and PlacingError where a file is in the way."""
    try:
        for missing in missing_folders(folder):
            with suppress(FileExistsError):  # made meanwhile by somebody else
                missing.mkdir()
            sync_folder(missing.parent)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise fault(
            tr("The folder {path} cannot be made: {reason}.", path=shown(folder), reason=why(error)), error
        ) from error


def remove_folder_if_empty(folder: Path) -> bool:
    """True if it is gone."""
    try:
        folder.rmdir()
        sync_folder(folder.parent)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def copy(
    source: Path,
    target: Path,
    temporary: Path,
    expected: tuple[int, int] | None = None,
    on_bytes: Callable[[int], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """Copies bytes, times and permissions, and gives their SHA-256.

    The copy is written to `temporary` (in the folder of `target`), flushed, read again and compared, and only then
    gets its name. `expected`: size and mtime_ns that the source must have, before and after. A link that is a source
    is followed.

    Raises PlacingError, DiskError, CancelledError; there is no temporary file then.
    """
    if os.path.lexists(target):
        raise PlacingError(not_put(source, target, FileExistsError()))
    try:
        with _source(source, expected) as original:
            digest = _copy_to_temporary(original, source, temporary, on_bytes, is_cancelled)
        try:
            _rename_exclusive(temporary, target)
        except OSError as error:
            raise fault(not_put(source, target, error), error) from error
    except OSError as error:
        _clear_away(temporary)
        raise fault(unreadable(source, error), error) from error
    except BaseException:
        _clear_away(temporary)
        raise
    return digest


def rename(source: Path, target: Path) -> None:
    """Never onto something that exists. Raises OtherVolumeError, PlacingError, DiskError."""
    try:
        _rename_exclusive(source, target)
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise OtherVolumeError from error
        raise fault(not_put(source, target, error), error) from error


def hard_link(source: Path, target: Path) -> None:
    """A second name of the same file. A link that is a source is followed. Raises PlacingError, DiskError."""
    try:
        # follow_symlinks is not known everywhere.
        os.link(source.resolve(strict=True), target)
    except (OSError, RuntimeError) as error:
        raise fault(not_put(source, target, error), error) from error


def symbolic_link(source: Path, target: Path) -> None:
    """Raises PlacingError, DiskError."""
    try:
        target.symlink_to(source)
    except OSError as error:
        raise fault(not_put(source, target, error), error) from error


def remove(path: Path) -> None:
    """A name of a file whose content is somewhere else: callers make sure. Raises PlacingError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise PlacingError(tr("{path} cannot be removed: {reason}.", path=shown(path), reason=why(error))) from error


def give_time_and_permissions(path: Path, mtime_ns: int, permissions: int) -> None:
    """As far as the file system can hold them. Raises DiskError."""
    found = trace(path)
    if found is None or (found.mtime_ns, found.permissions) == (mtime_ns, permissions):
        return
    with suppress(OSError):
        os.utime(path, ns=(mtime_ns, mtime_ns))
        path.chmod(permissions)
    sync_file(path)


def sync_file(path: Path) -> None:
    """What is in it outlives a power cut. Raises DiskError."""
    try:
        durability.sync_file(path)
    except PermissionError:
        pass  # nothing more could be done
    except OSError as error:
        raise DiskError(unreadable(path, error)) from error


def sync_folder(folder: Path) -> None:
    """What happened to the names in it outlives a power cut. Raises DiskError."""
    try:
        durability.sync_folder(folder)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        pass  # gone or closed to us: then there is nothing to keep, or nothing more that could be done
    except OSError as error:
        raise DiskError(
            tr("The folder {path} cannot be written: {reason}.", path=shown(folder), reason=why(error))
        ) from error


def _clear_away(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


def _source(source: Path, expected: tuple[int, int] | None) -> BinaryIO:
    try:
        require_here(source.stat())
        file = source.open("rb")
    except OSError as error:
        raise PlacingError(unreadable(source, error)) from error
    if expected is not None and not _trace_of(os.fstat(file.fileno())).is_like(*expected):
        file.close()
        raise PlacingError(changed(source))
    return file


def _copy_to_temporary(
    original: BinaryIO,
    source: Path,
    temporary: Path,
    on_bytes: Callable[[int], None],
    is_cancelled: Callable[[], bool],
) -> bytes:
    before = os.fstat(original.fileno())
    try:
        with open(temporary, "xb", opener=_private) as copied:
            unwritten = None if _cloned(original, copied) else copied
            digest = _digest_of(original, source, on_bytes, is_cancelled, unwritten)
            copied.flush()
            _copy_status(source, temporary)
            durability.flush(copied.fileno())
        after = os.fstat(original.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise PlacingError(changed(source))
        if _read_from_disk(temporary) != digest:
            raise DiskError(
                tr("The copy of {path} does not read as it was written. Check the disk.", path=shown(source))
            )
    except OSError as error:
        raise fault(not_put(source, temporary.parent, error), error) from error
    return digest


def _private(path: str, flags: int) -> int:
    """Nobody else reads a copy before it has the permissions of its source."""
    return os.open(path, flags, 0o600)


def _digest_of(
    original: BinaryIO,
    source: Path,
    on_bytes: Callable[[int], None],
    is_cancelled: Callable[[], bool],
    copied: BinaryIO | None,
) -> bytes:
    """SHA-256 of the bytes, which are written to `copied` on the way."""
    digest = hashlib.sha256()
    while chunk := _chunk(original, source, is_cancelled):
        if copied is not None:
            copied.write(chunk)
        digest.update(chunk)
        on_bytes(len(chunk))
    return digest.digest()


def _chunk(original: BinaryIO, source: Path, is_cancelled: Callable[[], bool]) -> bytes:
    if is_cancelled():
        raise CancelledError
    try:
        return original.read(CHUNK_BYTES)
    except OSError as error:
        raise PlacingError(unreadable(source, error)) from error


def _cloned(original: BinaryIO, copied: BinaryIO) -> bool:
    """Whether the copy shares the blocks of the original, which takes neither time nor space."""
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        fcntl.ioctl(copied.fileno(), _FICLONE, original.fileno())
    except OSError:
        return False
    return True


def _copy_status(source: Path, copied: Path) -> None:
    try:
        copystat(source, copied)
    except OSError:
        # FAT holds no permissions, ext4 no extended attributes beyond a block; the rest is kept all the same.
        status = source.stat()
        os.utime(copied, ns=(status.st_atime_ns, status.st_mtime_ns))
        try:
            copied.chmod(stat.S_IMODE(status.st_mode))
        except OSError as error:
            if error.errno not in (errno.EPERM, *_NOT_SUPPORTED):
                raise


def _read_from_disk(path: Path) -> bytes:
    """SHA-256, past the memory in which the system keeps what has just been written, where that can be asked for."""
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").digest()


def _rename_exclusive(source: Path, target: Path) -> None:
    if sys.platform == "win32":
        source.rename(target)  # refuses by itself
        return
    if sys.platform == "darwin":
        code = _called("renamex_np", os.fsencode(source), os.fsencode(target), _RENAME_EXCL)
    else:
        code = _called("renameat2", _AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE)
    if code in _NOT_SUPPORTED:
        # A file system that knows no such rename: between the look and the deed is nothing but a moment.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        source.rename(target)
    elif code:
        raise OSError(code, os.strerror(code))


def _called(function: str, *arguments: int | bytes) -> int:
    """What a function of the system's C library says: 0, or an error number."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, function):
        return errno.ENOSYS
    return ctypes.get_errno() if getattr(libc, function)(*arguments) else 0


def _trace_of(status: os.stat_result) -> FileTrace:
    return FileTrace(status.st_size, status.st_mtime_ns, stat.S_IMODE(status.st_mode))
