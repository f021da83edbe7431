import numpy as np

from photo_sorter.core.sorting.model_comparison import DIFFERENCES_SHOWN, Difference, differences


def held(*photos, count=5):
    return np.isin(np.arange(count), photos)


IDS = np.array([10, 11, 12, 13, 14])


def test_photos_that_change_place_come_before_those_that_one_model_alone_sorts():
    here = {1: held(0, 1), 2: held(2)}
    there = {1: held(0), 2: held(1, 2), 3: held(4)}
    assert differences(IDS, here, there) == (2, (Difference(11, (1,), (2,)), Difference(14, (), (3,))))


def test_a_category_that_one_model_knows_alone_is_empty_under_the_other():
    assert differences(IDS, {1: held(3)}, {}) == (1, (Difference(13, (1,), ()),))


def test_all_are_counted_and_the_newest_are_shown():
    ids = np.arange(2000)
    count, shown = differences(ids, {1: np.ones(2000, bool)}, {})
    assert count == 2000
    assert [one.photo_id for one in shown] == list(range(1999, 1999 - DIFFERENCES_SHOWN, -1))
