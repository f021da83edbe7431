"""What people's verdicts teach the rules: lessons about like photos, and probabilities that come true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import PhotoVectors
from photo_sorter.core.sorting.calibration import AS_THEY_ARE, OF_ALL_TOGETHER, Calibration, calibrated, log_odds
from photo_sorter.core.sorting.decision import (
    Scores,
    Verdicts,
    is_choice,
    least_for_suggestion,
    none_weight,
    probabilities,
)
from photo_sorter.core.sorting.examples import Lesson, Solve, lesson
from photo_sorter.core.sorting.rules import Rules
from photo_sorter.core.sorting.score_table import scores_of

UNKNOWN, NO, YES, NOT_SURE = -1, 0, 1, 2


@dataclass(frozen=True, eq=False)
class Judged:
    """The v judged photos as they would be sorted if their own verdict were not known.

    `photos` (v,) their rows in the index. `said` (categories, v): 1 yes, 0 no, -1 unknown, what follows from
    other verdicts included; `chances` (categories, v) probabilities.
    """

    photos: NDArray[np.intp]
    said: NDArray[np.int8]
    chances: NDArray[np.float32]

    def answers(self, rules: Rules) -> NDArray[np.int8]:
        """(categories, v): YES, NOT_SURE or NO, parents left aside."""
        result = np.full(self.chances.shape, NO, np.int8)
        for group in rules.groups:
            chances = self.chances[group.rows]
            for place, row in enumerate(group.rows):
                best, threshold = is_choice(chances, place), rules.columns[row].category.threshold
                result[row, best & (chances[place] >= least_for_suggestion(threshold))] = NOT_SURE
                result[row, best & (chances[place] >= threshold)] = YES
        return result


def taught(rules: Rules, photos: PhotoVectors, verdicts: Verdicts, solve: Solve | None = None) -> tuple[Rules, Judged]:
    """Rules that have learned from the verdicts (positions in `photos`), and how they do on them. `solve` as in
    `lesson`."""
    places = np.unique(verdicts.columns)
    judged = photos.part(places)
    said = _said(rules, np.searchsorted(places, verdicts.columns), verdicts, len(places))
    by_words = scores_of(rules.space, rules.columns, judged)
    features = rules.space.centred(judged)
    lessons: list[Lesson | None] = []
    alone: list[Scores] = []
    for row, column in enumerate(rules.columns):
        known = np.flatnonzero(said[row] != UNKNOWN)
        learned = None
        if column.category.learns and len(known):
            learned = lesson(features[known], by_words[row].words[known], said[row, known] == YES, solve)
        lessons.append(learned)
        alone.append(_alone(by_words[row], learned, features, known))
    odds = np.empty(said.shape, np.float32)
    for group in rules.groups:
        some = [alone[row] for row in group.rows]
        odds[group.rows] = log_odds(probabilities(rules, group, some, none_weight(judged, group), calibrated=False))
    pooled = _pooled(rules, odds, said)
    calibrations = [
        _calibration(column.category.learns, odds[row], said[row], pooled) for row, column in enumerate(rules.columns)
    ]
    chances = [calibration.probability(odds[row]) for row, calibration in enumerate(calibrations)]
    return rules.taught(lessons, calibrations), Judged(
        places, said, np.stack(chances) if chances else np.empty(said.shape, np.float32)
    )


def _said(rules: Rules, columns: NDArray[np.intp], verdicts: Verdicts, count: int) -> NDArray[np.int8]:
    """(categories, v). A yes in a group of competitors is a no for the others."""
    said = np.full((len(rules.columns), count), UNKNOWN, np.int8)
    for group in rules.groups:
        if len(group.rows) > 1:
            yes = columns[verdicts.holds & np.isin(verdicts.rows, group.rows)]
            said[np.ix_(group.rows, yes)] = NO
    said[verdicts.rows, columns] = np.where(verdicts.holds, YES, NO)
    return said


def _alone(by_words: Scores, learned: Lesson | None, features: NDArray[np.float32], known: NDArray[np.intp]) -> Scores:
    """Scores of the judged photos, each by the words and by what the others taught."""
    if learned is None:
        return by_words
    added = features @ learned.direction
    added[known] = learned.alone
    return Scores(by_words.words + added, by_words.against)


def _pooled(rules: Rules, odds: NDArray[np.float32], said: NDArray[np.int8]) -> Calibration:
    """Of all categories together: how often what the machine would choose for a judged photo is right. One category has
    ten verdicts late, the library has some soon."""
    photos = np.arange(odds.shape[1])
    chosen = np.zeros(odds.shape, np.bool_)
    for group in rules.groups:
        chosen[group.rows[odds[group.rows].argmax(axis=0)], photos] = True
    chosen[[not column.category.learns for column in rules.columns]] = False
    chosen &= said != UNKNOWN
    return calibrated(odds[chosen], said[chosen] == YES, least=OF_ALL_TOGETHER)


def _calibration(learns: bool, odds: NDArray[np.float32], said: NDArray[np.int8], pooled: Calibration) -> Calibration:
    if not learns:
        return AS_THEY_ARE
    known = said != UNKNOWN
    return calibrated(odds[known], said[known] == YES, pooled)
