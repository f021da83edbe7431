"""What is known of each photo, as it is exported: a million of them, a few hundred at a time."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from typing import Any

from sqlite_utils import Database

from photo_sorter.core.keeping import Answer, ExportedPhoto, ExportedTag
from photo_sorter.store.photo_queue import ACTIVE

_PHOTOS_A_STEP = 500
_AMONG = "id IN (SELECT value FROM json_each(?))"
_PHOTOS = (
    "SELECT id, path, name, taken_at, size, content_hash, camera, latitude, longitude,"
    " coalesce(marks.rating, photos.rating), coalesce(favourite, 0), coalesce(marks.caption, photos.caption),"
    f" keywords, status FROM photos LEFT JOIN marks ON marks.photo_id = photos.id WHERE {ACTIVE}"
)
_ORDER = {Answer.YES: 0, Answer.NOT_SURE: 1, Answer.NO: 2}


class ExportStore:
    """SQL about exports. Photos of folders that were removed from view are left out, missing ones are not."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, photo_ids: Sequence[int] | None = None) -> int:
        """How many `photos` gives."""
        among, values = _among(photo_ids)
        count: int = self._db.execute(f"SELECT count(*) FROM photos WHERE {ACTIVE}{among}", values).fetchone()[0]
        return count

    def photos(self, photo_ids: Sequence[int] | None = None) -> Generator[ExportedPhoto, None, None]:
        """Those of these photos that are in view, or all of them, by path; one state of the library, even while another
        process writes: until it is closed."""
        among, values = _among(photo_ids)
        with self._db.atomic():
            rows = self._db.conn.execute(f"{_PHOTOS}{among} ORDER BY path", values)
            while some := rows.fetchmany(_PHOTOS_A_STEP):
                tags = self._tags([row[0] for row in some])
                for row in some:
                    yield _photo(row[1:], tags[row[0]])

    def _tags(self, photo_ids: Sequence[int]) -> dict[int, list[ExportedTag]]:
        """By photo: what the machine and the person say, the surest first."""
        found: dict[int, dict[str, ExportedTag]] = {id: {} for id in photo_ids}
        ids = json.dumps(photo_ids)
        for photo_id, category, score, source, sure in self._db.execute(
            "SELECT photo_id, categories.name, score, source, sure FROM json_each(?) JOIN tags ON photo_id = value"
            " JOIN categories ON categories.id = category_id",
            [ids],
        ):
            answer = Answer.YES if sure else Answer.NOT_SURE
            found[photo_id][category] = ExportedTag(category, answer, score, source == "user")
        for photo_id, category, holds in self._db.execute(
            "SELECT photo_id, categories.name, holds FROM json_each(?) JOIN verdicts ON photo_id = value"
            " JOIN categories ON categories.id = category_id AND NOT removed",
            [ids],
        ):
            answer = Answer.YES if holds else Answer.NO
            found[photo_id][category] = ExportedTag(category, answer, float(holds), True)
        return {
            id: sorted(tags.values(), key=lambda tag: (_ORDER[tag.answer], -tag.probability, tag.category))
            for id, tags in found.items()
        }


def _photo(row: Sequence[Any], tags: Sequence[ExportedTag]) -> ExportedPhoto:
    path, name, taken_at, size, content_hash, camera, latitude, longitude, rating, favourite, caption, words, status = (
        row
    )
    keywords = tuple(words.split("\n")) if words else ()
    return ExportedPhoto(
        path, name, taken_at, size, content_hash, camera, latitude, longitude, rating, bool(favourite), caption or None,
        keywords, status, tuple(tags),
    )  # fmt: skip


def _among(photo_ids: Sequence[int] | None) -> tuple[str, list[Any]]:
    if photo_ids is None:
        return "", []
    return f" AND {_AMONG}", [json.dumps([int(id) for id in photo_ids])]
