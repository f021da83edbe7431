"""Whether a library file holds what was written, asked of SQLite itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from photo_sorter.core.errors import KeepingCancelledError, LibraryDamagedError, LibraryError
from photo_sorter.store.faults import damaged, library_fault, refuse_emptied, refuse_incomplete
from photo_sorter.store.library import connect_read_only
from photo_sorter.store.schema import SCHEMA_VERSION

_STEPS_BETWEEN = 20_000
"""Of SQLite's own machine: some milliseconds."""


def find_damage(
    path: Path, thoroughly: bool = True, is_stopping: Callable[[], bool] = lambda: False
) -> LibraryDamagedError | None:
    """Reads the whole file; `thoroughly`: compares indexes with their tables, too. Of any version's schema.

    Raises LibraryError if it cannot be read at all, and KeepingCancelledError.
    """
    try:
        refuse_emptied(path)
        with closing(connect_read_only(path)) as connection:
            connection.set_progress_handler(is_stopping, _STEPS_BETWEEN)
            if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                refuse_incomplete(connection, path)
            (found,) = connection.execute(f"PRAGMA {'integrity' if thoroughly else 'quick'}_check(1)").fetchone()
            points_to_nothing = thoroughly and connection.execute("PRAGMA foreign_key_check").fetchone()
    except LibraryDamagedError as error:
        return error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise KeepingCancelledError from None
        fault = library_fault(path, error)
        if isinstance(fault, LibraryDamagedError):
            return fault
        raise (fault or LibraryError(str(error))) from error
    if found == "ok" and not points_to_nothing:
        return None
    reason = found.splitlines()[-1] if found != "ok" else "rows that point to nothing"
    return LibraryDamagedError(damaged(path, reason))
