"""A sample of the storms, kills, faults and soaks that `python -m tests.benchmarks` raises at length."""

import os
import random
import sys
from contextlib import ExitStack

import pytest

from tests.benchmarks.kills import Kills
from tests.benchmarks.soak import slope_of, soak
from tests.storm import fault_scenes
from tests.storm.scene import Scene
from tests.storm.storm import Storm

FILES = 120

needs_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(os.geteuid() if sys.platform != "win32" else 1),
    reason="only root may mount a file system",
)


@pytest.fixture
def storm(tmp_path):
    with ExitStack() as stack:
        yield Storm(tmp_path, stack, FILES, seed=1, begun=FILES, has_disks=False)


def test_no_deed_to_files_takes_what_was_said_from_its_photo(storm):
    acts = storm.acts()
    storm.play(acts["first photos"])
    _, account = storm.play(acts["each deed alone, while it watches"])
    assert account.total == 0, "\n".join(account.lines())


@needs_root
def test_a_disk_that_is_pulled_out_in_the_middle_is_told_and_mended(tmp_path):
    with ExitStack() as stack:
        scene = Scene(tmp_path, stack)
        assert scene.play(*fault_scenes.SCENES["photos disk pulled out"](scene)) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")
def test_kills_lose_nothing_and_leave_nothing_behind(tmp_path):
    kills = Kills(tmp_path, random.Random(3), photos_at_first=60, old_photos=2_000)
    kills.begin()
    for act in ("index", "re-sort", "arrange", "migrate"):
        kills.acts[act]()
    kills.end()
    assert kills.faults == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is told by /proc")
def test_a_short_soak_leaves_no_thread_process_or_file_behind(tmp_path):
    figures = {figure.name.partition(" at rest")[0]: figure for figure in soak(tmp_path, 10, count=60)}
    assert figures["temporary files left"].value == 0
    assert figures["processes"].value == 0
    assert figures["photos that came, changed or went"].value > 60


def test_a_slope_is_known_no_better_than_its_samples_are_independent():
    rng = random.Random(2)
    at = [float(second) for second in range(200)]
    independent = [0.5 * second + rng.gauss(0, 1) for second in at]
    walk, place = [], 0.0
    for second in at:
        place += rng.gauss(0, 1)
        walk.append(0.5 * second + place)
    slope, error = slope_of(at, independent)
    assert abs(slope - 0.5) < 3 * error < 0.02
    assert slope_of(at, walk)[1] > 10 * error
