"""Two models that sorted the same library, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.sorting.accuracy import AccuracyReport

DIFFERENCES_SHOWN = 600


@dataclass(frozen=True)
class Difference:
    """Ids of the categories that a photo is in by the model in use, and by the other one."""

    photo_id: int
    here: tuple[int, ...]
    there: tuple[int, ...]


@dataclass(frozen=True)
class ModelComparison:
    """`reports`: accuracy on what people decided, of the model in use and of the other one. `photos`: how many both
    have seen, and `differing`: how many of these they sort differently. The first of those are `differences`."""

    reports: tuple[AccuracyReport, AccuracyReport]
    photos: int
    differing: int
    differences: tuple[Difference, ...]


Held = Mapping[int, NDArray[np.bool_]]
"""Category id → (n,) whether each photo is in it."""


def differences(ids: NDArray[np.int64], here: Held, there: Held) -> tuple[int, tuple[Difference, ...]]:
    """How many of the photos `ids` (n,) differ, and the first: those that change place, then those that one model alone
    sorts, each the newest id first."""
    nowhere = np.zeros(len(ids), np.bool_)
    categories = list(dict.fromkeys((*here, *there)))
    differs, both = nowhere.copy(), [nowhere.copy(), nowhere.copy()]
    for category in categories:
        differs |= here.get(category, nowhere) != there.get(category, nowhere)
        for held, model in zip(both, (here, there), strict=True):
            held |= model.get(category, nowhere)
    rows = np.flatnonzero(differs)
    moves = (both[0] & both[1])[rows]
    first = rows[np.lexsort((-ids[rows], ~moves))][:DIFFERENCES_SHOWN]
    shown = [
        Difference(
            int(ids[row]),
            *(tuple(id for id in categories if model.get(id, nowhere)[row]) for model in (here, there)),
        )
        for row in first.tolist()
    ]
    return len(rows), tuple(shown)
