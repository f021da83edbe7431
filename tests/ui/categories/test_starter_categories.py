"""The packs that come with the program go together in any selection."""

from itertools import combinations

import pytest

from photo_sorter.core.sorting.pack import SHIPPED_PACKS
from photo_sorter.ui.categories.starter_categories import shipped_packs, starter_categories


def test_the_starter_set_is_worth_its_name():
    assert len(starter_categories()) >= 10


@pytest.mark.parametrize("count", range(len(SHIPPED_PACKS) + 1))
def test_any_packs_make_one_scheme_with_each_name_once(count: int):
    for keys in combinations(SHIPPED_PACKS, count):
        names = [one.name for one in shipped_packs(keys).checked().categories]
        assert len(names) == len(set(names))
        assert bool(names) is bool(keys)
