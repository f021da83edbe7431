"""The library's photos as those who look for duplicates see them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.duplicates.groups import Contender
from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.search.filters import RAW_TYPES
from photo_sorter.store.library import Library


def contenders_of(library: Library) -> list[Contender]:
    """All photos that have been looked at and are in view, by id. 1 s for 100,000."""
    ids, _, bits = library.fingerprints.of_photos()
    prints = dict(zip(ids.tolist(), map(bytes, bits), strict=True))
    return [
        Contender(
            row.id,
            row.content_hash,
            row.path.name,
            row.width_px,
            row.height_px,
            row.size_bytes,
            taken_at=row.taken_at,
            camera=row.camera,
            is_raw=row.path.suffix[1:].lower() in RAW_TYPES,
            fingerprint=prints.get(row.id),
            rating=row.rating or 0,
            favourite=row.favourite,
            folder=str(row.path.parent),
        )
        for row in library.photos.duplicate_rows()
    ]


def vectors_of(contenders: list[Contender], index: EmbeddingIndex) -> NDArray[np.float32]:
    """(n, dimensions) a copy, zeros for photos without a vector."""
    vectors = np.zeros((len(contenders), index.dimensions), np.float32)
    known = [(place, index.row(one.photo_id)) for place, one in enumerate(contenders) if one.photo_id in index]
    if known:
        places, rows = (list(each) for each in zip(*known, strict=True))
        vectors[places] = index.photos.vectors[rows]
    return vectors
