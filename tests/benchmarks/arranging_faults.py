"""Runs that are killed, or refused, at every system call that changes a disk: what is lost of it. Linux, as root."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import StepState
from photo_sorter.store.library import Library
from tests.benchmarks.figures import Figure
from tests.work.arranging.accounts import Accounts, Ground, build
from tests.work.arranging.victim import Call, Outcome, Victim

ERRORS = ("ENOSPC", "EIO", "EROFS", "EACCES")
SECOND_KILL_EVERY = 9
LANES = 2
"""At once: each has folders of its own."""

WayOut = Literal["finish", "take back"]


@dataclass
class Tally:
    """Of one line of the table: how often it was tried, and sentences about what went wrong."""

    points: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.points += other.points
        for name in ("lost", "damaged", "stuck", "faults"):
            getattr(self, name).extend(getattr(other, name))
        return self

    def figure(self, name: str) -> Figure:
        told = f"points: {len(self.lost)} lost, {len(self.damaged)} damaged, {len(self.stuck)} not reversible"
        return Figure(name, self.points, f"{told}, {len(self.faults)} tracebacks", "0 of each")

    def lines(self) -> list[str]:
        return [*self.lost, *self.damaged, *self.stuck, *self.faults]


@dataclass(frozen=True)
class Lane:
    """Folders for one mode between two volumes, made anew from a pattern before each try."""

    mode: Mode
    volumes: str
    ground: Ground
    pattern: Path
    victim: Victim
    accounts: Accounts
    every: int

    def reset(self) -> None:
        for name, folder in (("home", self.ground.home), ("photos", self.ground.photos)):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.pattern / name, folder)
        shutil.rmtree(self.ground.destination, ignore_errors=True)

    def run_through(self) -> None:
        self.reset()
        assert self.victim.do("run") == Outcome(was_killed=False)

    def calls(self, act: str) -> list[Call]:
        """Every so manieth of them, after the run was prepared for it."""
        self.run_through() if act == "take back" else self.reset()
        return self.victim.calls(act, self.pattern / "calls")[:: self.every]

    # --- kills ---

    def kill_while_running(self, way_out: WayOut) -> Tally:
        tally = Tally()
        for index, call in enumerate(self.calls("run")):
            self.reset()
            self._kill("run", call, tally)
            if index % SECOND_KILL_EVERY == 0:
                self._kill_again(way_out, index, tally)
            self._leave_by(way_out, told_of(call), tally)
        return tally

    def kill_while_taking_back(self) -> Tally:
        tally = Tally()
        for index, call in enumerate(self.calls("take back")):
            self.run_through()
            self._kill("take back", call, tally)
            if index % SECOND_KILL_EVERY == 0:
                self._kill_again("take back", index, tally)
            # Who takes back and is interrupted is offered to finish that, which is the same.
            self._leave_by("take back", told_of(call), tally)
        return tally

    def _kill(self, act: str, call: Call, tally: Tally) -> None:
        outcome = self.victim.do_traced(act, [f"{call.name}:signal=SIGKILL:when={call.number}"])
        assert outcome.was_killed, call
        tally.points += 1
        self._count_lost(told_of(call), tally)

    def _kill_again(self, way_out: WayOut, index: int, tally: Tally) -> None:
        """In the middle of the recovery, where it comes so far."""
        name = ("renameat2", "unlink", "pwrite64", "fsync")[index // SECOND_KILL_EVERY % 4]
        outcome = self.victim.do_traced(way_out, [f"{name}:signal=SIGKILL:when={2 + index % 5}"])
        tally.points += outcome.was_killed
        self._count_lost(f"{name} of the recovery", tally)

    # --- errors ---

    def refuse_while_running(self) -> Tally:
        tally = Tally()
        for index, call in enumerate(self.calls("run")):
            for plus in ("", "+"):
                self.reset()
                error = ERRORS[(index + len(plus)) % len(ERRORS)]
                told = self._refuse("run", call, error, plus, tally)
                self._leave_by("finish", told, tally)
                self._leave_by("take back", told, tally)
        return tally

    def refuse_while_taking_back(self) -> Tally:
        tally = Tally()
        for index, call in enumerate(self.calls("take back")):
            for plus in ("", "+"):
                self.run_through()
                error = ERRORS[(index + len(plus)) % len(ERRORS)]
                self._leave_by("take back", self._refuse("take back", call, error, plus, tally), tally)
        return tally

    def _refuse(self, act: str, call: Call, error: str, plus: str, tally: Tally) -> str:
        what = f"{error}{plus} at {told_of(call)}"
        outcome = self.victim.do_traced(act, [f"{call.name}:error={error}:when={call.number}{plus}"])
        tally.points += 1
        self._note(outcome, f"{what}, {act}", tally)
        self._count_lost(what, tally)
        return what

    # --- accounts ---

    def _leave_by(self, way_out: WayOut, told: str, tally: Tally) -> None:
        outcome = self.victim.do(way_out)
        if way_out == "take back" and StepState.DONE in states_of(self.ground).values():
            # What an error left behind is not tried again by going on, but by another wish.
            outcome = self.victim.do(way_out)
        self._note(outcome, f"{told}, then {way_out}", tally)
        self._count_lost(f"{told}, then {way_out}", tally)
        states = states_of(self.ground)
        if way_out == "take back" or not states:
            tally.stuck += self._about(told, self.accounts.faults_if_as_before())
        else:
            tally.damaged += self._about(told, self.accounts.faults_if_done(self.mode, states))

    def _count_lost(self, told: str, tally: Tally) -> None:
        tally.lost += self._about(told, self.accounts.lost())

    def _note(self, outcome: Outcome, told: str, tally: Tally) -> None:
        if outcome.fault is not None:
            tally.faults += self._about(told, [outcome.fault])

    def _about(self, told: str, sentences: list[str]) -> list[str]:
        return [f"{self.mode}, {self.volumes}; {told}: {'; '.join(sentences)}"] if sentences else []


TRIALS: dict[str, Callable[[Lane], Tally]] = {
    "killed, then finished": lambda lane: lane.kill_while_running("finish"),
    "killed, then taken back": lambda lane: lane.kill_while_running("take back"),
    "killed while taking back, then taken back": Lane.kill_while_taking_back,
    "refused, then finished and taken back": Lane.refuse_while_running,
    "refused while taking back, then taken back": Lane.refuse_while_taking_back,
}


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Prints what went wrong, if anything did."""
    lanes = [(mode, volumes) for volumes in ("two volumes", "one volume") for mode in Mode]
    lanes.remove((Mode.HARDLINK, "two volumes"))  # there are none
    total = Tally()
    with ThreadPoolExecutor(LANES) as pool:
        tried = [
            (f"{mode}, {volumes}: {trial}", pool.submit(_try_out, mode, volumes, trial, options.sample))
            for trial in TRIALS
            for mode, volumes in lanes
        ]
        for name, tally in tried:
            yield tally.result().figure(name)
            total += tally.result()
    for line in total.lines():
        print(line)
    yield total.figure("all of them")


def _try_out(mode: Mode, volumes: str, trial: str, every: int) -> Tally:
    with _lane(mode, volumes, every) as lane:
        return TRIALS[trial](lane)


_mounting = threading.Lock()


@contextmanager
def _lane(mode: Mode, volumes: str, every: int) -> Iterator[Lane]:
    with tempfile.TemporaryDirectory(prefix="arranging-faults-") as folder:
        first, second = Path(folder, "first"), Path(folder, "second")
        with mounted(first), mounted(second):
            ground = Ground(first / "home", first / "photos", (first if volumes == "one volume" else second) / "sorted")
            build(ground)
            pattern = first / "pattern"
            shutil.copytree(ground.home, pattern / "home")
            shutil.copytree(ground.photos, pattern / "photos")
            with Victim(ground, mode) as victim:
                yield Lane(mode, volumes, ground, pattern, victim, Accounts.of(ground), every)


@contextmanager
def mounted(place: Path, size: str = "64m") -> Iterator[None]:
    """A volume of its own."""
    place.mkdir()
    with _mounting:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def told_of(call: Call) -> str:
    return f"{call.name} {call.number} ({call.line[:160]})"


def states_of(ground: Ground) -> dict[str, StepState]:
    """Of all that runs wanted to do, by source; empty if there was none."""
    with Library.open(ground.library_file) as library:
        steps = [step for run in library.journal.runs() for step in library.journal.steps(run.id)]
    return {str(step.source): step.state for step in steps}
