"""Rules in a real worker, and disks that come and go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from photo_sorter.core.arranging.commands import SaveRule
from photo_sorter.core.arranging.events import RulesWaiting, RunEnded
from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile
from photo_sorter.core.arranging.run import Rule, RunState
from photo_sorter.core.commands import AddFolders, LookAt, LookForDisks
from photo_sorter.core.events import LibraryChanged, NoticeRaised
from photo_sorter.store.library import Library
from tests.fakes import colour_picture
from tests.work.arranging.scene import NOT_CONNECTED, OTHER_DISK


@pytest.fixture
def rule(house, photos, stick):
    """Copies new photos to the stick, to which the first has gone; a worker at rest runs."""
    destination = stick.place / "Sorted"
    destination.mkdir()
    house.run(AddFolders((photos,)))
    house.start()
    wanted = Rule(None, "To the stick", (photos,), Arrangement(destination, Mode.COPY, "New"), enabled=True)
    save(house, wanted)
    come(house, photos / "red.png")
    assert ended(house).done == 1
    with house.read() as library:
        return library.journal.rules()[0]


def save(house, rule: Rule) -> None:
    house._worker.post(SaveRule(rule))
    house.events.wait(lambda events: LibraryChanged(runs=True) in events)


def come(house, *paths: Path) -> None:
    house.events.mark()
    for path in paths:
        colour_picture(path.stem).save(path)
    house._worker.post(LookAt(frozenset(paths)))


def ended(house) -> RunEnded:
    house.events.wait_for(RunEnded)
    return house.events.of(RunEnded)[-1]


def waiting(house) -> dict[int, str]:
    house.events.wait_for(RulesWaiting)
    return dict(house.events.of(RulesWaiting)[-1].sentences)


@pytest.mark.parametrize("now", ["vanished", "an empty folder", "another disk"])
def test_a_rule_waits_for_the_disk_of_its_destination(house, photos, stick, rule, now):
    stick.plug_out(vanish=now == "vanished")
    if now == "another disk":
        stick.put_another_in_its_place()
        rule.arrangement.destination.mkdir()
    come(house, photos / "green.png")
    why = OTHER_DISK if now == "another disk" else NOT_CONNECTED
    assert waiting(house) == {rule.id: why}
    assert [event.sentence for event in house.events.of(NoticeRaised)] == [f"The rule “To the stick” waits: {why}"]
    assert now != "vanished" or not stick.place.exists()
    assert not (rule.arrangement.destination / "New").exists()
    if now == "another disk":
        stick.take_the_other_away()
    stick.plug_in()
    house.events.mark()
    house._worker.post(LookForDisks())
    assert (ended(house).done, waiting(house)) == (1, {})
    assert sorted(path.name for path in (rule.arrangement.destination / "New").iterdir()) == ["green.png", "red.png"]


def test_a_rule_follows_its_disk(house, photos, stick, rule, tmp_path):
    stick.plug_out(vanish=True)
    stick.plug_in(tmp_path / "elsewhere")
    house._worker.post(LookForDisks())
    come(house, photos / "green.png")
    assert ended(house).done == 1
    assert (tmp_path / "elsewhere" / "Sorted" / "New" / "green.png").exists()
    assert not (tmp_path / "volume").exists()


def test_a_rule_that_is_switched_while_its_disk_is_away_knows_it_still(house, photos, stick, rule):
    stick.plug_out()
    rule.arrangement.destination.mkdir()  # on the internal disk
    save(house, replace(rule, name="Still to the stick"))
    come(house, photos / "green.png")
    assert waiting(house) == {rule.id: NOT_CONNECTED}
    assert list(rule.arrangement.destination.iterdir()) == []


@pytest.mark.parametrize("is_back", [False, True])
def test_a_run_of_a_rule_goes_on_by_itself_once_its_disk_is_back(house, photos, stick, rule, is_back):
    house.stop()
    with Library.open(house.home.library) as library:
        photo = library.photos.at(photos / "red.png")
        file = PlannedFile(
            photo.path, rule.arrangement.destination / "again.png", photo.id, photo.size_bytes, photo.mtime_ns,
            photo.content_hash, 0,
        )  # fmt: skip
        run_id = interrupted_run(library, rule, file, rule.volume_id if is_back else None)
    house.events.mark()
    house.start()
    house._worker.post(LookForDisks())
    if is_back:
        assert (ended(house).run_id, ended(house).done) == (run_id, 1)
        assert file.target.exists()
    else:
        house.events.wait_until_idle()
        assert not house.events.of(RunEnded), "it is not tried in vain"


def interrupted_run(library: Library, rule: Rule, file: PlannedFile, volume_id: int | None) -> int:
    """`volume_id` None: on a disk that is nowhere."""
    with library.atomic():
        lies_on = volume_id or library.volumes.note("nowhere", Path("/media/nowhere"))
        run_id = library.journal.add(
            Plan(rule.arrangement, (file,)), "of a rule", rule.id, volume_of=lambda _: lies_on
        )  # fmt: skip
        library.journal.turn(run_id, RunState.RUNNING, NOT_CONNECTED)
    return run_id
