"""The embedding matrix in memory: exact search and scoring need nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.rows_by_id import RowsById
from photo_sorter.core.scoring import EVERYDAY_KEPT, Background, PhotoVectors


class EmbeddingIndex:
    """float32 rows of length 1, one per photo, and their photo ids. Owned by the worker thread.

    float32 because numpy multiplies float16 without BLAS, about 16 times slower (design, section 4). 100,000 photos of
    512 dimensions are 205 MB and are searched in 10 to 16 ms on two cores; no approximate index is needed.
    """

    def __init__(self, background: Background) -> None:
        self.background = background
        self.dimensions = len(background.mean)
        self._ids = np.empty(0, np.int64)
        kept = min(EVERYDAY_KEPT, len(background.words))
        self._photos = PhotoVectors(
            np.empty((0, self.dimensions), np.float32),
            np.empty(0, np.float32),
            np.empty((0, kept), np.uint8),
            np.empty((0, kept), np.float32),
        )
        self._length = 0
        self._rows = RowsById()

    def __len__(self) -> int:
        return self._length

    def __contains__(self, photo_id: int) -> bool:
        return photo_id in self._rows

    @property
    def ids(self) -> NDArray[np.int64]:
        """(n,) photo ids by row."""
        return self._ids[: self._length]

    @property
    def photos(self) -> PhotoVectors:
        """All n photos by row."""
        return self._photos.part(slice(0, self._length))

    @property
    def rows(self) -> Mapping[int, int]:
        """Photo ids to rows."""
        return self._rows

    def row(self, photo_id: int) -> int:
        """Raises KeyError for a photo without a vector."""
        return self._rows[photo_id]

    def fill(self, ids: NDArray[np.int64], parts: Iterable[tuple[NDArray[np.intp], NDArray[np.floating]]]) -> None:
        """Holds these photos (n,), each once, and no others. Their vectors come in parts (rows, vectors) in any order,
        so that a million are never there twice."""
        self._rows = RowsById.of(ids)
        self._reserve(len(ids))
        self._ids[: len(ids)] = ids
        self._length = len(ids)
        for rows, vectors in parts:
            self._place(rows, vectors)

    def put(self, ids: NDArray[np.int64], vectors: NDArray[np.floating]) -> NDArray[np.intp]:
        """Adds photos, or replaces their vectors; gives their rows (n,)."""
        rows = np.empty(len(ids), np.intp)
        self._reserve(self._length + len(ids))
        for place, photo_id in enumerate(ids.tolist()):
            row = self._rows.get(photo_id)
            if row is None:
                row = self._length
                self._length += 1
                self._rows[photo_id] = row
                self._ids[row] = photo_id
            rows[place] = row
        self._place(rows, vectors)
        return rows

    def remove(self, photo_ids: Iterable[int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Removes photos. Rows at the end fill the gaps: gives from where (k,) to where (k,) they went."""
        found = [row for photo_id in photo_ids if (row := self._rows.pop(photo_id, None)) is not None]
        gone = np.array(found, np.intp)
        length = self._length - len(gone)
        gaps = np.sort(gone[gone < length])
        movers = np.setdiff1d(np.arange(length, self._length, dtype=np.intp), gone, assume_unique=True)
        for kept in (self._ids, *_arrays(self._photos)):
            kept[gaps] = kept[movers]
        self._rows.update(zip(self._ids[gaps].tolist(), gaps.tolist(), strict=True))
        self._length = length
        return movers, gaps

    def _place(self, rows: NDArray[np.intp], vectors: NDArray[np.floating]) -> None:
        # Half precision would be multiplied without BLAS.
        measured = self.background.measured(vectors.astype(np.float32, copy=False))
        for kept, new in zip(_arrays(self._photos), _arrays(measured), strict=True):
            kept[rows] = new

    def _reserve(self, length: int) -> None:
        capacity = len(self._ids)
        if length <= capacity:
            return
        # What is never filled costs no memory; growing copies all there is.
        capacity = max(length + length // 8, 1024)
        self._ids = _grown(self._ids, self._length, capacity)
        self._photos = PhotoVectors(*(_grown(kept, self._length, capacity) for kept in _arrays(self._photos)))


def _arrays(photos: PhotoVectors) -> tuple[NDArray[Any], ...]:
    return photos.vectors, photos.inverse_spread, photos.everyday_words, photos.everyday_scores


def _grown(kept: NDArray[Any], length: int, capacity: int) -> NDArray[Any]:
    grown = np.empty((capacity, *kept.shape[1:]), kept.dtype)
    grown[:length] = kept[:length]
    return grown
