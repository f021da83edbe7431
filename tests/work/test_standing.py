"""What the window is told again as photos come and go, through a real worker."""

import pytest

from photo_sorter.core.commands import AddFolders, LookAt, SaveScheme, SaveSearches, Search, SetMarks
from photo_sorter.core.events import NoticeRaised, SavedSearchesCounted, SearchAnswered, Stopped, VocabularyChanged
from photo_sorter.core.marks import Marks
from photo_sorter.core.search.language import parse, text_of
from photo_sorter.core.search.query import Query, SavedSearch
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.work import standing
from tests.fakes import colour_picture


@pytest.fixture(autouse=True)
def no_rest(monkeypatch):
    monkeypatch.setattr(standing, "REST_SECONDS", 0.0)


@pytest.fixture
def at_work(house, photos):
    for name in ("red0", "red1", "green0"):
        colour_picture("red" if "red" in name else "green", shade=int(name[-1])).save(photos / f"{name}.png")
    house.run(AddFolders((photos,)))
    house.events.mark()
    worker = house.start()
    house.events.wait_until_idle()
    house.events.wait_for(VocabularyChanged)
    house.events.mark()
    return worker


def save(worker, *texts):
    worker.post(SaveSearches(tuple(SavedSearch(id, f"Search {id}", text) for id, text in enumerate(texts, start=1))))


def counted(house, *counts):
    """Waits until the saved searches find so many."""
    house.events.wait(lambda all: SavedSearchesCounted(tuple(enumerate(counts, start=1))) in all)


def test_counts_follow_arrivals_marks_and_departures(house, photos, at_work):
    save(at_work, "in:photos", "is:favourite", "red")
    counted(house, 3, 0, 2)
    at_work.post(SetMarks(((house.photo(photos / "red0.png").id, Marks(favourite=True)),)))
    counted(house, 3, 1, 2)
    colour_picture("red", shade=9).save(photos / "red9.png")
    at_work.post(LookAt(frozenset({photos / "red9.png"})))
    counted(house, 4, 1, 3)
    (photos / "red0.png").unlink()
    at_work.post(LookAt(frozenset({photos / "red0.png"})))
    counted(house, 3, 0, 2)
    save(at_work)
    counted(house)


def test_only_news_is_told(house, photos, at_work):
    save(at_work, "red")
    counted(house, 2)
    house.events.mark()
    photo = house.photo(photos / "green0.png").id
    at_work.post(SetMarks(((photo, Marks(rating=3)),)))
    at_work.post(SetMarks(((photo, Marks(favourite=True)),)))
    save(at_work, "red", "is:favourite")
    counted(house, 2, 1)
    assert len(house.events.of(SavedSearchesCounted)) == 1
    assert not house.events.of(VocabularyChanged)


def test_a_saved_search_for_a_picture_is_counted_once_that_was_looked_at(house, at_work, tmp_path):
    colour_picture("green", shade=50).save(tmp_path / "outside.png")
    save(at_work, text_of(Query(pictures=(tmp_path / "outside.png",))))
    counted(house, 1)


def test_a_saved_search_for_a_picture_that_is_nowhere_is_no_endless_work(house, at_work, tmp_path):
    save(at_work, text_of(Query(pictures=(tmp_path / "nowhere.png",))))
    counted(house, 0)
    at_work.post(Search(5, parse("red").query))
    house.events.wait_for(SearchAnswered)
    house.stop()
    assert len(house.events.of(SavedSearchesCounted)) == 1


def test_a_name_given_twice_is_a_sentence_and_nothing_is_lost(house, at_work):
    save(at_work, "red")
    counted(house, 2)
    at_work.post(SaveSearches((SavedSearch(1, "Ärger", "red"), SavedSearch(None, "ärger", "green"))))
    house.events.wait_for(NoticeRaised)
    assert "two saved searches called “Ärger”" in house.events.of(NoticeRaised)[0].sentence
    with house.read() as library:
        assert [one.name for one in library.searches.all()] == ["Search 1"]
    house.stop()
    assert house.events.of(Stopped) == [Stopped(None)]


def test_the_vocabulary_follows_folders_and_categories(house, photos, at_work):
    at_work.post(SaveScheme(Scheme((Category("Warm", (Prompt("red"),)),))))

    def told(*categories, folders):
        def is_last(events):
            last = [one.vocabulary for one in events if isinstance(one, VocabularyChanged)][-1:]
            return last and (dict(last[0].categories), dict(last[0].folders)) == (dict(categories), folders)

        house.events.wait(is_last)

    told(("Warm", 2), folders={"photos": 3})
    (photos / "sub").mkdir()
    (photos / "red0.png").rename(photos / "sub" / "red0.png")
    at_work.post(LookAt(frozenset({photos / "red0.png", photos / "sub" / "red0.png"})))
    told(("Warm", 2), folders={"photos": 2, "photos/sub": 1})
