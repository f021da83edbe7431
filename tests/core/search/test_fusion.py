from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photo_sorter.core.search.fusion import fused, written

ODDS = arrays(np.float32, 40, elements=st.floats(-60, 60, width=32))
SHARES = arrays(np.float32, 40, elements=st.floats(0, 1, width=32))
NOWHERE = np.zeros(40, np.float32)


def rows(*numbers):
    return np.array(numbers, np.intp)


def order(values):
    return np.argsort(-values, kind="stable").tolist()


@given(ODDS)
def test_without_written_matches_the_order_is_that_of_relevance(odds):
    values = fused(odds, NOWHERE).values
    assert (np.diff(values[np.argsort(odds, kind="stable")]) >= 0).all()


@given(ODDS, SHARES)
def test_the_slider_ends_are_words_alone_and_meaning_alone(odds, shares):
    assert order(fused(odds, shares, 0).values) == order(shares)
    assert order(fused(odds, shares, 1).values) == order(odds)


@given(
    arrays(np.float32, 40, elements=st.floats(-7.5, 60, width=32)),
    st.lists(st.integers(0, 39), min_size=1, max_size=39, unique=True),
)
def test_a_photo_whose_name_holds_all_that_was_typed_comes_first_unless_it_surely_shows_something_else(odds, named):
    values = fused(odds, written([rows(*named)], 40)).values
    others = np.setdiff1d(np.arange(40), named)
    assert values[named].min() > values[others].max()


def test_of_two_photos_with_the_same_name_the_one_that_shows_it_comes_first():
    words = written([rows(0, 1)], 3)
    assert order(fused(np.array([-5, 2, 1], np.float32), words).values) == [1, 0, 2]


def test_sure_answers_keep_their_order():
    assert order(fused(np.array([20, 30, 25], np.float32), NOWHERE[:3]).values) == [1, 2, 0]


def test_a_written_match_answers_by_itself():
    ranking = fused(np.full(3, -9, np.float32), written([rows(1)], 3))
    assert ranking.answers.tolist() == [False, True, False]
    assert not ranking.nothing


def test_nothing_is_there_when_neither_words_nor_meaning_have_it():
    ranking = fused(np.full(3, -9, np.float32), written([rows()], 3))
    assert ranking.nothing


def test_a_common_word_alone_is_no_answer():
    words = written([rows(*range(30)), rows(0)], 40)
    assert words[0] == pytest.approx(1)
    assert not fused(np.full(40, -9, np.float32), words).answers[1]


def test_a_word_that_stands_nowhere_makes_a_name_alone_no_answer():
    assert fused(None, written([rows(0), rows()], 40)).nothing


def test_unknown_words_are_answered_by_names_only():
    ranking = fused(None, written([rows(2)], 4))
    assert ranking.answers.tolist() == [False, False, True, False]
    assert ranking.best(1).tolist() == [2]


@given(SHARES, st.integers(0, 50))
def test_the_best_are_those_of_a_whole_sort(shares, limit):
    ranking = fused(None, shares)
    assert ranking.best(limit).tolist() == order(ranking.values)[:limit]


def test_a_word_that_was_not_typed_matches_nothing():
    assert not written([], 3).any()
