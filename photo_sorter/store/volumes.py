"""Volumes, and where what lies on them is: a disk that is mounted elsewhere takes its photos' paths along."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from photo_sorter.store.photo_queue import file_or_inside

_INSIDE = "({0} = ? OR ({0} > ? AND {0} < ?))"
_ASIDE = ".displaced"
"""Nothing that is looked at has such a name."""


@dataclass(frozen=True)
class KnownVolume:
    id: int
    uuid: str
    mount_point: Path


class VolumeStore:
    """SQL about volumes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[int, KnownVolume]:
        rows = self._db.execute("SELECT id, uuid, mount_point FROM volumes")
        return {id: KnownVolume(id, uuid, Path(mount_point)) for id, uuid, mount_point in rows}

    def known(self, uuid: str, mount_point: Path) -> int:
        """Its id; where it was mounted stays noted if it was known before."""
        self._db.execute("INSERT OR IGNORE INTO volumes (uuid, mount_point) VALUES (?, ?)", [uuid, str(mount_point)])
        id: int = self._db.execute("SELECT id FROM volumes WHERE uuid = ?", [uuid]).fetchone()[0]
        return id

    def note(self, uuid: str, mount_point: Path) -> int:
        """The volume is mounted there now; its id."""
        id = self.known(uuid, mount_point)
        self._db.execute("UPDATE volumes SET mount_point = ? WHERE id = ?", [str(mount_point), id])
        return id

    def relocate(self, old: Path, new: Path, folder_ids: Iterable[int]) -> None:
        """What lay in `old` lies in `new`: these folders and their photos, the files of runs, and rules.

        Photos and folders that the library has there already step aside: they are nowhere, until they turn up.
        """
        among = json.dumps(list(folder_ids))
        for table, of in (("folders", "id"), ("photos", "folder_id")):
            self._step_aside(table, of, old, new, among)
        if new.is_relative_to(old) or old.is_relative_to(new):
            aside = old.parent / f"{old.name}{_ASIDE}"
            self._rewrite(old, aside, among)
            old = aside
        self._rewrite(old, new, among)

    def _step_aside(self, table: str, of: str, old: Path, new: Path, among: str) -> None:
        begin = len(str(new).rstrip(os.sep)) + 1
        former = f"? || substr(path, {begin})"
        self._db.execute(
            f"UPDATE {table} SET path = path || '{os.sep}{_ASIDE}-' || id WHERE {_INSIDE.format('path')}"
            f" AND {of} NOT IN (SELECT value FROM json_each(?))"
            f" AND EXISTS (SELECT 1 FROM {table} AS comer WHERE comer.path = {former.replace('path', table + '.path')}"
            f" AND comer.{of} IN (SELECT value FROM json_each(?)))",
            [*file_or_inside(new), among, str(old).rstrip(os.sep), among],
        )

    def _rewrite(self, old: Path, new: Path, among: str) -> None:
        moved = f"? || substr({{0}}, {len(str(old).rstrip(os.sep)) + 1})"
        values = [str(new).rstrip(os.sep), *file_or_inside(old)]
        for table, of in (("folders", "id"), ("photos", "folder_id")):
            self._db.execute(
                f"UPDATE {table} SET path = {moved.format('path')} WHERE {_INSIDE.format('path')}"
                f" AND {of} IN (SELECT value FROM json_each(?))",
                [*values, among],
            )
        for table, column in (("run_steps", "source"), ("run_steps", "target"), ("run_folders", "path")):
            self._db.execute(
                f"UPDATE {table} SET {column} = {moved.format(column)} WHERE {_INSIDE.format(column)}", values
            )
        for rule_id, folders, arrangement in self._db.execute("SELECT id, folders, arrangement FROM rules").fetchall():
            asked = json.loads(arrangement)
            asked["destination"] = _moved(asked["destination"], old, new)
            self._db.execute(
                "UPDATE rules SET folders = ?, arrangement = ? WHERE id = ?",
                [
                    json.dumps([_moved(path, old, new) for path in json.loads(folders)]),
                    json.dumps(asked, ensure_ascii=False),
                    rule_id,
                ],
            )


def _moved(path: str, old: Path, new: Path) -> str:
    return str(new / Path(path).relative_to(old)) if Path(path).is_relative_to(old) else path
