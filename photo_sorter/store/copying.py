"""A copy of a library that is in use, and a library put in the place of another.

A database is more than its file: the journals beside it belong to it, and one that is left beside another database
would be played into that one (sqlite.org, "How To Corrupt An SQLite Database File", 1.4). So they are folded into the
old library, or put aside with it, before the new one comes.
"""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from photo_sorter.core.errors import KeepingCancelledError, KeepingError
from photo_sorter.language import tr
from photo_sorter.system.durability import sync_file, sync_folder

_STEPS_BETWEEN = 20_000
"""Of SQLite's own machine: some milliseconds."""
_PATIENCE_SECONDS = 5.0
"""A command that reads the library takes no longer, but for searches without end."""
_ASK_AGAIN_SECONDS = 0.05
_JOURNALS = ("-wal", "-journal")
_BEFORE_RESTORE, _DAMAGED = "before-restore", "damaged"


def copy_whole(connection: sqlite3.Connection, target: Path, is_stopping: Callable[[], bool]) -> None:
    """See `Library.copy_to`. Raises OSError about `target`, sqlite3.DatabaseError about what is read."""
    target.unlink(missing_ok=True)
    connection.set_progress_handler(is_stopping, _STEPS_BETWEEN)
    try:
        connection.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise KeepingCancelledError from None
        number = _NUMBERS.get(error.sqlite_errorcode & 0xFF)
        if number is None:
            raise
        # It only reads the library: these are of what it writes.
        raise OSError(number, os.strerror(number), str(target)) from error
    finally:
        connection.set_progress_handler(None, 0)


_NUMBERS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


def put_in_place(fresh: Path, library: Path, now: str) -> Path | None:
    """Makes `fresh`, a closed library on the same disk, the library; gives the name under which the former one is kept,
    None where there was none. `now` becomes part of that name.

    Whenever it is interrupted, also by a power cut, the file `library` is the old one or the new one, whole. Raises
    KeepingError, and nothing has changed then: also where another program has the library open.
    """
    with alone_with(library):
        if library.exists():
            _fold_journals(library)
            drop_second_names(library)
        return _put_in_place(fresh, library, _unused_name(library, _BEFORE_RESTORE, now))


def put_repaired_in_place(fresh: Path, library: Path, now: str) -> Path | None:
    """As `put_in_place`, but nothing is done to the former one, which is damaged: it is kept with its journals as they
    are. Call it `alone_with` the library."""
    return _put_in_place(fresh, library, _unused_name(library, _DAMAGED, now))


@contextmanager
def alone_with(library: Path) -> Iterator[None]:
    """Nobody else writes to it meanwhile. Raises KeepingError where somebody does, and for every OSError within."""
    try:
        with FileLock(library.with_suffix(".lock"), timeout=0):
            yield
    except Timeout:
        raise KeepingError(_in_use(library)) from None
    except OSError as error:
        raise KeepingError(
            tr(
                "The library {path} cannot be replaced ({reason}). It is as it was.",
                path=library,
                reason=error.strerror or error,
            )
        ) from error


def take_back_journals(library: Path) -> None:
    """Of a repair that was interrupted in its last step: they were put aside, and the library was not yet."""
    if any(_beside(library, journal).exists() for journal in _JOURNALS):
        return
    for other in sorted(library.parent.glob(f"{library.stem}-{_DAMAGED}-*{library.suffix}")):
        if other.samefile(library) or filecmp.cmp(other, library, shallow=False):
            for journal in _JOURNALS:
                if _beside(other, journal).exists():
                    _beside(other, journal).replace(_beside(library, journal))
            other.unlink()


def drop_second_names(library: Path) -> None:
    """Of a restore that was interrupted: the same file, which goes on under its first name."""
    for other in library.parent.glob(f"{library.stem}-{_BEFORE_RESTORE}-*{library.suffix}"):
        with suppress(OSError):
            if other.samefile(library):
                other.unlink()


def _put_in_place(fresh: Path, library: Path, kept: Path) -> Path | None:
    sync_file(fresh)
    is_there = library.exists()
    if is_there:
        _keep(library, kept)
    for journal in _JOURNALS:
        # Of a library that is too damaged to take it in, or of none.
        beside = _beside(library, journal)
        if beside.exists():
            beside.replace(_beside(kept, journal))
    _beside(library, "-shm").unlink(missing_ok=True)
    sync_folder(library.parent)
    fresh.replace(library)
    sync_folder(library.parent)
    return kept if is_there else None


def _fold_journals(library: Path) -> None:
    """Into the file itself, alone with it; what is too damaged for that stays as it is."""
    try:
        with closing(sqlite3.connect(library, isolation_level=None, timeout=_PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA user_version").fetchone()  # plays a journal back that a crash left
            _leave_wal(connection, library)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise KeepingError(
                tr("The library {path} cannot be replaced ({reason}). It is as it was.", path=library, reason=error)
            ) from error


def _leave_wal(connection: sqlite3.Connection, library: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete":
                return
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
        if time.monotonic() > deadline:
            raise KeepingError(_in_use(library))
        time.sleep(_ASK_AGAIN_SECONDS)


def _keep(library: Path, kept: Path) -> None:
    """Under a second name, so that the first is never without a library; where there are no hard links, as a copy."""
    try:
        kept.hardlink_to(library)
    except OSError:
        unfinished = kept.with_suffix(".tmp")
        try:
            shutil.copy2(library, unfinished)
            sync_file(unfinished)
            unfinished.replace(kept)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _unused_name(library: Path, why: str, now: str) -> Path:
    kept, number = library.with_name(f"{library.stem}-{why}-{now}{library.suffix}"), 2
    while kept.exists():
        kept = library.with_name(f"{library.stem}-{why}-{now}-{number}{library.suffix}")
        number += 1
    return kept


def _beside(library: Path, journal: str) -> Path:
    return library.with_name(library.name + journal)


def _in_use(library: Path) -> str:
    return tr("Another program has the library {path} open. Close it there first. Nothing was changed.", path=library)
