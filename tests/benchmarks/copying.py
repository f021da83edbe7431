"""Runs that copy and move, against `cp -a` and `rsync -a` on the same files, one after the other."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan
from photo_sorter.media import placing
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.ledger import Ledger
from photo_sorter.work.arranging.planner import make_plan
from photo_sorter.work.arranging.runner import Runner
from tests.benchmarks.arranging import write_library
from tests.benchmarks.figures import Figure

FILES = 10_000
SIZES_BYTES = (20_000, 60_000, 150_000, 400_000)
ROUNDS = 2


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _compared(Path(folder))


def _compared(folder: Path) -> Iterator[Figure]:
    photos, there = folder / "photos", folder / "there"
    write_library(folder / "home" / "library.db", photos, FILES, _content)
    size_mb = sum(path.stat().st_size for path in photos.rglob("*") if path.is_file()) / 1e6
    yield Figure(f"{FILES:,} files", size_mb, "MB")
    with Library.open(folder / "home" / "library.db") as library:
        ways: dict[str, Callable[[], object]] = {
            "cp -a": lambda: _call("cp", "-a", str(photos), str(there)),
            "cp -a and sync": lambda: (_call("cp", "-a", str(photos), str(there)), _call("sync", "-f", str(there))),
            "rsync -a": lambda: _call("rsync", "-a", str(photos), str(there)),
            "rsync -a --fsync": lambda: _call("rsync", "-a", "--fsync", str(photos), str(there)),
            "a run that copies": lambda: _run(library, make_plan(library, Arrangement(there))),
            "a run that makes hard links": lambda: _run(library, make_plan(library, Arrangement(there, Mode.HARDLINK))),
        }
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        again: list[float] = []
        for _ in range(ROUNDS):
            for name, way in ways.items():
                os.sync()
                start = time.perf_counter()
                way()
                seconds[name].append(time.perf_counter() - start)
                if name == "a run that copies":
                    again.append(_read_again(there))
                shutil.rmtree(there)
        for name, found in seconds.items():
            yield Figure(name, min(found), "s")
        yield Figure("of it, reading every copy again", min(again), "s")
        yield Figure(
            "a run that copies, against rsync -a", min(seconds["a run that copies"]) / min(seconds["rsync -a"]), "×"
        )
        yield from _moved(library, photos, there)


def _moved(library: Library, photos: Path, there: Path) -> Iterator[Figure]:
    plan = make_plan(library, Arrangement(there, Mode.MOVE))
    start = time.perf_counter()
    run_id = _run(library, plan)
    yield Figure("a run that moves, on one disk", time.perf_counter() - start, "s")
    start = time.perf_counter()
    run = library.journal.run(run_id)
    assert run is not None
    ledger = Ledger(library)
    ended = Runner(run, lambda entry: entry(ledger)).take_back()
    yield Figure("the same taken back", time.perf_counter() - start, "s")
    assert (ended.sentences, there.exists()) == ((), False)


def _run(library: Library, plan: Plan) -> int:
    ledger = Ledger(library)
    run = ledger.open(plan, "a benchmark")
    ended = Runner(run, lambda entry: entry(ledger)).finish()
    assert (ended.done, ended.sentences) == (len(plan.files), ())
    return run.id


def _read_again(folder: Path) -> float:
    start = time.perf_counter()
    for path in folder.rglob("*"):
        if path.is_file():
            placing.content_hash(path)
    return time.perf_counter() - start


def _content(number: int) -> bytes:
    return np.random.default_rng(number).bytes(SIZES_BYTES[number % len(SIZES_BYTES)])


def _call(*command: str) -> None:
    subprocess.run(command, check=True)
