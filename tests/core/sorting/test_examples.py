import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photo_sorter.core.scoring import unit_rows
from photo_sorter.core.sorting import examples
from photo_sorter.core.sorting.examples import (
    MOST_EXAMPLES,
    NO_SCORE,
    SHRINKAGE,
    SOLUTIONS_KEPT,
    YES_SCORE,
    Solutions,
    lesson,
)

DIMENSIONS = 24


def judged(count, seed=0):
    """Photos like each other, what the words score them, and what a person said."""
    rng = np.random.default_rng(seed)
    photos = unit_rows((rng.standard_normal((count, DIMENSIONS)) + 0.5).astype(np.float32))
    return photos, rng.normal(2, 2.5, count).astype(np.float32), rng.random(count) < 0.5


def without(place, *arrays):
    return tuple(np.delete(array, place, axis=0) for array in arrays)


@given(st.integers(2, 25), st.integers(0, 500))
@settings(deadline=None, max_examples=40)
def test_what_the_others_teach_of_an_example_is_what_they_teach_without_it(count, seed):
    photos, scores, holds = judged(count, seed)
    learned = lesson(photos, scores, holds)
    for place in range(count):
        left = lesson(*without(place, photos, scores, holds))
        expected = photos[place] @ left.direction if left is not None else 0.0
        found = learned.alone[place] if learned is not None else 0.0
        assert found == pytest.approx(expected, abs=1e-3)


def test_it_is_a_ridge_regression_on_what_the_words_got_wrong():
    photos, scores, holds = judged(12)
    wrong = np.where(holds, np.maximum(YES_SCORE - scores, 0), np.minimum(NO_SCORE - scores, 0))
    keys = photos[wrong != 0].astype(np.float64)
    # The primal form: the direction that explains best, among short ones.
    expected = np.linalg.solve(keys.T @ keys + SHRINKAGE * np.eye(DIMENSIONS), keys.T @ wrong[wrong != 0])
    assert lesson(photos, scores, holds).direction == pytest.approx(expected, abs=1e-3)


def test_where_the_words_are_right_there_is_nothing_to_learn():
    photos = judged(4)[0]
    scores = np.array([YES_SCORE, 9, NO_SCORE, -3], np.float32)
    assert lesson(photos, scores, np.array([True, True, False, False])) is None
    assert lesson(photos[:0], scores[:0], np.zeros(0, np.bool_)) is None


def test_examples_move_photos_like_them_their_way():
    dog, cat = np.eye(DIMENSIONS, dtype=np.float32)[:2]
    learned = lesson(np.stack([dog, cat]), np.array([0, 4], np.float32), np.array([True, False]))
    like_dog, like_cat, other = unit_rows(np.stack([dog + 0.1, cat + 0.1, np.eye(DIMENSIONS, dtype=np.float32)[5]]))
    assert like_dog @ learned.direction > 2
    assert like_cat @ learned.direction < -1
    assert abs(other @ learned.direction) < 0.01


def test_one_example_teaches_nothing_about_itself():
    photos, _, _ = judged(1)
    learned = lesson(photos, np.zeros(1, np.float32), np.ones(1, np.bool_))
    assert learned.alone[0] == pytest.approx(0, abs=1e-5)
    assert photos[0] @ learned.direction > 2


def test_like_examples_are_not_counted_twice():
    photos, scores, holds = judged(1)[0], np.zeros(1, np.float32), np.ones(1, np.bool_)
    once = photos[0] @ lesson(photos, scores, holds).direction
    ten_times = photos[0] @ lesson(*(np.repeat(array, 10, axis=0) for array in (photos, scores, holds))).direction
    assert once < ten_times < YES_SCORE


def test_of_very_many_examples_those_count_of_which_the_words_are_most_wrong():
    photos, scores, _ = judged(MOST_EXAMPLES + 50)
    holds = np.ones(len(scores), np.bool_)
    scores = np.minimum(scores, 4.9)
    most_wrong = np.sort(np.argsort(scores, kind="stable")[:MOST_EXAMPLES])
    learned = lesson(photos, scores, holds)
    alike = lesson(photos[most_wrong], scores[most_wrong], holds[most_wrong])
    assert learned.direction == pytest.approx(alike.direction, abs=1e-4)
    assert learned.alone[most_wrong] == pytest.approx(alike.alone, abs=1e-4)
    others = np.setdiff1d(np.arange(len(scores)), most_wrong)
    assert learned.alone[others] == pytest.approx(photos[others] @ learned.direction, abs=1e-4)


def test_what_was_learned_is_remembered_and_not_taken_for_something_else(monkeypatch):
    solutions, solved = Solutions(), []
    real = examples.solved
    monkeypatch.setattr(examples, "solved", lambda *given: solved.append(1) or real(*given))
    for seed in (1, 2, 1, 3, 2, 1):
        found, fresh = lesson(*judged(8, seed), solutions), lesson(*judged(8, seed), real)
        assert (found.direction == fresh.direction).all()
        assert (found.alone == fresh.alone).all()
    assert len(solved) == 3


def test_what_was_learned_long_ago_is_let_go():
    solutions = Solutions()
    photos, scores, holds = judged(3)
    for number in range(SOLUTIONS_KEPT + 20):
        lesson(photos, scores - number, holds, solutions)
    assert len(solutions._kept) == SOLUTIONS_KEPT
