"""Bursts: shots of one scene within moments of each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

MOST_SECONDS = 120.0
"""From one shot to the next. Bursts take seconds; people who try again take a minute or two."""

LEAST_LIKENESS = 0.85
"""Cosine to the first shot, as seen from the library's mean, which makes the figure mean the same under other models.
Of a picture and its crop by 5 % the median is 0.97 and the least 0.87."""

_MOST_OPEN = 32
"""Bursts that may go on at the same time: several people photograph one feast."""

_MEAN_COUNTS_FROM = 100
"""The mean of fewer photos than this counts only in part: that of two photos would make them opposites."""


def find_bursts(taken_at: Sequence[str | None], vectors: NDArray[np.floating]) -> list[list[int]]:
    """Rows of photos that belong together, in the order of time; photos without a time belong to none.

    n ISO local times, and (n, dimensions) vectors of length 1, zeros where there is none. Each shot is compared with
    the first of its burst, so that a slow pan ends.
    """
    if not len(vectors):
        return []
    mean = vectors.sum(axis=0, dtype=np.float32) / (len(vectors) + _MEAN_COUNTS_FROM)
    seconds = {row: datetime.fromisoformat(time).timestamp() for row, time in enumerate(taken_at) if time is not None}
    # Each burst: rows, and the direction of its first shot.
    open_bursts: list[tuple[list[int], NDArray[np.float32]]] = []
    bursts: list[list[int]] = []
    for row in sorted(seconds, key=lambda row: (seconds[row], row)):
        if not vectors[row].any():
            continue
        direction = vectors[row].astype(np.float32) - mean
        direction /= max(float(np.linalg.norm(direction)), 1e-12)
        open_bursts = [burst for burst in open_bursts if seconds[row] - seconds[burst[0][-1]] <= MOST_SECONDS]
        open_bursts = open_bursts[-_MOST_OPEN:]
        likeness = [float(first @ direction) for _, first in open_bursts]
        if likeness and max(likeness) >= LEAST_LIKENESS:
            open_bursts[int(np.argmax(likeness))][0].append(row)
        else:
            rows = [row]
            bursts.append(rows)
            open_bursts.append((rows, direction))
    return [burst for burst in bursts if len(burst) > 1]
