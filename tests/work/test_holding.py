"""Work that waits for something that no person wished."""

from __future__ import annotations

from photo_sorter.core.commands import AddFolders, Hold, Pause, Resume
from photo_sorter.core.events import Activity, ActivityChanged, ModelReady
from tests.fakes import colour_picture


def paused(reason: str):
    """Whether that is what the worker says by now."""

    def is_so(events):
        told = [event for event in events if isinstance(event, ActivityChanged)]
        return bool(told) and (told[-1].activity, told[-1].reason) == (Activity.PAUSED, reason)

    return is_so


def waiting(house) -> int:
    with house.read() as library:
        return library.photos.counts().waiting


def test_held_work_waits_with_its_reason_and_goes_on_without(house, photos):
    colour_picture("red").save(photos / "red.png")
    worker = house.start()
    house.events.wait_for(ModelReady)
    worker.post(Hold("Paused on battery (24 %)"))
    worker.post(AddFolders((photos,)))
    house.events.wait(paused("Paused on battery (24 %)"))
    assert waiting(house) == 1
    house.events.mark()
    worker.post(Hold("Paused on battery (23 %)"))
    house.events.wait(paused("Paused on battery (23 %)"))
    worker.post(Hold(""))
    house.events.wait_until_idle()
    assert waiting(house) == 0


def test_a_persons_pause_outlasts_the_battery_and_the_battery_a_persons_resume(house, photos):
    colour_picture("red").save(photos / "red.png")
    worker = house.start()
    house.events.wait_for(ModelReady)
    worker.post(Hold("Paused on battery"))
    worker.post(Pause())
    worker.post(AddFolders((photos,)))
    house.events.wait(paused(""))
    worker.post(Resume())
    house.events.wait(paused("Paused on battery"))
    house.events.mark()
    worker.post(Pause())
    worker.post(Hold(""))
    house.events.wait(paused(""))
    assert waiting(house) == 1
    worker.post(Resume())
    house.events.wait_until_idle()
    assert waiting(house) == 0


def test_a_hold_is_forgotten_with_the_program(house, photos):
    colour_picture("red").save(photos / "red.png")
    worker = house.start()
    house.events.wait_for(ModelReady)
    worker.post(Hold("Paused on battery"))
    worker.post(AddFolders((photos,)))
    house.events.wait(paused("Paused on battery"))
    house.stop()
    house.events.mark()
    house.start()
    house.events.wait_until_idle()
    assert waiting(house) == 0
