"""Tags (derived), verdicts (what people said) and skips (what they did not want to be asked)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photo_sorter.core.commands import Verdict
from photo_sorter.store.columns import columns

Source = Literal["auto", "user"]
TagRow = tuple[int, int, float, Source, bool]
"""(category_id, photo_id, score, source, sure), as it is written."""

_FINE = 1_000_000
"""Scores that differ by less than one part in so many are the same."""
_STAYING = "category_id IN (SELECT id FROM categories WHERE NOT removed)"
_ALIKE = (
    "(SELECT :photo UNION SELECT gone.id FROM photos AS gone JOIN photos AS own USING (content_hash)"
    " WHERE own.id = :photo AND gone.status = 'missing')"
)
_PAIR_THERE = f"FROM photos, categories WHERE photos.id IN {_ALIKE} AND categories.id = :category AND NOT removed"
_PAIR = f"photo_id IN {_ALIKE} AND category_id = :category AND {_STAYING}"


@dataclass(frozen=True)
class Tag:
    """A photo belongs to a category, or, where the machine is not `sure`, is suggested for it. `score` is 0..1."""

    photo_id: int
    category_id: int
    score: float
    source: Source
    sure: bool = True


class TagStore:
    """SQL about tags, verdicts and skips. Tags exist only for READY photos in active folders."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- what the machine derives ---

    def all(self) -> list[Tag]:
        """Suggestions included."""
        return self._tags("TRUE")

    def whole(self, parts: int) -> tuple[NDArray[np.int64], ...]:
        """Columns (n,) of all tags, suggestions included: photo id, category id, score in so many parts of 1, whether a
        person gave it, whether it is sure."""
        sql = "SELECT photo_id, category_id, CAST(round(score * ?) AS INTEGER), source = 'user', sure FROM tags"
        return columns(self._db, 5, sql, [parts])

    def of_photo(self, photo_id: int) -> tuple[Tag, ...]:
        """Best first, without suggestions."""
        return tuple(self._tags("photo_id = ? AND sure ORDER BY score DESC", photo_id))

    def suggestions_of_photo(self, photo_id: int) -> tuple[Tag, ...]:
        """Best first."""
        return tuple(self._tags("photo_id = ? AND sure = 0 ORDER BY score DESC", photo_id))

    def listing(self, sure: bool = True) -> list[tuple[str, str, float, Source]]:
        """(path, category name, score, source) of every tag, or of every suggestion, by path, then score descending."""
        return self._db.execute(
            "SELECT path, categories.name, score, source FROM tags JOIN photos ON photos.id = photo_id"
            " JOIN categories ON categories.id = category_id WHERE sure = ? ORDER BY path, score DESC, categories.name",
            [sure],
        ).fetchall()

    def count_by_category(self) -> dict[int, int]:
        """category_id → photos that surely belong; without categories that have none."""
        rows = self._db.execute("SELECT category_id, count(*) FROM tags WHERE sure GROUP BY category_id")
        return dict(rows.fetchall())

    def count_not_sure(self) -> int:
        """How many photos there are suggestions for."""
        count: int = self._db.execute("SELECT count(DISTINCT photo_id) FROM tags WHERE sure = 0").fetchone()[0]
        return count

    def count_suggestions(self, category_id: int) -> int:
        """How many photos the machine is not sure of in a category."""
        sql = "SELECT count(*) FROM tags WHERE category_id = ? AND sure = 0"
        count: int = self._db.execute(sql, [category_id]).fetchone()[0]
        return count

    def strongest(self) -> NDArray[np.int64]:
        """(n, 2) photo id and category id of the best sure tag of each photo that has one, by photo id."""
        # SQLite's own GROUP BY takes twice as long.
        sql = f"SELECT photo_id, category_id, CAST(round(score * {_FINE}) AS INTEGER) FROM tags WHERE sure"
        photos, categories, scores = columns(self._db, 3, sql)
        order = np.lexsort((-scores, photos))
        photos, categories = photos[order], categories[order]
        best = np.diff(photos, prepend=-1) != 0
        return np.stack([photos[best], categories[best]], axis=1)

    def write(self, changed: Iterable[TagRow], gone: Iterable[tuple[int, int]]) -> None:
        """Makes these the tags. `gone` are (category_id, photo_id)."""
        self._db.conn.executemany("DELETE FROM tags WHERE category_id = ? AND photo_id = ?", gone)
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO tags (category_id, photo_id, score, source, sure) VALUES (?, ?, ?, ?, ?)", changed
        )

    def _tags(self, where: str, *values: int) -> list[Tag]:
        rows = self._db.execute(f"SELECT photo_id, category_id, score, source, sure FROM tags WHERE {where}", values)
        return [
            Tag(photo_id, category_id, score, source, bool(sure)) for photo_id, category_id, score, source, sure in rows
        ]

    # --- what people say ---

    def verdicts(self) -> dict[int, dict[int, bool]]:
        """photo_id → category_id → yes or no, of every verdict, but for those of removed categories."""
        found: dict[int, dict[int, bool]] = {}
        rows = self._db.execute(f"SELECT photo_id, category_id, holds FROM verdicts WHERE {_STAYING}")
        for photo_id, category_id, holds in rows:
            found.setdefault(photo_id, {})[category_id] = bool(holds)
        return found

    def verdicts_of_photo(self, photo_id: int) -> dict[int, bool]:
        """category_id → yes or no."""
        rows = self._db.execute(
            f"SELECT category_id, holds FROM verdicts WHERE photo_id = ? AND {_STAYING}", [photo_id]
        )
        return {category_id: bool(holds) for category_id, holds in rows}

    def verdicts_of_photos(self, photo_ids: Iterable[int]) -> dict[int, dict[int, bool]]:
        """photo_id → category_id → yes or no, by one question for any number of photos; those that are gone are left
        out, those without a verdict have an empty dict."""
        found: dict[int, dict[int, bool]] = {}
        rows = self._db.execute(
            "SELECT photos.id, category_id, holds FROM json_each(?) JOIN photos ON photos.id = value"
            f" LEFT JOIN verdicts ON photo_id = photos.id AND {_STAYING}",
            [json.dumps([int(id) for id in photo_ids])],
        )
        for photo_id, category_id, holds in rows:
            own = found.setdefault(photo_id, {})
            if category_id is not None:
                own[category_id] = bool(holds)
        return found

    def verdicts_on(self, category_id: int) -> dict[int, bool]:
        """photo_id → yes or no, of one category."""
        rows = self._db.execute(
            f"SELECT photo_id, holds FROM verdicts WHERE category_id = ? AND {_STAYING}", [category_id]
        )
        return {photo_id: bool(holds) for photo_id, holds in rows}

    def verdict_counts(self) -> dict[int, tuple[int, int]]:
        """category_id → how many photos people said yes of, and no; without categories they said nothing of.

        Missing photos are not counted: their copies may have their verdicts.
        """
        rows = self._db.execute(
            "SELECT category_id, sum(holds), sum(NOT holds) FROM verdicts JOIN photos ON photos.id = photo_id"
            f" WHERE status != 'missing' AND {_STAYING} GROUP BY category_id"
        )
        return {category_id: (yes, no) for category_id, yes, no in rows}

    def set_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """What is said of a photo holds for missing exact copies of it, too: they say nothing else when they return.

        Verdicts for photos that are gone or categories that are removed meanwhile are left out.
        """
        for verdict in verdicts:
            pair = {"photo": verdict.photo_id, "category": verdict.category_id}
            if verdict.holds is None:
                self._db.execute(f"DELETE FROM verdicts WHERE {_PAIR}", pair)
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO verdicts (photo_id, category_id, holds)"
                    f" SELECT photos.id, categories.id, :holds {_PAIR_THERE}",
                    pair | {"holds": verdict.holds},
                )

    def skipped(self) -> frozenset[tuple[int, int]]:
        """(photo_id, category_id) of which review shall not ask, but for those of removed categories."""
        return frozenset(self._db.execute(f"SELECT photo_id, category_id FROM skips WHERE {_STAYING}").fetchall())

    def set_skipped(self, pairs: Iterable[tuple[int, int]], skipped: bool) -> None:
        """As `set_verdicts`: also of missing exact copies, and not of what is gone or removed meanwhile."""
        if skipped:
            change = f"INSERT OR IGNORE INTO skips SELECT photos.id, categories.id {_PAIR_THERE}"
        else:
            change = f"DELETE FROM skips WHERE {_PAIR}"
        self._db.conn.executemany(change, [{"photo": photo, "category": category} for photo, category in pairs])
