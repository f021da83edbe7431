"""A photo as the decoder and the encoder have seen it, before the library knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.store.photo_queue import QueuedPhoto


@dataclass(frozen=True, eq=False)
class Seen:
    """`vector` (dimensions,). No `fingerprint`: only the vector and the facts of a content that was known."""

    photo: QueuedPhoto
    content_hash: bytes
    facts: PhotoFacts
    vector: NDArray[np.float32]
    fingerprint: bytes | None = None


def fingerprints_of(photos: Iterable[Seen]) -> list[tuple[bytes, bytes]]:
    """(content hash, fingerprint) of those that have one."""
    return [(seen.content_hash, seen.fingerprint) for seen in photos if seen.fingerprint is not None]
