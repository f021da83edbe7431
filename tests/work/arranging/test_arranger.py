"""Runs through a real worker: the library follows, searches go on, and the watcher takes our own work for no news."""

from __future__ import annotations

import pytest

from photo_sorter.core.arranging.commands import CancelRun, ResumeRun, StartRun, UndoRun
from photo_sorter.core.arranging.events import RunEnded
from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile
from photo_sorter.core.arranging.run import Rule
from photo_sorter.core.commands import AddFolders
from photo_sorter.core.events import PhotosIndexed
from photo_sorter.core.photo import Status
from photo_sorter.media.mounts import Mounts
from photo_sorter.media.questions import Questions
from photo_sorter.work.arranging import ledger
from photo_sorter.work.arranging.arranger import Arranger
from tests.fakes import colour_picture
from tests.work.arranging.scene import Scene


@pytest.fixture
def indexed(house, photos):
    """Three photos in a watched folder; the worker runs, at rest."""
    for name in ("red", "green", "blue"):
        colour_picture(name).save(photos / f"{name}.png")
    house.run(AddFolders((photos,)))
    house.events.mark()
    house.start()
    house.events.wait_until_idle()
    house.events.mark()
    return {path.stem: house.photo(path) for path in sorted(photos.iterdir())}


def plan(indexed, mode, destination) -> Plan:
    files = [
        PlannedFile(
            photo.path, destination / name / photo.path.name, photo.id, photo.size_bytes, photo.mtime_ns,
            photo.content_hash, group,
        )
        for group, (name, photo) in enumerate(indexed.items())
    ]  # fmt: skip
    return Plan(Arrangement(destination, mode), tuple(files))


def obey(house, command) -> RunEnded:
    house.events.mark()
    house._worker.post(command)
    house.events.wait_for(RunEnded)
    (ended,) = house.events.of(RunEnded)
    return ended


def test_a_command_that_is_refused_is_told_by_itself_and_not_as_the_end_of_a_run_under_way(house, indexed):
    refused = UndoRun(99)
    ended = obey(house, refused)
    assert (ended.run_id, ended.refused is refused, ended.interruption) == (None, True, "There is no run 99.")


@pytest.mark.parametrize("inside", [True, False])
def test_photos_move_with_their_ids_and_nothing_is_looked_at_again(house, photos, indexed, tmp_path, inside):
    destination = (photos if inside else tmp_path) / "Sorted"
    ended = obey(house, StartRun(plan(indexed, Mode.MOVE, destination), "by colour"))
    assert (ended.done, ended.interruption) == (3, None)
    house.events.wait_until_idle()
    for name, before in indexed.items():
        now = house.photo(destination / name / f"{name}.png")
        assert (now.id, now.status, now.content_hash) == (before.id, Status.READY, before.content_hash)
    assert not house.events.of(PhotosIndexed)
    undone = obey(house, UndoRun(ended.run_id))
    assert undone.done == 3
    assert {name: house.photo(photo.path) for name, photo in indexed.items()} == indexed


def test_copies_in_a_watched_folder_are_found_at_once_and_leave_with_undo(house, photos, indexed):
    ended = obey(house, StartRun(plan(indexed, Mode.COPY, photos / "Sorted"), "by colour"))
    copy = house.photo(photos / "Sorted" / "red" / "red.png")
    assert (copy.status, copy.content_hash) == (Status.READY, indexed["red"].content_hash)
    obey(house, UndoRun(ended.run_id))
    assert house.photo(copy.path).status is Status.MISSING
    assert house.photo(indexed["red"].path) == indexed["red"]


def test_a_run_that_was_interrupted_is_finished_by_the_next_worker(house, photos, indexed, tmp_path):
    from photo_sorter.store.library import Library
    from photo_sorter.work.arranging.ledger import Ledger

    house.stop()
    with Library.open(house.home.library) as library:
        run = Ledger(library).open(plan(indexed, Mode.MOVE, tmp_path / "Sorted"), "by colour")
    house.start()
    refused = obey(house, StartRun(plan(indexed, Mode.COPY, tmp_path / "Other"), "another"))
    assert refused.run_id is None
    assert f"Run {run.id} is not at its end: by colour." in refused.interruption
    assert obey(house, ResumeRun(run.id)).done == 3
    assert house.photo(tmp_path / "Sorted" / "red" / "red.png").id == indexed["red"].id


def test_cancelling_without_a_run_and_undoing_an_unknown_one_do_no_harm(house, indexed):
    house._worker.post(CancelRun())
    assert obey(house, UndoRun(99)).interruption == "There is no run 99."


class Ruled:
    """A rule that copies to a disk which is full: a run of it, and what is told of its end."""

    def __init__(self, library, photos, disk):
        self.told, self._filler = [], disk / "filler"
        scene = Scene(library, photos, disk / "sorted")
        plan = scene.plan(Mode.COPY, {scene.add(dog=b"woof")["dog"]: "dog.jpg"})
        with library.atomic():
            rule_id = library.journal.save_rule(Rule(None, "full", (scene.photos,), plan.arrangement, enabled=True))
        self.arranger = Arranger(library, lambda waits: None, self.told.append, lambda followed: None, Questions())
        with pytest.raises(OSError, match="No space left"):
            self._filler.write_bytes(bytes(2 << 20))
        self.arranger.start(StartRun(plan, "to a full disk"), rule_id)

    def make_room(self) -> None:
        self._filler.unlink()

    def ended(self) -> RunEnded | None:
        self.told.clear()
        while self.arranger.is_running:
            self.arranger.make_entries()
        self.arranger._thread.join()  # which has told it by then
        return next((event for event in self.told if isinstance(event, RunEnded)), None)


@pytest.fixture
def ruled(library, tmp_path, other_volume) -> Ruled:
    return Ruled(library, tmp_path / "photos", other_volume)


def test_a_run_of_a_rule_that_a_person_has_to_help_goes_on_only_after_its_disk_was_away(ruled, monkeypatch):
    assert "there is no space left on the disk" in ruled.ended().interruption
    ruled.arranger.disks_changed()
    assert ruled.ended() is None
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ledger, "read_mounts", lambda: Mounts(()))
        ruled.arranger.disks_changed()
    ruled.make_room()
    ruled.arranger.disks_changed()
    assert ruled.ended().done == 1


def test_a_run_of_a_rule_goes_on_after_disks_have_changed_while_it_was_under_way(ruled):
    ruled.arranger.disks_changed()
    assert "there is no space left on the disk" in ruled.ended().interruption
    assert not ruled.arranger.is_done
    ruled.make_room()
    ruled.arranger.turn()
    assert ruled.ended().done == 1
    assert ruled.arranger.is_done
