import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.sorting.category import GREATEST_THRESHOLD, LEAST_THRESHOLD
from photo_sorter.core.sorting.preview import POSITIONS, strictness_curve


def test_a_position_counts_what_is_at_least_as_likely_and_what_a_person_put_there():
    curve = strictness_curve(np.array([0.1, 0.5, 0.9, 0.9], np.float32), by_hand=2, judged=7)
    count = dict(zip((round(one, 2) for one in curve.thresholds), curve.counts, strict=True))
    assert (count[0.05], count[0.1], count[0.11], count[0.5], count[0.51], count[0.9], count[0.91]) == (
        6, 6, 5, 5, 4, 4, 2,
    )  # fmt: skip
    assert curve.judged == 7


def test_the_expected_precision_is_the_mean_of_the_probabilities():
    curve = strictness_curve(np.array([0.2, 0.6, 1.0], np.float32), by_hand=0, judged=0)
    precision = dict(zip((round(one, 2) for one in curve.thresholds), curve.precisions, strict=True))
    assert precision[0.1] == pytest.approx(0.6)
    assert precision[0.5] == pytest.approx(0.8)
    assert precision[0.95] == pytest.approx(1.0)


def test_what_a_person_put_there_is_right():
    curve = strictness_curve(np.array([0.5], np.float32), by_hand=1, judged=1)
    assert curve.precisions[0] == pytest.approx(0.75)
    assert curve.precisions[-1] == pytest.approx(1)


def test_of_nothing_no_precision_is_expected():
    curve = strictness_curve(np.empty(0, np.float32), by_hand=0, judged=0)
    assert curve.counts == (0,) * POSITIONS
    assert curve.precisions == (None,) * POSITIONS


@given(st.lists(st.floats(0, 1, width=32), max_size=60), st.integers(0, 5))
def test_stricter_is_never_more_and_never_expected_to_be_worse(chances, by_hand):
    curve = strictness_curve(np.array(chances, np.float32), by_hand, 0)
    assert len(curve.thresholds) == len(curve.counts) == len(curve.precisions) == POSITIONS
    assert (curve.thresholds[0], curve.thresholds[-1]) == (LEAST_THRESHOLD, GREATEST_THRESHOLD)
    assert list(curve.counts) == sorted(curve.counts, reverse=True)
    precisions = [one for one in curve.precisions if one is not None]
    assert (np.diff(precisions) >= -1e-9).all()
    assert all(0 <= one <= 1 + 1e-9 for one in precisions)
    assert [one is None for one in curve.precisions] == [count == 0 for count in curve.counts]
    for threshold, count in zip(curve.thresholds, curve.counts, strict=True):
        assert count == by_hand + sum(chance >= np.float32(threshold) for chance in np.array(chances, np.float32))
