"""The window while large photos are indexed, from the first one on, for which the model has to be loaded."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from photo_sorter.paths import Home
from tests.benchmarks.figures import Figure, write_photos_of_12_mp
from tests.benchmarks.sessions import session


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        photos = Path(folder) / "photos"
        write_photos_of_12_mp(photos, options.photos)
        found = session(Home(Path(folder) / "home"), "rest", "index", new_photos=photos)
    rest, index = found["rest"], found["index"]
    yield Figure("nobody does anything: longest stall", rest.longest_ms, "ms")
    yield Figure("photos of 12 MP are indexed: longest stall", index.longest_ms, "ms", "≤ 100")
    yield Figure("stalls above 100 ms meanwhile", index.stalls, "", "0")
    yield Figure("photos indexed with the window open", options.photos / index.shown_ms[0] * 1000, "photos/s")
