"""Two categories that compete for the same photos, and which of them should lie within the other.

Of rivals a photo gets one or none. Where one means part of the other (“Dogs” beside “Pets”) the chance is split between
them, and neither may be sure of it: within the other, both hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import PhotoVectors
from photo_sorter.core.sorting.decision import Scores, Verdicts, is_held, none_weight, probabilities
from photo_sorter.core.sorting.rules import Group, Rules

LEAST_SHARED = 3
"""Photos; fewer may be chance."""
LEAST_SHARE = 0.5
"""Of the photos of the narrower one."""
_BLOCK = 16_384


@dataclass(frozen=True)
class Overlap:
    """Of a category with its rival `other_id`: photos that each of the two by itself would take.

    `other_is_broader`: the category should lie within the other, or else the other within it.
    """

    other_id: int
    shared: int
    other_is_broader: bool


def greatest_overlap(
    rules: Rules, row: int, scores: Sequence[Scores], photos: PhotoVectors, verdicts: Verdicts, tags: NDArray[np.int16]
) -> Overlap | None:
    """With the rival that wants the most of the same photos; None where no rival wants most of them.

    `tags` (categories, n) as `decide` gave them: they say which photos are in the parent.
    """
    group = rules.group_of(row)
    wanted = _wanted(rules, group, scores, photos, verdicts, tags)
    own = wanted[int(np.flatnonzero(group.rows == row)[0])]
    shared, sizes = (wanted & own).sum(axis=1), wanted.sum(axis=1)
    shared[(group.rows == row) | (shared < LEAST_SHARE * np.minimum(sizes, own.sum()))] = 0
    best = int(shared.argmax())
    if shared[best] < LEAST_SHARED:
        return None
    return Overlap(rules.columns[int(group.rows[best])].id, int(shared[best]), bool(sizes[best] >= own.sum()))


def _wanted(
    rules: Rules, group: Group, scores: Sequence[Scores], photos: PhotoVectors, verdicts: Verdicts,
    tags: NDArray[np.int16],
) -> NDArray[np.bool_]:  # fmt: skip
    """(k, n) photos that each category of the group would take if it were alone in it."""
    wanted = np.empty((len(group.rows), len(photos)), np.bool_)
    for start in range(0, len(photos), _BLOCK):
        part = slice(start, start + _BLOCK)
        none = none_weight(photos.part(part), group)
        for place, row in enumerate(group.rows.tolist()):
            alone = replace(group, rows=group.rows[place : place + 1])
            (chances,) = probabilities(rules, alone, [scores[row].part(part)], none)
            wanted[place, part] = chances >= rules.columns[row].category.threshold
    if group.parent is not None:
        wanted &= is_held(tags[group.parent])
    for place, row in enumerate(group.rows.tolist()):
        wanted[place, verdicts.columns[(verdicts.rows == row) & ~verdicts.holds]] = False
    return wanted
