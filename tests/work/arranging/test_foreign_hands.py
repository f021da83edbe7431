"""What people, and disks that go away, do to files between the steps of a run: no content is lost by it."""

import os
import subprocess
from dataclasses import replace

import pytest

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import StepState
from tests.work.arranging.scene import NOT_CONNECTED, OLD_NS, Scene, contents, tree


def _interrupted(scene, mode, places, state=StepState.BEGUN, **changes):
    """A run whose steps are all in this state, as a power cut leaves it."""
    run = scene.open(mode, places)
    steps = [
        replace(step, state=state, permissions=0o644, content_hash=scene.hash_of(step.source), **changes)
        for step in scene.steps(run.id)
    ]
    scene.ledger.begin(run, steps)
    return run


def _by_another_path(scene):
    """A destination that is the photos' folder itself, as capitals make it where the disk does not tell them apart."""
    scene.destination.symlink_to(scene.photos)


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.COPY, Mode.HARDLINK])
def test_a_file_is_not_taken_for_its_own_copy_after_a_power_cut(scene, mode):
    source = scene.add(a=b"first")["a"]
    _by_another_path(scene)
    run = _interrupted(scene, mode, {source: "a.jpg"})
    assert "is a" in scene.runner(run.id).finish().sentences[0]
    assert source.read_bytes() == b"first"
    scene.undo(run.id)
    assert source.read_bytes() == b"first"


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.HARDLINK])
def test_a_file_that_is_its_own_copy_is_never_removed(scene, mode):
    source = scene.add(a=b"first")["a"]
    _by_another_path(scene)
    state = StepState.COPIED if mode is Mode.MOVE else StepState.DONE
    run = _interrupted(scene, mode, {source: "a.jpg"}, state, target_mtime_ns=OLD_NS)
    scene.runner(run.id).finish()
    scene.undo(run.id)
    assert source.read_bytes() == b"first"


def test_a_file_that_a_power_cut_left_under_both_names_is_moved_or_taken_back(scene):
    """As Btrfs does."""
    source = scene.add(a=b"first")["a"]
    for undoing in (False, True):
        run = _interrupted(scene, Mode.MOVE, {source: "a.jpg"})
        scene.destination.mkdir()
        target = scene.destination / "a.jpg"
        target.hardlink_to(source)
        if undoing:
            assert scene.undo(run.id).sentences == ()
        else:
            assert scene.runner(run.id).finish().sentences == ()
            assert not source.exists()
            assert scene.undo(run.id).sentences == ()
        assert contents(scene.photos) == {b"first": 1}
        scene.destination.rmdir()


def test_a_file_that_is_under_both_names_while_it_is_taken_back_stays_under_the_old_one(scene):
    source = scene.add(a=b"first")["a"]
    ended = scene.run(Mode.MOVE, {source: "a.jpg"})
    source.hardlink_to(scene.destination / "a.jpg")
    assert scene.undo(ended.run_id).sentences == ()
    assert contents(scene.photos) == {b"first": 1}
    assert not scene.destination.exists()


def test_a_link_left_in_the_old_place_does_not_cost_the_file(anywhere):
    source = anywhere.add(a=b"first")["a"]
    ended = anywhere.run(Mode.MOVE, {source: "a.jpg"})
    source.symlink_to(anywhere.destination / "a.jpg")
    undone = anywhere.undo(ended.run_id)
    assert "there is another file now" in undone.sentences[0]
    assert (anywhere.destination / "a.jpg").read_bytes() == b"first"


def test_a_strangers_file_in_the_old_place_of_one_that_is_gone_is_not_touched(anywhere):
    source = anywhere.add(a=b"first", b=b"second")["a"]
    ended = anywhere.run(Mode.MOVE, {source: "a.jpg", anywhere.photos / "b.jpg": "b.jpg"})
    (anywhere.destination / "a.jpg").rename(anywhere.destination / "mine.jpg")
    source.write_bytes(b"a stranger's")
    source.chmod(0o600)
    before = tree(anywhere.photos)[str(source)]
    undone = anywhere.undo(ended.run_id)
    assert (undone.done, undone.sentences) == (1, (f"{anywhere.destination / 'a.jpg'} is not there any more.",))
    assert tree(anywhere.photos)[str(source)] == before
    assert contents(anywhere.photos, anywhere.destination) == {b"first": 1, b"second": 1, b"a stranger's": 1}


def test_a_copy_stays_when_its_original_was_changed_before_it_was_removed(scene):
    source = scene.add(a=b"first")["a"]
    run = _interrupted(scene, Mode.MOVE, {source: "a.jpg"}, StepState.COPIED, target_mtime_ns=OLD_NS)
    copy = _copied(scene, b"first")
    source.write_bytes(b"edited")
    ended = scene.runner(run.id).finish()
    assert ended.sentences == (
        f"{source} has changed after it was copied. Its copy, as it was before, is {copy}.",
    )  # fmt: skip
    assert contents(scene.photos, scene.destination) == {b"first": 1, b"edited": 1}


def test_a_copy_stays_while_its_original_cannot_be_read(scene):
    source = scene.add(a=b"first")["a"]
    run = _interrupted(scene, Mode.MOVE, {source: "a.jpg"}, StepState.COPIED, target_mtime_ns=OLD_NS)
    copy = _copied(scene, b"first")
    elsewhere = source.rename(scene.photos / "elsewhere")
    source.symlink_to(scene.photos / "nowhere")
    assert "cannot be read" in scene.runner(run.id).finish().interruption
    assert copy.read_bytes() == b"first"
    elsewhere.replace(source)
    assert scene.runner(run.id).finish().done == 1
    assert contents(scene.photos, scene.destination) == {b"first": 1}


def _copied(scene, content):
    scene.destination.mkdir()
    copy = scene.destination / "a.jpg"
    copy.write_bytes(content)
    os.utime(copy, ns=(OLD_NS, OLD_NS))
    return copy


def test_taking_back_that_is_cancelled_leaves_no_file_in_two_places(anywhere):
    files = anywhere.add(a=b"first", b=b"second", c=b"third")
    ended = anywhere.run(Mode.MOVE, {path: path.name for path in files.values()})
    anywhere.undo(ended.run_id, is_cancelled=lambda: files["c"].exists())
    assert contents(anywhere.photos, anywhere.destination) == {b"first": 1, b"second": 1, b"third": 1}
    assert {step.state for step in anywhere.steps(ended.run_id)} == {StepState.UNDONE, StepState.DONE}


def test_a_run_is_not_given_up_while_its_disk_is_away(library, other_volume):
    scene = Scene(library, other_volume / "photos", other_volume / "sorted")
    source = scene.add(a=b"first")["a"]
    run = _interrupted(scene, Mode.MOVE, {source: "a.jpg"})
    scene.destination.mkdir()
    target = source.rename(scene.destination / "a.jpg")
    away = other_volume.with_name("away")
    away.mkdir()
    subprocess.run(["mount", "--move", str(other_volume), str(away)], check=True)
    assert scene.runner(run.id).finish().interruption == NOT_CONNECTED
    assert scene.undo(run.id).interruption == NOT_CONNECTED
    subprocess.run(["mount", "--move", str(away), str(other_volume)], check=True)
    assert target.read_bytes() == b"first"
    assert scene.runner(run.id).finish().done == 0
    assert scene.undo(run.id).done == 1
    assert source.read_bytes() == b"first"


@pytest.mark.parametrize("undoing", [False, True])
@pytest.mark.parametrize("mode", [Mode.COPY, Mode.MOVE])
def test_a_disk_that_goes_in_the_middle_is_not_taken_for_what_lies_below_it(
    library, tmp_path, other_volume, mode, undoing
):
    scene = Scene(library, tmp_path / "photos", other_volume / "sorted")
    files = scene.add(a=b"first", b=b"second", c=b"third")
    before = tree(scene.photos)
    run = scene.open(mode, {path: path.name for path in files.values()})
    away = tmp_path / "away"
    away.mkdir()
    passed = 0

    def is_leaving():
        nonlocal passed
        passed += 1
        if passed == (2 if undoing else 4):
            subprocess.run(["mount", "--move", str(other_volume), str(away)], check=True)
        return False

    if undoing:
        scene.runner(run.id).finish()
        ended = scene.runner(run.id, is_leaving=is_leaving).take_back()
    else:
        ended = scene.runner(run.id, is_leaving=is_leaving).finish()
    assert ended.interruption == NOT_CONNECTED
    assert list(other_volume.iterdir()) == []
    subprocess.run(["mount", "--move", str(away), str(other_volume)], check=True)
    assert scene.runner(run.id).finish().interruption is None
    assert scene.undo(run.id).interruption is None
    assert tree(scene.photos) == before
    assert not scene.destination.exists()
