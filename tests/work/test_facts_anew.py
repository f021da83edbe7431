"""A library from before facts and fingerprints: photos are read once more, and nothing of what was known is lost."""

import os
import sqlite3

import pytest

from photo_sorter.core.commands import AddFolders, SaveScheme, Search
from photo_sorter.core.events import SearchAnswered
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.settings import SettingsFile
from tests.fakes import colour_picture


@pytest.fixture
def older(house, photos):
    """As the migration to version 4 leaves a library."""
    for shade, colour in enumerate(("red", "red", "green", "blue")):
        colour_picture(colour, shade=shade).save(photos / f"{colour}{shade}.png")
    house.run(AddFolders((photos,)), SaveScheme(Scheme((Category("Red things", (Prompt("red"),)),))))
    connection = sqlite3.connect(house.home.library)
    with connection:
        connection.execute("UPDATE photos SET facts_version = 0, lens = NULL, rating = NULL")
        connection.execute("DELETE FROM fingerprints")
    connection.close()
    return house


def fingerprints(house) -> int:
    with house.read() as library:
        return len(library.fingerprints.of_photos()[0])


def test_facts_and_fingerprints_come_without_another_look_by_the_model(older):
    before, tags = older.embedders["colours"].pictures_seen, older.tags()
    assert fingerprints(older) == 0
    older.run()
    assert fingerprints(older) == 4
    assert (older.embedders["colours"].pictures_seen, older.tags()) == (before, tags)
    with older.read() as library:
        assert library.photos.queue_length() == 0


def test_meanwhile_every_photo_is_sorted_and_found(older):
    SettingsFile(older.home.settings).change(paused=True)
    tags = older.tags()
    worker = older.start()
    worker.post(Search(1, parse("red").query))
    older.events.wait_for(SearchAnswered)
    assert len(older.events.of(SearchAnswered)[0].photo_ids) == 4
    older.stop()
    assert fingerprints(older) == 0
    assert older.tags() == tags != {}


def test_a_file_that_cannot_be_read_any_more_keeps_what_is_known_and_is_not_asked_again(older, photos):
    state = (photos / "red0.png").stat()
    (photos / "red0.png").write_bytes(b"x" * state.st_size)

    os.utime(photos / "red0.png", ns=(state.st_atime_ns, state.st_mtime_ns))
    tags = older.tags()
    older.run()
    assert older.tags() == tags
    with older.read() as library:
        assert library.photos.queue_length() == 0
