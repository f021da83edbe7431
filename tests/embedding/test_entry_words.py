"""The catalogue in the person's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from photo_sorter import language
from photo_sorter.embedding.catalogue import CATALOGUE, ModelEntry
from photo_sorter.embedding.entry_words import in_words


@pytest.fixture
def marked() -> Iterator[None]:
    """A language in which everything that was translated shows it."""
    language.speak(lambda text, number: f"*{text}", str)
    yield
    language.speak(lambda text, number: text, lambda number: f"{number:,}")


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.model_id)
def test_every_title_and_language_of_the_catalogue_is_translated(entry: ModelEntry, marked: None) -> None:
    said = in_words(entry)
    assert (said.title, said.languages) == (f"*{entry.title}", f"*{entry.languages}")
    assert said.licence == entry.licence, "a licence goes by its name"


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.model_id)
def test_in_english_an_entry_stays_as_it_is(entry: ModelEntry) -> None:
    assert in_words(entry) == entry
