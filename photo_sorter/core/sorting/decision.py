"""One decision a group of categories: one of them, not sure, or none of these; and a person's word above all.

Matrices here are category-major, (categories, photos): one category is one contiguous row, so that an edit touches one
row and rules are whole-row operations. All functions are pure and safe on any thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import EVERYDAY_STANDOUT, SHARPNESS, STANDOUT, PhotoVectors
from photo_sorter.core.sorting.calibration import log_odds
from photo_sorter.core.sorting.rules import Group, Rules

NO_TAG = np.int16(-1)
SURE = np.int16(0)
WHOLE = 100
IMPLIED_TAG = np.int16(WHOLE)
USER_TAG = np.int16(200)
SUGGESTION = np.int16(300)
"""Tags are held as int16: NO_TAG, the machine's (SURE + hundredths of a probability, WHOLE of them where a person's
word implies it), USER_TAG, or SUGGESTION + hundredths. With thousandths every edit of a large library would write ten
times as many tags, for differences that nobody sees."""
NOT_SURE_ODDS = 3.0
"""A photo is a suggestion while its odds are at least a third of those that the category asks for."""

_BLOCK = 16_384
_MOST = np.float32(30.0)


@dataclass(frozen=True, eq=False)
class Scores:
    """Of one category for n photos: `words` (n,) with what examples taught; `against` (n,), None without such words."""

    words: NDArray[np.float32]
    against: NDArray[np.float32] | None

    def part(self, rows: slice | NDArray[np.intp]) -> Scores:
        return Scores(self.words[rows], None if self.against is None else self.against[rows])


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What people said, by position: arrays of equal length (v,). `rows` are categories, `columns` photos.

    `implied` follows from another verdict: a yes within a category is a yes for that category too.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    holds: NDArray[np.bool_]
    implied: NDArray[np.bool_]

    def part(self, start: int, stop: int) -> Verdicts:
        inside = (self.columns >= start) & (self.columns < stop)
        return Verdicts(self.rows[inside], self.columns[inside] - start, self.holds[inside], self.implied[inside])


def verdicts_at(rules: Rules, said: Mapping[int, Mapping[int, bool]], places: Mapping[int, int]) -> Verdicts:
    """`said`: photo id → category id → yes or no. `places`: photo id → position; photos without one are left out."""
    row_of = {column.id: row for row, column in enumerate(rules.columns)}
    found: list[tuple[int, int, bool, bool]] = []
    for photo_id, verdicts in said.items():
        place = places.get(photo_id)
        if place is None:
            continue
        own = {row_of[id]: holds for id, holds in verdicts.items() if id in row_of}
        found += [(row, place, holds, False) for row, holds in own.items()]
        found += [(row, place, True, True) for row in sorted(_implied(rules, own))]
    table = np.array(found, np.intp).reshape(-1, 4)
    return Verdicts(table[:, 0], table[:, 1], table[:, 2].astype(np.bool_), table[:, 3].astype(np.bool_))


def _implied(rules: Rules, own: Mapping[int, bool]) -> set[int]:
    """Rows that a person's yes within them makes a yes, unless the person said otherwise: no, or yes to a rival."""
    yes = {row for row, holds in own.items() if holds}
    above = {parent for row in yes for parent in rules.parents(row)} - own.keys()
    return {row for row in above if yes.isdisjoint(rules.group_of(row).rows.tolist())}


def none_weight(photos: PhotoVectors, group: Group) -> NDArray[np.float32]:
    """(n,) how much speaks for “none of these”: the least there is, and the best everyday word that is none of them.

    As negative labels in NegLabel (Jiang et al. 2024, arXiv 2403.20078), with the best instead of the sum.
    """
    best = photos.everyday_scores[:, 0].copy()
    open_ = np.flatnonzero(group.akin[photos.everyday_words[:, 0]])
    for place in range(1, photos.everyday_words.shape[1]):
        if not len(open_):
            break
        best[open_] = photos.everyday_scores[open_, place]
        open_ = open_[group.akin[photos.everyday_words[open_, place]]]
    return 1 + _weigh(best, EVERYDAY_STANDOUT)


def probabilities(
    rules: Rules, group: Group, scores: Sequence[Scores], none: NDArray[np.float32], calibrated: bool = True
) -> NDArray[np.float32]:
    """(k, n) of the categories of one group, as the machine sees it. `scores` and the result by the group's rows.

    Softmax over the group, none of these, and for each category the words against it, which are a real contrast: what
    is more like those than like the category is more likely not of it. Then, if `calibrated`, each as verdicts made it.
    """
    chances = np.stack([one.words for one in scores])
    _weigh(chances, STANDOUT)
    total = none + chances.sum(axis=0)
    for place, one in enumerate(scores):
        if one.against is not None:
            chances[place] *= total / (total + _weigh(one.against.copy(), STANDOUT))
    chances /= total
    for place, row in enumerate(group.rows if calibrated else ()):
        calibration = rules.columns[row].calibration
        if calibration.changes:
            chances[place] = calibration.probability(log_odds(chances[place]))
    return chances


def decide(rules: Rules, scores: Sequence[Scores], photos: PhotoVectors, verdicts: Verdicts) -> NDArray[np.int16]:
    """(categories, photos) tags of a whole library, a block of photos at a time; a person's word always stands."""
    tags = np.full((len(rules.columns), len(photos)), NO_TAG, np.int16)
    for start in range(0, len(photos), _BLOCK):
        stop = min(start + _BLOCK, len(photos))
        part, said, block = photos.part(slice(start, stop)), verdicts.part(start, stop), tags[:, start:stop]
        for group in rules.groups:
            chances = probabilities(
                rules, group, [scores[row].part(slice(start, stop)) for row in group.rows], none_weight(part, group)
            )
            _decide_group(rules, group, chances, said, block)
    return tags


def offered(
    rules: Rules, row: int, scores: Sequence[Scores], photos: PhotoVectors, verdicts: Verdicts, tags: NDArray[np.int16]
) -> NDArray[np.float32]:
    """(n,) the probability of a category where it is the machine's choice in its group, else 0, whatever its threshold.

    `tags` (categories, n) as `decide` gave them: they say which photos are in the parent.
    """
    group = rules.group_of(row)
    place = int(np.flatnonzero(group.rows == row)[0])
    found = np.empty(len(photos), np.float32)
    for start in range(0, len(photos), _BLOCK):
        stop = min(start + _BLOCK, len(photos))
        part = photos.part(slice(start, stop))
        some = [scores[other].part(slice(start, stop)) for other in group.rows]
        chances = probabilities(rules, group, some, none_weight(part, group))
        chances_left(group, chances, verdicts.part(start, stop), tags[:, start:stop])
        found[start:stop] = np.where(is_choice(chances, place), chances[place], 0)
    return found


def is_choice(chances: NDArray[np.float32], place: int) -> NDArray[np.bool_]:
    """(n,) where one of the probabilities (k, n) of a group is the highest; among equals the first."""
    earlier, later = chances[:place].max(axis=0, initial=-1), chances[place:].max(axis=0)
    choice: NDArray[np.bool_] = (chances[place] > earlier) & (chances[place] >= later)
    return choice


def chances_left(
    group: Group, chances: NDArray[np.float32], said: Verdicts, tags: NDArray[np.int16]
) -> NDArray[np.float32]:
    """The probabilities of a group with those at 0 that are not the machine's to give: outside of the parent, judged by
    a person, or beside a person's yes. Works in place. `tags` (all categories, n) hold what the parents got."""
    if group.parent is not None:
        chances[:, ~is_held(tags[group.parent])] = 0
    place_of = np.full(len(tags), -1, np.intp)
    place_of[group.rows] = np.arange(len(group.rows))
    places = place_of[said.rows]
    yes, no = (places >= 0) & said.holds, (places >= 0) & ~said.holds
    chances[:, said.columns[yes]] = 0
    chances[places[no], said.columns[no]] = 0
    return chances


def is_held(tags: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Where there is a tag, by the machine or a person; a suggestion is none."""
    held: NDArray[np.bool_] = (tags >= SURE) & (tags <= USER_TAG)
    return held


def least_for_suggestion(threshold: float) -> float:
    """The probability from which a photo is a suggestion."""
    odds = threshold / (1 - threshold) / NOT_SURE_ODDS
    return odds / (1 + odds)


def _decide_group(
    rules: Rules, group: Group, chances: NDArray[np.float32], said: Verdicts, tags: NDArray[np.int16]
) -> None:
    chances_left(group, chances, said, tags)
    thresholds = np.array([rules.columns[row].category.threshold for row in group.rows], np.float32)
    least = np.array([least_for_suggestion(threshold) for threshold in thresholds.tolist()], np.float32)
    highest = chances.max(axis=0)
    found = np.flatnonzero(highest >= least.min())
    # By photos: numpy looks for the place of a maximum across rows 20 times slower than along them.
    best = np.ascontiguousarray(chances[:, found].T).argmax(axis=1)
    highest = highest[found]
    value = np.rint(highest * WHOLE).astype(np.int16)
    value[highest < thresholds[best]] += SUGGESTION
    enough = highest >= least[best]
    tags[group.rows[best[enough]], found[enough]] = value[enough]
    yes = said.holds & np.isin(said.rows, group.rows)
    tags[said.rows[yes], said.columns[yes]] = np.where(said.implied[yes], IMPLIED_TAG, USER_TAG)


def _weigh(scores: NDArray[np.float32], standout: float) -> NDArray[np.float32]:
    """Standard scores to weights, in place."""
    scores -= np.float32(standout)
    scores *= np.float32(SHARPNESS)
    np.minimum(scores, _MOST, out=scores)
    return np.exp(scores, out=scores)
