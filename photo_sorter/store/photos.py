"""Photos: what the window, a search and the command line are told of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from photo_sorter.core.photo import Photo, Status
from photo_sorter.core.search.photo_table import PhotoRow
from photo_sorter.store.photo_queue import ACTIVE, FACTS, FACTS_VERSION, facts_from, file_or_inside
from photo_sorter.store.placed_photos import SHOWN, PlacedPhotos


@dataclass(frozen=True)
class PhotoCard:
    """What a cell of the grid needs. `category_ids` are those of its tags, best first, without suggestions.

    `rating` is the person's, or else the file's.
    """

    id: int
    path: Path
    content_hash: bytes | None
    taken_at: str
    status: Status
    category_ids: tuple[int, ...] = ()
    favourite: bool = False
    rating: int | None = None


class DuplicateRow(NamedTuple):
    """What tells copies of a photo apart, and the best of them.

    `taken_at` is None where the file itself does not say; `rating` is the person's, or else the file's.
    """

    id: int
    path: Path
    content_hash: bytes
    size_bytes: int
    width_px: int
    height_px: int
    taken_at: str | None
    camera: str | None
    favourite: bool
    rating: int | None
    has_place: bool


_RATING = "coalesce(marks.rating, photos.rating)"
_MARKED = "LEFT JOIN marks ON marks.photo_id = photos.id"
_TABLE_ROWS = (
    f"SELECT id, folder_id, path, name, taken_at, camera, lens, {_RATING}, coalesce(favourite, 0),"
    " latitude IS NOT NULL, coalesce(marks.caption, photos.caption, '') != '', coalesce(keywords, '') != '',"
    f" size, width, height FROM photos NOT INDEXED {_MARKED}"  # by id, without sorting a million rows
)
_ROWS_AT_ONCE = 5_000


class PhotoStore(PlacedPhotos):
    """SQL about photos. Which of them a place shows, what waits and what changed on disk is what it inherits."""

    def taken_of(self, photo_ids: Sequence[int]) -> dict[int, str]:
        """Local ISO 8601; ids no longer known are left out."""
        return dict(
            self._db.execute(
                "SELECT id, taken_at FROM photos WHERE id IN (SELECT value FROM json_each(?))", [_json(photo_ids)]
            ).fetchall()
        )

    def sizes_of(self, photo_ids: Sequence[int]) -> dict[int, int]:
        """Bytes of those photos that are in view."""
        return dict(
            self._db.execute(
                f"SELECT id, size FROM photos WHERE id IN (SELECT value FROM json_each(?)) AND {SHOWN}",
                [_json(photo_ids)],
            ).fetchall()
        )

    def contents_of(self, photo_ids: Sequence[int]) -> dict[int, bytes]:
        """SHA-256 of those photos that are in view and have been looked at."""
        return dict(
            self._db.execute(
                "SELECT id, content_hash FROM photos WHERE id IN (SELECT value FROM json_each(?))"
                f" AND content_hash IS NOT NULL AND {SHOWN}",
                [_json(photo_ids)],
            ).fetchall()
        )

    def cards(self, photo_ids: Sequence[int]) -> list[PhotoCard]:
        """In the order of the ids; ids no longer known are left out. At most a few hundred at a time."""
        places = ",".join("?" * len(photo_ids))
        ids = [int(id) for id in photo_ids]
        tags: dict[int, list[int]] = {}
        for photo_id, category_id in self._db.execute(
            f"SELECT photo_id, category_id FROM tags WHERE photo_id IN ({places}) AND sure ORDER BY score DESC", ids
        ):
            tags.setdefault(photo_id, []).append(category_id)
        cards = {
            id: PhotoCard(
                id, Path(path), content_hash, taken_at, Status(status), tuple(tags.get(id, ())), bool(favourite), rating
            )
            for id, path, content_hash, taken_at, status, favourite, rating in self._db.execute(
                f"SELECT id, path, content_hash, taken_at, status, favourite, {_RATING} FROM photos {_MARKED}"
                f" WHERE id IN ({places})",
                ids,
            )
        }
        return [cards[id] for id in ids if id in cards]

    def get(self, photo_id: int) -> Photo | None:
        return self._one("id = ?", photo_id)

    def at(self, path: Path) -> Photo | None:
        try:
            return self._one("path = ?", str(path))
        except UnicodeEncodeError:
            return None  # a name that is no text, which no photo has

    def paths(self, photo_ids: Sequence[int]) -> dict[int, Path]:
        """Paths of those photos that are in view."""
        rows = self._db.execute(
            f"SELECT photos.id, photos.path FROM json_each(?) CROSS JOIN photos ON photos.id = value WHERE {SHOWN}",
            [_json(photo_ids)],
        )
        return {id: Path(path) for id, path in rows}

    def differing_by_suffix(self, path: Path) -> dict[int, Path]:
        """Photos in view beside this one, and it itself, whose names are the same but for what stands behind the last
        dot: IMG_1.cr2 and IMG_1.jpg."""
        begin = str(path.with_suffix(""))
        rows = self._db.execute(
            f"SELECT id, path FROM photos WHERE path >= ? AND path < ? AND {SHOWN} ORDER BY path",
            [f"{begin}.", f"{begin}/"],
        )
        return {id: Path(beside) for id, beside in rows if Path(beside).stem == path.stem}

    def count_under(self, path: Path, *statuses: Status) -> int:
        """Rows of these statuses for the file `path` or inside the folder `path`."""
        marks = ",".join("?" * len(statuses))
        count: int = self._db.execute(
            f"SELECT count(*) FROM photos WHERE (path = ? OR (path > ? AND path < ?)) AND status IN ({marks})",
            [*file_or_inside(path), *statuses],
        ).fetchone()[0]
        return count

    def ready_contents(self, first_byte: int) -> list[tuple[int, int, bytes]]:
        """(id, folder id, content hash) of READY photos in view that do not wait, of hashes that begin so."""
        beyond = bytes([first_byte + 1]) if first_byte < 255 else b"\xff" * 33
        rows: list[tuple[int, int, bytes]] = self._db.execute(
            "SELECT id, folder_id, content_hash FROM photos INDEXED BY photos_by_hash"
            f" WHERE content_hash >= ? AND content_hash < ? AND status = 'ready' AND facts_version = ? AND {ACTIVE}",
            [bytes([first_byte]), beyond, FACTS_VERSION],
        ).fetchall()
        return rows

    def problems(self) -> list[tuple[Path, str]]:
        """(path, reason) by path."""
        rows = self._db.execute(f"SELECT path, reason FROM photos WHERE status = 'problem' AND {ACTIVE} ORDER BY path")
        return [(Path(path), reason) for path, reason in rows]

    # --- what a search filters and compares ---

    def table_rows(self, photo_ids: Sequence[int] | None = None) -> list[PhotoRow]:
        """Of those of these photos that are in view, or of all of them, by id. Folders are written with "/"."""
        return [row for part in self.table_parts(photo_ids) for row in part]

    def table_parts(self, photo_ids: Sequence[int] | None = None) -> Iterator[list[PhotoRow]]:
        """As `table_rows`, some thousands at a time: a million at once would take half a gigabyte, and steps that keep
        Python's lock for seconds."""
        above = dict(self._db.execute("SELECT folder_id, above FROM folder_places").fetchall())
        among = "" if photo_ids is None else " AND id IN (SELECT value FROM json_each(?))"
        values = [] if photo_ids is None else [_json(photo_ids)]
        rows = self._db.execute(f"{_TABLE_ROWS} WHERE {SHOWN}{among} ORDER BY id", values)
        while part := rows.fetchmany(_ROWS_AT_ONCE):
            yield [
                PhotoRow(
                    id,
                    path[above[folder_id] : -len(name) - 1].replace(os.sep, "/"),
                    name.rpartition(".")[2].lower(),
                    *others,
                )
                for id, folder_id, path, name, *others in part
            ]

    def duplicate_rows(self) -> list[DuplicateRow]:
        """Of all READY photos in view, by id."""
        rows = self._db.execute(
            "SELECT id, path, content_hash, size, width, height, CASE WHEN dated THEN taken_at END, camera, favourite,"
            f" {_RATING}, latitude IS NOT NULL FROM photos {_MARKED}"
            f" WHERE status = 'ready' AND {ACTIVE} ORDER BY id"
        ).fetchall()
        return [
            DuplicateRow(
                id, Path(path), content_hash, size, width, height, taken_at, camera, bool(favourite), rating,
                bool(has_place),
            )
            for id, path, content_hash, size, width, height, taken_at, camera, favourite, rating, has_place in rows
        ]  # fmt: skip

    def _one(self, where: str, value: Any) -> Photo | None:
        row = self._db.execute(
            "SELECT id, folder_id, path, size, mtime_ns, content_hash, status, reason, taken_at,"
            f" {FACTS} FROM photos WHERE {where}",
            [value],
        ).fetchone()
        if row is None:
            return None
        id, folder_id, path, size, mtime_ns, content_hash, status, reason, taken_at, *facts = row
        return Photo(
            id, folder_id, Path(path), size, mtime_ns, content_hash, facts_from(facts), taken_at, Status(status), reason
        )  # fmt: skip


def _json(photo_ids: Sequence[int]) -> str:
    return json.dumps([int(id) for id in photo_ids])
