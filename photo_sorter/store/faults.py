"""What a fault of the library's file means to a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photo_sorter.core.errors import LibraryDamagedError, LibraryError
from photo_sorter.language import tr
from photo_sorter.store.keepsakes import has_keepsakes

TABLES = frozenset(
    (
        "volumes", "folders", "photos", "models", "embeddings", "fingerprints", "category_sets", "categories",
        "prompts", "templates", "prompt_embeddings", "verdicts", "skips", "marks", "saved_searches", "photo_ids",
        "photo_words", "tags", "rules", "runs", "run_steps", "run_folders",
    )
)  # fmt: skip
"""Without one of them a library is damaged."""


@contextmanager
def faults_as_sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        fault = library_fault(path, error)
        if fault is None:
            raise
        raise fault from error


def library_fault(path: Path, error: BaseException) -> LibraryError | None:
    """What an error from a question to the library is to a person; None for a bug of ours."""
    if isinstance(error, LibraryError):
        return error
    if not isinstance(error, sqlite3.DatabaseError) or (sentence := _sentence(path, error)) is None:
        return None
    is_damage = _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return (LibraryDamagedError if is_damage else LibraryError)(sentence)


def refuse_emptied(path: Path) -> None:
    """SQLite takes a file without a byte for a new one, and would delete the journal beside it."""
    try:
        is_empty = path.stat().st_size == 0
        journal = path.with_name(f"{path.name}-wal")
        was_used = is_empty and ((journal.exists() and journal.stat().st_size > 0) or has_keepsakes(path))
    except OSError:
        return  # it is not there, or is refused with a better reason in a moment
    if was_used:
        raise LibraryDamagedError(damaged(path, tr("the file is empty")))


def refuse_incomplete(connection: sqlite3.Connection, path: Path) -> None:
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if missing := sorted(TABLES - found):
        raise LibraryDamagedError(damaged(path, tr("the table {name} is missing", name=missing[0])))


def unwritable(path: Path, error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return tr(
        "The library {path} cannot be opened for writing ({reason}). Give it a folder that you may "
        "write to: photo-sorter --home FOLDER.",
        path=path,
        reason=reason,
    )


def damaged(path: Path, reason: object) -> str:
    return tr(
        "The library {path} is damaged ({reason}). Your photos are not affected. `photo-sorter repair` saves all of "
        "the library that can be read; the window offers it, too.",
        path=path,
        reason=reason,
    )


def _sentence(path: Path, error: sqlite3.DatabaseError) -> str | None:
    """A sentence for the faults of disks; None for a bug of ours."""
    match _code(error):
        case sqlite3.SQLITE_FULL:
            return tr(
                "There is no space left on the disk of the library {path}. Free some space; the work goes on then.",
                path=path,
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return unwritable(path, error)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return tr("The library {path} is locked by another program. Close that program and try again.", path=path)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL:
            return tr(
                "The disk of the library {path} reports a fault ({reason}). Check the disk and try again.",
                path=path,
                reason=error,
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, error)
    return None


def _code(error: sqlite3.DatabaseError) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
