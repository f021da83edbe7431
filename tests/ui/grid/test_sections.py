"""Which photos stand together, asked of a real library."""

from collections.abc import Iterator

import numpy as np
import pytest

from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.ui.grid.sections import Section, Spans, counts_of, for_view, is_by_date
from photo_sorter.ui.library_reader import LibraryReader
from tests.ui.desk import Desk


@pytest.fixture
def reader(desk: Desk) -> Iterator[LibraryReader]:
    """Forty photos, a day each, back from the last of June 2024."""
    desk.add_photos([f"{number:02}.jpg" for number in range(40)])
    reader = LibraryReader(desk.home.library)
    reader.open()
    yield reader
    reader.close()


def test_months_and_days_follow_the_order(reader: LibraryReader):
    months = [Section("June 2024", 30), Section("May 2024", 10)]
    _, newest = for_view(reader, View(), Order.NEWEST, Grouping.MONTH)
    assert list(newest) == months
    ids, oldest = for_view(reader, View(), Order.OLDEST, Grouping.MONTH)
    assert list(oldest) == months[::-1]
    assert ids.tolist() == reader.ids(View(), Order.OLDEST).tolist()
    _, days = for_view(reader, View(), Order.NEWEST, Grouping.DAY)
    assert days[0] == Section("Sunday, 30 June 2024", 1)
    assert len(days) == 40


def test_categories_follow_the_scheme_and_what_has_none_comes_last(reader: LibraryReader, desk: Desk):
    cats, dogs = desk.add_categories("Cats", "Dogs")
    newest = reader.ids(View(), Order.NEWEST).tolist()
    with desk.library.atomic():
        desk.library.tags.write(
            [
                (dogs.id or 0, newest[0], 0.9, "auto", True),
                (cats.id or 0, newest[0], 0.6, "auto", True),
                (cats.id or 0, newest[7], 0.8, "auto", True),
                (cats.id or 0, newest[3], 0.7, "user", True),
                (cats.id or 0, newest[5], 0.3, "auto", False),
            ],
            [],
        )
    ids, sections = for_view(reader, View(), Order.NEWEST, Grouping.CATEGORY)
    assert sections == (Section("Cats", 2), Section("Dogs", 1), Section("Not sorted", 37))
    assert ids.tolist()[:3] == [newest[3], newest[7], newest[0]]
    assert ids.tolist()[3:] == [id for number, id in enumerate(newest) if number not in (0, 3, 7)]


@pytest.mark.parametrize("order", [Order.NAME, Order.SCORE])
def test_an_order_that_is_not_by_date_has_no_days(reader: LibraryReader, desk: Desk, order: Order):
    (cats,) = desk.add_categories("Cats")
    desk.tag(int(reader.ids(View(), order)[0]), cats.id or 0)
    view = View(Place.CATEGORY, cats.id)
    assert not is_by_date(view, order)
    assert for_view(reader, view, order, Grouping.DAY)[1] == ()
    assert for_view(reader, view, order, Grouping.NONE)[1] == ()


def test_photos_that_go_between_two_looks_are_counted_all_the_same(reader: LibraryReader, desk: Desk, monkeypatch):
    ids = reader.ids(View(), Order.NEWEST)
    monkeypatch.setattr(reader, "ids", lambda *_: np.append(ids, 99_999))
    shown, sections = for_view(reader, View(), Order.NEWEST, Grouping.MONTH)
    assert sum(section.count for section in sections) == len(shown) == 41


def test_an_empty_place_has_no_sections(desk: Desk, reader: LibraryReader):
    for grouping in Grouping:
        assert for_view(reader, View(Place.NOT_SURE), Order.NEWEST, grouping)[1] == ()


def test_titles_are_written_only_for_the_sections_that_are_looked_at(reader: LibraryReader):
    asked: list[str] = []

    def words(date: str) -> str:
        asked.append(date)
        return date

    spans = Spans(np.array([20240630, 20240629, 0]), np.array([3, 4, 1]), words)
    assert counts_of(spans) == (3, 4, 1)
    assert not asked
    assert spans[1] == Section("2024-06-29", 4)
    assert [one.title for one in spans[1:]] == ["2024-06-29", ""]
    assert counts_of((Section("Cats", 2),)) == (2,)
