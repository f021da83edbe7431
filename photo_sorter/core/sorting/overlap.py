"""Two categories that compete for the same photos, and which of them should lie within the other.

Of rivals a photo gets one or none. Where one means a part of the other (“Dogs” beside “Pets”) the chance is split
between them, and neither may be sure of it; where one lies within the other, both hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import PhotoVectors, unit_rows
from photo_sorter.core.sorting.decision import Scores, Verdicts, none_weight, probabilities
from photo_sorter.core.sorting.rules import Group, Rules

LEAST_SHARED = 3
"""Photos; fewer may be chance."""
LEAST_SHARE = 0.5
"""Of what the narrower one would take."""
KINSHIP = 0.55
"""Cosine of some of their words, with the everyday taken away: photos alone would put “Food” within “Flowers”, whose
colours it has. Measured: dog and pet 0.65, insect and animal 0.83, food and flowers 0.37 under the built-in model; dog
and puppy 0.65, dog and cat 0.54, car and truck 0.52 under ViT-B/32."""
_BLOCK = 16_384


@dataclass(frozen=True)
class Overlap:
    """Of a category with its rival `other_id`: `shared` photos that each of the two would take by itself.

    `other_is_broader`: the category should lie within the other; else the other within it.
    """

    other_id: int
    shared: int
    other_is_broader: bool


def greatest_overlap(
    rules: Rules, row: int, scores: Sequence[Scores], photos: PhotoVectors, verdicts: Verdicts
) -> Overlap | None:
    """With the rival of a like meaning that wants the most of the same photos; None where none wants most of them, and
    for a category that lies within another already."""
    group = rules.group_of(row)
    kin = np.flatnonzero([other != row and _are_kin(rules, row, other) for other in group.rows.tolist()])
    if rules.columns[row].category.parent_name is not None or not len(kin):
        return None
    own = _wanted(rules, group, row, scores, photos, verdicts)
    wanted = np.stack([_wanted(rules, group, other, scores, photos, verdicts) for other in group.rows[kin].tolist()])
    shared, sizes = (wanted & own).sum(axis=1), wanted.sum(axis=1)
    shared[shared < LEAST_SHARE * np.minimum(sizes, own.sum())] = 0
    best = int(shared.argmax())
    if shared[best] < LEAST_SHARED:
        return None
    other_id = rules.columns[int(group.rows[kin[best]])].id
    return Overlap(other_id, int(shared[best]), other_is_broader=bool(sizes[best] >= own.sum()))


def _are_kin(rules: Rules, row: int, other: int) -> bool:
    mean = rules.space.background.mean
    words, others = (unit_rows(rules.columns[one].wordings - mean) for one in (row, other))
    return bool((words @ others.T).max() > KINSHIP)


def _wanted(
    rules: Rules, group: Group, row: int, scores: Sequence[Scores], photos: PhotoVectors, verdicts: Verdicts
) -> NDArray[np.bool_]:
    """(n,) the photos that a category would take if it were alone in its group."""
    alone = replace(group, rows=np.array([row], np.intp))
    wanted = np.empty(len(photos), np.bool_)
    for start in range(0, len(photos), _BLOCK):
        part = slice(start, start + _BLOCK)
        (chances,) = probabilities(rules, alone, [scores[row].part(part)], none_weight(photos.part(part), group))
        wanted[part] = chances >= rules.columns[row].category.threshold
    own = verdicts.rows == row
    wanted[verdicts.columns[own]] = verdicts.holds[own]
    return wanted
