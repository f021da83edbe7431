"""Saved searches are counted by the worker, from an empty library on."""

from photo_sorter.core.commands import AddFolders, SaveSearches
from photo_sorter.core.events import SavedSearchesCounted
from photo_sorter.core.search.query import SavedSearch
from tests.fakes import colour_picture

SEARCHES = (SavedSearch(1, "Red", "red"), SavedSearch(2, "All", "type:png"))


def counted(house, expected):
    house.events.wait(lambda _: house.events.of(SavedSearchesCounted)[-1:] == [SavedSearchesCounted(expected)])


def test_counts_begin_with_no_photos_and_follow_those_that_come(house, photos):
    worker = house.start()
    worker.post(SaveSearches(SEARCHES))
    counted(house, ((1, 0), (2, 0)))
    for number in range(3):
        colour_picture("red", shade=number).save(photos / f"{number}.png")
    worker.post(AddFolders((photos,)))
    house.events.wait(lambda _: house.events.of(SavedSearchesCounted)[-1].counts[1] == (2, 3))
