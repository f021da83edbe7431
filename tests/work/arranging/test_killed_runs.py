"""Runs are killed for real while they change files; what is left is finished, or taken back."""

import os
import shutil

import pytest

from photo_sorter.core.arranging.plan import Mode
from tests.work.arranging.accounts import FILES, Accounts, Ground, build

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that kills its children needs fork")

EVERY = 29
"""So few of the system calls; tests.benchmarks arranging-faults tries them all."""


class Place:
    """The same files and library, made anew before each kill."""

    def __init__(self, folder, destination, pattern):
        self.ground, self._pattern = Ground(folder / "home", folder / "photos", destination), pattern
        build(self.ground)
        shutil.copytree(self.ground.home, pattern / "home")
        shutil.copytree(self.ground.photos, pattern / "photos")
        self.accounts = Accounts.of(self.ground)

    def reset(self):
        shutil.rmtree(self.ground.home)
        shutil.rmtree(self.ground.photos)
        shutil.rmtree(self.ground.destination, ignore_errors=True)
        shutil.copytree(self._pattern / "home", self.ground.home)
        shutil.copytree(self._pattern / "photos", self.ground.photos)

    def leave(self, victim, mode, way_out):
        """Nothing is lost, and it ends as it should."""
        assert self.accounts.lost() == []
        assert victim.do(way_out).fault is None
        if way_out == "finish" and self.ground.destination.exists():
            assert self.accounts.faults_if_done(mode, {}) == []
        else:
            assert self.accounts.faults_if_as_before() == []


@pytest.fixture(params=["one volume", "two volumes"])
def place(request, tmp_path):
    folder = tmp_path if request.param == "one volume" else request.getfixturevalue("other_volume")
    return Place(tmp_path, folder / "sorted", tmp_path / "pattern")


@pytest.mark.parametrize("mode", [Mode.MOVE, Mode.COPY])
def test_a_run_that_is_killed_as_it_changes_files_loses_nothing(place, mode):
    """Killed by itself, as Python tells that it is about to change a file: needs no tool."""
    from tests.work.arranging.victim import Victim

    kills = 0
    with Victim(place.ground, mode) as victim:
        for number in range(1, 200, 7):
            place.reset()
            if not victim.do("run", kill_at=number).was_killed:
                break
            kills += 1
            place.leave(victim, mode, ("finish", "take back")[number % 2])
        for number in range(1, 200, 13):
            place.reset()
            victim.do("run")
            if not victim.do("take back", kill_at=number).was_killed:
                break
            kills += 1
            place.leave(victim, mode, "take back")
    assert kills >= len(FILES) // 2


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on this machine")
@pytest.mark.parametrize("act", ["run", "take back"])
def test_a_run_that_is_killed_at_any_system_call_loses_nothing(place, act, tmp_path):
    from tests.work.arranging.victim import Victim

    with Victim(place.ground, Mode.MOVE) as victim:

        def prepare():
            place.reset()
            if act == "take back":
                victim.do("run")

        prepare()
        calls = victim.calls(act, tmp_path / "calls")
        assert {"renameat2", "fsync", "pwrite64"} <= {call.name for call in calls}
        for index, call in enumerate(calls[::EVERY]):
            prepare()
            killed = victim.do_traced(act, [f"{call.name}:signal=SIGKILL:when={call.number}"])
            assert killed.was_killed
            place.leave(victim, Mode.MOVE, "finish" if act == "run" and index % 2 else "take back")
