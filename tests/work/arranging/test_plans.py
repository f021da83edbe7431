"""Plans in the background, through a real worker."""

import threading

import pytest

from photo_sorter.core.arranging.commands import MakePlan
from photo_sorter.core.arranging.events import PlanMade
from photo_sorter.core.arranging.plan import Arrangement
from photo_sorter.core.commands import AddFolders
from photo_sorter.work.arranging import plans
from photo_sorter.work.arranging.plans import Plans
from tests.fakes import colour_picture


@pytest.fixture
def ready(house, photos):
    colour_picture("red").save(photos / "a.png")
    house.run(AddFolders((photos,)))
    house.events.mark()
    return house


def test_a_worker_answers_with_a_plan_or_with_a_sentence(ready, photos, tmp_path):
    worker = ready.start()
    worker.post(MakePlan(1, Arrangement(tmp_path / "out", template="{name}")))
    ready.events.wait_for(PlanMade)
    (made,) = ready.events.of(PlanMade)
    assert (made.token, made.sentence) == (1, None)
    assert [file.target for file in made.plan.files] == [tmp_path / "out" / "a.png"]
    ready.events.mark()
    worker.post(MakePlan(2, Arrangement(tmp_path / "out", template="{foo}")))
    ready.events.wait_for(PlanMade)
    (made,) = ready.events.of(PlanMade)
    assert (made.token, made.plan) == (2, None)
    assert made.sentence.startswith("There is no field {foo}")


def test_only_the_last_is_answered_and_a_cancelled_one_with_a_sentence(ready, tmp_path, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    make_plan = plans.make_plan

    def make_when_told(*values):
        begun.set()
        assert go_on.wait(60)
        return make_plan(*values)

    monkeypatch.setattr(plans, "make_plan", make_when_told)
    told = Plans(ready.home.library, ready.events)
    told.start(MakePlan(1, Arrangement(tmp_path / "out")))
    assert begun.wait(60)
    told.start(MakePlan(2, Arrangement(tmp_path / "out")))
    told.cancel()
    go_on.set()
    told.close()
    assert ready.events.all == [PlanMade(2, None, "Planning was stopped.")]
