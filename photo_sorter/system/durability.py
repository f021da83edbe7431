"""What has been written is on the disk, also after a power cut."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

_NO_SUCH_ORDER = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF, errno.EACCES)
"""What network and FUSE file systems say that cannot flush a folder."""


def flush(descriptor: int) -> None:
    """An open file's bytes. Raises OSError."""
    if sys.platform == "darwin":
        import fcntl

        try:
            # fsync(2) there: it leaves them in the drive's own memory.
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        except OSError as error:
            if error.errno not in _NO_SUCH_ORDER:
                raise
    os.fsync(descriptor)


def sync_file(path: Path) -> None:
    """Raises OSError."""
    # Windows flushes only what may be written to, and elsewhere it may not be.
    mode = os.O_RDWR | getattr(os, "O_BINARY", 0) if sys.platform == "win32" else os.O_RDONLY
    descriptor = os.open(path, mode)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """What was made, renamed and removed in it. Windows has no such order, and writes its own journal. Raises
    OSError."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        flush(descriptor)
    except OSError as error:
        if error.errno not in _NO_SUCH_ORDER:
            raise
    finally:
        os.close(descriptor)
