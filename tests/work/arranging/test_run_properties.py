"""Random trees, runs, edits and undoings: what nobody edited comes back as it was, and no content is ever lost."""

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import StepState
from photo_sorter.store.library import Library
from tests.work.arranging.scene import OLD_NS, Scene, contents, tree

FOLDERS = ("", "trip", "trip/day 1", "a'b", "Süß – 猫", "%1")
NAMES = ("a.jpg", "A (2).jpg", "b.CR2", "ß.jpg", '"quoted".jpg', "-dash.jpg", "a.jpg.xmp", ".jpg")
EXAMPLES = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

files = st.dictionaries(
    st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)),
    st.tuples(st.binary(max_size=3), st.integers(0, 10**18), st.sampled_from((0o644, 0o600, 0o444))),
    min_size=1,
    max_size=6,
)
seeds = st.integers(0, 2**32)
modes = st.sampled_from(list(Mode))


@contextmanager
def _scene(written, is_far=False) -> Iterator[Scene]:
    """`is_far`: the destination is on another volume, where there is one."""
    elsewhere = "/dev/shm" if is_far and Path("/dev/shm").is_dir() else None
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory(dir=elsewhere) as far,
        Library.open(Path(folder, "home", "library.db")) as library,
    ):
        scene = Scene(library, Path(folder, "photos"), Path(far, "sorted"))
        for (place, name), (content, age_ns, permissions) in written.items():
            scene.add_file(f"{place}/{name}".lstrip("/"), content, mtime_ns=OLD_NS - age_ns).chmod(permissions)
        yield scene


def _some(chance, items):
    items = list(items)
    return chance.sample(items, chance.randint(1, len(items))) if items else []


def _files(*folders):
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )  # fmt: skip


def _places(scene, chance, sources):
    """New names below the destination, none of them taken."""
    places = {}
    for source in sources:
        folder, number = chance.choice(FOLDERS), 1
        while (place := Path(folder, f"{source.stem} ({number}){source.suffix}")) in places.values() or os.path.lexists(
            scene.destination / place
        ):
            number += 1
        places[source] = place
    return places


@EXAMPLES
@given(files, seeds, st.lists(modes, min_size=1, max_size=3), st.booleans())
def test_runs_that_build_on_each_other_are_taken_back_to_the_same_tree(written, seed, several, is_far):
    chance = random.Random(seed)
    with _scene(written, is_far and Mode.HARDLINK not in several) as scene:
        before, all_contents = tree(scene.photos), contents(scene.photos).keys()
        runs = []
        for mode in several:
            sources = _some(chance, _files(scene.photos, scene.destination))
            ended = scene.run(mode, _places(scene, chance, sources))
            assert (ended.done, ended.sentences, ended.interruption) == (len(sources), (), None)
            assert contents(scene.photos, scene.destination).keys() == all_contents
            runs.append(ended.run_id)
        for run_id in chance.sample(runs, len(runs)):
            # Whatever can be given back in this order: all of it, or a part.
            steps = scene.steps(run_id)
            scene.undo(run_id, *[step.target for step in _some(chance, steps)] if chance.random() < 0.5 else [])
            assert contents(scene.photos, scene.destination).keys() == all_contents
        left = []
        for run_id in reversed(runs):
            ended = scene.undo(run_id)
            assert ended.interruption is None
            left += ended.sentences
        # A copy of a copy that was taken back first.
        assert all("may be the last copy" in sentence for sentence in left)
        assert tree(scene.photos) == before
        assert scene.destination.exists() == bool(left)
        assert scene.library.check() == ()


def _edit(chance, path, number):
    """What people do with a file. Gives how it was done."""
    deed = chance.choice(("touch", "change", "delete", "replace", "rename"))
    path.chmod(0o644)
    match deed:
        case "touch":
            os.utime(path)
        case "change":
            path.write_bytes(b"edited %d" % number)
        case "delete":
            path.unlink()
        case "replace":
            new = path.with_name(f"new {number}")
            new.write_bytes(b"another %d" % number)
            new.replace(path)
        case "rename":
            path.rename(path.with_name(f"renamed {number}"))
    return deed


@EXAMPLES
@given(files, seeds, modes, st.booleans())
def test_what_was_edited_is_left_alone_and_the_rest_given_back(written, seed, mode, is_far):
    chance = random.Random(seed)
    with _scene(written, is_far and mode is not Mode.HARDLINK) as scene:
        before = tree(scene.photos)
        ended = scene.run(mode, _places(scene, chance, _some(chance, _files(scene.photos))))
        steps = scene.steps(ended.run_id)
        # A file that somebody edits in one place is another in all that are links to it: each is edited but once.
        edited = {}
        for number, step in enumerate(_some(chance, steps)):
            path = chance.choice(
                [path for path in (step.source, step.target) if path.is_file() and not path.is_symlink()]
            )
            edited[path] = _edit(chance, path, number)
            if mode is Mode.MOVE and chance.random() < 0.2:
                step.source.write_bytes(b"a stranger's %d" % number)
                edited[step.source] = "stranger"
        left = tree(scene.photos, scene.destination)
        all_contents = contents(scene.photos, scene.destination).keys()

        undone = scene.undo(ended.run_id)

        assert undone.interruption is None
        assert contents(scene.photos, scene.destination).keys() == all_contents
        now = tree(scene.photos, scene.destination)
        states = {step.number: step.state for step in scene.steps(ended.run_id)}
        for step in steps:
            deeds = {edited.get(step.source), edited.get(step.target)} - {None}
            is_reported = any(str(step.target) in sentence for sentence in undone.sentences)
            # Left in its new place with a sentence, or taken back: there is no third.
            assert is_reported == (states[step.number] is StepState.DONE)
            if not deeds:
                assert not is_reported
                assert now[str(step.source)] == before[str(step.source)]
                assert str(step.target) not in now
            elif is_reported:
                assert now.get(str(step.target)) == left.get(str(step.target))
                assert now.get(str(step.source)) == left.get(str(step.source))
            elif mode is not Mode.MOVE:
                assert now.get(str(step.source)) == left.get(str(step.source))
            if mode is Mode.MOVE and deeds - {"touch"}:
                assert is_reported
        ours = {str(path) for step in steps for path in (step.source, step.target)}
        for path, look in left.items():
            if path not in ours and look != ("folder",):
                assert now[path] == look
