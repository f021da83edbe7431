"""Libraries as an older program left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database, Migrations

from photo_sorter.store import schema

VERSION = 3
"""Before captions, words and runs: the steps from here fill an index over all photos."""
_STEPS = ("found_library", "trust_categories", "use_photo_ids_once")


def write_old_library(path: Path, folder: Path, photos: int) -> None:
    """So many photos in a folder that is not there, every tenth of them with a verdict."""
    older = Migrations("photo_sorter")
    for name in _STEPS:
        older(name=name)(getattr(schema, name))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        older.apply(Database(connection))
        connection.execute("BEGIN")
        connection.execute("INSERT INTO folders (id, path) VALUES (1, ?)", [str(folder)])
        connection.execute("INSERT INTO category_sets (id, name, exclusive, position) VALUES (1, 'Main', 1, 1)")
        connection.execute(
            "INSERT INTO categories (id, set_id, name, colour, position) VALUES (1, 1, 'Cats', '#111111', 0)"
        )
        connection.executemany(
            "INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, taken_at, status, camera,"
            " width) VALUES (?, 1, ?, ?, 10, 1, ?, '2020-01-01T00:00:00', 'ready', 'Canon', 4)",
            (
                (id, str(folder / f"holiday {id}.jpg"), f"holiday {id}.jpg", id.to_bytes(32, "big"))
                for id in range(1, photos + 1)
            ),
        )
        connection.execute("INSERT INTO verdicts SELECT id, 1, id % 20 = 0, '2024-01-01' FROM photos WHERE id % 10 = 0")
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA user_version = {VERSION}")
