"""The library as a whole: what is asked about it (exports, backups, restores), and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from photo_sorter.core.repairing import LibraryFoundDamaged, RepairLibrary


class ExportKind(StrEnum):
    CSV = "csv"
    JSON = "json"


class Answer(StrEnum):
    """Whether a photo belongs to a category, as it is exported."""

    YES = "yes"
    NOT_SURE = "not sure"
    NO = "no"


@dataclass(frozen=True)
class ExportedTag:
    """What is known of a photo and a category. `probability` is 0..1; a person's yes is 1, and their no is 0."""

    category: str
    answer: Answer
    probability: float
    is_by_person: bool


@dataclass(frozen=True)
class ExportedPhoto:
    """`rating` and `caption` are the person's, or else the file's; `tags` begin with the surest."""

    path: str
    name: str
    taken_at: str
    size_bytes: int
    content_hash: bytes | None
    camera: str | None
    latitude: float | None
    longitude: float | None
    rating: int | None
    favourite: bool
    caption: str | None
    keywords: tuple[str, ...]
    status: str
    tags: tuple[ExportedTag, ...]


@dataclass(frozen=True)
class LibraryContents:
    """By what a person tells two libraries apart. `changed_at`: local ISO 8601, of a backup when it was made."""

    photos: int
    categories: int
    verdicts: int
    changed_at: str


# --- what is asked ---


@dataclass(frozen=True)
class ExportPhotos:
    """Write what is known of every photo into a file. `replaces`: one that is there already, too."""

    path: Path
    kind: ExportKind
    replaces: bool = False


@dataclass(frozen=True)
class BackUp:
    """Write the whole library into one file."""

    path: Path
    replaces: bool = False


@dataclass(frozen=True)
class ReadBackup:
    """What a backup says of itself, beside the library that it would replace."""

    path: Path


@dataclass(frozen=True)
class PrepareRestore:
    """Check a backup and lay it beside the library, to take its place when the program has ended."""

    path: Path


@dataclass(frozen=True)
class CancelKeeping:
    """Stop what was asked last; nothing of it stays."""


KeepingCommand = ExportPhotos | BackUp | ReadBackup | PrepareRestore | CancelKeeping | RepairLibrary

# --- what came of it ---


class Stage(StrEnum):
    EXPORTING = "exporting"
    COPYING = "copying"
    PACKING = "packing"
    CHECKING = "checking"
    REPAIRING = "repairing"
    UNPACKING = "unpacking"


@dataclass(frozen=True)
class KeepingProgressed:
    """`done` of `total` photos or bytes; `total` 0: unknown."""

    stage: Stage
    done: int
    total: int


@dataclass(frozen=True)
class PhotosExported:
    path: Path
    photos: int


@dataclass(frozen=True)
class LibraryBackedUp:
    path: Path
    size_bytes: int
    contents: LibraryContents


@dataclass(frozen=True)
class BackupRead:
    """`own` is None where there is no library that could be read."""

    path: Path
    contents: LibraryContents
    own: LibraryContents | None


@dataclass(frozen=True)
class RestorePrepared:
    """The library has not changed yet."""

    path: Path


@dataclass(frozen=True)
class KeepingFailed:
    """`sentence` is "" for what was cancelled."""

    sentence: str


KeepingEvent = (
    KeepingProgressed | PhotosExported | LibraryBackedUp | BackupRead | RestorePrepared | KeepingFailed
    | LibraryFoundDamaged
)  # fmt: skip
