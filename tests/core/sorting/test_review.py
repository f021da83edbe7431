import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photo_sorter.core.scoring import unit_rows
from photo_sorter.core.sorting.review import WEIGHED, doubt, most_instructive

DIMENSIONS = 16


def unit(count, seed=0):
    return unit_rows(np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32))


def test_doubt_is_greatest_just_where_the_category_begins():
    found = doubt(np.array([0.5, 0.3, 0.7, 0.3], np.float32), np.array([0.5, 0.5, 0.5, 0.3], np.float32))
    assert found == pytest.approx([1, 3 / 7, 3 / 7, 1], abs=1e-5)
    assert doubt(np.array([0, 1], np.float32), np.array([0.5, 0.5], np.float32)) == pytest.approx([0, 0], abs=1e-5)


def test_of_photos_that_are_all_different_the_most_doubtful_comes_first():
    photos = np.eye(DIMENSIONS, dtype=np.float32)[:4]
    assert most_instructive(np.array([0.2, 0.9, 0.4, 0.6], np.float32), photos, 4).tolist() == [1, 3, 2, 0]


def test_an_answer_for_many_photos_like_it_is_asked_before_one_for_a_single_photo():
    crowd, odd = np.eye(DIMENSIONS, dtype=np.float32)[:2]
    order = most_instructive(np.full(10, 0.8, np.float32), np.stack([odd, *[crowd] * 9]), 10)
    assert order[0] != 0


def test_after_one_of_a_crowd_something_else_is_asked():
    axes = np.eye(DIMENSIONS, dtype=np.float32)
    photos = np.stack([*[axes[0]] * 5, *[axes[1]] * 4, axes[2]])
    order = most_instructive(np.full(10, 0.8, np.float32), photos, 10)
    assert [int(photos[place].argmax()) for place in order[:3]] == [0, 1, 2]


def test_a_burst_of_the_same_photo_is_asked_once_each():
    photos = np.repeat(unit(1), 120, axis=0)
    order = most_instructive(np.full(120, 0.5, np.float32), photos, 100)
    assert len(set(order.tolist())) == 100


@given(st.integers(0, 40), st.integers(0, 50), st.booleans(), st.integers(0, 99))
@settings(deadline=None)
def test_every_question_is_asked_once(count, limit, alike, seed):
    rng = np.random.default_rng(seed)
    photos = unit(count, seed) if not alike else np.repeat(unit(1), count, axis=0)
    order = most_instructive(rng.random(count).astype(np.float32).round(1), photos, limit)
    assert len(order) == min(count, limit) == len(set(order.tolist()))
    assert set(order.tolist()) <= set(range(count))


def test_of_very_many_those_beyond_the_least_certain_follow_in_order_of_doubt():
    count = WEIGHED + 50
    doubts = np.linspace(1, 0, count).astype(np.float32)
    order = most_instructive(doubts, unit(count), count).tolist()
    assert sorted(order) == list(range(count))
    assert order[WEIGHED:] == list(range(WEIGHED, count))
    assert set(most_instructive(doubts, unit(count), 10).tolist()) <= set(range(WEIGHED))
