"""A photo: one file in one place, and what its bytes say about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class Status(StrEnum):
    """Where a photo stands; stored in `photos.status`, which is also the durable queue."""

    NEW = "new"
    """Waits to be looked at."""
    READY = "ready"
    """Has facts, thumbnails and an embedding."""
    PROBLEM = "problem"
    """Could not be read; `reason` says why."""
    MISSING = "missing"
    """Its file is gone. The row keeps verdicts until the file, or the same content elsewhere, returns."""


@dataclass(frozen=True)
class FileState:
    """A file as the file system describes it: enough to see that it changed, and to know it again in another place.

    `device` is the system's number of its volume until the next start, `volume_id` the library's number of it;
    `file_id` is the file's number on it (inode), None where numbers do not last. `is_online_only`: reading it would
    fetch it from the cloud.
    """

    path: Path
    size_bytes: int
    mtime_ns: int
    device: int = 0
    file_id: int | None = None
    volume_id: int | None = None
    is_online_only: bool = False


@dataclass(frozen=True)
class PhotoFacts:
    """What the bytes of a photo say, and its sidecar. Width and height are those of the upright picture.

    `taken_at` is local time as ISO 8601 without a zone, None when the file does not say;
    `orientation` is the EXIF value 1..8; `latitude` and `longitude` are degrees, north and east positive;
    `rating` is 0 to 5 stars, None when nobody rated it.
    """

    width_px: int
    height_px: int
    orientation: int = 1
    taken_at: str | None = None
    camera: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    lens: str | None = None
    rating: int | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecodedPhoto:
    """What one look at a file gives.

    `content_hash` is the SHA-256 of the bytes, `file` what they were read from. `facts` and `picture` are None when the
    content was already known, for then the file is not decoded again. `picture` is (side, side, 3) uint8 as the model's
    PictureSpec asks; `fingerprint` as in `core.duplicates.fingerprint`.
    """

    content_hash: bytes
    file: FileState
    facts: PhotoFacts | None
    picture: NDArray[np.uint8] | None
    fingerprint: bytes | None = None


@dataclass(frozen=True)
class Photo:
    """A row of the library. `taken_at` falls back to the time in the file's name, and then to that of the file."""

    id: int
    folder_id: int
    path: Path
    size_bytes: int
    mtime_ns: int
    content_hash: bytes | None
    facts: PhotoFacts | None
    taken_at: str
    status: Status
    reason: str | None
