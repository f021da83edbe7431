"""What plans ask of the library: many photos at once, and what runs have made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from photo_sorter.core.arranging.candidate import Candidate
from photo_sorter.core.arranging.tag_choice import SureTag
from photo_sorter.core.photo import Status
from photo_sorter.store.photo_queue import ACTIVE

_COLUMNS = (
    "SELECT id, path, size, mtime_ns, content_hash, taken_at, camera, latitude, longitude, status, reason,"
    " coalesce(volume_id, (SELECT volume_id FROM folders WHERE folders.id = folder_id)) FROM photos"
    f" WHERE status != 'missing' AND {ACTIVE}"
)


class MadeFile(NamedTuple):
    """What a run has put somewhere. The time is that of the file as it lies there, if it was noted."""

    size_bytes: int
    mtime_ns: int | None
    content_hash: bytes | None
    is_moved: bool


class ArrangingStore:
    """SQL for plans. Only photos in active folders whose file is not known to be gone."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def candidates(self, photo_ids: Sequence[int] | None = None) -> list[Candidate]:
        """Of those of these photos, or all, that are in view or have a problem, by id, with their sure tags."""
        if photo_ids is None:
            return self._with_tags(_COLUMNS, "", [])
        among = "IN (SELECT value FROM json_each(?))"
        values = [json.dumps([int(id) for id in photo_ids])]
        return self._with_tags(f"{_COLUMNS} AND id {among}", f" AND photo_id {among}", values)

    def at(self, paths: Iterable[Path]) -> dict[Path, Candidate]:
        """Those of these files that are photos of the library."""
        among = "IN (SELECT value FROM json_each(?))"
        found = self._with_tags(
            f"{_COLUMNS} AND path {among}",
            f" AND photo_id IN (SELECT id FROM photos WHERE path {among})",
            [json.dumps([str(path) for path in paths])],
        )
        return {candidate.path: candidate for candidate in found}

    def content_at(self, path: Path, size_bytes: int, mtime_ns: int) -> bytes | None:
        """SHA-256 of the photo there, if it has been looked at in this state."""
        try:
            row = self._db.execute(
                "SELECT content_hash FROM photos WHERE path = ? AND size = ? AND mtime_ns = ? AND status = 'ready'",
                [str(path), size_bytes, mtime_ns],
            ).fetchone()
        except UnicodeEncodeError:
            return None  # a name that is no text, which no photo has
        return row[0] if row else None

    def made_files(self) -> dict[str, MadeFile]:
        """By path: all that runs have put there, as far as it was not taken back; of several at one path the last."""
        rows = self._db.execute(
            "SELECT target, size, target_mtime_ns, content_hash, json_extract(arrangement, '$.mode') = 'move'"
            " FROM run_steps JOIN runs ON runs.id = run_id WHERE run_steps.state = 'done' ORDER BY run_id"
        )
        return {
            path: MadeFile(size, mtime_ns, content_hash, bool(moved))
            for path, size, mtime_ns, content_hash, moved in rows
        }

    def _with_tags(self, photos: str, among: str, values: list[str]) -> list[Candidate]:
        tags: dict[int, tuple[SureTag, ...]] = {}
        for photo_id, category_id, score, is_persons in self._db.execute(
            f"SELECT photo_id, category_id, score, source = 'user' FROM tags WHERE sure{among}", values
        ):
            tags[photo_id] = (*tags.get(photo_id, ()), SureTag(category_id, score, bool(is_persons)))
        return [
            Candidate._make((id, Path(path), *facts, Status(status), reason, tags.get(id, ()), volume_id))
            for id, path, *facts, status, reason, volume_id in self._db.execute(f"{photos} ORDER BY id", values)
        ]
