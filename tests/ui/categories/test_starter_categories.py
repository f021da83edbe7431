"""The packs that come with the program go together in any selection."""

from itertools import combinations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from photo_sorter.core.sorting.pack import SHIPPED_PACKS
from photo_sorter.ui.categories.starter_categories import pack_titles, shipped_packs, starter_categories
from photo_sorter.ui.language import speak_the_language_of


def test_the_starter_set_is_worth_its_name():
    assert len(starter_categories()) >= 10


@pytest.mark.parametrize("count", range(len(SHIPPED_PACKS) + 1))
def test_any_packs_make_one_scheme_with_each_name_once(count: int):
    for keys in combinations(SHIPPED_PACKS, count):
        names = [one.name for one in shipped_packs(keys).checked().categories]
        assert len(names) == len(set(names))
        assert bool(names) is bool(keys)


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("language", ["de", "fr"])
def test_packs_are_called_in_the_reader_s_language_and_look_for_the_same(qapp: QApplication, language: str):
    english = shipped_packs(SHIPPED_PACKS).categories
    speak_the_language_of(qapp, QLocale(language))
    spoken = shipped_packs(SHIPPED_PACKS).categories
    assert [one.prompts for one in spoken] == [one.prompts for one in english]
    same = {one.name for one in spoken} & {one.name for one in english}
    assert same <= {"Memes", "Roses", "Trains"}
    assert len(set(pack_titles().values())) == len(SHIPPED_PACKS)
