"""What the machine answered, in another language."""

from collections.abc import Iterator

import pytest

from photo_sorter import language
from photo_sorter.core.sorting.accuracy import NONE, NOT_SURE
from photo_sorter.ui.accuracy.answer_words import answer_words
from photo_sorter.ui.accuracy.cell_sentence import cell_sentence

GERMAN = {
    "not sure": "unsicher",
    "{n} photos of “{truth}”": "{n} Fotos von „{truth}“",
    "{n} of {photos} ({share} %) were taken for none of these.": "Von {photos} galten {n} als nichts davon: {share} %.",
}


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    language.speak(lambda text, number: GERMAN.get(text, text), lambda value: f"{value:,}".replace(",", "."))
    yield
    language.speak(lambda text, number: text, lambda value: f"{value:,}")


def test_a_class_keeps_its_name_even_if_it_is_that_of_an_answer():
    assert answer_words(NOT_SURE) == "unsicher"
    assert answer_words("not sure") == "not sure"


def test_a_cell_is_told_in_the_order_of_the_language():
    assert cell_sentence("Dogs", NONE, 250, 1000) == "Von 1.000 Fotos von „Dogs“ galten 250 als nichts davon: 25 %."
