"""What to ask a person next: the answer that teaches most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.sorting.calibration import log_odds

WEIGHED = 400
"""The least certain candidates, which alone are compared with each other."""
_LIKENESS_FLOOR = 0.1


@dataclass(frozen=True)
class ReviewItem:
    """Does this photo belong to this category? `probability` is the machine's own."""

    photo_id: int
    category_id: int
    probability: float


def most_instructive(doubts: NDArray[np.float32], photos: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Positions of candidates in the order in which to ask, `limit` at most.

    `doubts` (n,) how uncertain each is, 0..1; `photos` (n, dimensions) rows of `Space.centred`. An answer teaches
    most where the machine doubts and many doubtful photos look alike (information density: Settles and
    Craven 2008), and little where its like has just been asked about.
    """
    if not len(doubts):
        return np.empty(0, np.intp)
    considered = np.argsort(-doubts, kind="stable")[: max(WEIGHED, limit)]
    weighed, rest = considered[:WEIGHED], considered[WEIGHED:]
    likeness = (photos[weighed] @ photos[weighed].T).clip(min=0)
    worth = doubts[weighed] * (_LIKENESS_FLOOR + likeness.mean(axis=1))
    chosen: list[int] = []
    while len(chosen) < min(limit, len(weighed)):
        best = int(worth.argmax())
        chosen.append(best)
        worth *= 1 - np.minimum(likeness[best], 0.95)
        worth[best] = -np.inf  # any number would shrink to 0 beside many of the same
    return np.concatenate([weighed[chosen], rest])[:limit]


def doubt(probabilities: NDArray[np.float32], thresholds: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) 1 where a probability is just what its category asks for, less the farther (in log odds) it is from it."""
    distance = np.abs(log_odds(probabilities) - log_odds(thresholds))
    result: NDArray[np.float32] = np.exp(-distance).astype(np.float32)
    return result
