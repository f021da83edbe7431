"""What the library knows of each file, and the queue of those to look at."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from photo_sorter.core.commands import ReadMetadata, TryAgain
from photo_sorter.core.file_time import local_time, named_time
from photo_sorter.core.identity import KnownFile
from photo_sorter.core.photo import FileState, PhotoFacts, Status

FACTS_VERSION = 1
"""Which reading of a file's facts this program makes; READY photos with an older one are looked at once more.

The index `photos_waiting` names it: a greater number needs a migration.
"""

ACTIVE = "folder_id IN (SELECT id FROM folders WHERE active)"
"""SQL: in view, by the folder."""

FACTS = "width, height, orientation, taken_at, camera, latitude, longitude, lens, rating, caption, keywords"
"""SQL: the columns that `facts_from` reads."""

KNOWN = "SELECT id, path, size, mtime_ns, status, volume_id, file_id FROM photos"
"""SQL: what `by_path` reads."""

_STATUSES = {status.value: status for status in Status}
_WAITING = f"(status = 'new' OR (status = 'ready' AND facts_version < {FACTS_VERSION}))"
_THERE = "folder_id IN (SELECT id FROM folders WHERE active AND NOT offline)"
_SAME_NUMBER = "((twin.volume_id, twin.file_id) = (own.volume_id, own.file_id)) IS TRUE"
_NEARER_WAITS = (
    "(EXISTS (SELECT 1 FROM photos AS other WHERE (other.volume_id, other.file_id) = (twin.volume_id, twin.file_id)"
    " AND other.size = twin.size AND other.status = 'new' AND other.id != own.id)"
    " OR own.name != twin.name AND EXISTS (SELECT 1 FROM photos AS other INDEXED BY photos_by_look"
    " WHERE (other.size, other.mtime_ns, other.name) = (twin.size, twin.mtime_ns, twin.name)"
    " AND other.status = 'new' AND other.id != own.id))"
)
"""SQL: whether another photo that waits is more likely the missing one than this copy is."""
_BY_QUEUE = "INDEXED BY photos_waiting"  # SQLite 3.40 would rather sort all that wait
NEXT_ID = "(SELECT max(coalesce((SELECT max(id) FROM photos), 0), last) + 1 FROM photo_ids)"
SAID_OF_OWN = (
    "(EXISTS (SELECT 1 FROM verdicts WHERE photo_id = own.id) OR EXISTS (SELECT 1 FROM skips WHERE photo_id = own.id)"
    " OR EXISTS (SELECT 1 FROM marks WHERE photo_id = own.id))"
)

OF_THE_BYTES = (
    "content_hash, width, height, orientation, taken_at, dated, camera, lens, latitude, longitude, rating, caption,"
    " keywords, facts_version"
)
"""SQL: what copies share."""
WORDS = {
    "verdicts": "category_id, holds, decided_at",
    "skips": "category_id",
    "marks": "favourite, rating, caption, marked_at",
}
"""Tables of what a person said of photos, and their columns."""
ASIDE = f"{os.sep}.displaced-"
"""A photo whose place another one has got is at that path, this, and its own id: nothing that is looked at has such a
name."""
FORMER = f"{os.sep}.former-"
"""What a photo was before another file got its place is at that path, this, and the photo's id."""


@dataclass(frozen=True)
class QueuedPhoto:
    """A photo to look at, with the state of its file when it was queued. A READY one only waits for newer facts."""

    id: int
    path: Path
    status: Status
    size_bytes: int
    mtime_ns: int
    taken_at: str
    strikes: int
    file_id: int | None = None

    def is_in(self, file: FileState) -> bool:
        """Whether this is the file that was queued, in the state that it was in then."""
        is_other = None not in (self.file_id, file.file_id) and self.file_id != file.file_id
        return not is_other and (self.size_bytes, self.mtime_ns) == (file.size_bytes, file.mtime_ns)


class PhotoQueue:
    """SQL about photos as files: what is on disk, what waits, what a look at it gave, and where it went."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- what is on disk ---

    def known_under(self, path: Path) -> dict[str, KnownFile]:
        """The file `path`, or the files inside the folder `path`, by absolute path."""
        return by_path(self._db.execute(f"{KNOWN} WHERE path = ? OR (path > ? AND path < ?)", file_or_inside(path)))

    def enqueue(self, folder_id: int, files: Iterable[FileState]) -> None:
        """New, changed and returned files wait to be looked at, untagged; what is known of their rows is kept.

        No id is used twice, also not that of a photo that was forgotten.
        """
        self._db.conn.executemany(
            "INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, volume_id, file_id, taken_at)"
            f" VALUES ({NEXT_ID}, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET folder_id = excluded.folder_id, size = excluded.size,"
            " mtime_ns = excluded.mtime_ns, volume_id = excluded.volume_id, file_id = excluded.file_id,"
            " status = 'new', reason = NULL, strikes = 0",
            [
                (
                    folder_id,
                    str(file.path),
                    file.path.name,
                    file.size_bytes,
                    file.mtime_ns,
                    file.volume_id,
                    file.file_id,
                    named_time(file.path.name, local_time(file.mtime_ns)),
                )
                for file in files
            ],
        )
        self._db.conn.executemany(
            "DELETE FROM tags WHERE photo_id = (SELECT id FROM photos WHERE path = ?)",
            [(str(file.path),) for file in files],
        )

    def mark_missing(self, photo_ids: Sequence[int]) -> None:
        """Their files are gone: out of view. What was said of them is kept, and READY exact copies have it, too."""
        self._db.conn.executemany("UPDATE photos SET status = 'missing' WHERE id = ?", [(id,) for id in photo_ids])
        self._db.conn.executemany("DELETE FROM tags WHERE photo_id = ?", [(id,) for id in photo_ids])
        self._hand_over("gone", photo_ids)

    def heirs_of(self, photo_ids: Iterable[int]) -> list[int]:
        """READY exact copies of those that are missing: what was said of them is now said of these, too."""
        rows = self._db.execute(
            "SELECT DISTINCT heir.id FROM json_each(?) CROSS JOIN photos AS gone ON gone.id = value"
            " CROSS JOIN photos AS heir USING (content_hash) WHERE gone.status = 'missing' AND heir.status = 'ready'",
            [json.dumps([int(id) for id in photo_ids])],
        )
        return [row[0] for row in rows]

    # --- the queue ---

    def queued(self, limit: int, after: QueuedPhoto | None = None) -> list[QueuedPhoto]:
        """The next photos to look at: those never seen, then those with old facts, each the newest first."""
        place = "(status = 'new', taken_at, id) < (?, ?, ?) AND " if after else ""
        values = [after.status is Status.NEW, after.taken_at, after.id] if after else []
        order = "(status = 'new') DESC, taken_at DESC, id DESC"
        return self._queued(f"{place}TRUE ORDER BY {order} LIMIT ?", [*values, limit], _BY_QUEUE)

    def queued_at(self, paths: Iterable[Path]) -> list[QueuedPhoto]:
        """Those of these files that wait to be looked at."""
        return [photo for path in paths for photo in self._queued("path = ?", [str(path)])]

    def queued_among(self, photo_ids: Iterable[int]) -> list[QueuedPhoto]:
        """Those of these photos that wait to be looked at, in the order of the ids."""
        place = {id: number for number, id in enumerate(photo_ids)}
        # By id: SQLite 3.40 would rather read the whole library.
        waiting = self._queued("id IN (SELECT value FROM json_each(?))", [json.dumps(list(place))], "NOT INDEXED")
        return sorted(waiting, key=lambda photo: place[photo.id])

    def still_queued(self, photos: Iterable[QueuedPhoto]) -> set[int]:
        """Ids of those that still wait, in view, in the same place and state of their file."""
        return {
            photo.id
            for photo in photos
            if self._queued(
                "id = ? AND path = ? AND size = ? AND mtime_ns = ?",
                [photo.id, str(photo.path), photo.size_bytes, photo.mtime_ns],
            )
        }

    def _queued(self, where: str, values: list[Any], source: str = "") -> list[QueuedPhoto]:
        rows = self._db.execute(
            "SELECT id, path, status, size, mtime_ns, taken_at, strikes, file_id FROM photos"
            f" {source} WHERE {_WAITING} AND {_THERE} AND {where}",
            values,
        )
        return [QueuedPhoto(id, Path(path), Status(status), *others) for id, path, status, *others in rows]

    def queue_length(self) -> int:
        rows = self._db.execute(f"SELECT count(*) FROM photos {_BY_QUEUE} WHERE {_WAITING} AND {_THERE}")
        length: int = rows.fetchone()[0]
        return length

    def enqueue_unembedded(self, model_id: str) -> None:
        """Photos that this model has not seen wait to be looked at, untagged."""
        # Two indexes are gone through side by side: a second for a million contents, where it took ten to ask of each.
        lacking = self._db.execute(
            "UPDATE photos INDEXED BY photos_by_hash SET status = 'new' WHERE status = 'ready' AND content_hash IN"
            " (SELECT content_hash FROM photos WHERE content_hash IS NOT NULL EXCEPT SELECT content_hash"
            " FROM embeddings WHERE model = (SELECT id FROM models WHERE model_id = ?) ORDER BY 1) RETURNING id",
            [model_id],
        ).fetchall()
        self._db.conn.executemany("DELETE FROM tags WHERE photo_id = ?", lacking)

    def set_ready(self, photo_id: int, content_hash: bytes, facts: PhotoFacts) -> bool:
        """True if what was said of missing exact copies is now said of this photo, too.

        Taken when the file says, else its name, else the file's time when it was first seen, which copying changes.
        """
        name, known = self._db.execute("SELECT name, taken_at FROM photos WHERE id = ?", [photo_id]).fetchone()
        self._db.execute(
            "UPDATE photos SET status = 'ready', reason = NULL, strikes = 0, content_hash = ?, width = ?, height = ?,"
            " orientation = ?, taken_at = ?, dated = ?, camera = ?, latitude = ?, longitude = ?, lens = ?,"
            " rating = ?, caption = ?, keywords = ?, facts_version = ? WHERE id = ?",
            [
                content_hash, facts.width_px, facts.height_px, facts.orientation,
                facts.taken_at or named_time(name, known), facts.taken_at is not None, facts.camera,
                facts.latitude, facts.longitude, facts.lens, facts.rating, facts.caption,
                "\n".join(facts.keywords) or None, FACTS_VERSION, photo_id,
            ],
        )  # fmt: skip
        return self.inherit([photo_id])

    def settle_facts(self, photo_id: int) -> None:
        """A READY photo whose file cannot be read now stays as it is, and waits no more for newer facts."""
        self._db.execute("UPDATE photos SET facts_version = ?, strikes = 0 WHERE id = ?", [FACTS_VERSION, photo_id])

    def set_problem(self, photo_id: int, reason: str) -> None:
        self._db.execute("UPDATE photos SET status = 'problem', reason = ? WHERE id = ?", [reason, photo_id])
        self._db.execute("DELETE FROM tags WHERE photo_id = ?", [photo_id])

    def add_strike(self, photo_id: int) -> None:
        self._db.execute("UPDATE photos SET strikes = strikes + 1 WHERE id = ?", [photo_id])

    def try_again(self, photo_ids: Sequence[int] = ()) -> list[int]:
        """Problem photos wait to be looked at again; without ids, all of them. Gives the ids of those that do."""
        problems = {row[0] for row in self._db.execute("SELECT id FROM photos WHERE status = 'problem'")}
        again = sorted(problems.intersection(photo_ids) if photo_ids else problems)
        self._db.conn.executemany(
            "UPDATE photos SET status = 'new', reason = NULL, strikes = 0 WHERE id = ?", [(id,) for id in again]
        )
        return again

    def try_again_in(self, folder_id: int) -> None:
        """Problem photos of this folder wait to be looked at again."""
        self._db.execute(
            "UPDATE photos SET status = 'new', reason = NULL, strikes = 0 WHERE folder_id = ? AND status = 'problem'",
            [folder_id],
        )

    def read_again(self, photo_ids: Sequence[int] | None = None) -> list[int]:
        """READY photos wait to be looked at once more, for their facts alone; None: all in view. Gives their ids."""
        among = "" if photo_ids is None else " AND id IN (SELECT value FROM json_each(?))"
        values = [] if photo_ids is None else [json.dumps([int(id) for id in photo_ids])]
        rows = self._db.execute(f"SELECT id FROM photos WHERE status = 'ready' AND {ACTIVE}{among} ORDER BY id", values)
        again = [row[0] for row in rows.fetchall()]
        self._db.conn.executemany("UPDATE photos SET facts_version = 0 WHERE id = ?", [(id,) for id in again])
        return again

    def look_again(self, told: TryAgain | ReadMetadata) -> list[int]:
        """As a person wants it. Gives the ids of those that wait now."""
        return self.try_again(told.photo_ids) if isinstance(told, TryAgain) else self.read_again(told.photo_ids)

    def facts_of(self, content_hash: bytes) -> PhotoFacts | None:
        """Facts of any photo with these bytes that has been decoded by this reading, without a time that they do not
        say."""
        row = self._db.execute(
            f"SELECT dated, {FACTS} FROM photos"
            " WHERE content_hash = ? AND facts_version = ? AND width IS NOT NULL ORDER BY status != 'ready' LIMIT 1",
            [content_hash, FACTS_VERSION],
        ).fetchone()
        facts = facts_from(row[1:]) if row else None
        return replace(facts, taken_at=None) if facts and not row[0] else facts

    def missing_twin(self, photo_id: int, content_hash: bytes) -> int | None:
        """A missing photo with the same bytes, one of the same number or else name first: the file that has moved.

        None for a photo that had these bytes before, or that was judged before it was looked at: it is its own. None
        for a copy, too, while the file itself waits, as its number, or its name and time, say.
        """
        row = self._db.execute(
            "SELECT twin.id FROM photos AS twin JOIN photos AS own ON own.id = ?"
            " WHERE twin.status = 'missing' AND twin.content_hash = ? AND twin.id != own.id"
            f" AND substr(twin.path, -length('{FORMER}' || own.id)) != '{FORMER}' || own.id"
            f" AND own.content_hash IS NOT twin.content_hash AND NOT (own.content_hash IS NULL AND {SAID_OF_OWN})"
            f" AND ({_SAME_NUMBER} OR NOT {_NEARER_WAITS})"
            f" ORDER BY {_SAME_NUMBER} DESC, twin.name != own.name, twin.id LIMIT 1",
            [photo_id, content_hash],
        ).fetchone()
        return row[0] if row else None

    def move_to(self, moved_id: int, photo_id: int) -> bool:
        """The missing photo takes the place of the other one, which goes.

        If anything was said of that other one it is kept, missing in the place of the first. True if what is said of
        photos changes by it.
        """
        (is_same_file,) = self._db.execute(
            f"SELECT {_SAME_NUMBER} FROM photos AS twin, photos AS own WHERE twin.id = ? AND own.id = ?",
            [moved_id, photo_id],
        ).fetchone()
        is_taken_back = bool(is_same_file) and self.take_words_back(moved_id)
        places = {
            id: self._db.execute(
                "SELECT folder_id, path, name, size, mtime_ns, volume_id, file_id FROM photos WHERE id = ?", [id]
            ).fetchone()
            for id in (moved_id, photo_id)
        }
        place = (
            "UPDATE photos SET folder_id = ?, path = ?, name = ?, size = ?, mtime_ns = ?, volume_id = ?, file_id = ?"
        )
        self._db.execute(f"DELETE FROM photos AS own WHERE id = ? AND NOT {SAID_OF_OWN}", [photo_id])
        is_kept = bool(self._db.execute("UPDATE photos SET path = '' WHERE id = ?", [photo_id]).rowcount)
        self._db.execute(f"{place}, status = 'new' WHERE id = ?", [*places[photo_id], moved_id])
        if is_kept:
            self._db.execute(f"{place} WHERE id = ?", [*places[moved_id], photo_id])
            self.mark_missing([photo_id])
        return is_kept or is_taken_back

    def take_words_back(self, photo_id: int) -> bool:
        """If this is what another photo was before another file got its place: that was no edit, and what was said of
        this one was not said of that. True if anything was."""
        row = self._db.execute("SELECT path FROM photos WHERE id = ?", [photo_id]).fetchone()
        _, is_former, other_id = row[0].rpartition(FORMER) if row else ("", "", "")
        if not is_former or not other_id.isdecimal():
            return False
        taken = 0
        for table, columns in WORDS.items():
            names = columns.split(", ")
            former, own = (", ".join(f"{one}.{name}" for name in names) for one in ("former", table))
            taken += self._db.execute(
                f"DELETE FROM {table} WHERE photo_id = ? AND EXISTS (SELECT 1 FROM {table} AS former"
                f" WHERE former.photo_id = ? AND ({former}) IS ({own}))",
                [int(other_id), photo_id],
            ).rowcount
        return taken > 0

    def inherit(self, photo_ids: Sequence[int]) -> bool:
        """What was said of missing exact copies of these READY photos is said of these, too. True if anything was."""
        return self._hand_over("heir", photo_ids)

    def _hand_over(self, side: Literal["gone", "heir"], photo_ids: Sequence[int]) -> bool:
        """Gives what was said of missing photos to READY exact copies: the newest word, but no copy loses its own.
        `photo_ids` are those on one side."""
        these, others = (side, "heir") if side == "gone" else (side, "gone")
        pairs = (
            f"FROM json_each(?) CROSS JOIN photos AS {these} ON {these}.id = value"
            f" CROSS JOIN photos AS {others} USING (content_hash) CROSS JOIN {{}} AS said ON said.photo_id = gone.id"
            " WHERE gone.status = 'missing' AND heir.status = 'ready'"
        )
        values = [json.dumps([int(id) for id in photo_ids])]
        verdicts = self._db.execute(
            "INSERT OR IGNORE INTO verdicts (photo_id, category_id, holds, decided_at)"
            f" SELECT heir.id, category_id, holds, decided_at {pairs.format('verdicts')}"
            " ORDER BY decided_at DESC, gone.id DESC",
            values,
        )
        skips = self._db.execute(
            f"INSERT OR IGNORE INTO skips SELECT heir.id, category_id {pairs.format('skips')}", values
        )
        marks = self._db.execute(
            "INSERT OR IGNORE INTO marks SELECT heir.id, favourite, said.rating, said.caption, marked_at"
            f" {pairs.format('marks')} ORDER BY marked_at DESC, gone.id DESC",
            values,
        )
        return any(handed.rowcount > 0 for handed in (verdicts, skips, marks))


def by_path(rows: Iterable[Sequence[Any]]) -> dict[str, KnownFile]:
    """What the columns KNOWN say."""
    return {
        path: KnownFile(id, path, size, mtime_ns, _STATUSES[status], volume_id, file_id)
        for id, path, size, mtime_ns, status, volume_id, file_id in rows
    }


def facts_from(row: Sequence[Any]) -> PhotoFacts | None:
    """The facts in the columns FACTS; None for a photo that was never decoded."""
    return replace(PhotoFacts(*row[:10]), keywords=_lines(row[10])) if row[0] is not None else None


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def file_or_inside(path: Path) -> list[str]:
    """Values for “path = ? OR (path > ? AND path < ?)”: the path itself, and the range of what lies inside it."""
    inside = str(path).rstrip(os.sep) + os.sep
    return [str(path), inside, inside[:-1] + chr(ord(os.sep) + 1)]
