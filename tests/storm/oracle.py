"""Compares the library, at rest, with the disk and the bookkeeper."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.storm.program import HOLIDAY, CountingEmbedder
from tests.storm.roll import File, Roll, sha256


@dataclass
class Account:
    """Faults by kind, each a sentence with what befell the file since the program last was at rest."""

    known: frozenset[tuple[str, object]] = frozenset()
    files: int = 0
    said: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)
    keys: set[tuple[str, object]] = field(default_factory=set)

    def add(self, kind: str, about: object, sentence: str) -> None:
        """`about`: the file's number, or what else it is about. What is `known` already is not told again."""
        self.keys.add((kind, about))
        if (kind, about) not in self.known:
            self.faults.setdefault(kind, []).append(sentence)

    @property
    def total(self) -> int:
        return sum(map(len, self.faults.values()))

    def lines(self, most: int = 6) -> Iterator[str]:
        for kind, sentences in self.faults.items():
            yield f"  {len(sentences)} × {kind}"
            befallen = Counter(sentence.rpartition(" :: ")[2] for sentence in sentences)
            for deeds, count in befallen.most_common(12):
                yield f"      {count} × after: {deeds or 'nothing'}"
            for sentence in sentences[:most]:
                yield f"      e.g. {sentence}"


GHOST = "ghost: in view without a file"
ABSENT = "absent: a file that is not in view"
UNREADY = "not ready"
STALE = "shown with another content than the file's"
TAGLESS = "without its machine tag"
LOST = "what a person said is on no photo at all"
ELSEWHERE = "what a person said is not on its photo"
ALIEN = "has what was said of another"
AGAIN = "embedded again"
DAMAGE = "damage"
KINDS = (GHOST, ABSENT, UNREADY, STALE, TAGLESS, LOST, ELSEWHERE, ALIEN, AGAIN, DAMAGE)


@dataclass(frozen=True)
class _Row:
    id: int
    path: str
    status: str
    content_hash: bytes | None
    in_view: bool
    caption: str | None


class Oracle:
    def __init__(self, library: Path, roll: Roll, embedder: CountingEmbedder) -> None:
        self._library = library
        self._roll = roll
        self._embedder = embedder
        self._known: frozenset[tuple[str, object]] = frozenset()

    def take_as_known(self, account: Account) -> None:
        """Its faults are not told again, unless they are mended and come again."""
        self._known = frozenset(account.keys)

    def look(self) -> Account:
        account = Account(
            self._known, files=len(self._roll.at), said=sum(file.said is not None for file in self._roll.files)
        )
        with closing(sqlite3.connect(f"file:{self._library}?mode=ro", uri=True)) as connection:
            for pragma, fine in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                if (found := connection.execute(f"PRAGMA {pragma}").fetchall()) != fine:
                    account.add(DAMAGE, pragma, f"{pragma}: {found[:3]} :: ")
            rows = [_Row(*row) for row in connection.execute(_ROWS)]
            tags = _tags(connection)
            said = _said(connection)
        by_path = {row.path: row for row in rows}
        self._compare_with_disk(by_path, tags, account)
        self._compare_said(rows, by_path, said, account)
        self._count_embeddings(account)
        return account

    def _compare_with_disk(self, by_path: dict[str, _Row], tags: dict[int, set[str]], account: Account) -> None:
        for path, file in self._roll.at.items():
            row = by_path.get(str(path))
            if row is None or not row.in_view or row.status == "missing":
                state = "no row" if row is None else row.status if row.in_view else "out of view"
                account.add(ABSENT, file.number, f"{path} ({state}) :: {_befell(file)}")
            elif row.status != "ready":
                account.add(UNREADY, file.number, f"{path} ({row.status}) :: {_befell(file)}")
            elif row.content_hash != file.content:
                account.add(STALE, file.number, f"{path} :: {_befell(file)}")
            elif file.colour not in tags.get(row.id, set()):
                account.add(TAGLESS, file.number, f"{path}: {tags.get(row.id)}, not {file.colour} :: {_befell(file)}")
        for row in by_path.values():
            if row.in_view and row.status != "missing" and Path(row.path) not in self._roll.at:
                account.add(GHOST, row.path, f"{row.path} ({row.status}) :: ")

    def _compare_said(
        self, rows: list[_Row], by_path: dict[str, _Row], said: dict[int, tuple[bool | None, bool]], account: Account
    ) -> None:
        holders: dict[str, list[_Row]] = {}
        for row in rows:
            if row.caption is not None:
                holders.setdefault(row.caption, []).append(row)
        authors = {file.said.caption: file for file in self._roll.files if file.said is not None}
        for caption, file in authors.items():
            assert file.said is not None
            if caption not in holders:
                # A copy that was judged, too, has a word of its own, which no other may replace.
                account.add(LOST, file.number, f"{file.path}: “{caption}” :: {_befell(file)}")
            elif file.path is not None and (row := by_path.get(str(file.path))) is not None:
                expected = (caption, file.said.holds, file.said.is_skipped)
                found = (row.caption, *said.get(row.id, (None, False)))
                is_twin = found[0] in authors and authors[found[0]].content == file.content
                is_known = found == expected or is_twin or self._is_more(file, found)
                if not is_known and self._has_copy(file, holders[caption]):
                    account.keys.add((ELSEWHERE, file.number))  # wherever the copy goes from now on
                elif not is_known:
                    at = [f"{holder.path} ({holder.status})" for holder in holders[caption]]
                    account.add(
                        ELSEWHERE,
                        file.number,
                        f"{file.path} has {found}, not {expected}, it is at {at} :: {_befell(file)}",
                    )
        for caption, found_rows in holders.items():
            author = authors[caption]
            kin: set[int] | None = None
            for row in found_rows:
                holder = self._roll.at.get(Path(row.path))
                if holder is None or holder is author or row.status == "missing":
                    continue
                kin = self._roll.kin_of(author) if kin is None else kin
                if holder.number not in kin:
                    account.add(
                        ALIEN, holder.number, f"{row.path} has “{caption}” of {author.path} :: {_befell(holder)}"
                    )

    def _has_copy(self, file: File, holders: list[_Row]) -> bool:
        """Another file with the very same content has what was said of this one: nobody can tell them apart."""
        copies = (self._roll.at.get(Path(row.path)) for row in holders if row.status == "ready")
        return any(copy is not None and copy is not file and copy.content == file.content for copy in copies)

    def _is_more(self, file: File, found: tuple[str | None, bool | None, bool]) -> bool:
        """It has what was said of it, and besides what was said of copies of it that are gone."""
        said = file.said
        assert said is not None
        caption, holds, is_skipped = found
        is_kept = caption == said.caption and said.holds in (None, holds) and is_skipped >= said.is_skipped
        return is_kept and len(self._roll.kin_of(file)) > 1

    def _count_embeddings(self, account: Account) -> None:
        for picture, count in self._embedder.shown.items():
            if count > 1:
                file = self._roll.pictures.get(picture)
                told = f"{file.path} :: {_befell(file)}" if file is not None else "no picture of ours :: "
                account.add(AGAIN, (picture, count), f"{count} times: {told}")


_ROWS = (
    "SELECT photos.id, photos.path, status, content_hash, active, marks.caption FROM photos"
    " JOIN folders ON folders.id = folder_id LEFT JOIN marks ON photo_id = photos.id"
)


def _tags(connection: sqlite3.Connection) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for photo_id, name in connection.execute(
        "SELECT photo_id, name FROM tags JOIN categories ON categories.id = category_id WHERE source = 'auto'"
    ):
        found.setdefault(photo_id, set()).add(name)
    return found


def _said(connection: sqlite3.Connection) -> dict[int, tuple[bool | None, bool]]:
    """By photo: what the verdict is, if there is one, and whether review skips it."""
    named = "JOIN categories ON categories.id = category_id WHERE name = ?"
    found: dict[int, tuple[bool | None, bool]] = {
        photo_id: (bool(holds), False)
        for photo_id, holds in connection.execute(f"SELECT photo_id, holds FROM verdicts {named}", [HOLIDAY])
    }
    for (photo_id,) in connection.execute(f"SELECT photo_id FROM skips {named}", [HOLIDAY]):
        found[photo_id] = (found.get(photo_id, (None, False))[0], True)
    return found


def _befell(file: File) -> str:
    return ", ".join(dict.fromkeys(file.since_rest))


def differences_from_disk(roll: Roll, roots: tuple[Path, ...]) -> list[str]:
    """Faults of the books themselves, which must be empty before the library is blamed."""
    found = {
        Path(folder, name): sha256(Path(folder, name).read_bytes())
        for root in roots
        for folder, _, names in os.walk(root)
        for name in names
        if name.lower().endswith(".jpg") and not name.startswith(".")
    }
    noted = {path: file.content for path, file in roll.at.items()}
    return [
        f"{path}: {_befell(roll.at[path]) if path in roll.at else 'not noted'}"
        for path, _ in noted.items() ^ found.items()
    ]
