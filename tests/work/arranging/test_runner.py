"""Runs on real files, with a real journal: done, taken back, cancelled, and what is left alone."""

from pathlib import Path

import pytest

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import StepState
from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.photo import Status
from tests.work.arranging.scene import NOT_CONNECTED, contents, tree

ALL_MODES = pytest.mark.parametrize("mode", list(Mode))


def _is_done(mode: Mode, source: Path, target: Path, before: tuple) -> bool:
    match mode:
        case Mode.COPY:
            return tree(source.parent)[str(source)] == tree(target.parent)[str(target)] == before
        case Mode.MOVE:
            return not source.exists() and tree(target.parent)[str(target)] == before
        case Mode.HARDLINK:
            return source.samefile(target)
    return target.is_symlink() and target.readlink() == source


@ALL_MODES
def test_files_are_put_there_and_given_back(anywhere, mode):
    files = anywhere.add(a=b"first", b=b"second")
    if mode is Mode.HARDLINK and anywhere.destination.parent != anywhere.photos.parent:
        pytest.skip("there are no hard links across volumes")
    files["a"].chmod(0o640)
    before = tree(anywhere.photos)
    ended = anywhere.run(mode, {files["a"]: "Cats/a.jpg", files["b"]: "Dogs/2020/b.jpg"})
    assert (ended.done, ended.sentences, ended.interruption) == (2, (), None)
    for name, place in (("a", "Cats/a.jpg"), ("b", "Dogs/2020/b.jpg")):
        assert _is_done(mode, files[name], anywhere.destination / place, before[str(files[name])])
    undone = anywhere.undo(ended.run_id)
    assert (undone.done, undone.sentences) == (2, ())
    assert tree(anywhere.photos) == before
    assert not anywhere.destination.exists()
    assert {step.state for step in anywhere.steps(ended.run_id)} == {StepState.UNDONE}


def test_a_moved_photo_keeps_its_id_and_what_was_said_of_it(anywhere):
    source = anywhere.add(a=b"first")["a"]
    photo = anywhere.library.photos.at(source)
    target = anywhere.destination / "a.jpg"
    ended = anywhere.run(Mode.MOVE, {source: "a.jpg"})
    moved = anywhere.library.photos.at(target)
    assert (moved.id, moved.status, moved.content_hash) == (photo.id, Status.READY, photo.content_hash)
    assert anywhere.library.folders.containing(target) is not None
    assert anywhere.library.photos.at(source) is None
    anywhere.undo(ended.run_id)
    assert anywhere.library.photos.at(source) == photo
    assert anywhere.library.folders.containing(target) is None


def test_a_copy_in_a_watched_folder_is_a_photo_with_the_same_words(library, scene):
    from tests.work.stock import category, scheme

    scene.destination = scene.photos / "Sorted"
    source = scene.add(a=b"first")["a"]
    photo = library.photos.at(source)
    with library.atomic():
        library.categories.save(scheme(category("red", id=1)).checked())
        library.tags.set_verdicts([Verdict(photo.id, 1, True)])
        library.tags.write([(1, photo.id, 1.0, "user", True)], [])
    ended = scene.run(Mode.COPY, {source: "a.jpg"})
    copy = library.photos.at(scene.destination / "a.jpg")
    assert (copy.status, copy.content_hash) == (Status.READY, photo.content_hash)
    assert library.tags.verdicts_of_photo(copy.id) == {1: True}
    assert [tag.category_id for tag in library.tags.of_photo(copy.id)] == [1]
    scene.undo(ended.run_id)
    assert library.photos.get(copy.id).status is Status.MISSING
    assert library.photos.get(photo.id).status is Status.READY


def test_nothing_is_replaced(anywhere):
    files = anywhere.add(a=b"first", b=b"second")
    plan = {files["a"]: "x.jpg", files["b"]: "y.jpg"}
    run = anywhere.open(Mode.MOVE, plan)
    anywhere.destination.mkdir()
    (anywhere.destination / "x.jpg").write_bytes(b"a stranger's")
    ended = anywhere.runner(run.id).finish()
    assert ended.done == 1
    assert ended.sentences == (f"{files['a']} was left alone: there is a {anywhere.destination / 'x.jpg'} already.",)
    assert contents(anywhere.photos, anywhere.destination) == {b"first": 1, b"second": 1, b"a stranger's": 1}


def test_a_file_that_changed_since_the_preview_stays(anywhere):
    source = anywhere.add(a=b"first")["a"]
    run = anywhere.open(Mode.MOVE, {source: "a.jpg"})
    source.write_bytes(b"edited")
    ended = anywhere.runner(run.id).finish()
    assert ended.sentences == (f"{source} has changed since the preview was made.",)
    assert contents(anywhere.photos, anywhere.destination) == {b"edited": 1}


@pytest.mark.parametrize("mode", [Mode.COPY, Mode.MOVE])
def test_what_was_changed_since_is_left_alone_by_undo(anywhere, mode):
    files = anywhere.add(a=b"first", b=b"second")
    ended = anywhere.run(mode, {files["a"]: "a.jpg", files["b"]: "b.jpg"})
    changed = anywhere.destination / "a.jpg"
    changed.write_bytes(b"edited there")
    undone = anywhere.undo(ended.run_id)
    assert (undone.done, undone.sentences) == (1, (f"{changed} stays: it has changed since.",))
    assert changed.read_bytes() == b"edited there"
    (left,) = [step for step in anywhere.steps(ended.run_id) if step.state is StepState.DONE]
    assert left.reason == undone.sentences[0]


@pytest.mark.parametrize("mode", [Mode.COPY, Mode.HARDLINK])
def test_the_last_copy_stays(scene, mode):
    source = scene.add(a=b"first")["a"]
    ended = scene.run(mode, {source: "a.jpg"})
    source.unlink()
    undone = scene.undo(ended.run_id)
    assert undone.done == 0
    assert "may be the last copy" in undone.sentences[0]
    assert (scene.destination / "a.jpg").read_bytes() == b"first"


def test_a_link_to_the_copy_is_no_original(scene):
    source = scene.add(a=b"first")["a"]
    ended = scene.run(Mode.COPY, {source: "a.jpg"})
    source.unlink()
    source.symlink_to(scene.destination / "a.jpg")
    assert scene.undo(ended.run_id).done == 0
    assert source.read_bytes() == b"first"


def test_an_old_place_that_is_taken_is_not_given_back_to(anywhere):
    source = anywhere.add(a=b"first")["a"]
    ended = anywhere.run(Mode.MOVE, {source: "a.jpg"})
    source.write_bytes(b"a stranger's")
    undone = anywhere.undo(ended.run_id)
    assert "there is another file now" in undone.sentences[0]
    assert contents(anywhere.photos, anywhere.destination) == {b"first": 1, b"a stranger's": 1}


def test_a_part_of_a_run_is_taken_back_and_later_the_rest(anywhere):
    files = anywhere.add(a=b"first", b=b"second", c=b"third")
    before = tree(anywhere.photos)
    ended = anywhere.run(Mode.MOVE, {files["a"]: "x/a.jpg", files["b"]: "x/b.jpg", files["c"]: "y/c.jpg"})
    assert anywhere.undo(ended.run_id, anywhere.destination / "x").done == 2
    assert sorted(path.name for path in anywhere.photos.iterdir()) == ["a.jpg", "b.jpg"]
    assert anywhere.undo(ended.run_id, files["c"]).done == 1
    assert tree(anywhere.photos) == before


def test_runs_that_build_on_each_other_are_taken_back_in_either_order(anywhere):
    source = anywhere.add(a=b"first")["a"]
    before = tree(anywhere.photos)
    one = anywhere.run(Mode.MOVE, {source: "a.jpg"})
    two = anywhere.run(Mode.MOVE, {anywhere.destination / "a.jpg": "Cats/a.jpg"})
    early = anywhere.undo(one.run_id)
    assert f"by run {two.run_id}: take that back first" in early.sentences[0] or "None of its files" in str(
        early.interruption
    )
    assert anywhere.undo(two.run_id).done == 1
    assert anywhere.undo(one.run_id).done == 1
    assert tree(anywhere.photos) == before


def test_a_copy_is_taken_back_after_its_original_was_moved(anywhere):
    source = anywhere.add(a=b"first")["a"]
    copied = anywhere.run(Mode.COPY, {source: "copies/a.jpg"})
    anywhere.run(Mode.MOVE, {source: "originals/a.jpg"})
    assert anywhere.undo(copied.run_id).done == 1
    assert contents(anywhere.photos, anywhere.destination) == {b"first": 1}


def test_a_second_run_waits_for_the_first_to_be_ended(scene):
    files = scene.add(a=b"first", b=b"second")
    scene.open(Mode.COPY, {files["a"]: "a.jpg"})
    with pytest.raises(ArrangeError, match=r"Run 1 is not at its end: a test\. Finish it or take it back first\."):
        scene.open(Mode.COPY, {files["b"]: "b.jpg"})


def test_a_cancelled_run_keeps_what_is_done_and_drops_the_rest(scene):
    files = scene.add(**{f"n{number}": f"{number}".encode() for number in range(5)})
    done: list[int] = []
    places = {path: path.name for path in files.values()}
    run = scene.open(Mode.COPY, places)
    ended = scene.runner(run.id, is_cancelled=lambda: len(list(scene.destination.glob("*.jpg"))) >= 2).finish()
    done = [step.state for step in scene.steps(run.id)]
    assert (ended.done, ended.cancelled) == (2, True)
    assert done == [StepState.DONE] * 2 + [StepState.DROPPED] * 3
    assert not scene.library.journal.run(run.id).is_open
    assert scene.undo(run.id).done == 2
    assert not scene.destination.exists()


def test_a_run_that_the_program_leaves_goes_on_at_the_next_start(anywhere):
    files = anywhere.add(a=b"first", b=b"second", c=b"third")
    run = anywhere.open(Mode.MOVE, {path: path.name for path in files.values()})
    left = anywhere.runner(run.id, is_leaving=lambda: (anywhere.destination / "a.jpg").exists()).finish()
    assert left.interruption is not None
    assert anywhere.library.journal.open_run().id == run.id
    assert anywhere.runner(run.id).finish().done == 2
    assert anywhere.library.journal.open_run() is None
    assert contents(anywhere.destination) == {b"first": 1, b"second": 1, b"third": 1}


def test_a_full_disk_stops_the_run_which_goes_on_when_there_is_space(library, tmp_path, other_volume):
    from tests.work.arranging.scene import Scene

    scene = Scene(library, tmp_path / "photos", other_volume / "sorted")
    files = scene.add(**{f"n{number}": bytes([number]) * 300_000 for number in range(4)})
    before = contents(scene.photos)
    (other_volume / "filler").write_bytes(bytes(300_000))
    ended = scene.run(Mode.MOVE, {path: path.name for path in files.values()})
    assert "there is no space left on the disk" in ended.interruption
    assert contents(scene.photos, scene.destination) == before
    assert not [path for path in scene.destination.iterdir() if path.name.startswith(".")]
    (other_volume / "filler").unlink()
    assert library.journal.run(ended.run_id).interruption == ended.interruption
    # Four do not fit in any case.
    assert scene.runner(ended.run_id).finish().interruption is not None
    assert scene.undo(ended.run_id).interruption is None
    assert contents(scene.photos) == before
    assert not scene.destination.exists()


def test_a_disk_that_is_away_is_not_taken_for_an_empty_one(library, tmp_path, other_volume):
    import subprocess

    from tests.work.arranging.scene import Scene

    scene = Scene(library, tmp_path / "photos", other_volume)
    files = scene.add(a=b"first", b=b"second")
    run = scene.open(Mode.COPY, {path: path.name for path in files.values()})
    scene.runner(run.id, is_leaving=lambda: (other_volume / "a.jpg").exists()).finish()
    subprocess.run(["umount", str(other_volume)], check=True)
    assert scene.runner(run.id).finish().interruption == NOT_CONNECTED
    assert scene.undo(run.id).interruption == NOT_CONNECTED
    assert list(other_volume.iterdir()) == []
    subprocess.run(["mount", "-t", "tmpfs", "none", str(other_volume)], check=True)


@pytest.mark.parametrize("mode", [Mode.COPY, Mode.MOVE])
def test_a_folder_on_a_disk_that_is_away_is_not_made_anew_below_its_mount_point(library, tmp_path, other_volume, mode):
    import subprocess

    from tests.work.arranging.scene import Scene

    scene = Scene(library, tmp_path / "photos", other_volume / "out")
    files = scene.add(a=b"first", b=b"second", c=b"third")
    run = scene.open(mode, {path: path.name for path in files.values()})
    scene.runner(run.id, is_leaving=lambda: (scene.destination / "a.jpg").exists()).finish()
    subprocess.run(["umount", str(other_volume)], check=True)
    for way in (lambda: scene.runner(run.id).finish(), lambda: scene.undo(run.id)):
        assert way().interruption == NOT_CONNECTED
    assert list(other_volume.iterdir()) == []
    subprocess.run(["mount", "-t", "tmpfs", "none", str(other_volume)], check=True)


def test_a_run_that_can_neither_be_finished_nor_taken_back_is_left_as_it_is(scene):
    files = scene.add(a=b"first", b=b"second")
    run = scene.open(Mode.MOVE, {path: path.name for path in files.values()})
    scene.runner(run.id, is_leaving=lambda: (scene.destination / "a.jpg").exists()).finish()
    (scene.destination / "a.jpg").unlink()
    scene.destination.rmdir()
    assert scene.undo(run.id).interruption is not None
    scene.ledger.leave(scene.ledger.to_resume(run.id))
    assert library_states(scene, run.id) == [StepState.DONE, StepState.DROPPED]
    assert scene.library.journal.open_run() is None
    assert contents(scene.photos) == {b"second": 1}


def library_states(scene, run_id) -> list[StepState]:
    return [step.state for step in scene.steps(run_id)]


def test_a_file_does_not_return_into_a_watched_folder_that_is_away(scene):
    source = scene.add(a=b"first")["a"]
    ended = scene.run(Mode.MOVE, {source: "a.jpg"})
    scene.photos.rmdir()
    undone = scene.undo(ended.run_id)
    assert undone.sentences == (
        f"{scene.destination / 'a.jpg'} stays: the folder {scene.photos} is not there. Connect its disk, or make it"
        " anew.",
    )
    scene.photos.mkdir()
    assert scene.undo(ended.run_id).done == 1


def test_a_watched_folder_that_goes_in_the_middle_interrupts_the_run(scene, tmp_path):
    files = scene.add(a=b"first", b=b"second", c=b"third")
    run = scene.open(Mode.COPY, {path: path.name for path in files.values()})
    away = tmp_path / "away"

    def unplug() -> bool:
        if (scene.destination / "a.jpg").exists() and not away.exists():
            scene.photos.rename(away)
        return False

    ended = scene.runner(run.id, is_leaving=unplug).finish()
    assert ended.interruption == f"The disk of {scene.photos} is gone. Connect it again."
    away.rename(scene.photos)
    assert scene.runner(run.id).finish().done == 2


def test_sidecars_that_were_written_since_go_back_with_their_photo(anywhere):
    files = anywhere.add(a=b"first", b=b"second")
    before = tree(anywhere.photos)
    ended = anywhere.run(Mode.MOVE, {files["a"]: "Cats/a (2).jpg", files["b"]: "b.jpg"})
    for name in ("a (2).jpg.xmp", "a (2).jpg.xmp.bak", "a (2).xmp"):
        (anywhere.destination / "Cats" / name).write_text(name)
    undone = anywhere.undo(ended.run_id, anywhere.destination / "Cats")
    assert (undone.done, undone.sentences) == (4, ())
    assert not (anywhere.destination / "Cats").exists()
    came = {path.name: path.read_text() for path in anywhere.photos.iterdir() if "xmp" in path.name}
    assert came == {"a.jpg.xmp": "a (2).jpg.xmp", "a.jpg.xmp.bak": "a (2).jpg.xmp.bak", "a.xmp": "a (2).xmp"}
    anywhere.undo(ended.run_id)
    for name in came:
        (anywhere.photos / name).unlink()
    assert tree(anywhere.photos) == before
