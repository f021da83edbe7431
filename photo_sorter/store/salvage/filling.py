"""What the salvage lost of people's decisions is filled in from the newest keepsake of the same library."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from photo_sorter.store.keepsakes import SET_FOUNDED_AT, founded_at, kept
from photo_sorter.store.salvage.trees import Forest

_PLAIN = ("models", "folders", "category_sets", "categories", "saved_searches", "rules")
_SAME_PHOTO = "own.content_hash IS old.content_hash OR own.path = old.path"
_NEWER = {
    "verdicts": "ON CONFLICT (photo_id, category_id) DO UPDATE SET holds = excluded.holds,"
    " decided_at = excluded.decided_at WHERE excluded.decided_at > decided_at",
    "skips": "ON CONFLICT DO NOTHING",
    "marks": "ON CONFLICT (photo_id) DO UPDATE SET favourite = excluded.favourite, rating = excluded.rating,"
    " caption = excluded.caption, marked_at = excluded.marked_at WHERE excluded.marked_at > marked_at",
}


def fill_from_keepsake(
    db: sqlite3.Connection, forest: Forest | None, whole: Mapping[str, bool], keepsakes: list[Path]
) -> int:
    """From the first of them that is of this library; gives how many answers and marks only it had.

    `whole` says which tables were read in full. In them nothing is filled in: what they do not hold was taken back.
    """
    own = _founded_at(forest) if forest is not None else None
    for path in keepsakes:
        theirs = founded_at(path)
        if theirs is not None and own in (None, theirs):
            own = theirs
            with kept(db, path):
                gained = _Filling(db, forest, whole).fill()
            break
    else:
        gained = 0
    if own is not None:
        db.execute(SET_FOUNDED_AT, [own])
    return gained


def _founded_at(forest: Forest) -> str | None:
    rows = (row for row in forest.rows("_sqlite_migrations") if row is not None)
    times = [value for row in rows for value in row.values if isinstance(value, str) and value[:2] == "20"]
    return min(times, default=None)


class _Filling:
    """Ids are the same in both: none is ever used twice in a library."""

    def __init__(self, db: sqlite3.Connection, forest: Forest | None, whole: Mapping[str, bool]) -> None:
        self._db, self._forest, self._whole = db, forest, whole

    def fill(self) -> int:
        before = self._count()
        for table in _PLAIN:
            if not self._whole.get(table):
                columns = self._columns(table)
                self._db.execute(f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {columns} FROM kept.{table}")
        self._take_words()
        if not self._whole.get("photos"):
            self._take_photos()
        for table in _NEWER:
            if not self._whole.get(table):
                self._take_said(table)
        return self._count() - before

    def _count(self) -> int:
        counted = "SELECT (SELECT count(*) FROM main.verdicts) + (SELECT count(*) FROM main.marks)"
        count: int = self._db.execute(counted).fetchone()[0]
        return count

    def _take_words(self) -> None:
        """Prompts and templates are written anew with every edit: it counts what they say, and not their number."""
        if not self._whole.get("prompts"):
            self._db.execute(
                "INSERT INTO main.prompts (category_id, text, against, position)"
                " SELECT category_id, text, against, position FROM kept.prompts WHERE (category_id, text, against)"
                " NOT IN (SELECT category_id, text, against FROM main.prompts)"
            )
        if not self._whole.get("templates"):
            self._db.execute(
                "INSERT INTO main.templates (position, text) SELECT row_number() OVER (ORDER BY position)"
                " + (SELECT coalesce(max(position), -1) FROM main.templates), text FROM kept.templates"
                " WHERE text NOT IN (SELECT text FROM main.templates)"
            )

    def _take_photos(self) -> None:
        """Those that are lost, as missing: they are found again where their files are."""
        columns = self._columns("photos")
        self._db.execute(
            f"INSERT OR IGNORE INTO main.photos ({columns}, status) SELECT {columns}, 'missing' FROM kept.photos"
        )

    def _take_said(self, table: str) -> None:
        """Of photos that are the same as then; of what is said here and there the newer."""
        columns = self._columns(table)
        still_said = ""
        if table == "verdicts" and self._knows_pairs():
            still_said = "AND (said.photo_id, said.category_id) IN (SELECT * FROM temp.pairs)"
        self._db.execute(
            f"INSERT INTO main.{table} ({columns}) SELECT said.{columns.replace(', ', ', said.')}"
            f" FROM kept.{table} AS said JOIN kept.photos AS old ON old.id = said.photo_id"
            f" JOIN main.photos AS own ON own.id = said.photo_id WHERE ({_SAME_PHOTO}) {still_said} {_NEWER[table]}"
        )

    def _knows_pairs(self) -> bool:
        """Which answers there were is in an index, too, if that can be trusted: what is not there was taken back."""
        if self._forest is None or not self._forest.is_whole("verdicts_by_category"):
            return False
        rows = list(self._forest.rows("verdicts_by_category"))
        pairs = [row.values for row in rows if row is not None and list(map(type, row.values)) == [int, int]]
        found = set(self._db.execute("SELECT category_id, photo_id FROM main.verdicts"))
        if len(set(pairs)) < len(rows) or not found <= set(pairs):
            return False
        self._db.execute("CREATE TEMP TABLE pairs (photo_id INTEGER, category_id INTEGER)")
        self._db.executemany("INSERT INTO temp.pairs (category_id, photo_id) VALUES (?, ?)", pairs)
        return True

    def _columns(self, table: str) -> str:
        """Those that both have."""
        own, theirs = (
            [name for _, name, *_ in self._db.execute(f"PRAGMA {schema}.table_info({table})")]
            for schema in ("main", "kept")
        )
        return ", ".join(name for name in own if name in theirs)
