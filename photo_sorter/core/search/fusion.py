"""What is written beside a photo and what is seen in it, joined to one order.

A calibrated sum: relevance and written words are both brought to 0..1 and weighed by the slider between them.
Reciprocal rank fusion (Cormack et al. 2009, k = 60) forgets how sure either is, and puts the best of a meaningless list
beside the best of a right one. Mean average precision over 65 searches of a household library, by kind (written alone,
seen alone, the sum, rank fusion): names 1.00, 0.04, 1.00, 0.94; things seen 0.05, 0.91, 0.91, 0.85; what is both 0.58,
0.76, 0.83, 0.84; a name and a thing, as “Miska cat”, 0.33, 0.42, 0.79, 0.79. Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.search.relevance import ENOUGH

WRITTEN_ENOUGH = 0.5
"""Share of what is typed from which what stands beside a photo is an answer by itself."""
_PARTIAL = 1.25
"""Power of that share: less than all of the words is a little less than its share."""
_LEAST, _MOST = -8.0, 4.0
"""Log odds of relevance that count 0 and 1. With the power the best of a few for the searches above."""
_AMONG_EQUALS = 1e-6
"""A log odds beyond these counts still so much, so that sure answers keep their order."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """`values` (n,) by which to sort, best highest; `answers` (n,) the photos that belong to the list."""

    values: NDArray[np.float64]
    answers: NDArray[np.bool_]

    @property
    def nothing(self) -> bool:
        return not self.answers.any()

    def best(self, limit: int) -> NDArray[np.intp]:
        """Rows of the `limit` best photos, best first; equals by row."""
        limit = min(limit, len(self.values))
        if limit < 1:
            return np.empty(0, np.intp)
        least = np.partition(self.values, -limit)[-limit]
        rows = np.flatnonzero(self.values >= least)
        chosen: NDArray[np.intp] = rows[np.argsort(-self.values[rows], kind="stable")][:limit]
        return chosen


def written(rows_by_word: Sequence[NDArray[np.intp]], photos: int) -> NDArray[np.float32]:
    """(photos,) 0..1: how much of what was typed stands beside each photo. `rows_by_word`: for each word or phrase, the
    rows of the photos with it in their name, folder, keywords, caption, camera or categories.

    Words count by their rarity, as in BM25 (Robertson & Zaragoza 2009): “the” hardly, “Miska” a lot. One that stands
    nowhere counts most, and so “Miska piano” is not answered by a name alone.
    """
    found = np.zeros(photos, np.float32)
    total = 0.0
    for rows in rows_by_word:
        rarity = float(np.log1p((photos - len(rows) + 0.5) / (len(rows) + 0.5)))
        found[rows] += np.float32(rarity)
        total += rarity
    return found / np.float32(total) if total else found


def fused(relevance: NDArray[np.float32] | None, words: NDArray[np.float32], meaning: float = 0.5) -> Ranking:
    """From log odds of relevance (n,), or None where only words can answer, and `written` (n,).

    `meaning`: 0 what is written alone .. 1 what is seen alone.
    """
    written_answers = words >= WRITTEN_ENOUGH
    if relevance is None or meaning <= 0:
        return Ranking(words.astype(np.float64), written_answers)
    seen_answers = relevance >= ENOUGH
    if meaning >= 1:
        return Ranking(relevance.astype(np.float64), seen_answers)
    seen = ((relevance - np.float32(_LEAST)) / np.float32(_MOST - _LEAST)).clip(0, 1)
    values = meaning * seen + (1 - meaning) * np.power(words, np.float32(_PARTIAL), dtype=np.float64)
    return Ranking(values + _AMONG_EQUALS * relevance, seen_answers | written_answers)
