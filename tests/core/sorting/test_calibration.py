import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photo_sorter.core.sorting.calibration import AS_THEY_ARE, Calibration, calibrated, log_odds, sigmoid


def said(yes, no):
    """Log odds that know nothing, and what a person said."""
    return np.zeros(yes + no), np.arange(yes + no) < yes


def loss(found, truth):
    return float(-np.log(np.where(truth, found, 1 - found).clip(1e-9)).mean())


@pytest.mark.parametrize(("yes", "no"), [(0, 0), (6, 3), (2, 40), (40, 2), (100, 0)])
def test_few_or_one_sided_verdicts_change_nothing(yes, no):
    assert calibrated(*said(yes, no)) == AS_THEY_ARE
    assert not calibrated(*said(yes, no)).changes


@pytest.mark.parametrize(("yes", "no"), [(7, 3), (3, 7)])
def test_from_ten_verdicts_probabilities_move_towards_what_people_say(yes, no):
    found = calibrated(*said(yes, no)).probability(np.zeros(1))[0]
    assert min(0.5, yes / 10) < found < max(0.5, yes / 10)


def test_many_verdicts_are_believed():
    assert calibrated(*said(800, 200)).probability(np.zeros(1))[0] == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(("slope", "offset"), [(0.5, 0.0), (1.6, 0.0), (1.0, -1.5), (0.6, 1.0)])
def test_the_truth_is_found_when_there_is_enough_of_it(slope, offset):
    rng = np.random.default_rng(1)
    x = rng.normal(0, 3, 4000)
    truth = rng.random(4000) < 1 / (1 + np.exp(-(slope * x + offset)))
    found = calibrated(x, truth)
    assert found.slope == pytest.approx(slope, rel=0.12)
    assert found.offset == pytest.approx(offset, abs=0.15)


def test_a_calibration_makes_the_probabilities_truer():
    rng = np.random.default_rng(2)
    gains = []
    for _ in range(30):
        x = rng.normal(1, 3, 60)
        truth = rng.random(60) < 1 / (1 + np.exp(-(0.6 * x - 1)))
        known, rest = slice(0, 30), slice(30, 60)
        found = calibrated(x[known], truth[known]).probability(x[rest])
        gains.append(loss(sigmoid(x[rest]), truth[rest]) - loss(found, truth[rest]))
    assert np.mean(gains) > 0.05


def test_it_is_the_most_likely_one_under_its_prior():
    rng = np.random.default_rng(3)
    x = rng.normal(0, 3, 40)
    truth = rng.random(40) < 1 / (1 + np.exp(-(0.7 * x - 1)))
    found = calibrated(x, truth)

    def badness(log_slope, offset):
        chance = 1 / (1 + np.exp(-(np.exp(log_slope) * x + offset)))
        prior = log_slope**2 / 0.35**2 / 2 + offset**2 / 2
        return -np.log(np.where(truth, chance, 1 - chance)).sum() + prior

    best = badness(np.log(found.slope), found.offset)
    for step in (0.05, -0.05):
        assert badness(np.log(found.slope) + step, found.offset) > best
        assert badness(np.log(found.slope), found.offset + step) > best


@given(
    st.lists(st.tuples(st.floats(-40, 40), st.booleans()), min_size=10, max_size=60), st.floats(-20, 20),
    st.floats(0.1, 20),
)  # fmt: skip
@settings(deadline=None)
def test_a_higher_score_never_becomes_less_likely(pairs, at, more):
    found = calibrated(np.array([x for x, _ in pairs]), np.array([holds for _, holds in pairs]))
    lower, higher = found.probability(np.array([at, at + more]))
    assert 0 < found.slope < 100
    assert 0 <= lower <= higher <= 1


def test_contradictory_verdicts_end_in_doubt_and_not_in_a_fault():
    odds = np.repeat([12.0, -12.0], 30)
    found = calibrated(odds, np.tile([True, False], 30)).probability(odds)
    assert found[0] - found[-1] < 0.9
    against_all = calibrated(odds, odds < 0)
    assert against_all.slope < 0.3


def test_log_odds_and_probabilities_are_each_others_opposite():
    some = np.array([0.001, 0.25, 0.5, 0.999], np.float32)
    assert sigmoid(log_odds(some)) == pytest.approx(some, abs=1e-5)
    assert np.isfinite(log_odds(np.array([0, 1], np.float32))).all()
    assert Calibration(2, 1).probability(np.zeros(1))[0] == pytest.approx(0.731, abs=1e-3)
