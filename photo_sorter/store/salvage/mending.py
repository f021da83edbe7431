"""What was salvaged is made whole: every row that points to another finds it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from photo_sorter.core.file_time import local_time, named_time
from photo_sorter.core.sorting.category import MAIN_SET, PALETTE
from photo_sorter.language import tr
from photo_sorter.store.keepsakes import DECIDED
from photo_sorter.store.salvage.trees import Forest

_ON_VOLUMES = (
    ("photos", "volume_id"), ("folders", "volume_id"), ("rules", "volume_id"), ("runs", "volume_id"),
    ("run_steps", "source_volume_id"), ("run_steps", "target_volume_id"),
)  # fmt: skip
_PATHS, _HASHES, _LOOKS = "sqlite_autoindex_photos_1", "photos_by_hash", "photos_by_look"
_SIZES = "photos_by_size"
"""Of libraries up to version 7."""


def find_lost_photos(db: sqlite3.Connection, forest: Forest) -> bool:
    """Photos whose rows are lost stand in indexes, too: they keep their ids, and what was said of them. They are
    missing until a round finds their files.

    True if all are known by this.
    """
    known = {row[0] for row in db.execute("SELECT id FROM photos")}
    reached = _entries(forest, _PATHS, str)
    # A page of its own may have been written over its root: it seems whole then. Indexes of other names look alike.
    folders = {path for (path,) in db.execute("SELECT path FROM folders")}
    astray = [row.values for row in forest.lost_rows(False, lambda row: list(map(type, row.values)) == [str, int])]
    strays = [entry for entry in astray if entry[0] not in folders and _is_file(str(entry[0]))]
    ids = {id for _, id in reached}
    is_whole = forest.is_whole(_PATHS) and all(id in ids for _, id in strays)
    entries = [*reached, *strays]
    lost = {id: path for path, id in entries if path and id not in known}
    hashes = {id: content for content, id in _entries(forest, _HASHES, bytes) if id in lost}
    looks = {id: (size, 0) for size, id in _entries(forest, _SIZES, int) if id in lost}
    looks |= {id: (size, mtime_ns) for size, mtime_ns, id in _entries(forest, _LOOKS, int, int) if id in lost}
    db.executemany(
        "INSERT OR IGNORE INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, taken_at, status)"
        " VALUES (?, 0, ?, ?, ?, ?, ?, ?, 'missing')",
        [
            (id, path, name, size, mtime_ns, hashes.get(id), named_time(name, local_time(mtime_ns)))
            for id, path in lost.items()
            for name, (size, mtime_ns) in [(Path(path).name, looks.get(id, (0, 0)))]
        ],
    )
    return is_whole


def make_whole(db: sqlite3.Connection) -> int:
    """Gives how many answers are lost because nothing says any more of which photo they are."""
    _find_folders(db)
    _find_categories(db)
    # No id is used twice, also not that of a photo that is lost for good.
    db.execute(
        "UPDATE photo_ids SET last = max((SELECT max(last) FROM photo_ids),"
        f" (SELECT coalesce(max(photo_id), 0) FROM ({DECIDED})), (SELECT coalesce(max(id), 0) FROM photos))"
    )
    db.execute("DELETE FROM photo_ids WHERE rowid > (SELECT min(rowid) FROM photo_ids)")
    lost = sum(
        db.execute(f"DELETE FROM {table} WHERE photo_id NOT IN (SELECT id FROM photos)").rowcount
        for table in ("verdicts", "marks")
    )
    for table, column in _ON_VOLUMES:
        db.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} NOT IN (SELECT id FROM volumes)")
    for sql in (
        "DELETE FROM skips WHERE photo_id NOT IN (SELECT id FROM photos)",
        "DELETE FROM skips WHERE category_id NOT IN (SELECT id FROM categories)",
        "UPDATE categories SET parent_id = NULL WHERE parent_id NOT IN (SELECT id FROM categories)",
        "DELETE FROM embeddings WHERE model NOT IN (SELECT id FROM models)",
        "DELETE FROM rules WHERE NOT (json_valid(folders) AND json_valid(arrangement))",
        "DELETE FROM runs WHERE NOT json_valid(arrangement)",
        "DELETE FROM run_steps WHERE run_id NOT IN (SELECT id FROM runs)",
        "DELETE FROM run_folders WHERE run_id NOT IN (SELECT id FROM runs)",
        "UPDATE run_steps SET photo_id = NULL WHERE photo_id NOT IN (SELECT id FROM photos)",
        "UPDATE run_steps SET copy_id = NULL WHERE copy_id NOT IN (SELECT id FROM photos)",
    ):
        db.execute(sql)
    return lost


def look_for_fingerprints(db: sqlite3.Connection) -> None:
    """Photos whose fingerprints are lost are looked at once more, and not embedded again."""
    db.execute(
        "UPDATE photos SET facts_version = 0 WHERE status = 'ready'"
        " AND content_hash NOT IN (SELECT content_hash FROM fingerprints)"
    )


def _is_file(path: str) -> bool:
    return Path(path).is_absolute() and Path(path).suffix != ""


def _entries(forest: Forest, index: str, *kinds: type) -> list[tuple]:  # type: ignore[type-arg]
    return [
        row.values
        for row in forest.rows(index)
        if row is not None and tuple(map(type, row.values)) == (*kinds, int) and row.values[-1] > 0  # type: ignore[operator]
    ]


def _find_folders(db: sqlite3.Connection) -> None:
    """A folder that is lost is taken to be the deepest one that holds all its photos."""
    folders = dict(db.execute("SELECT path, id FROM folders WHERE active ORDER BY length(path)").fetchall())
    homeless: dict[int, list[tuple[int, str]]] = {}
    for id, folder_id, path in db.execute(
        "SELECT id, folder_id, path FROM photos WHERE folder_id NOT IN (SELECT id FROM folders)"
    ).fetchall():
        homeless.setdefault(folder_id, []).append((id, path))
    for folder_id, photos in homeless.items():
        strays = []
        for id, path in photos:
            home = next((folders[each] for each in folders if Path(path).is_relative_to(each)), None)
            if home is None:
                strays.append((id, path))
            else:
                db.execute("UPDATE photos SET folder_id = ? WHERE id = ?", [home, id])
        if strays:
            _found_folder(db, folder_id, strays)


def _found_folder(db: sqlite3.Connection, folder_id: int, photos: list[tuple[int, str]]) -> None:
    by_drive: dict[str, list[tuple[int, Path]]] = {}
    for id, path in photos:
        by_drive.setdefault(Path(path).drive, []).append((id, Path(path)))
    for alike in by_drive.values():
        common = os.path.commonpath([path.parent for _, path in alike])
        # Of photos that are missing it is not known that they had one folder.
        db.execute("INSERT OR IGNORE INTO folders (id, path) VALUES (nullif(?, 0), ?)", [folder_id, common])
        db.execute("INSERT OR IGNORE INTO folders (path) VALUES (?)", [common])
        (id,) = db.execute("SELECT id FROM folders WHERE path = ?", [common]).fetchone()
        db.executemany("UPDATE photos SET folder_id = ? WHERE id = ?", [(id, photo_id) for photo_id, _ in alike])


def _find_categories(db: sqlite3.Connection) -> None:
    """Categories of which only their words, or answers, are left get a name that says so."""
    lost_sets = "SELECT set_id FROM categories EXCEPT SELECT id FROM category_sets"
    for (set_id,) in db.execute(lost_sets).fetchall():
        names = {name for (name,) in db.execute("SELECT name FROM category_sets")}
        name = tr("Recovered set {number}", number=str(set_id)) if MAIN_SET in names else MAIN_SET
        db.execute("INSERT INTO category_sets (id, name, position) VALUES (?, ?, ?)", [set_id, name, set_id])
    needed = "SELECT category_id FROM prompts UNION SELECT category_id FROM verdicts"
    lost = db.execute(f"{needed} EXCEPT SELECT id FROM categories").fetchall()
    if lost:
        db.execute(
            "INSERT INTO category_sets (name, position) SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM category_sets)",
            [MAIN_SET],
        )
    for (id,) in lost:
        db.execute(
            "INSERT OR IGNORE INTO categories (id, set_id, name, colour, position)"
            " SELECT ?, min(id), ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM categories) FROM category_sets",
            [id, tr("Recovered category {number}", number=str(id)), PALETTE[id % len(PALETTE)]],
        )
