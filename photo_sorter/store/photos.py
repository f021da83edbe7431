"""Photos: what the library knows of each file, and the queue of those to look at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photo_sorter.core.photo import FileState, Photo, PhotoFacts, Status
from photo_sorter.core.query import Order, Place, View


@dataclass(frozen=True)
class KnownFile:
    """What the library last saw of a file."""

    id: int
    size_bytes: int
    mtime_ns: int
    status: Status


@dataclass(frozen=True)
class QueuedPhoto:
    """A photo to look at, with the state of its file when it was queued."""

    id: int
    path: Path
    size_bytes: int
    mtime_ns: int
    taken_at: str
    strikes: int


@dataclass(frozen=True)
class PhotoCard:
    """What a cell of the grid needs. `category_ids` are those of its tags, best first, without suggestions."""

    id: int
    path: Path
    content_hash: bytes | None
    taken_at: str
    status: Status
    category_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How many photos each place shows; `by_folder` maps folder ids."""

    all: int
    not_sorted: int
    problems: int
    waiting: int
    by_folder: dict[int, int]
    not_sure: int = 0


_ACTIVE = "folder_id IN (SELECT id FROM folders WHERE active)"
_SHOWN = f"status IN ('new', 'ready') AND {_ACTIVE}"
_NEXT_ID = "(SELECT max(coalesce((SELECT max(id) FROM photos), 0), last) + 1 FROM photo_ids)"
_SAID_OF_OWN = (
    "(EXISTS (SELECT 1 FROM verdicts WHERE photo_id = own.id) OR EXISTS (SELECT 1 FROM skips WHERE photo_id = own.id))"
)
_UNTAGGED = "NOT EXISTS (SELECT 1 FROM tags WHERE tags.photo_id = photos.id)"
_ORDERS = {
    Order.NEWEST: "taken_at DESC, photos.id DESC",
    Order.OLDEST: "taken_at, photos.id",
    Order.NAME: "name COLLATE NOCASE, path",
}


class PhotoStore:
    """SQL about photos."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- what is on disk ---

    def known_under(self, path: Path) -> dict[str, KnownFile]:
        """The file `path`, or the files inside the folder `path`, by absolute path."""
        rows = self._db.execute(
            "SELECT path, id, size, mtime_ns, status FROM photos WHERE path = ? OR (path > ? AND path < ?)",
            _file_or_inside(path),
        )
        return {path: KnownFile(id, size, mtime_ns, Status(status)) for path, id, size, mtime_ns, status in rows}

    def enqueue(self, folder_id: int, files: Iterable[FileState]) -> None:
        """New, changed and returned files wait to be looked at, untagged; what is known of their rows is kept.

        No id is used twice, also not that of a photo that was forgotten.
        """
        self._db.conn.executemany(
            "INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, taken_at)"
            f" VALUES ({_NEXT_ID}, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET folder_id = excluded.folder_id, size = excluded.size,"
            " mtime_ns = excluded.mtime_ns, status = 'new', reason = NULL, strikes = 0",
            [
                (folder_id, str(file.path), file.path.name, file.size_bytes, file.mtime_ns, _local_time(file.mtime_ns))
                for file in files
            ],
        )
        self._db.conn.executemany(
            "DELETE FROM tags WHERE photo_id = (SELECT id FROM photos WHERE path = ?)",
            [(str(file.path),) for file in files],
        )

    def mark_missing(self, photo_ids: Sequence[int]) -> None:
        """Their files are gone: out of view. Verdicts and skips are kept, and READY exact copies have them, too."""
        self._db.conn.executemany("UPDATE photos SET status = 'missing' WHERE id = ?", [(id,) for id in photo_ids])
        self._db.conn.executemany("DELETE FROM tags WHERE photo_id = ?", [(id,) for id in photo_ids])
        for photo_id in photo_ids:
            self._hand_over("gone.id = ?", photo_id)

    # --- the queue ---

    def queued(self, limit: int, after: QueuedPhoto | None = None) -> list[QueuedPhoto]:
        """The next photos to look at, the newest first as the window shows them."""
        place = "(taken_at, id) < (?, ?) AND " if after else ""
        values = [after.taken_at, after.id] if after else []
        return self._queued(f"{place}TRUE ORDER BY taken_at DESC, id DESC LIMIT ?", [*values, limit])

    def queued_at(self, paths: Iterable[Path]) -> list[QueuedPhoto]:
        """Those of these files that wait to be looked at."""
        return [photo for path in paths for photo in self._queued("path = ?", [str(path)])]

    def still_queued(self, photos: Iterable[QueuedPhoto]) -> set[int]:
        """Ids of those that still wait, in view, in the same state of their file."""
        return {
            photo.id
            for photo in photos
            if self._queued("id = ? AND size = ? AND mtime_ns = ?", [photo.id, photo.size_bytes, photo.mtime_ns])
        }

    def _queued(self, where: str, values: list[Any]) -> list[QueuedPhoto]:
        rows = self._db.execute(
            "SELECT id, path, size, mtime_ns, taken_at, strikes FROM photos"
            f" WHERE status = 'new' AND {_ACTIVE} AND {where}",
            values,
        )
        return [QueuedPhoto(id, Path(path), *others) for id, path, *others in rows]

    def queue_length(self) -> int:
        length: int = self._db.execute(f"SELECT count(*) FROM photos WHERE status = 'new' AND {_ACTIVE}").fetchone()[0]
        return length

    def enqueue_unembedded(self, model_id: str) -> None:
        """Photos that this model has not seen wait to be looked at, untagged."""
        self._db.execute(
            "UPDATE photos SET status = 'new' WHERE status = 'ready' AND content_hash NOT IN"
            " (SELECT content_hash FROM embeddings WHERE model = (SELECT id FROM models WHERE model_id = ?))",
            [model_id],
        )
        self._db.execute("DELETE FROM tags WHERE photo_id IN (SELECT id FROM photos WHERE status = 'new')")

    def set_ready(self, photo_id: int, content_hash: bytes, facts: PhotoFacts) -> bool:
        """True if what was said of missing exact copies is now said of this photo, too."""
        self._db.execute(
            "UPDATE photos SET status = 'ready', reason = NULL, strikes = 0, content_hash = ?, width = ?, height = ?,"
            " orientation = ?, taken_at = coalesce(?, taken_at), camera = ?, latitude = ?, longitude = ? WHERE id = ?",
            [
                content_hash, facts.width_px, facts.height_px, facts.orientation, facts.taken_at, facts.camera,
                facts.latitude, facts.longitude, photo_id,
            ],
        )  # fmt: skip
        return self._hand_over("heir.id = ?", photo_id)

    def set_problem(self, photo_id: int, reason: str) -> None:
        self._db.execute("UPDATE photos SET status = 'problem', reason = ? WHERE id = ?", [reason, photo_id])
        self._db.execute("DELETE FROM tags WHERE photo_id = ?", [photo_id])

    def add_strike(self, photo_id: int) -> None:
        self._db.execute("UPDATE photos SET strikes = strikes + 1 WHERE id = ?", [photo_id])

    def try_again(self, photo_ids: Sequence[int] = ()) -> None:
        """Problem photos wait to be looked at again; without ids, all of them."""
        again = "UPDATE photos SET status = 'new', reason = NULL, strikes = 0 WHERE status = 'problem'"
        if photo_ids:
            self._db.conn.executemany(f"{again} AND id = ?", [(id,) for id in photo_ids])
        else:
            self._db.execute(again)

    def facts_of(self, content_hash: bytes) -> PhotoFacts | None:
        """Facts of any photo with these bytes, if one has been decoded."""
        row = self._db.execute(
            f"SELECT {_FACTS}, status FROM photos WHERE content_hash = ? AND width IS NOT NULL"
            " ORDER BY status != 'ready' LIMIT 1",
            [content_hash],
        ).fetchone()
        return _facts(row[:8]) if row else None

    def missing_twin(self, photo_id: int, content_hash: bytes) -> int | None:
        """A missing photo with the same bytes, one of the same name first: the file that has moved.

        None for a photo that had these bytes before, or that was judged before it was looked at: it is its own.
        """
        row = self._db.execute(
            "SELECT twin.id FROM photos AS twin JOIN photos AS own ON own.id = ?"
            " WHERE twin.status = 'missing' AND twin.content_hash = ? AND twin.id != own.id"
            f" AND own.content_hash IS NOT twin.content_hash AND NOT (own.content_hash IS NULL AND {_SAID_OF_OWN})"
            " ORDER BY twin.name != own.name, twin.id LIMIT 1",
            [photo_id, content_hash],
        ).fetchone()
        return row[0] if row else None

    def move_to(self, moved_id: int, photo_id: int) -> bool:
        """The missing photo takes the place of the other one, which goes.

        If anything was said of that other one it is kept, missing in the place of the first. True if so.
        """
        places = {
            id: self._db.execute(
                "SELECT folder_id, path, name, size, mtime_ns FROM photos WHERE id = ?", [id]
            ).fetchone()
            for id in (moved_id, photo_id)
        }
        place = "UPDATE photos SET folder_id = ?, path = ?, name = ?, size = ?, mtime_ns = ?"
        self._db.execute(f"DELETE FROM photos AS own WHERE id = ? AND NOT {_SAID_OF_OWN}", [photo_id])
        is_kept = bool(self._db.execute("UPDATE photos SET path = '' WHERE id = ?", [photo_id]).rowcount)
        self._db.execute(f"{place}, status = 'new' WHERE id = ?", [*places[photo_id], moved_id])
        if is_kept:
            self._db.execute(f"{place} WHERE id = ?", [*places[moved_id], photo_id])
            self.mark_missing([photo_id])
        return is_kept

    def _hand_over(self, between: str, photo_id: int) -> bool:
        """Gives what was said of missing photos to READY exact copies: the newest word, but no copy loses its own."""
        pairs = (
            "FROM photos AS gone JOIN photos AS heir USING (content_hash) JOIN {} AS said ON said.photo_id = gone.id"
            f" WHERE gone.status = 'missing' AND heir.status = 'ready' AND {between}"
        )
        verdicts = self._db.execute(
            "INSERT OR IGNORE INTO verdicts (photo_id, category_id, holds, decided_at)"
            f" SELECT heir.id, category_id, holds, decided_at {pairs.format('verdicts')}"
            " ORDER BY decided_at DESC, gone.id DESC",
            [photo_id],
        )
        skips = self._db.execute(
            f"INSERT OR IGNORE INTO skips SELECT heir.id, category_id {pairs.format('skips')}", [photo_id]
        )
        return verdicts.rowcount > 0 or skips.rowcount > 0

    # --- what the window and the command line show ---

    def ids(self, view: View, order: Order = Order.NEWEST) -> NDArray[np.int64]:
        """(n,) ids of the photos in a view."""
        sql, values = _from(view)
        if view.place in (Place.CATEGORY, Place.NOT_SURE) and order is Order.SCORE:
            ordered = "score DESC, photos.id DESC"
        else:
            ordered = _ORDERS.get(order, _ORDERS[Order.NEWEST])
        rows = self._db.execute(f"SELECT photos.id {sql} ORDER BY {ordered}", values).fetchall()
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def cards(self, photo_ids: Sequence[int]) -> list[PhotoCard]:
        """In the order of the ids; ids no longer known are left out. At most a few hundred at a time."""
        marks = ",".join("?" * len(photo_ids))
        ids = [int(id) for id in photo_ids]
        tags: dict[int, list[int]] = {}
        for photo_id, category_id in self._db.execute(
            f"SELECT photo_id, category_id FROM tags WHERE photo_id IN ({marks}) AND sure ORDER BY score DESC", ids
        ):
            tags.setdefault(photo_id, []).append(category_id)
        cards = {
            id: PhotoCard(id, Path(path), content_hash, taken_at, Status(status), tuple(tags.get(id, ())))
            for id, path, content_hash, taken_at, status in self._db.execute(
                f"SELECT id, path, content_hash, taken_at, status FROM photos WHERE id IN ({marks})", ids
            )
        }
        return [cards[id] for id in ids if id in cards]

    def get(self, photo_id: int) -> Photo | None:
        return self._one("id = ?", photo_id)

    def at(self, path: Path) -> Photo | None:
        return self._one("path = ?", str(path))

    def paths(self, photo_ids: Sequence[int]) -> dict[int, Path]:
        """Paths of those photos that are in view."""
        return {
            id: Path(row[0])
            for id in map(int, photo_ids)
            if (row := self._db.execute(f"SELECT path FROM photos WHERE id = ? AND {_SHOWN}", [id]).fetchone())
        }

    def counts(self) -> Counts:
        all_, waiting, problems = self._db.execute(
            "SELECT total(status IN ('new', 'ready')), total(status = 'new'), total(status = 'problem')"
            f" FROM photos WHERE {_ACTIVE}"
        ).fetchone()
        placed = self._db.execute("SELECT count(DISTINCT photo_id) FROM tags").fetchone()[0]
        not_sure = self._db.execute("SELECT count(DISTINCT photo_id) FROM tags WHERE sure = 0").fetchone()[0]
        by_folder = self._db.execute(
            "SELECT folder_id, count(*) FROM photos WHERE status IN ('new', 'ready') GROUP BY folder_id"
        ).fetchall()
        ready = int(all_ - waiting)
        return Counts(int(all_), max(0, ready - placed), int(problems), int(waiting), dict(by_folder), not_sure)

    def count_under(self, path: Path, *statuses: Status) -> int:
        """Rows of these statuses for the file `path` or inside the folder `path`."""
        marks = ",".join("?" * len(statuses))
        count: int = self._db.execute(
            f"SELECT count(*) FROM photos WHERE (path = ? OR (path > ? AND path < ?)) AND status IN ({marks})",
            [*_file_or_inside(path), *statuses],
        ).fetchone()[0]
        return count

    def problems(self) -> list[tuple[Path, str]]:
        """(path, reason) by path."""
        rows = self._db.execute(f"SELECT path, reason FROM photos WHERE status = 'problem' AND {_ACTIVE} ORDER BY path")
        return [(Path(path), reason) for path, reason in rows]

    def _one(self, where: str, value: Any) -> Photo | None:
        row = self._db.execute(
            "SELECT id, folder_id, path, size, mtime_ns, content_hash, status, reason,"
            f" {_FACTS} FROM photos WHERE {where}",
            [value],
        ).fetchone()
        if row is None:
            return None
        id, folder_id, path, size, mtime_ns, content_hash, status, reason = row[:8]
        return Photo(
            id, folder_id, Path(path), size, mtime_ns, content_hash, _facts(row[8:]), row[11], Status(status), reason
        )  # fmt: skip


_FACTS = "width, height, orientation, taken_at, camera, latitude, longitude"


def _facts(row: Sequence[Any]) -> PhotoFacts | None:
    return PhotoFacts(*row[:7]) if row[0] is not None else None


def _from(view: View) -> tuple[str, list[Any]]:
    match view.place:
        case Place.CATEGORY:
            return "FROM tags JOIN photos ON photos.id = photo_id WHERE category_id = ? AND sure", [view.id]
        case Place.NOT_SURE if view.id is not None:
            return "FROM tags JOIN photos ON photos.id = photo_id WHERE category_id = ? AND sure = 0", [view.id]
        case Place.NOT_SURE:
            best = "(SELECT photo_id, max(score) AS score FROM tags WHERE sure = 0 GROUP BY photo_id)"
            return f"FROM {best} JOIN photos ON photos.id = photo_id", []
        case Place.NOT_SORTED:
            return f"FROM photos WHERE status = 'ready' AND {_ACTIVE} AND {_UNTAGGED}", []
        case Place.PROBLEMS:
            return f"FROM photos WHERE status = 'problem' AND {_ACTIVE}", []
        case Place.FOLDER:
            return "FROM photos WHERE folder_id = ? AND status IN ('new', 'ready')", [view.id]
    return f"FROM photos WHERE {_SHOWN}", []


def _file_or_inside(path: Path) -> list[str]:
    """Values for “path = ? OR (path > ? AND path < ?)”: the path itself, and the range of what lies inside it."""
    inside = str(path).rstrip(os.sep) + os.sep
    return [str(path), inside, inside[:-1] + chr(ord(os.sep) + 1)]


def _local_time(mtime_ns: int) -> str:
    """The file's time as local ISO 8601; the epoch's start for a time no calendar holds."""
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return "1970-01-01T00:00:00"
