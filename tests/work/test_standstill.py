import pytest

from photo_sorter.core.commands import AddFolders
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.events import Activity, ActivityChanged, NoticeRaised
from photo_sorter.work import standstill
from photo_sorter.work.ingest import Ingest
from photo_sorter.work.standstill import Standstill
from tests.fakes import colour_picture


def test_the_same_fault_is_told_once_until_the_work_goes_well_again():
    one = Standstill(paused=False)
    assert one.fail("The disk is full.")
    one.go_on(paused=False)
    assert not one.fail("The disk is full.")
    assert one.fail("The disk is gone.")
    one.forget()
    assert one.fail("The disk is gone.")


@pytest.mark.parametrize("paused", [True, False])
def test_what_a_person_paused_stays_paused_when_a_fault_is_over(paused):
    one = Standstill(paused)
    one.fail("The disk is full.")
    assert bool(one)
    one.go_on(paused)
    assert bool(one) is paused


def test_the_work_goes_on_by_itself_when_the_disk_has_space_again(house, photos, monkeypatch):
    monkeypatch.setattr(standstill, "HEAL_SECONDS", 0.2)
    colour_picture("red").save(photos / "red.png")
    full = [True]
    commit = Ingest._commit

    def refuse(ingest, found):
        if full[0]:
            ingest._in_hand.clear()
            raise LibraryError("There is no space left.")
        return commit(ingest, found)

    monkeypatch.setattr(Ingest, "_commit", refuse)
    worker = house.start()
    worker.post(AddFolders((photos,)))
    house.events.wait(lambda events: ActivityChanged(Activity.PAUSED) in [
        ActivityChanged(event.activity) for event in events if isinstance(event, ActivityChanged)
    ])  # fmt: skip
    assert house.tags() == {}
    full[0] = False
    house.events.wait(lambda _: house.photo(photos / "red.png").status == "ready")
    assert len(house.events.of(NoticeRaised)) == 1
