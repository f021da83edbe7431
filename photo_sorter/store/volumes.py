"""Volumes, and where what lies on them is: a disk that is mounted elsewhere takes its photos' paths along."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from photo_sorter.store.photo_queue import file_or_inside

_DESTINATION = "json_extract(arrangement, '$.destination')"
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

    def note_of_rule(self, rule_id: int, volume_id: int) -> None:
        """The rule leads there; what was known before stays."""
        self._db.execute("UPDATE rules SET volume_id = coalesce(volume_id, ?) WHERE id = ?", [volume_id, rule_id])

    def relocate(self, old: Path, new: Path, folder_ids: Iterable[int], volume_id: int | None) -> None:
        """What lay in `old` lies in `new`: these folders and their photos, and what runs and rules have there on this
        volume; None stands for what lies on no volume that is known.

        Photos and folders that the library has there already step aside: they are nowhere, until they turn up.
        """
        among = json.dumps(list(folder_ids))
        for table, of in (("folders", "id"), ("photos", "folder_id")):
            self._step_aside(table, of, old, new, among)
        with self._words_left_alone() if self._keeps_words(old, new, among) else nullcontext():
            if new.is_relative_to(old) or old.is_relative_to(new):
                aside = old.parent / f"{old.name}{_ASIDE}"
                self._rewrite(old, aside, among, volume_id)
                old = aside
            self._rewrite(old, new, among, volume_id)

    def hand_over(self, place: Path, former: int | None, volume_id: int | None) -> None:
        """What runs and rules have in `place` lies on this volume, and not on the former one: a copy of that disk has
        its place, or it was not known until now."""
        inside = file_or_inside(place)
        for column in ("source", "target"):
            self._db.execute(
                f"UPDATE run_steps SET {column}_volume_id = ? WHERE {column}_volume_id IS ?"
                f" AND {_INSIDE.format(column)}",
                [volume_id, former, *inside],
            )
        for table in ("runs", "rules"):
            self._db.execute(
                f"UPDATE {table} SET volume_id = ? WHERE volume_id IS ? AND {_INSIDE.format(_DESTINATION)}",
                [volume_id, former, *inside],
            )

    def _keeps_words(self, old: Path, new: Path, among: str) -> bool:
        """Whether there are photos, and they are found by the same words as before: those of the folder's own name, and
        of what is below it."""
        rows = self._db.execute("SELECT path FROM folders WHERE id IN (SELECT value FROM json_each(?))", [among])
        paths = [Path(path) for (path,) in rows]
        return bool(paths) and all(path.is_relative_to(old) and (path != old or old.name == new.name) for path in paths)

    @contextmanager
    def _words_left_alone(self) -> Iterator[None]:
        """Meanwhile no words are written anew, which takes ten times as long as the paths: 1 s for 100,000 photos."""
        assert self._db.conn.in_transaction  # which brings the trigger back, whatever happens
        (trigger,) = self._db.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'photo_words_changed'"
        ).fetchone()
        self._db.execute("DROP TRIGGER photo_words_changed")
        yield
        self._db.execute(trigger)

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

    def _rewrite(self, old: Path, new: Path, among: str, volume_id: int | None) -> None:
        moved = f"? || substr({{0}}, {len(str(old).rstrip(os.sep)) + 1})"
        values = [str(new).rstrip(os.sep), *file_or_inside(old)]
        watched = self._db.execute("SELECT path FROM folders WHERE id IN (SELECT value FROM json_each(?))", [among])
        places = [place for (path,) in watched.fetchall() if (place := Path(path)).is_relative_to(old)]
        self._rewrite_rules(old, new, places)
        for table, of in (("folders", "id"), ("photos", "folder_id")):
            self._db.execute(
                f"UPDATE {table} SET path = {moved.format('path')} WHERE {_INSIDE.format('path')}"
                f" AND {of} IN (SELECT value FROM json_each(?))",
                [*values, among],
            )
        for column in ("source", "target"):
            self._db.execute(
                f"UPDATE run_steps SET {column} = {moved.format(column)} WHERE {_INSIDE.format(column)}"
                f" AND {column}_volume_id IS ?",
                [*values, volume_id],
            )
        self._db.execute(
            f"UPDATE run_folders SET path = {moved.format('path')} WHERE {_INSIDE.format('path')}"
            " AND run_id IN (SELECT id FROM runs WHERE volume_id IS ?)",
            [*values, volume_id],
        )
        for table in ("runs", "rules"):
            self._db.execute(
                f"UPDATE {table} SET arrangement = json_set(arrangement, '$.destination', {moved.format(_DESTINATION)})"
                f" WHERE {_INSIDE.format(_DESTINATION)} AND volume_id IS ?",
                [*values, volume_id],
            )

    def _rewrite_rules(self, old: Path, new: Path, places: Sequence[Path]) -> None:
        """The folders of rules, which are watched ones or lie in those."""
        for rule_id, folders in self._db.execute("SELECT id, folders FROM rules").fetchall():
            paths = [
                str(new / Path(path).relative_to(old)) if any(map(Path(path).is_relative_to, places)) else path
                for path in json.loads(folders)
            ]
            self._db.execute("UPDATE rules SET folders = ? WHERE id = ?", [json.dumps(paths), rule_id])
