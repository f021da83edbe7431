"""Photos follow their files: what the library makes of a file that a run moved, copied or took back."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from photo_sorter.core.photo import FileState
from photo_sorter.store.photo_queue import NEXT_ID, OF_THE_BYTES, SAID_OF_OWN, WORDS, PhotoQueue

_SAID = {**WORDS, "tags": "category_id, score, source, sure"}


class FollowingStore:
    """SQL about photos whose files we ourselves put somewhere else. Nothing is looked at anew."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._photos = PhotoQueue(db)

    def moved(self, photo_id: int, file: FileState, folder_id: int | None) -> list[int]:
        """The photo is there now, in this watched folder; in none it is missing, and returns with its folder.

        Gives the ids of photos that left the view: what the library took the file for meanwhile among them.
        """
        former = self._db.execute("SELECT folder_id, path, name FROM photos WHERE id = ?", [photo_id]).fetchone()
        if former is None:
            return []
        stranger = None if former[1] == str(file.path) else self._clear(file.path)
        # Of a stranger of whom a person said something, the words are kept where nothing is any more.
        is_kept = bool(self._db.execute("UPDATE photos SET path = '' WHERE id = ?", [stranger]).rowcount)
        # What was taken for gone while it was on its way has lost its tags: they come by a short look.
        self._db.execute(
            "UPDATE photos SET folder_id = ?, path = ?, name = ?, size = ?, mtime_ns = ?,"
            " volume_id = ?, file_id = NULL,"  # its number is noted when it is looked at
            " status = CASE status WHEN 'missing' THEN 'new' ELSE status END WHERE id = ?",
            [
                folder_id or former[0], str(file.path), file.path.name, file.size_bytes, file.mtime_ns, file.volume_id,
                photo_id,
            ],
        )  # fmt: skip
        if is_kept:
            self._db.execute("UPDATE photos SET folder_id = ?, path = ?, name = ? WHERE id = ?", [*former, stranger])
        gone = [stranger] if is_kept and stranger is not None else []
        gone += [photo_id] if folder_id is None else []
        self._photos.mark_missing(gone)
        return gone if stranger is None or is_kept else [*gone, stranger]

    def copied(self, photo_id: int, file: FileState, folder_id: int) -> tuple[int | None, list[int]]:
        """A copy of the photo in a watched folder, with all that was said of it: the id of the new photo.

        None where a person said something of what was there: the file waits to be looked at then. Gives as well the
        ids of photos that left the view.
        """
        stranger = self._clear(file.path)
        if stranger is not None and self._photos.known_under(file.path):
            self._photos.enqueue(folder_id, [file])
            return None, [stranger]
        gone = [] if stranger is None else [stranger]
        added = self._db.execute(
            f"INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, volume_id, status, {OF_THE_BYTES})"
            f" SELECT {NEXT_ID}, ?, ?, ?, ?, ?, ?, CASE status WHEN 'ready' THEN 'ready' ELSE 'new' END, {OF_THE_BYTES}"
            " FROM photos WHERE id = ?",
            [folder_id, str(file.path), file.path.name, file.size_bytes, file.mtime_ns, file.volume_id, photo_id],
        )
        if not added.rowcount:
            return None, gone
        copy_id: int = self._db.execute("SELECT id FROM photos WHERE path = ?", [str(file.path)]).fetchone()[0]
        for table, columns in _SAID.items():
            self._db.execute(
                f"INSERT INTO {table} (photo_id, {columns}) SELECT ?, {columns} FROM {table} WHERE photo_id = ?",
                [copy_id, photo_id],
            )
        return copy_id, gone

    def removed(self, copy_id: int) -> None:
        """The copy is gone; what was said of it meanwhile goes to those that are left."""
        self._photos.mark_missing([copy_id])

    def _clear(self, path: Path) -> int | None:
        """Forgets the photo at this path, unless a person said something of it; its id."""
        row = self._db.execute("SELECT id FROM photos WHERE path = ?", [str(path)]).fetchone()
        if row is None:
            return None
        self._db.execute(f"DELETE FROM photos AS own WHERE id = ? AND NOT {SAID_OF_OWN}", [row[0]])
        photo_id: int = row[0]
        return photo_id
