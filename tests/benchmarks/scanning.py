"""Scans of folders of every size: all files are new, and then none has changed.

The files are real, a hundred to a folder, and empty: a scan asks for names, sizes, times and numbers only. They have
just been written, so that the machine has the disk's folders in its memory; a disk that has to fetch them adds to it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from photo_sorter.store.library import Library
from photo_sorter.work.reconcile import reconcile
from photo_sorter.work.whereabouts import Whereabouts
from tests.benchmarks.figures import Figure

FILES_A_FOLDER = 100
ROUNDS = 3


def run(options: argparse.Namespace) -> Iterator[Figure]:
    for photos in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder) / "photos", photos)
            with Library.open(Path(folder) / "library.db") as library:
                yield from _figures(library, Path(folder) / "photos", photos)


def _figures(library: Library, place: Path, photos: int) -> Iterator[Figure]:
    whereabouts = Whereabouts(library)
    with library.atomic():
        library.folders.add(place)
    whereabouts.look()
    (watched,) = library.folders.active()

    def scan() -> tuple[float, float, int]:
        """Seconds, the longest step of them, and files that are news."""
        began = last = time.perf_counter()
        longest, news = 0.0, 0
        for found in reconcile(library, whereabouts, place, watched):
            news += len(found.arrived) + len(found.left_view)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
        return last - began, longest, news

    seconds, _, news = scan()
    assert news == photos
    yield Figure("all files are new", seconds, "s", photos=photos)
    rounds = [scan() for _ in range(ROUNDS if photos <= 100_000 else 1)]
    assert not any(news for _, _, news in rounds)
    aim = "≤ 10" if photos == 100_000 else ""
    yield Figure.of_runs("no file has changed", (seconds for seconds, _, _ in rounds), "s", aim, photos)
    longest_ms = (longest * 1000 for _, longest, _ in rounds)
    yield Figure.of_runs("the longest step of it, for which a search waits", longest_ms, "ms", photos=photos)


def write_files(place: Path, count: int) -> None:
    for number in range(0, count, FILES_A_FOLDER):
        folder = place / f"{number // 10_000:03}" / f"{number:07}"
        folder.mkdir(parents=True)
        for file in range(number, min(number + FILES_A_FOLDER, count)):
            (folder / f"IMG_{file:07}.jpg").open("x").close()
