"""Searches while folders come, go and are elsewhere: what they find, and what is read for it."""

from pathlib import Path

import pytest

from photo_sorter.core.search.language import parse
from photo_sorter.work.search import Searcher
from tests.blank_library import new_library
from tests.work.stock import Stock, category, scheme


@pytest.fixture
def stock(home):
    with new_library(home.library) as library:
        yield Stock(library)


def split(stock, photos) -> int:
    """These photos are in a folder of their own; gives its id."""
    with stock.library.atomic():
        folder = stock.library.folders.add(Path("/other"))
        for photo in photos:
            stock.library._db.execute(
                "UPDATE photos SET folder_id = ?, path = '/other/' || name WHERE id = ?", [folder.id, photo]
            )
    return folder.id


def found(searcher, text: str) -> list[int]:
    return sorted(searcher.find(parse(text).query).photo_ids.tolist())


def test_of_a_folder_that_goes_comes_and_is_elsewhere_only_its_own_facts_are_read(stock, monkeypatch):
    photos = stock.add(*["red", "blue", "green"] * 4)
    stock.save(scheme(category("red"), category("blue")))
    other = split(stock, photos[8:])
    searcher = Searcher(stock.sorter)
    assert found(searcher, "") == photos
    read = []
    rows = stock.library.photos.table_rows
    monkeypatch.setattr(stock.library.photos, "table_rows", lambda ids: read.extend(ids) or rows(ids))
    with stock.library.atomic():
        stock.library.folders.remove(other)
    stock.sorter.follow_folders()
    searcher.follow_folders()
    assert read == []
    assert found(searcher, "") == photos[:8]
    with stock.library.atomic():
        stock.library.folders.add(Path("/other"))
    stock.sorter.follow_folders()
    searcher.follow_folders()
    assert read == photos[8:]
    assert found(searcher, "") == photos
    assert found(searcher, "in:elsewhere") == []
    read.clear()
    with stock.library.atomic():
        stock.library._db.execute("UPDATE folders SET path = '/elsewhere' WHERE id = ?", [other])
        stock.library._db.execute("UPDATE photos SET path = '/elsewhere/' || name WHERE folder_id = ?", [other])
    searcher.follow_folders()
    assert read == photos[8:]
    assert found(searcher, "in:elsewhere") == photos[8:]


def test_where_nothing_has_changed_nothing_is_read(stock, monkeypatch):
    stock.add("red", "blue")
    searcher = Searcher(stock.sorter)
    assert len(searcher.table) == 2
    monkeypatch.setattr(stock.library.photos, "table_parts", None)
    monkeypatch.setattr(stock.library.photos, "table_rows", None)
    searcher.follow_folders()
    assert len(searcher.table) == 2
