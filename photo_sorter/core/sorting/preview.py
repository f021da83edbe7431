"""What an edit would do, before it is done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.sorting.category import GREATEST_THRESHOLD, LEAST_THRESHOLD

POSITIONS = 91
"""Of the slider: one a hundredth."""


@dataclass(frozen=True)
class StrictnessCurve:
    """What a category would take at each position of its slider, from “more” to “stricter”.

    `thresholds` rise; `counts` are the photos in it there, those by a person's word included; `precisions` the share of
    them that is expected to be right (None where there are none). `judged` is how many verdicts the figures rest on.
    """

    thresholds: tuple[float, ...]
    counts: tuple[int, ...]
    precisions: tuple[float | None, ...]
    judged: int


@dataclass(frozen=True)
class WordingTrial:
    """What a category would take with one wording alone.

    `photo_ids` best first (the first ones only), `count` all of them. `only_here`: those of `photo_ids` that no other
    wording of the trial takes. Of the `judged` photos `right` are sorted as the person said. `remark`: a sentence, say
    about words that the model does not know.
    """

    wording: str
    count: int
    photo_ids: tuple[int, ...]
    only_here: frozenset[int]
    judged: int
    right: int
    remark: str | None = None


@dataclass(frozen=True)
class CategoryChange:
    """Photos that would come into a category and leave it: how many, and the first ones of each."""

    category_id: int
    gained: int
    lost: int
    gained_ids: tuple[int, ...]
    lost_ids: tuple[int, ...]


@dataclass(frozen=True)
class ChangePreview:
    """Machine tags that would change, the category with the most changes first. The person's own are not counted."""

    changes: tuple[CategoryChange, ...] = ()
    photos: int = 0
    """How many different photos are concerned."""


def strictness_curve(probabilities: NDArray[np.float32], by_hand: int, judged: int) -> StrictnessCurve:
    """From the probabilities (n,) of the photos for which a category is the machine's choice, and how many a person put
    into it. The expected precision of a set is the mean of its probabilities."""
    thresholds = np.linspace(LEAST_THRESHOLD, GREATEST_THRESHOLD, POSITIONS)
    rising = np.sort(probabilities.astype(np.float64))
    first = np.searchsorted(rising, thresholds.astype(np.float32))
    counts = len(rising) - first + by_hand
    right = np.append(rising[::-1].cumsum()[::-1], 0)[first] + by_hand
    return StrictnessCurve(
        tuple(thresholds.tolist()),
        tuple(counts.tolist()),
        tuple(float(good / count) if count else None for good, count in zip(right, counts, strict=True)),
        judged,
    )
