"""A plan: which file goes where, and why others stay. What is shown of it is what a run does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from photo_sorter.core.arranging.disk import VolumePlace

DEFAULT_TEMPLATE = "{category_path}/{year}"


class Mode(StrEnum):
    """What is done with each file."""

    COPY = "copy"
    MOVE = "move"
    HARDLINK = "hardlink"
    SYMLINK = "symlink"


class OnConflict(StrEnum):
    """What becomes of a file whose name is taken in its new folder by another content."""

    NUMBER = "number"
    SKIP = "skip"


@dataclass(frozen=True)
class Arrangement:
    """What a person asks for.

    `destination` is absolute. `template` as in `core.arranging.template`. `unsorted` is the folder, inside the
    destination, for photos without a sure category; None leaves them where they are. `floor` is the least probability
    of the machine's tags that count; a person's always count. `category_ids`: only tags of these count; all if empty.
    """

    destination: Path
    mode: Mode = Mode.COPY
    template: str = DEFAULT_TEMPLATE
    unsorted: str | None = None
    on_conflict: OnConflict = OnConflict.NUMBER
    floor: float = 0.0
    category_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class PlannedFile:
    """A file that goes, as it was when the plan was made. Times in nanoseconds.

    `photo_id` is None for what only travels with a photo (a sidecar, a film); `group`: files with the same number
    belong together, the photo they go with first. `content_hash` is the SHA-256 as far as it is known. `renamed`: its
    name was taken, or is no name on every system. `needs_bytes`: what the destination's disk must have free for it.
    """

    source: Path
    target: Path
    photo_id: int | None
    size_bytes: int
    mtime_ns: int
    content_hash: bytes | None
    group: int
    renamed: bool = False
    needs_bytes: int = 0


@dataclass(frozen=True)
class StayingFile:
    """A file that stays, and a sentence that says why."""

    source: Path
    sentence: str
    photo_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """`files` in the order of their targets, groups together. `faults` are sentences about what keeps the whole of it
    from being run (no space, a folder that cannot be written); `remarks` about what is good to know. `in_place` photos
    are where they would go already. `volume`: on which the destination lies, as far as that is known."""

    arrangement: Arrangement
    files: tuple[PlannedFile, ...]
    staying: tuple[StayingFile, ...] = ()
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    free_bytes: int | None = None
    in_place: int = 0
    volume: VolumePlace | None = None

    @property
    def size_bytes(self) -> int:
        """What the files hold, all together."""
        return sum(file.size_bytes for file in self.files)

    @property
    def needs_bytes(self) -> int:
        """What they take of the destination's disk: nothing for links, and for moves within a disk."""
        return sum(file.needs_bytes for file in self.files)
