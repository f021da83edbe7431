"""Where years, months or days begin in a long row of photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


def runs(labels: NDArray[np.int64]) -> NDArray[np.intp]:
    """Index of the first of each run of equal labels."""
    if not len(labels):
        return np.empty(0, np.intp)
    return np.concatenate([[0], np.flatnonzero(labels[1:] != labels[:-1]) + 1])


def changes(count: int, labels_at: Callable[[Sequence[int]], Sequence[str]]) -> list[tuple[int, str]]:
    """(index, label) of every first photo of a label, where equal labels stand together; not all labels are asked for.

    Bisects all gaps between unequal labels at once: `labels_at` is asked about log2(`count`) + 1 times, each time for
    at most twice as many indexes as there are labels.
    """
    if count == 0:
        return []
    asked = sorted({0, count - 1})
    known = dict(zip(asked, labels_at(asked), strict=True))
    found = [(0, known[0])]
    gaps = [(0, count - 1)]
    while gaps := [(left, right) for left, right in gaps if known[left] != known[right]]:
        found += [(right, known[right]) for left, right in gaps if right - left == 1]
        gaps = [(left, right) for left, right in gaps if right - left > 1]
        middles = [(left + right) // 2 for left, right in gaps]
        known.update(zip(middles, labels_at(middles) if middles else (), strict=True))
        gaps = [
            half
            for (left, right), middle in zip(gaps, middles, strict=True)
            for half in ((left, middle), (middle, right))
        ]
    return sorted(found)
