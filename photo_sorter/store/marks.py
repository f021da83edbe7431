"""Marks: favourites, ratings and captions that a person gave. No machine writes here."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from photo_sorter.core.marks import Marks

_ALIKE = (
    "(SELECT :photo UNION SELECT gone.id FROM photos AS gone JOIN photos AS own USING (content_hash)"
    " WHERE own.id = :photo AND gone.status = 'missing')"
)


class MarkStore:
    """SQL about marks."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_photos(self, photo_ids: Iterable[int]) -> dict[int, Marks]:
        """Of any number of photos; those of which nothing was said are left out, as if they had Marks()."""
        rows = self._db.execute(
            "SELECT photo_id, favourite, rating, caption FROM marks WHERE photo_id IN (SELECT value FROM json_each(?))",
            [json.dumps([int(id) for id in photo_ids])],
        )
        return {photo_id: Marks(bool(favourite), rating, caption) for photo_id, favourite, rating, caption in rows}

    def of_files(self, photo_ids: Iterable[int]) -> dict[int, Marks]:
        """What the files themselves say; those that say nothing are left out."""
        rows = self._db.execute(
            "SELECT id, rating, caption FROM photos WHERE id IN (SELECT value FROM json_each(?))"
            " AND (rating IS NOT NULL OR caption IS NOT NULL)",
            [json.dumps([int(id) for id in photo_ids])],
        )
        return {photo_id: Marks(False, rating, caption) for photo_id, rating, caption in rows}

    def set(self, marks: Iterable[tuple[int, Marks]]) -> None:
        """What is said of a photo holds for missing exact copies of it, too: they say nothing else when they return.

        Marks for photos that are gone meanwhile are left out.
        """
        for photo_id, said in marks:
            if said == Marks():
                self._db.execute(f"DELETE FROM marks WHERE photo_id IN {_ALIKE}", {"photo": photo_id})
            else:
                self._db.execute(
                    "INSERT INTO marks (photo_id, favourite, rating, caption)"
                    f" SELECT id, :favourite, :rating, :caption FROM photos WHERE id IN {_ALIKE}"
                    " ON CONFLICT (photo_id) DO UPDATE SET favourite = excluded.favourite, rating = excluded.rating,"
                    " caption = excluded.caption, marked_at = excluded.marked_at",
                    {
                        "photo": photo_id,
                        "favourite": said.favourite,
                        "rating": said.rating,
                        "caption": said.caption,
                    },
                )
