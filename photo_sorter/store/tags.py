"""Tags (derived) and verdicts (what people said)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photo_sorter.core.messages import Verdict

Source = Literal["auto", "user"]


@dataclass(frozen=True)
class Tag:
    photo_id: int
    category_id: int
    score: float
    source: Source


class TagStore:
    """SQL about tags and verdicts. Tags exist only for READY photos in active folders."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[Tag]:
        rows = self._db.execute("SELECT photo_id, category_id, score, source FROM tags")
        return [Tag(*row) for row in rows]

    def of_photo(self, photo_id: int) -> tuple[Tag, ...]:
        """Best first."""
        rows = self._db.execute(
            "SELECT photo_id, category_id, score, source FROM tags WHERE photo_id = ? ORDER BY score DESC", [photo_id]
        )
        return tuple(Tag(*row) for row in rows)

    def listing(self) -> list[tuple[str, str, float, Source]]:
        """(path, category name, score, source) of every tag, by path, then score descending."""
        return self._db.execute(
            "SELECT path, categories.name, score, source FROM tags JOIN photos ON photos.id = photo_id"
            " JOIN categories ON categories.id = category_id ORDER BY path, score DESC, categories.name"
        ).fetchall()

    def count_by_category(self) -> dict[int, int]:
        return dict(self._db.execute("SELECT category_id, count(*) FROM tags GROUP BY category_id").fetchall())

    def write(self, changed: Iterable[tuple[int, int, float, Source]], gone: Iterable[tuple[int, int]]) -> None:
        """Makes these the tags. `changed`: (category_id, photo_id, score, source); `gone`: (category_id, photo_id)."""
        self._db.conn.executemany("DELETE FROM tags WHERE category_id = ? AND photo_id = ?", gone)
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO tags (category_id, photo_id, score, source) VALUES (?, ?, ?, ?)", changed
        )

    def verdicts(self) -> dict[int, dict[int, bool]]:
        """photo_id → category_id → yes or no, of every verdict."""
        found: dict[int, dict[int, bool]] = {}
        for photo_id, category_id, holds in self._db.execute("SELECT photo_id, category_id, holds FROM verdicts"):
            found.setdefault(photo_id, {})[category_id] = bool(holds)
        return found

    def verdicts_of_photo(self, photo_id: int) -> dict[int, bool]:
        """category_id → yes or no."""
        rows = self._db.execute("SELECT category_id, holds FROM verdicts WHERE photo_id = ?", [photo_id])
        return {category_id: bool(holds) for category_id, holds in rows}

    def set_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """Verdicts for photos or categories that are gone meanwhile are left out."""
        for verdict in verdicts:
            if verdict.holds is None:
                self._db.execute(
                    "DELETE FROM verdicts WHERE photo_id = ? AND category_id = ?",
                    [verdict.photo_id, verdict.category_id],
                )
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO verdicts (photo_id, category_id, holds)"
                    " SELECT photos.id, categories.id, ? FROM photos, categories"
                    " WHERE photos.id = ? AND categories.id = ?",
                    [verdict.holds, verdict.photo_id, verdict.category_id],
                )
