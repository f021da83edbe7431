"""Runs against disks that are away, replaced by another, or mounted elsewhere: real file systems, moved about."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import RunState, StepState
from photo_sorter.core.photo import Status
from photo_sorter.media import placing
from photo_sorter.media.mounts import read_mounts
from photo_sorter.media.placing import CHUNK_BYTES
from photo_sorter.store.volumes import KnownVolume
from photo_sorter.work.arranging import disks
from photo_sorter.work.arranging.runner import Runner
from photo_sorter.work.rounds import Rounds
from photo_sorter.work.whereabouts import Whereabouts
from tests.work.arranging.scene import NOT_CONNECTED, OTHER_DISK, Scene, contents, tree
from tests.work.arranging.stick import mount

BOTH = pytest.mark.parametrize("mode", [Mode.COPY, Mode.MOVE])


@pytest.fixture
def to_stick(library, tmp_path, stick) -> Scene:
    """Photos on the internal disk, which go to the stick."""
    return Scene(library, tmp_path / "photos", stick.place / "sorted")


@pytest.fixture
def from_stick(library, tmp_path, stick) -> Scene:
    """Photos on the stick, which go to the internal disk."""
    scene = Scene(library, stick.place / "photos", tmp_path / "sorted")
    Whereabouts(library).look()
    return scene


def states(scene: Scene, run_id: int) -> list[StepState]:
    return [step.state for step in scene.steps(run_id)]


@BOTH
@pytest.mark.parametrize("now", ["vanished", "an empty folder", "another disk"])
def test_nothing_is_put_where_the_disk_was(to_stick, stick, mode, now):
    files = to_stick.add(a=b"first", b=b"second")
    run = to_stick.open(mode, {path: path.name for path in files.values()})
    before, place = tree(to_stick.photos), stick.place
    stick.plug_out(vanish=now == "vanished")
    if now == "another disk":
        stick.put_another_in_its_place()
    ended = to_stick.runner(run.id).finish()
    assert ended.interruption == (OTHER_DISK if now == "another disk" else NOT_CONNECTED)
    assert tree(to_stick.photos) == before
    assert not place.exists() or list(place.iterdir()) == []
    assert states(to_stick, run.id) == [StepState.PLANNED] * 2
    assert to_stick.library.journal.run(run.id).state is RunState.RUNNING
    if now == "another disk":
        stick.take_the_other_away()
    stick.plug_in()
    assert to_stick.runner(run.id).finish().done == 2


@BOTH
@pytest.mark.parametrize("is_replaced", [False, True])
def test_what_lies_on_a_disk_that_is_away_is_not_taken_for_gone_by_undo(to_stick, stick, mode, is_replaced):
    files = to_stick.add(a=b"first", b=b"second")
    before = tree(to_stick.photos)
    run_id = to_stick.run(mode, {path: path.name for path in files.values()}).run_id
    stick.plug_out()
    if is_replaced:
        stick.put_another_in_its_place()
        to_stick.destination.mkdir()
    undone = to_stick.undo(run_id)
    assert (undone.done, undone.interruption) == (0, OTHER_DISK if is_replaced else NOT_CONNECTED)
    assert states(to_stick, run_id) == [StepState.DONE] * 2
    assert to_stick.library.journal.run(run_id).state is RunState.ENDED
    if is_replaced:
        stick.take_the_other_away()
    stick.plug_in()
    assert to_stick.undo(run_id).done == 2
    assert tree(to_stick.photos) == before


@BOTH
@pytest.mark.parametrize("undoing", [False, True])
def test_a_run_goes_on_where_its_disk_is_mounted_next(to_stick, stick, tmp_path, mode, undoing):
    files = to_stick.add(a=b"first", b=b"second", c=b"third")
    before = tree(to_stick.photos)
    run = to_stick.open(mode, {path: path.name for path in files.values()})
    if undoing:
        to_stick.runner(run.id).finish()

    def unplug() -> bool:
        put, taken_back = (to_stick.destination / "a.jpg").exists(), not (to_stick.destination / "c.jpg").exists()
        if mode is Mode.MOVE:
            taken_back = files["c"].exists()
        if stick.place.is_mount() and (taken_back if undoing else put):
            stick.plug_out()
        return False

    runner = to_stick.runner(run.id, is_leaving=unplug)
    ended = runner.take_back() if undoing else runner.finish()
    assert (ended.interruption, ended.undoing) == (NOT_CONNECTED, undoing)
    assert to_stick.library.journal.open_run().id == run.id
    stick.plug_in(tmp_path / "volume1")
    Whereabouts(to_stick.library).look()
    assert to_stick.library.journal.run(run.id).arrangement.destination == tmp_path / "volume1" / "sorted"
    assert to_stick.runner(run.id).finish().interruption is None
    if undoing:
        assert states(to_stick, run.id) == [StepState.UNDONE] * 3
    else:
        assert states(to_stick, run.id) == [StepState.DONE] * 3
        assert sum(contents(tmp_path / "volume1").values()) == 3
        assert to_stick.undo(run.id).done == 3
    assert tree(to_stick.photos) == before
    assert contents(tmp_path / "volume1", to_stick.destination) == {}


@BOTH
def test_a_run_waits_for_the_disk_that_its_photos_are_on(from_stick, stick, mode):
    files = from_stick.add(a=b"first", b=b"second", c=b"third")
    run = from_stick.open(mode, {path: path.name for path in files.values()})

    def unplug() -> bool:
        if (from_stick.destination / "a.jpg").exists() and stick.place.is_mount():
            stick.plug_out()
        return False

    ended = from_stick.runner(run.id, is_leaving=unplug).finish()
    assert (ended.interruption, ended.sentences) == (NOT_CONNECTED, ())
    assert StepState.FAILED not in states(from_stick, run.id)
    again = from_stick.runner(run.id).finish()
    assert (again.interruption, again.sentences) == (NOT_CONNECTED, ())
    stick.plug_in()
    assert from_stick.runner(run.id).finish().interruption is None
    assert states(from_stick, run.id) == [StepState.DONE] * 3
    number = 2 if mode is Mode.COPY else 1
    assert contents(from_stick.photos, from_stick.destination) == dict.fromkeys([b"first", b"second", b"third"], number)


def test_an_original_whose_disk_is_away_does_not_count_as_removed(from_stick, stick):
    """Copied, and not yet removed when the disk went."""
    files = from_stick.add(a=b"first")
    run = from_stick.open(Mode.MOVE, {files["a"]: "a.jpg"})

    def write_and_unplug(entry):
        written = entry(from_stick.ledger)
        if states(from_stick, run.id) == [StepState.COPIED] and stick.place.is_mount():
            stick.plug_out()
        return written

    assert Runner(run, write_and_unplug).finish().interruption == NOT_CONNECTED
    assert states(from_stick, run.id) == [StepState.COPIED]
    assert from_stick.runner(run.id).finish().interruption == NOT_CONNECTED
    assert states(from_stick, run.id) == [StepState.COPIED]
    stick.plug_in()
    assert from_stick.runner(run.id).finish().done == 1
    assert contents(from_stick.photos, from_stick.destination) == {b"first": 1}


def test_files_do_not_return_below_the_mount_point_of_a_disk_that_is_away(from_stick, stick, tmp_path):
    """Others of the run go back; those wait, and are taken back later."""
    inside, outside = from_stick.add(a=b"first")["a"], tmp_path / "outside" / "b.jpg"
    outside.parent.mkdir()
    outside.write_bytes(b"second")
    run_id = from_stick.run(Mode.MOVE, {inside: "a.jpg", outside: "b.jpg"}).run_id
    place = stick.place
    stick.plug_out()
    undone = from_stick.undo(run_id)
    assert (undone.done, undone.interruption) == (1, None)
    assert undone.sentences == (f"{from_stick.destination / 'a.jpg'} stays for now. {NOT_CONNECTED}",)
    assert outside.read_bytes() == b"second"
    assert list(place.iterdir()) == []
    assert from_stick.undo(run_id).interruption == NOT_CONNECTED
    stick.plug_in()
    assert from_stick.undo(run_id).done == 1
    assert inside.read_bytes() == b"first"


@BOTH
def test_a_run_waits_for_a_disk_that_is_pulled_when_its_file_has_just_been_put_there(
    to_stick, stick, monkeypatch, mode
):
    run = to_stick.open(mode, {to_stick.add(a=b"first")["a"]: "a.jpg"})
    copy = placing.copy

    def copy_and_unplug(*given):
        copied = copy(*given)
        stick.plug_out()
        return copied

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(placing, "copy", copy_and_unplug)
        assert to_stick.runner(run.id).finish().interruption == NOT_CONNECTED
    assert to_stick.ledger.needs_a_person is None
    stick.plug_in()
    assert to_stick.runner(run.id).finish().interruption is None
    assert states(to_stick, run.id) == [StepState.DONE]


@pytest.mark.parametrize(("number", "waits"), [(errno.EIO, True), (errno.EACCES, False)])
def test_a_run_waits_for_a_disk_that_fails_while_an_original_and_its_copy_are_removed(
    from_stick, monkeypatch, number, waits
):
    run = from_stick.open(Mode.MOVE, {from_stick.add(a=b"first")["a"]: "a.jpg"})

    def refuse(path, **_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Path, "unlink", refuse)
        assert "cannot be removed" in from_stick.runner(run.id).finish().interruption
    assert (from_stick.ledger.needs_a_person is None) is waits
    assert from_stick.runner(run.id).finish().done == 1


def test_two_disks_in_turns_are_looked_for_once(monkeypatch, tmp_path):
    looks = []
    monkeypatch.setattr(disks, "read_mounts", lambda: looks.append(1) or read_mounts())
    asked = disks.Disks({1: KnownVolume(1, "one", Path("/mnt/one"))})
    for _ in range(10):
        assert not asked.is_there(tmp_path, 1)
        assert not asked.is_there(Path("/proc"), 1)
    assert len(looks) <= 2


def test_a_copy_of_the_disk_stands_for_it(to_stick, stick):
    files = to_stick.add(a=b"first", b=b"second")
    run_id = to_stick.run(Mode.MOVE, {path: path.name for path in files.values()}).run_id
    place = stick.place
    stick.plug_out()
    stick.put_another_in_its_place()
    subprocess.run(["cp", "-a", str(stick.drawer / "sorted"), str(place)], check=True)
    assert to_stick.undo(run_id).done == 2
    assert contents(to_stick.photos) == {b"first": 1, b"second": 1}


@pytest.mark.skipif(shutil.which("mkfs.ext4") is None, reason="needs mkfs.ext4")
@BOTH
def test_a_disk_that_is_pulled_in_the_middle_of_a_file_loses_nothing(library, other_volume, tmp_path, mode):
    """What writes to a disk that was pulled out lazily goes on writing, until it gives the file its name."""
    image, place, next_place = tmp_path / "image", tmp_path / "usb", tmp_path / "usb1"
    with image.open("wb") as file:
        file.truncate(8 * 1024**2)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
    for folder in (place, next_place):
        folder.mkdir()
    mount("-o", "loop", image, place)
    scene = Scene(library, tmp_path / "photos", place / "sorted")
    files = scene.add(a=b"first", b=b"x" * 3 * CHUNK_BYTES)
    run = scene.open(mode, {path: path.name for path in files.values()})

    def pull() -> bool:
        is_half = any(part.stat().st_size >= CHUNK_BYTES for part in place.glob("sorted/.photo-sorter-*-2.part"))
        if is_half:
            subprocess.run(["umount", "-l", str(place)], check=True)
        return False

    try:
        ended = scene.runner(run.id, is_leaving=pull).finish()
        assert ended.interruption == "The disk “usb” is not connected. Connect it."
        assert list(place.iterdir()) == []
        assert files["b"].stat().st_size == 3 * CHUNK_BYTES
        mount("-o", "loop", image, next_place)
        assert list(next_place.glob("sorted/.photo-sorter-*-2.part")), "it was in the middle of the file"
        Whereabouts(library).look()
        assert scene.runner(run.id).finish().interruption is None
        assert sorted(path.name for path in (next_place / "sorted").iterdir()) == ["a.jpg", "b.jpg"]
        assert (next_place / "sorted" / "b.jpg").read_bytes() == b"x" * 3 * CHUNK_BYTES
        assert files["b"].exists() is (mode is Mode.COPY)
    finally:
        for folder in (place, next_place):
            subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


@BOTH
def test_photos_that_a_run_has_just_put_on_a_disk_are_not_gone_with_it(library, stick, tmp_path, mode):
    """The disk is mounted within a watched folder, which stays there."""
    stick.plug_out()
    (tmp_path / "photos").mkdir()
    stick.plug_in(tmp_path / "photos" / "stick")
    scene = Scene(library, tmp_path / "photos", stick.place / "sorted")
    scene.run(mode, {scene.add(dog=b"woof")["dog"]: "dog.jpg"})
    stick.plug_out()
    rounds = Rounds(library, tmp_path / "thumbnails", None, lambda event: None)
    rounds.begin()
    while not rounds.are_done:
        rounds.step()
    assert library.photos.at(scene.destination / "dog.jpg").status is Status.READY


def test_a_run_from_before_volumes_were_known_follows_the_disk_of_its_watched_folder(library, stick, tmp_path):
    scene = Scene(library, stick.place / "photos", stick.place / "photos" / "sorted")
    source = scene.add(a=b"first")["a"]
    with library.atomic():
        run_id = library.journal.add(scene.plan(Mode.MOVE, {source: "a.jpg"}), "an old one")
    assert scene.runner(run_id).finish().done == 1
    Whereabouts(library).look()
    stick.plug_out()
    stick.plug_in(tmp_path / "volume1")
    Whereabouts(library).look()
    assert scene.undo(run_id).done == 1
    assert (tmp_path / "volume1" / "photos" / "a.jpg").read_bytes() == b"first"
