"""Why a photo is, or is not, in a category: read from the sorter, which is not changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import SHARPNESS, STANDOUT
from photo_sorter.core.sorting.calibration import sigmoid
from photo_sorter.core.sorting.decision import chances_left, is_held, least_for_suggestion, verdicts_at
from photo_sorter.core.sorting.rules import rules_of
from photo_sorter.core.sorting.why import Answer, Example, PromptVoice, Why
from photo_sorter.work.sorter import Revision, Sorter

EXAMPLES_SHOWN = 6


def why(sorter: Sorter, photo_id: int, category_id: int) -> Why | None:
    """None where the photo has no vector or the category is not there or switched off."""
    revision = sorter.revision
    rules, index = revision.rules, sorter.index
    row = rules.row(category_id)
    if row is None or photo_id not in index:
        return None
    place = index.row(photo_id)
    photo = index.photos.part(slice(place, place + 1))
    column, group = rules.columns[row], rules.group_of(row)
    chances = sorter.chances(rules, photo)[:, 0]
    plain = rules_of(revision.scheme, rules.space, sorter.prompts.of_scheme(revision.scheme))
    outside = group.parent is not None and not bool(is_held(revision.tags[group.parent, place]))
    answer, rival = _machine_says(sorter, revision, row, place, chances)
    verdicts = {id: said[category_id] for id, said in revision.said.items() if category_id in said}
    return Why(
        photo_id,
        category_id,
        answer,
        float(chances[row]),
        float(sorter.chances(plain, photo)[row, 0]),
        column.category.threshold,
        _voices(sorter, revision, row, place),
        _examples(sorter, verdicts, photo_id),
        len(verdicts),
        verdicts.get(photo_id),
        None if outside else rival,
        outside,
        _is_implied(revision, row, place),
    )


def _is_implied(revision: Revision, row: int, place: int) -> bool:
    said = revision.verdicts
    return bool((said.implied & (said.rows == row) & (said.columns == place)).any())


def _machine_says(
    sorter: Sorter, revision: Revision, row: int, place: int, chances: NDArray[np.float32]
) -> tuple[Answer, tuple[int, float] | None]:
    """What the machine says of a photo beside what the person said of other categories, and the rival (category id,
    probability) that took it or stands before it."""
    rules, group = revision.rules, revision.rules.group_of(row)
    photo_id = int(sorter.index.ids[place])
    said = {id: holds for id, holds in revision.said.get(photo_id, {}).items() if id != rules.columns[row].id}
    others = verdicts_at(rules, {photo_id: said}, {photo_id: 0})
    taken_by = others.rows[others.holds & np.isin(others.rows, group.rows)]
    if row in taken_by:
        return Answer.YES, None
    if len(taken_by):
        return Answer.NO, (rules.columns[taken_by[0]].id, 1.0)
    left = chances_left(group, chances[group.rows, np.newaxis], others, revision.tags[:, [place]])[:, 0]
    best = int(group.rows[left.argmax()])
    if best == row:
        return _answer(float(left.max()), rules.columns[row].category.threshold), None
    stands_before = any(
        _answer(float(chances[one]), rules.columns[one].category.threshold) is not Answer.NO for one in (best, row)
    )
    return Answer.NO, (rules.columns[best].id, float(chances[best])) if stands_before else None


def _voices(sorter: Sorter, revision: Revision, row: int, place: int) -> tuple[PromptVoice, ...]:
    column = revision.rules.columns[row]
    photo = sorter.index.photos.part(slice(place, place + 1))
    sides = (
        (False, column.category.wordings, column.wordings),
        (True, column.category.wordings_against, column.against),
    )
    voices = [
        PromptVoice(text, against, float(strength))
        for against, texts, vectors in sides
        if len(texts)
        for text, strength in zip(
            texts, sigmoid(SHARPNESS * (revision.rules.space.scores(photo, vectors)[:, 0] - STANDOUT)), strict=True
        )
    ]
    return tuple(sorted(voices, key=lambda voice: -voice.strength))


def _examples(sorter: Sorter, verdicts: dict[int, bool], photo_id: int) -> tuple[Example, ...]:
    index, space = sorter.index, sorter.space
    ids = [id for id in verdicts if id != photo_id and id in index]
    if not ids:
        return ()
    rows = np.array([index.row(id) for id in (photo_id, *ids)], np.intp)
    features = space.centred(index.photos.part(rows))
    likeness = features[1:] @ features[0]
    nearest = np.argsort(-likeness, kind="stable")[:EXAMPLES_SHOWN].tolist()
    return tuple(Example(ids[n], verdicts[ids[n]], float(likeness[n])) for n in nearest)


def _answer(chance: float, threshold: float) -> Answer:
    if chance < least_for_suggestion(threshold):
        return Answer.NO
    return Answer.YES if chance >= threshold else Answer.NOT_SURE
