"""The worker's model rests while nobody needs it, and comes back by itself."""

from __future__ import annotations

import pytest

from photo_sorter.core.commands import AddFolders, Explain, PrepareSearch, Search
from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import Activity, ActivityChanged, NoticeRaised, PhotoExplained, SearchAnswered
from photo_sorter.core.search.language import parse
from photo_sorter.work import model_memory
from tests.fakes import colour_picture
from tests.patience import wait_until


@pytest.fixture
def resting(house, photos, monkeypatch):
    """A worker with one red photo and nothing to do, whose model rests as soon as it is not needed."""
    colour_picture("red").save(photos / "red.png")
    house.run(AddFolders((photos,)))
    house.events.mark()
    house.opened = 0
    open_embedder = house.open_embedder

    def counted(model_id):
        house.opened += 1
        return open_embedder(model_id)

    house.open_embedder = counted
    monkeypatch.setattr(model_memory, "REST_SECONDS", 0.0)
    worker = house.start()
    house.events.wait_until_idle()
    settle(house, worker)
    assert house.opened == 1
    return worker


def settle(house, worker):
    """Until the worker has taken another turn, at whose end the model rests."""
    wait_until(lambda: worker._models.sorter is not None)
    house.events.mark()
    worker.post(Explain(0, 1))
    house.events.wait_for(PhotoExplained)
    wait_until(lambda: worker._models.sorter.embedder.is_resting)


def activities(house):
    return [event.activity for event in house.events.of(ActivityChanged)]


def test_a_search_wakes_it_and_says_what_it_waits_for(house, resting):
    house.events.mark()
    resting.post(Search(1, parse("red").query))
    house.events.wait_for(SearchAnswered)
    house.events.wait_until_idle()
    assert activities(house) == [Activity.LOADING_MODEL, Activity.IDLE]
    assert house.opened == 2
    (answer,) = house.events.of(SearchAnswered)
    assert answer.relevant == 1


def test_the_same_search_once_more_does_not_need_it(house, resting):
    resting.post(Search(1, parse("red").query))
    house.events.wait_for(SearchAnswered)
    settle(house, resting)
    opened = house.opened
    house.events.mark()
    resting.post(Search(2, parse("red").query))
    house.events.wait_for(SearchAnswered)
    assert house.opened == opened


def test_a_new_photo_wakes_it(house, resting, photos):
    colour_picture("green").save(photos / "green.png")
    house.events.mark()
    resting.post(AddFolders((photos,)))
    house.events.wait_until_idle()
    assert house.opened == 2
    assert house.photo(photos / "green.png").content_hash is not None


def test_who_goes_to_the_search_field_finds_it_awake(house, resting, monkeypatch):
    monkeypatch.setattr(model_memory, "REST_SECONDS", 60.0)
    house.events.mark()
    resting.post(PrepareSearch())
    house.events.wait_until_idle()
    assert activities(house) == [Activity.LOADING_MODEL, Activity.IDLE]
    assert not resting._models.sorter.embedder.is_resting
    house.events.mark()
    resting.post(PrepareSearch())
    resting.post(Search(1, parse("red").query))
    house.events.wait_for(SearchAnswered)
    assert house.opened == 2
    assert activities(house) == []


def test_a_model_that_is_gone_by_then_is_told_to_who_searches(house, resting):
    def gone(model_id):
        raise ModelError("The model is gone.")

    house.open_embedder = resting._memory._open_embedder = gone
    house.events.mark()
    resting.post(PrepareSearch())
    resting.post(Search(1, parse("red").query))
    house.events.wait_for(NoticeRaised)
    assert house.events.of(NoticeRaised)[0].sentence == "The model is gone."
    house.events.wait_until_idle()


def test_a_model_that_was_used_a_moment_ago_stays(house, photos):
    worker = house.start()
    house.events.wait_until_idle()
    house.events.mark()
    worker.post(Explain(0, 1))
    house.events.wait_for(PhotoExplained)
    assert not worker._models.sorter.embedder.is_resting
