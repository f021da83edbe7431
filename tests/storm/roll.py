"""The bookkeeper: every file that ever was, where it is by now, what a person said of it, and what befell it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.storm.pictures import shown_to_embedder


@dataclass
class Said:
    """What a person said of a photo. `caption` is said of no other."""

    caption: str
    holds: bool | None
    is_skipped: bool


@dataclass
class File:
    """One file through all its names, places and contents. `path` is None while it lies in no watched folder.

    `since_rest` names what befell it since the program last was at rest; since then, too, it `has_moved`, `is_edited`,
    `is_new`, `is_renewed`: it has the same bytes with another number or time, `is_replaced`: where it was is a file
    that nobody knows by its number.
    """

    number: int
    path: Path | None
    colour: str
    contents: list[bytes]
    said: Said | None = None
    since_rest: list[str] = field(default_factory=list)
    has_moved: bool = False
    is_edited: bool = False
    is_new: bool = True
    is_renewed: bool = False
    is_replaced: bool = False

    @property
    def is_known(self) -> bool:
        """By its number, size and time."""
        return not self.is_new and not self.is_renewed

    @property
    def content(self) -> bytes:
        """SHA-256 of what it holds."""
        return self.contents[-1]

    @property
    def place(self) -> Path:
        assert self.path is not None
        return self.path


class Roll:
    """All files. The disk is changed by whoever calls; this only keeps the books."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.at: dict[Path, File] = {}
        self.at_rest: dict[Path, File] = {}
        """Where each was when the program was last at rest."""
        self.gone: list[File] = []
        self.pictures: dict[bytes, File] = {}
        """By what an embedder is shown: the file that last had it."""

    def appears(self, path: Path, colour: str, data: bytes, told: str = "new") -> File:
        file = File(len(self.files), path, colour, [sha256(data)], since_rest=[told])
        self.files.append(file)
        self._take(file, path)
        self.pictures[shown_to_embedder(data)] = file
        return file

    def moves(self, file: File, path: Path, told: str) -> None:
        """Into a free place, or one whose file goes for good."""
        overwritten = self.at.get(path)
        if overwritten is not None and overwritten is not file:
            self.goes(overwritten, f"overwritten by {told}")
        if self.at.get(file.place) is file:
            del self.at[file.place]
        self._take(file, path)
        file.has_moved = True
        file.since_rest.append(told)

    def changes(self, file: File, colour: str, data: bytes, told: str) -> None:
        file.contents.append(sha256(data))
        self.pictures[shown_to_embedder(data)] = file
        file.colour = colour
        file.is_edited = True
        file.since_rest.append(told)

    def touches(self, file: File) -> None:
        file.is_renewed = True
        self._take(file, file.place)
        file.since_rest.append("touched")

    def goes(self, file: File, told: str) -> None:
        del self.at[file.place]
        file.path = None
        self.gone.append(file)
        file.since_rest.append(told)

    def returns(self, file: File, path: Path, told: str) -> None:
        self.gone.remove(file)
        file.is_renewed = True
        self._take(file, path)
        file.since_rest.append(told)

    def may_take(self, file: File | None, path: Path) -> bool:
        """Whether it can be told by their numbers that this file, None: a new one, is no edit of the one there was."""
        former = self.at_rest.get(path)
        is_told_apart = file is not None and (former is file or file.is_known)
        return former is None or is_told_apart or (former.path is not None and former.is_known)

    def _take(self, file: File, path: Path) -> None:
        file.path = path
        self.at[path] = file
        former = self.at_rest.get(path)
        if former is not None and former is not file and not file.is_known:
            former.is_replaced = True

    def inside(self, folder: Path) -> list[File]:
        return [file for path, file in self.at.items() if path.is_relative_to(folder)]

    def come_to_rest(self) -> None:
        """The program has had the time to see everything as it is."""
        for file in self.files:
            file.since_rest.clear()
            file.has_moved = file.is_edited = file.is_new = file.is_replaced = False
            file.is_renewed = file.path is None
        self.at_rest = dict(self.at)

    def kin_of(self, file: File) -> set[int]:
        """Numbers of files that ever held what it ever held, itself included: copies may share what is said."""
        own = set(file.contents)
        return {other.number for other in self.files if own.intersection(other.contents)}


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
