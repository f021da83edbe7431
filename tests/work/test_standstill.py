import pytest

from photo_sorter.core.commands import AddFolders, LookForDisks, Pause, Rescan, SaveScheme
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.events import Activity, ActivityChanged, NoticeRaised
from photo_sorter.settings import SettingsFile
from photo_sorter.work import standstill
from photo_sorter.work.arranging.arranging import Arranging
from photo_sorter.work.ingest import Ingest
from photo_sorter.work.models import Models
from photo_sorter.work.rounds import Rounds
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.standstill import Standstill
from tests.fakes import colour_picture
from tests.work.stock import category, scheme


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


def test_what_was_found_while_the_library_refused_is_sorted_when_the_fault_is_over(house, photos, monkeypatch):
    monkeypatch.setattr(standstill, "HEAL_SECONDS", 0.2)
    for name in ("red", "blue"):
        colour_picture(name).save(photos / f"{name}.png")
    worker = house.start()
    worker.post(AddFolders((photos,)))
    house.events.wait_until_idle()
    worker.post(SaveScheme(scheme(category("red"), category("blue"))))
    house.events.wait(lambda _: house.tags() == {"red.png": ["red"], "blue.png": ["blue"]})

    refusals = [1]
    remove = Sorter.remove

    def refuse(sorter, photo_ids):
        if refusals:
            refusals.pop()
            raise LibraryError("The disk reports a fault.")
        remove(sorter, photo_ids)

    monkeypatch.setattr(Sorter, "remove", refuse)
    (photos / "red.png").unlink()
    worker.post(Rescan())
    blue = house.photo(photos / "blue.png").id
    house.events.wait(lambda _: not refusals and worker._sorter.index.ids.tolist() == [blue])


def test_runs_hear_of_disks_though_the_library_refuses_to_note_where_these_are(house, photos, monkeypatch):
    heard = []

    def refuse(rounds):
        raise LibraryError("There is no space left.")

    monkeypatch.setattr(Rounds, "look_for_disks", refuse)
    monkeypatch.setattr(Arranging, "disks_changed", lambda arranging: heard.append(arranging))
    house.run(LookForDisks())
    assert heard
    assert [event.sentence for event in house.events.of(NoticeRaised)] == ["There is no space left."]


def test_what_a_person_pauses_stays_paused_though_the_library_refuses(house, monkeypatch):
    def refuse(models):
        raise LibraryError("There is no space left.")

    worker = house.start()
    house.events.wait_until_idle()
    monkeypatch.setattr(Models, "wake", refuse)
    worker.post(Pause())
    house.events.wait_for(NoticeRaised)
    assert SettingsFile(house.home.settings).current.paused
