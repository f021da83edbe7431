"""Which photos each place of the window shows, and in which order; whole columns are read, of a million photos."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photo_sorter.core.query import Order, Place, View
from photo_sorter.store.columns import column, columns
from photo_sorter.store.photo_queue import ACTIVE, PhotoQueue

SHOWN = f"status IN ('new', 'ready') AND {ACTIVE}"
"""SQL: in view, by status and folder."""

_BY_NAME = "name COLLATE NOCASE, path"
_UNTAGGED = "NOT EXISTS (SELECT 1 FROM tags WHERE tags.photo_id = photos.id)"
_BY_SCORE = "score DESC, photo_id DESC"
_HAVE_SCORES = (Place.CATEGORY, Place.NOT_SURE)
_DAY = "CAST(replace(substr(taken_at, 1, 10), '-', '') AS INTEGER)"


@dataclass(frozen=True)
class Counts:
    """How many photos each place shows; `by_folder` maps folder ids."""

    all: int
    not_sorted: int
    problems: int
    waiting: int
    by_folder: dict[int, int]
    not_sure: int = 0


class PlacedPhotos(PhotoQueue):
    """SQL about the photos of places. What does not change between two questions is read once: the order of time."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self._state: tuple[int, int] | None = None
        self._newest: NDArray[np.int64] | None = None
        self._days: NDArray[np.int32] | None = None

    def ids(self, view: View, order: Order = Order.NEWEST) -> NDArray[np.int64]:
        """(n,) ids of the photos in a view."""
        if order is Order.NAME:
            sql, values = _rows(view)
            return column(self._db, f"{sql} ORDER BY {_BY_NAME}", values)
        if order is Order.SCORE and view.place in _HAVE_SCORES:
            return column(self._db, *_by_score(view))
        newest = self._all_newest_first()
        is_in = np.zeros(int(newest.max(initial=0)) + 1, np.bool_)
        self._mark(is_in, column(self._db, *_members(view)), True)
        if view.place is Place.NOT_SORTED:
            self._mark(is_in, column(self._db, "SELECT photo_id FROM tags"), False)
        found = newest[is_in[newest]]
        return found[::-1] if order is Order.OLDEST else found

    def days(self, photo_ids: NDArray[np.int64]) -> NDArray[np.int32]:
        """(n,) when these photos were taken, 20240630 for the last of June; 0 where that is not known."""
        newest = self._all_newest_first()
        if self._days is None:
            self._days = np.zeros(int(newest.max(initial=0)) + 1, np.int32)
            ids, days = columns(self._db, 2, f"SELECT id, {_DAY} FROM photos INDEXED BY photos_by_time")
            known = ids < len(self._days)
            self._days[ids[known]] = np.clip(days[known], 0, 9999_12_31)
        return self._days[np.where(photo_ids < len(self._days), photo_ids, 0)]

    def ready_ids(self) -> NDArray[np.int64]:
        """(n,) of READY photos in view, ascending. An index alone is read."""
        return np.sort(column(self._db, f"SELECT id FROM photos WHERE status = 'ready' AND {ACTIVE}"))

    def shown_ids(self, folder_ids: Sequence[int] | None = None) -> NDArray[np.int64]:
        """(n,) of photos in view, in these folders or all, ascending. An index alone is read."""
        among = "" if folder_ids is None else " AND folder_id IN (SELECT value FROM json_each(?))"
        values = [] if folder_ids is None else [json.dumps(list(folder_ids))]
        return np.sort(column(self._db, f"SELECT id FROM photos WHERE {SHOWN}{among}", values))

    def counts(self) -> Counts:
        """Of photos in folders that are in view."""
        active = {row[0] for row in self._db.execute("SELECT id FROM folders WHERE active")}
        by_folder: dict[int, int] = {}
        of_status: dict[str, int] = {}
        for folder_id, status, count in self._db.execute(
            "SELECT folder_id, status, count(*) FROM photos INDEXED BY photos_by_folder GROUP BY folder_id, status"
        ):
            if folder_id in active:
                of_status[status] = of_status.get(status, 0) + count
                if status in ("new", "ready"):
                    by_folder[folder_id] = by_folder.get(folder_id, 0) + count
        placed = self._db.execute("SELECT count(DISTINCT photo_id) FROM tags").fetchone()[0]
        not_sure = self._db.execute("SELECT count(DISTINCT photo_id) FROM tags WHERE sure = 0").fetchone()[0]
        waiting, ready = of_status.get("new", 0), of_status.get("ready", 0)
        problems = of_status.get("problem", 0)
        return Counts(waiting + ready, max(0, ready - placed), problems, waiting, by_folder, not_sure)

    # --- inside ---

    def _all_newest_first(self) -> NDArray[np.int64]:
        """Ids of all photos, in view or not. The index alone is read, in its order."""
        # The first tells of other connections, the second of this one.
        state = (self._db.execute("PRAGMA data_version").fetchone()[0], self._db.conn.total_changes)
        if self._newest is None or state != self._state:
            self._days = None
            sql = "SELECT id FROM photos INDEXED BY photos_by_time ORDER BY taken_at DESC, id DESC"
            self._newest, self._state = column(self._db, sql), state
        return self._newest

    @staticmethod
    def _mark(is_in: NDArray[np.bool_], photo_ids: NDArray[np.int64], value: bool) -> None:
        """Photos that came after the order of time was read are left out."""
        is_in[photo_ids[photo_ids < len(is_in)]] = value


def _members(view: View) -> tuple[str, list[Any]]:
    """SQL for the ids of a view's photos; of NOT_SORTED also of those that have tags. Indexes alone are read."""
    if view.place is Place.NOT_SORTED:
        return f"SELECT id FROM photos WHERE status = 'ready' AND {ACTIVE}", []
    if view.place not in _HAVE_SCORES:
        return _rows(view)
    if view.id is None:
        return "SELECT DISTINCT photo_id FROM tags WHERE sure = 0", []
    return f"SELECT photo_id FROM tags WHERE category_id = ? AND sure = {int(view.place is Place.CATEGORY)}", [view.id]


def _rows(view: View) -> tuple[str, list[Any]]:
    """SQL for the ids of a view's photos, from their rows."""
    match view.place:
        case Place.CATEGORY | Place.NOT_SURE:
            sql, values = _members(view)
            return f"SELECT id FROM photos WHERE id IN ({sql})", values
        case Place.NOT_SORTED:
            return f"SELECT id FROM photos WHERE status = 'ready' AND {ACTIVE} AND {_UNTAGGED}", []
        case Place.PROBLEMS:
            return f"SELECT id FROM photos WHERE status = 'problem' AND {ACTIVE}", []
        case Place.FOLDER:
            return "SELECT id FROM photos WHERE folder_id = ? AND status IN ('new', 'ready')", [view.id]
    return f"SELECT id FROM photos WHERE {SHOWN}", []


def _by_score(view: View) -> tuple[str, list[Any]]:
    """SQL for the ids of a category's photos, or of suggestions, the best first."""
    if view.place is Place.CATEGORY or view.id is not None:
        return f"{_members(view)[0]} ORDER BY {_BY_SCORE}", [view.id]
    best = "SELECT photo_id, max(score) AS score FROM tags WHERE sure = 0 GROUP BY photo_id"
    return f"SELECT photo_id FROM ({best}) ORDER BY {_BY_SCORE}", []
