"""A library is made anew from what a damaged one still holds, and from the newest keepsake.

Rows are taken as they lie in their pages. What the machine derives is left out: words and tags come from the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

from photo_sorter.core.errors import LibraryError
from photo_sorter.core.repairing import Saved
from photo_sorter.language import tr
from photo_sorter.store.faults import faults_as_sentences
from photo_sorter.store.library import Library
from photo_sorter.store.salvage.filling import fill_from_keepsake
from photo_sorter.store.salvage.mending import find_lost_photos, look_for_fingerprints, make_whole
from photo_sorter.store.salvage.pages import PageFile
from photo_sorter.store.salvage.records import Row, Value
from photo_sorter.store.salvage.shapes import SALVAGED, Shape, shapes
from photo_sorter.store.salvage.trees import Forest
from photo_sorter.store.schema import SCHEMA_VERSION

Tell = Callable[[int, int], None]
"""Takes how many pages are done, of how many; what it raises ends the work."""

_ROWS_AT_ONCE = 5000
_PAGES_BETWEEN = 200
_PRECIOUS = ("categories", "prompts", "verdicts", "marks", "saved_searches")
"""Sought on all pages, also if their trees seem whole: a page of theirs may have been written over their root."""
_AMBIGUOUS = ("skips",)
"""Two numbers a row: what an index has, too."""


def salvage(damaged: Path, fresh: Path, keepsakes: list[Path], tell: Tell) -> Saved:
    """Makes `fresh`, which is not there yet. `damaged` may be anything, or nothing at all, and is not changed;
    `keepsakes`: the newest first.

    Raises OSError about `damaged`, and LibraryError: about `fresh`, and for a library of a newer program.
    """
    Library.open(fresh).close()
    with (
        faults_as_sentences(fresh),
        closing(sqlite3.connect(fresh.absolute().as_uri(), uri=True, isolation_level=None)) as db,
    ):
        # It is thrown away if anything goes wrong, and flushed when it is done.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -262144"):
            db.execute(f"PRAGMA {pragma}")
        known, makings = shapes(db), _without_what_is_derived(db)
        if not damaged.exists():
            return _made_whole(db, None, {}, keepsakes, makings)
        with PageFile(damaged) as pages:
            _refuse_newer(pages, damaged)
            forest = Forest(pages, {table: shape.fits for table, shape in known.items()})
            haul = _Haul(db, forest, tell)
            whole = {table: haul.take(known[table]) for table in SALVAGED}
            return _made_whole(db, forest, whole, keepsakes, makings)


def _made_whole(
    db: sqlite3.Connection, forest: Forest | None, whole: Mapping[str, bool], keepsakes: list[Path], makings: list[str]
) -> Saved:
    photos = _count(db, "photos")
    db.execute("BEGIN")
    for sql in makings:
        if not sql.startswith("CREATE TRIGGER"):
            db.execute(sql)
    all_known = whole.get("photos", False)
    if forest is not None and not all_known:
        all_known = find_lost_photos(db, forest)
    db.execute("COMMIT")
    from_keepsake = fill_from_keepsake(db, forest, whole, keepsakes)
    db.execute("BEGIN")
    answers_lost = make_whole(db)
    if not whole.get("fingerprints"):
        look_for_fingerprints(db)
    rules_off = not all_known and db.execute("UPDATE rules SET enabled = 0 WHERE enabled").rowcount > 0
    db.execute("DELETE FROM photo_words")
    db.execute("INSERT INTO photo_words (rowid, name, folder, caption, keywords, camera) SELECT * FROM photo_texts")
    for sql in makings:
        if sql.startswith("CREATE TRIGGER"):
            db.execute(sql)
    db.execute("COMMIT")
    lost = _count(db, "photos") - photos
    answers, categories = _count(db, "verdicts"), _count(db, "categories WHERE NOT removed")
    return Saved(photos, lost, answers, answers_lost, categories, from_keepsake, rules_off)


def _count(db: sqlite3.Connection, what: str) -> int:
    count: int = db.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
    return count


class _Haul:
    """Takes rows out of the one file and puts them into the other."""

    def __init__(self, connection: sqlite3.Connection, forest: Forest, tell: Tell) -> None:
        self._connection, self._forest, self._tell = connection, forest, tell
        self._pages_done, self._pages = 0, sum(len(forest.pages_of(table)) for table in SALVAGED)

    def take(self, shape: Shape) -> bool:
        """Whether all of the table was read."""
        self._lost_some = not self._forest.is_whole(shape.table)
        self._connection.execute("BEGIN")
        self._put(shape, self._reached(shape))
        if (self._lost_some or shape.table in _PRECIOUS) and shape.table not in _AMBIGUOUS:
            # What a tree reaches is newer than what lies about.
            self._put(shape, self._forest.lost_rows(shape.is_table, shape.fits))
        self._connection.execute("COMMIT")
        return not self._lost_some

    def _reached(self, shape: Shape) -> Iterator[Row]:
        for number in self._forest.pages_of(shape.table):
            for row in self._forest.rows_on(number):
                if row is not None and shape.fits(row):
                    yield row
                else:
                    self._lost_some = True
            self._pages_done += 1
            if self._pages_done % _PAGES_BETWEEN == 0:
                self._tell(self._pages_done, self._pages)

    def _put(self, shape: Shape, rows: Iterator[Row]) -> None:
        """Those that contradict others that are there already stay out."""
        while batch := [shape.stored(row) for row in islice(rows, _ROWS_AT_ONCE)]:
            by_width: dict[int, list[tuple[Value, ...]]] = {}
            for values in batch:
                by_width.setdefault(len(values), []).append(values)
            for width, alike in by_width.items():
                names = ", ".join(column.name for column in shape.columns[:width])
                put = self._connection.executemany(
                    f"INSERT OR IGNORE INTO {shape.table} ({names}) VALUES ({', '.join('?' * width)})", alike
                )
                if put.rowcount < len(alike):
                    self._lost_some = True  # a page that was written over another one


def _without_what_is_derived(db: sqlite3.Connection) -> list[str]:
    """Drops triggers and indexes; gives what makes them again. At the end, in one go, that takes a fraction of the
    time, and everything is in place by then."""
    derived = "type IN ('trigger', 'index') AND sql IS NOT NULL AND name NOT LIKE 'idx__sqlite%'"
    found = db.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {derived} ORDER BY type").fetchall()
    for kind, name, _ in found:
        db.execute(f"DROP {kind} {name}")
    return [sql for _, _, sql in found]


def _refuse_newer(pages: PageFile, damaged: Path) -> None:
    if pages.header is not None and SCHEMA_VERSION < pages.header.version < _SENSIBLE_VERSION:
        raise LibraryError(
            tr(
                "The library {path} is damaged, and was written by a newer Photo Sorter. Nothing was changed. Install "
                "the newer program to repair it.",
                path=damaged,
            )
        )


_SENSIBLE_VERSION = 1000
"""What is greater is damage."""
