"""Runs on disks that are full, before and in the middle, or cannot be written: what is lost of it. Linux, as root."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import StepState
from tests.benchmarks.arranging_faults import Tally, mounted, states_of
from tests.benchmarks.figures import Figure
from tests.work.arranging.accounts import Accounts, Ground, build
from tests.work.arranging.victim import Outcome, Victim

FREE_BYTES = (0, 4_096, 16_384, 40_960, 81_920, 98_304, 131_072, 200_000, 393_216)
"""Of some 400 kB that are needed."""
PLACES = ("photos", "destination", "library")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Prints what went wrong, if anything did."""
    total = Tally()
    for mode in (Mode.MOVE, Mode.COPY, Mode.SYMLINK):
        for act in ("run", "take back"):
            full, closed = Tally(), Tally()
            for place in PLACES:
                for free_bytes in FREE_BYTES:
                    _try_out(mode, act, place, free_bytes, full)
                _try_out(mode, act, place, None, closed)
            yield full.figure(f"{mode}, {act}: a full disk, then space on it")
            yield closed.figure(f"{mode}, {act}: a read-only disk, then writable")
            total += full
            total += closed
    for line in total.lines():
        print(line)
    yield total.figure("full and read-only disks: all of them")


def _try_out(mode: Mode, act: str, place: str, free_bytes: int | None, tally: Tally) -> None:
    """`free_bytes`: None for a volume that cannot be written. Tried twice while it is so, and twice afterwards."""
    about = f"{mode}, {act}; {place} with {free_bytes} bytes free"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="full-disks-")))
        for name in PLACES:
            stack.enter_context(mounted(folder / name, "2m"))
        ground = Ground(folder / "library" / "home", folder / "photos" / "p", folder / "destination" / "sorted")
        build(ground)
        accounts = Accounts.of(ground)
        victim = stack.enter_context(Victim(ground, mode))
        if act == "take back":
            assert victim.do("run") == Outcome(was_killed=False)
        _close(folder / place, free_bytes)
        tally.points += 1
        for again in (act, "finish"):
            _note(victim.do(again), about, tally)
            tally.lost += [f"{about}: {one}" for one in accounts.lost()]
        _open(folder / place, free_bytes)
        if act == "run":
            _note(victim.do("finish"), about, tally)
            if states := states_of(ground):
                tally.damaged += [f"{about}: {one}" for one in accounts.faults_if_done(mode, states)]
        _note(victim.do("take back"), about, tally)
        if StepState.DONE in states_of(ground).values():
            victim.do("take back")
        tally.stuck += [f"{about}: {one}" for one in accounts.faults_if_as_before()]


def _close(volume: Path, free_bytes: int | None) -> None:
    if free_bytes is None:
        subprocess.run(["mount", "-o", "remount,ro", str(volume)], check=True)
        return
    filler = shutil.disk_usage(volume).free - free_bytes
    (volume / "filler").write_bytes(os.urandom(max(0, filler)))


def _open(volume: Path, free_bytes: int | None) -> None:
    if free_bytes is None:
        subprocess.run(["mount", "-o", "remount,rw", str(volume)], check=True)
    else:
        (volume / "filler").unlink()


def _note(outcome: Outcome, about: str, tally: Tally) -> None:
    if outcome.fault is not None:
        tally.faults.append(f"{about}: {outcome.fault}")
