"""A photo of the library, as far as its place on disk depends on it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.arranging.tag_choice import SureTag
from photo_sorter.core.photo import Status


class Candidate(NamedTuple):
    """`taken_at` as in `Photo`; `reason` is a problem's sentence; `tags` those that are sure; `volume_id`: where
    it was last seen."""

    id: int
    path: Path
    size_bytes: int
    mtime_ns: int
    content_hash: bytes | None
    taken_at: str
    camera: str | None
    latitude: float | None
    longitude: float | None
    status: Status
    reason: str | None
    tags: tuple[SureTag, ...] = ()
    volume_id: int | None = None

    @property
    def coordinates(self) -> tuple[float, float] | None:
        return (self.latitude, self.longitude) if self.latitude is not None and self.longitude is not None else None
