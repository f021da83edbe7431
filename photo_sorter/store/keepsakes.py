"""A keepsake: a small database with what people decided, and by what the photos are known of which they did.

Its tables and columns are those of the library, as far as it has them; so an older one can be read by a newer program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FOLDER, PREFIX, SUFFIX = "backups", "decisions-", ".db"
"""Where they lie, beside the library; between the last two stands the day, as 2026-11-21."""

_TABLES = {
    "models": "id, model_id",
    "folders": "id, path, active, added_at",
    "category_sets": "*",
    "categories": "*",
    "prompts": "*",
    "templates": "*",
    "verdicts": "*",
    "skips": "*",
    "marks": "*",
    "saved_searches": "*",
    "rules": "id, name, folders, arrangement, enabled, after_photo_id",  # volumes are not kept
}
DECIDED = "SELECT photo_id FROM verdicts UNION SELECT photo_id FROM skips UNION SELECT photo_id FROM marks"
_PHOTOS = "id, folder_id, path, name, size, mtime_ns, content_hash, taken_at"
_FOUNDED_AT = "(SELECT min(applied_at) FROM main._sqlite_migrations)"
SET_FOUNDED_AT = (
    "UPDATE _sqlite_migrations SET applied_at = ? WHERE applied_at = (SELECT min(applied_at) FROM _sqlite_migrations)"
)


def write_keepsake(connection: sqlite3.Connection, target: Path, settings: str) -> bool:
    """Writes a file that is not there yet, from one state of the library; of equal decisions equal bytes.

    False, and no file, where nothing was decided. `settings` is kept with it as it is. Raises sqlite3.DatabaseError.
    """
    connection.execute("ATTACH ? AS kept", [f"{target.absolute().as_uri()}?mode=rwc"])
    try:
        # It gets its name when it is whole, and is flushed then.
        connection.execute("PRAGMA kept.synchronous = OFF")
        connection.execute("PRAGMA kept.journal_mode = OFF")
        connection.execute("BEGIN")
        decided = "categories", "saved_searches", "verdicts", "marks"
        counts = " + ".join(f"(SELECT count(*) FROM main.{table})" for table in decided)
        if not connection.execute(f"SELECT {counts}").fetchone()[0]:
            connection.execute("ROLLBACK")
            return False
        for table, columns in _TABLES.items():
            connection.execute(f"CREATE TABLE kept.{table} AS SELECT {columns} FROM main.{table}")
        connection.execute(
            f"CREATE TABLE kept.photos AS SELECT {_PHOTOS} FROM main.photos WHERE id IN ({DECIDED}) ORDER BY id"
        )
        connection.execute(
            f"CREATE TABLE kept.keepsake AS SELECT {_FOUNDED_AT} AS founded_at, ? AS settings", [settings]
        )
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("DETACH kept")
    return True


def keepsakes_beside(library: Path) -> list[Path]:
    """The newest first."""
    return sorted((library.parent / FOLDER).glob(f"{PREFIX}*{SUFFIX}"), reverse=True)


def has_keepsakes(library: Path) -> bool:
    return bool(keepsakes_beside(library))


def founded_at(keepsake: Path) -> str | None:
    """When the library of a keepsake was founded, by which it is told from others; None for what is no sound
    keepsake."""
    try:
        with closing(sqlite3.connect(_only_read(keepsake), uri=True)) as connection:
            (found,) = connection.execute("SELECT founded_at FROM keepsake").fetchone()
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            return str(found) if sound else None
    except (sqlite3.DatabaseError, TypeError):
        return None


@contextmanager
def kept(connection: sqlite3.Connection, keepsake: Path) -> Iterator[None]:
    """The keepsake's tables are those of the schema `kept` meanwhile; all that is done is done at the end, or not."""
    connection.execute("ATTACH ? AS kept", [_only_read(keepsake)])
    try:
        connection.execute("BEGIN")
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("DETACH kept")


def _only_read(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"
