"""Numbers and dates in another language than English."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from photo_sorter import language
from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.ui import phrases

GERMAN = {
    "d MMMM yyyy, HH:mm": "d. MMMM yyyy, HH:mm 'Uhr'",
    "dddd, d MMMM yyyy": "dddd, d. MMMM yyyy",
    "{degrees}° E": "{degrees}° O",
    "{number} of {count}": "{number} von {count}",
    "{rate}/s": "{rate} je s",
}


@pytest.fixture
def german() -> Iterator[None]:
    before, locale = QLocale(), QLocale("de_DE")
    QLocale.setDefault(locale)
    language.speak(lambda text, number: GERMAN.get(text, text), lambda value: locale.toString(value))
    yield
    QLocale.setDefault(before)
    language.speak(lambda text, number: text, lambda value: f"{value:,}")


@pytest.mark.usefixtures("german")
def test_dates_stand_in_the_order_of_the_language():
    assert phrases.taken("2021-06-14T16:05:59") == "14. Juni 2021, 16:05 Uhr"
    assert phrases.day("2019-07-14") == "Sonntag, 14. Juli 2019"
    assert phrases.month("2019-03") == "März 2019"
    assert phrases.month("no time") == "no time"


@pytest.fixture
def french() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("fr_FR"))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("french")
def test_a_day_within_a_sentence_begins_as_the_language_writes_it_there():
    assert phrases.day("2019-07-14").startswith("dimanche")


@pytest.mark.usefixtures("german")
def test_numbers_have_the_separators_of_the_language():
    assert phrases.photos(12_345) == "12.345 photos"
    assert phrases.file_size(4_230_000) == "4,2 MB"
    assert phrases.dimensions(4000, 3000) == "4.000 × 3.000 · 12 MP"
    assert phrases.position(-33.8568, 151.2153) == "33,8568° S, 151,2153° O"


@pytest.mark.usefixtures("german")
def test_progress_is_told_in_the_language():
    state = ActivityChanged(Activity.INDEXING, 1200, 5000, 2.5, None)
    assert phrases.activity(state, 5) == "1.200 von 5.000 · 2,5 je s"


def test_no_change_of_the_clock_moves_a_photo(monkeypatch: pytest.MonkeyPatch):
    """02:30 on this day does not exist in Berlin, but cameras go on."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert phrases.taken("2024-03-31T02:30:00") == "31 March 2024, 02:30"


def test_sizes_turn_to_the_next_unit_where_a_person_would():
    sizes = (999, 1000, 99_500_000, 100_000_000, 1_250_000_000_000)
    assert [phrases.file_size(size) for size in sizes] == ["999 bytes", "1 kB", "99.5 MB", "100 MB", "1,250 GB"]
