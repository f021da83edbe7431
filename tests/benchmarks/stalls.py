"""The window while large photos are indexed, from the first one on, for which the model has to be loaded: alone on the
computer, and beside programs that want all of its cores."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photo_sorter.paths import Home
from photo_sorter.system.cores import usable_cores
from tests.benchmarks.figures import Figure, write_photos_of_12_mp
from tests.benchmarks.sessions import session


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder) / "photos"
        write_photos_of_12_mp(photos, options.photos)
        found = session(Home(Path(folder) / "home"), "rest", "index", new_photos=photos)
        with _busy_programs():
            beside = session(Home(Path(folder) / "another home"), "index", new_photos=photos)["index"]
    rest, index = found["rest"], found["index"]
    yield Figure("nobody does anything: longest stall", rest.longest_ms, "ms")
    yield Figure("photos of 12 MP are indexed: longest stall", index.longest_ms, "ms", "≤ 100")
    yield Figure("stalls above 100 ms meanwhile", index.stalls, "", "0")
    yield Figure("photos indexed with the window open", options.photos / index.shown_ms[0] * 1000, "photos/s")
    yield Figure("beside programs that want all cores: longest stall", beside.longest_ms, "ms", "≤ 100")
    yield Figure("beside programs that want all cores: stalls above 100 ms", beside.stalls, "", "0")


@contextmanager
def _busy_programs() -> Iterator[None]:
    """They do nothing but compute, at usual priority: one more than there are cores."""
    command = [sys.executable, "-c", "while True: sum(range(10_000))"]
    programs = [subprocess.Popen(command) for _ in range(usable_cores() + 1)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()
