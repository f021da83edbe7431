from contextlib import closing

import pytest

from photo_sorter.store.library import Library
from photo_sorter.store.salvage import records
from photo_sorter.store.salvage.pages import PageFile
from photo_sorter.store.salvage.trees import Forest
from tests.store.stock import add_photos


@pytest.fixture
def pages(home):
    with closing(Library.open(home.library)) as library:
        add_photos(library, [f"{number:05}.jpg" for number in range(600)])
    with PageFile(home.library) as pages:
        yield pages


def test_of_a_page_whose_rows_do_not_fit_one_row_is_read(pages, monkeypatch):
    read = []
    row = records.Node._row
    monkeypatch.setattr(records.Node, "_row", lambda *of: read.append(of) or row(*of))
    forest = Forest(pages, {})
    read.clear()
    assert list(forest.lost_rows(False, lambda row: False)) == []
    assert 10 < len(read) < pages.count


def test_rows_are_found_only_on_pages_where_all_of_them_fit(pages):
    forest = Forest(pages, {})
    paths = [row.values[0] for row in forest.lost_rows(False, lambda row: str(row.values[0]).startswith("/photos/0"))]
    assert len(paths) >= 600 // 2
    some = list(forest.lost_rows(False, lambda row: str(row.values[0]) < "/photos/00300"))
    assert 0 < len(some) < len(paths)
