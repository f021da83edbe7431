from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photo_sorter.core.search.relevance import ENOUGH, relevance

SCORES = arrays(np.float32, st.integers(1, 200), elements=st.floats(-15, 15, width=32))


def library(count, *standing_out, seed=0):
    """Scores of photos that have nothing to do with the search, and of some that have."""
    ordinary = np.random.default_rng(seed).normal(0, 1, count - len(standing_out))
    return np.concatenate([standing_out, ordinary]).astype(np.float32)


@given(SCORES)
def test_relevance_keeps_the_order_of_the_scores(scores):
    by_score = np.argsort(scores, kind="stable")
    assert (np.diff(relevance(scores)[by_score]) >= 0).all()


@given(SCORES, st.floats(-15, 15, width=32))
def test_a_photo_that_stands_out_more_is_never_a_lesser_answer(scores, score):
    raised = scores.copy()
    raised[0] = max(scores[0], score)
    assert relevance(raised)[0] >= relevance(scores)[0] - 1e-3


@pytest.mark.parametrize("count", [1, 2, 10, 1_000, 100_000, 1_000_000])
def test_nothing_answers_among_photos_of_which_none_stands_out(count):
    assert not (relevance(library(count)) >= ENOUGH).any()


@pytest.mark.parametrize("count", [1, 2, 10, 1_000, 100_000, 1_000_000])
def test_a_photo_that_stands_out_far_answers_alone_in_a_library_of_any_size(count):
    answers = relevance(library(count, 10.0)) >= ENOUGH
    assert answers.tolist().count(True) == 1
    assert answers[0]


def test_of_many_photos_one_must_stand_out_farther_than_of_few():
    score = 4.0
    assert relevance(library(20, score))[0] >= ENOUGH
    assert relevance(library(10_000, score))[0] < ENOUGH


def test_one_of_a_crowd_needs_less_than_a_lone_photo():
    score = 3.5
    assert relevance(library(1_000, score))[0] < ENOUGH
    assert (relevance(library(1_000, *[score] * 150))[:150] >= ENOUGH).all()


def test_where_every_photo_answers_all_are_listed():
    assert (relevance(np.full(300, 6.0, np.float32)) >= ENOUGH).all()


def test_the_photo_asked_with_says_nothing_of_how_many_answer():
    others = np.linspace(-2, 2, 50).astype(np.float32)
    with_it = np.append(others, np.float32(6))
    assert relevance(with_it, np.array([50]))[:50].tolist() == relevance(others).tolist()
    assert (relevance(with_it)[:50] > relevance(others)).all()


def test_an_empty_library_answers_nothing():
    assert relevance(np.empty(0, np.float32)).shape == (0,)
