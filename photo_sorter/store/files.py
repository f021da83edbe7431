"""Where the files of photos are: rows follow files that were renamed, moved, or are there again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlite_utils import Database

from photo_sorter.core.identity import KnownFile
from photo_sorter.core.photo import FileState
from photo_sorter.store.photo_queue import (
    ACTIVE,
    ASIDE,
    FORMER,
    KNOWN,
    NEXT_ID,
    OF_THE_BYTES,
    SAID_OF_OWN,
    WORDS,
    PhotoQueue,
    by_path,
)


class FileStore:
    """SQL about photos as files in places."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._photos = PhotoQueue(db)

    def known_between(self, after: str, upto: str) -> dict[str, KnownFile]:
        """By path, those behind the path `after` up to `upto`, both as text."""
        return by_path(self._db.execute(f"{KNOWN} WHERE path > ? AND path <= ? ORDER BY path", [after, upto]))

    def known_at(self, paths: Iterable[Path]) -> dict[str, KnownFile]:
        among = json.dumps([str(path) for path in paths])
        return by_path(self._db.execute(f"{KNOWN} WHERE path IN (SELECT value FROM json_each(?))", [among]))

    def known_as(self, photo_ids: Iterable[int]) -> list[KnownFile]:
        """Ids no longer known are left out."""
        rows = self._db.execute(f"{KNOWN} WHERE id IN (SELECT value FROM json_each(?))", [_json(photo_ids)])
        return list(by_path(rows).values())

    def with_numbers(self, files: Iterable[FileState]) -> dict[tuple[int | None, int | None], list[KnownFile]]:
        """Photos that were seen under the number of one of these files, by volume and number."""
        numbers = _json({file.file_id for file in files if file.file_id is not None})
        found: dict[tuple[int | None, int | None], list[KnownFile]] = {}
        rows = self._db.execute(f"{KNOWN} WHERE file_id IN (SELECT value FROM json_each(?))", [numbers])
        for known in by_path(rows).values():
            found.setdefault(known.number, []).append(known)
        return found

    def look_alikes(self, known: Iterable[KnownFile]) -> dict[int, bytes]:
        """Content hashes, by id, of those whose size and time a photo with another content has, too. What waits may
        have the hash of what it was before.
        """
        rows = self._db.execute(
            "SELECT own.id, own.content_hash FROM json_each(?) CROSS JOIN photos AS own ON own.id = value"
            " WHERE own.status IN ('ready', 'missing')"
            " AND EXISTS (SELECT 1 FROM photos AS other INDEXED BY photos_by_look WHERE"
            " (other.size, other.mtime_ns) = (own.size, own.mtime_ns)"
            " AND other.content_hash != own.content_hash)",
            [_json(file.id for file in known)],
        )
        return dict(rows.fetchall())

    def keep_former(self, known: Iterable[KnownFile]) -> None:
        """Something else is at the places of these photos: edits, or the photos' own files are elsewhere by now, where
        nobody has looked yet. What was said of them is kept for that case, with all by which they are known."""
        for file in known:
            kept = self._db.execute(
                "INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, volume_id, file_id, status,"
                f" {OF_THE_BYTES}) SELECT {NEXT_ID}, folder_id, path || '{FORMER}' || id, name, size, mtime_ns,"
                f" volume_id, file_id, 'missing', {OF_THE_BYTES} FROM photos AS own"
                f" WHERE id = ? AND content_hash IS NOT NULL AND {SAID_OF_OWN}"
                " ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
                " volume_id = excluded.volume_id, file_id = excluded.file_id"
                " WHERE content_hash = excluded.content_hash RETURNING id",
                [file.id],
            ).fetchone()
            for table, columns in WORDS.items() if kept else ():
                self._db.execute(f"DELETE FROM {table} WHERE photo_id = ?", kept)
                self._db.execute(
                    f"INSERT INTO {table} (photo_id, {columns}) SELECT ?, {columns} FROM {table} WHERE photo_id = ?",
                    [kept[0], file.id],
                )

    def note_numbers(self, pairs: Iterable[tuple[int, FileState]]) -> None:
        """The files of these photos are where they were, under these numbers."""
        self._db.conn.executemany(
            "UPDATE photos SET volume_id = ?, file_id = ? WHERE id = ?",
            [(file.volume_id, file.file_id, photo_id) for photo_id, file in pairs],
        )

    def move(
        self, folder_id: int, pairs: Sequence[tuple[KnownFile, FileState]], displaced: Sequence[KnownFile]
    ) -> None:
        """Photos go to the places of these files, in a watched folder, with all that is known of them. Those that are
        `displaced` by them are nowhere, until their own files turn up."""
        taken = {str(file.path) for _, file in pairs}
        leaving = [known.id for known, _ in pairs if known.path in taken] + [known.id for known in displaced]
        for known, _ in pairs:
            self._photos.take_words_back(known.id)
        self._db.conn.executemany(
            f"UPDATE photos SET path = path || '{ASIDE}' || id WHERE id = ?", [(id,) for id in leaving]
        )
        self._db.conn.executemany(
            "UPDATE photos SET folder_id = ?, path = ?, name = ?, reason = replace(reason, name, ?), volume_id = ?,"
            " file_id = ? WHERE id = ?",
            [
                (folder_id, str(file.path), file.path.name, file.path.name, file.volume_id, file.file_id, known.id)
                for known, file in pairs
            ],
        )

    def bring_back(self, photo_ids: Sequence[int]) -> list[int]:
        """Missing photos whose files are there again just as they were. Gives the ids of those that are READY at once,
        without tags; the others wait to be looked at."""
        among = _json(photo_ids)
        ready = self._db.execute(
            "UPDATE photos SET status = 'ready' WHERE id IN (SELECT value FROM json_each(?)) AND status = 'missing'"
            f" AND width IS NOT NULL AND {ACTIVE} AND EXISTS (SELECT 1 FROM models CROSS JOIN embeddings"
            " ON embeddings.model = models.id AND embeddings.content_hash = photos.content_hash) RETURNING id",
            [among],
        ).fetchall()
        self._photos.inherit([row[0] for row in ready])
        self._db.execute(
            "UPDATE photos SET status = 'new', reason = NULL, strikes = 0"
            " WHERE id IN (SELECT value FROM json_each(?)) AND status = 'missing'",
            [among],
        )
        return [row[0] for row in ready]


def _json(numbers: Iterable[int]) -> str:
    return json.dumps([int(number) for number in numbers])
