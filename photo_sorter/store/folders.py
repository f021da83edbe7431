"""Watched folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True)
class Folder:
    id: int
    path: Path
    active: bool = True
    offline: bool = False
    volume_id: int | None = None
    file_id: int | None = None
    """Of the folder itself, on its volume."""


_FOLDERS = "SELECT id, path, active, offline, volume_id, file_id FROM folders"


class FolderStore:
    """SQL about folders. A photo belongs to exactly one; an active folder never lies inside another active one."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def active(self) -> tuple[Folder, ...]:
        return tuple(map(_folder, self._db.execute(f"{_FOLDERS} WHERE active ORDER BY path")))

    def get(self, folder_id: int) -> Folder | None:
        row = self._db.execute(f"{_FOLDERS} WHERE id = ?", [folder_id]).fetchone()
        return _folder(row) if row else None

    def containing(self, path: Path) -> Folder | None:
        """The active folder that is `path` or holds it."""
        return next((folder for folder in self.active() if path.is_relative_to(folder.path)), None)

    def holding(self, paths: Iterable[Path]) -> dict[Path, Folder]:
        """As `containing`, of many paths by one question; those that no active folder holds are left out."""
        by_path = {folder.path: folder for folder in self.active()}
        found = {}
        for path in paths:
            place = next((place for place in (path, *path.parents) if place in by_path), None)
            if place is not None:
                found[path] = by_path[place]
        return found

    def add(self, path: Path) -> Folder:
        """Adds a folder or makes it active again, and takes over photos of known folders inside it.

        `path` is absolute and not inside an active folder (ask `containing` first).
        """
        self._db.execute(
            "INSERT INTO folders (path) VALUES (?) ON CONFLICT (path) DO UPDATE SET active = 1", [str(path)]
        )
        folder = Folder(self._db.execute("SELECT id FROM folders WHERE path = ?", [str(path)]).fetchone()[0], path)
        for id, inner in self._db.execute("SELECT id, path FROM folders WHERE id != ?", [folder.id]).fetchall():
            if Path(inner).is_relative_to(path):
                self._db.execute("UPDATE photos SET folder_id = ? WHERE folder_id = ?", [folder.id, id])
                self._db.execute("DELETE FROM folders WHERE id = ?", [id])
        self._take_from_outer(folder)
        return folder

    def set_presence(self, folder_id: int, *, offline: bool) -> None:
        self._db.execute("UPDATE folders SET offline = ? WHERE id = ?", [offline, folder_id])

    def set_identity(self, folder_id: int, volume_id: int | None, file_id: int | None) -> None:
        """By which the folder is known again where it has another path."""
        self._db.execute("UPDATE folders SET volume_id = ?, file_id = ? WHERE id = ?", [volume_id, file_id, folder_id])

    def sample(self, folder_id: int, count: int) -> list[tuple[Path, int, int]]:
        """(path, bytes, mtime_ns) of some photos that are, or were, in the folder."""
        rows = self._db.execute(
            "SELECT path, size, mtime_ns FROM photos WHERE folder_id = ? AND status != 'missing'"
            " ORDER BY content_hash, id LIMIT ?",  # anywhere in it
            [folder_id, count],
        )
        return [(Path(path), size, mtime_ns) for path, size, mtime_ns in rows]

    def _take_from_outer(self, folder: Folder) -> None:
        """Photos that a removed outer folder left behind return with the inner one."""
        prefix = str(folder.path).rstrip(os.sep) + os.sep
        self._db.execute(
            "UPDATE photos SET folder_id = ? WHERE folder_id != ? AND substr(path, 1, ?) = ?",
            [folder.id, folder.id, len(prefix), prefix],
        )

    def remove(self, folder_id: int) -> None:
        """Takes the folder out of view; keeps photos' rows, verdicts and embeddings for its return."""
        self._db.execute("UPDATE folders SET active = 0 WHERE id = ?", [folder_id])
        self._db.execute("DELETE FROM tags WHERE photo_id IN (SELECT id FROM photos WHERE folder_id = ?)", [folder_id])

    def forget(self, folder_id: int) -> None:
        """Deletes the folder's rows, and embeddings and fingerprints that no other photo shares."""
        self._db.execute("DELETE FROM photos WHERE folder_id = ?", [folder_id])
        self._db.execute("DELETE FROM folders WHERE id = ?", [folder_id])
        for (model,) in self._db.execute("SELECT id FROM models").fetchall():
            self._forget_contents("embeddings", "model = :model", {"model": model})
        self._forget_contents("fingerprints", "TRUE")

    def _forget_contents(self, derived: str, which: str, values: dict[str, int] | None = None) -> None:
        """Of those that no photo has: two indexes are gone through side by side, which is quick also for a million."""
        self._db.execute(
            f"DELETE FROM {derived} WHERE {which} AND content_hash IN (SELECT content_hash FROM {derived} WHERE {which}"
            " EXCEPT SELECT content_hash FROM photos WHERE content_hash IS NOT NULL ORDER BY 1)",
            values or {},
        )


def _folder(row: Any) -> Folder:
    id, path, active, offline, volume_id, file_id = row
    return Folder(id, Path(path), bool(active), bool(offline), volume_id, file_id)
