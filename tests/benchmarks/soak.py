"""The window, for as long as one likes: does it grow, does it leave anything behind?

Photos arrive, change, move and go, and a person searches, scrolls, goes from place to place and edits categories
without a pause. Linux.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from tests.benchmarks.figures import Figure
from tests.storm.deeds import Deeds
from tests.storm.pictures import SORTED_COLOURS
from tests.storm.window_process import WindowProcess

PHOTOS = 4_000
"""Their thumbnails fill the window's cache (128 MiB) before the warm-up is over."""
SECONDS_A_DEED = 1.0
SAMPLES = 360
SHARE_WARM_UP = 0.2
SHARE_REST = 1 / 60
"""So long nothing happens after the warm-up and at the end."""
MB = 1024 * 1024


@dataclass(frozen=True)
class Sample:
    """Of the window's process and all below it, `at` seconds after the start. Memory in bytes; shared memory is
    divided among those that share it in `shares`, the sum of their PSS."""

    at: float
    own: int
    shares: int
    handles: int
    threads: int
    processes: int


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Writes a sample a minute to stderr."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        yield from soak(Path(folder), options.minutes * 60)


def soak(folder: Path, seconds: float, count: int = PHOTOS) -> Iterator[Figure]:
    home, photos, temporary = Home(folder / "home"), folder / "photos", folder / "temporary"
    photos.mkdir()
    temporary.mkdir()
    with Library.open(home.library) as library, library.atomic():
        library.categories.save(Scheme(tuple(map(Category, SORTED_COLOURS))).checked())
    deeds = Deeds((photos,), folder / "trash", seed=1)
    deeds.fill(photos, count)
    os.environ["TMPDIR"] = str(temporary)
    with WindowProcess(folder / "notes", home, "browser", str(photos)) as window:
        window.wait_for("idle", 300)
        samples, begun, ended = _watch(window, deeds, seconds, count)
        left = [path for path in temporary.rglob("*") if path.is_file()]
        left += [*home.folder.rglob("*.tmp"), *home.folder.rglob("*.part")]
        sentences = window.sentences()
    del os.environ["TMPDIR"]
    steady = [sample for sample in samples if sample.at >= seconds * SHARE_WARM_UP]
    for name, values in (
        ("the window's process (RSS)", [sample.own for sample in steady]),
        ("it and its children (sum of PSS)", [sample.shares for sample in steady]),
    ):
        slope, error = slope_of([sample.at for sample in steady], [value / MB for value in values])
        yield Figure(f"{name}: at the end", values[-1] / MB, "MB")
        yield Figure(f"{name}: greatest", max(values) / MB, "MB")
        yield Figure(f"{name}: slope", slope * 3600, "MB an hour", "0")
        yield Figure(f"{name}: standard error of the slope", error * 3600, "MB an hour")
    for name in ("handles", "threads", "processes"):
        before, after = getattr(begun, name), getattr(ended, name)
        yield Figure(f"{name} at rest, {before} at the beginning: more at the end", after - before, "", "0")
    yield Figure("temporary files left", len(left), "", "0")
    yield Figure("photos that came, changed or went", sum(len(file.contents) for file in deeds.roll.files), "")
    for sentence in dict.fromkeys(sentences):
        print(f"told: {sentence}", file=sys.stderr)
    for path in left[:10]:
        print(f"left: {path}", file=sys.stderr)


def _watch(window: WindowProcess, deeds: Deeds, seconds: float, count: int) -> tuple[list[Sample], Sample, Sample]:
    """Samples while all goes on, and one at rest after the warm-up and one at the end."""
    process, began = psutil.Process(window.process.pid), time.monotonic()
    samples: list[Sample] = []
    begun: Sample | None = None
    next_deed = next_sample = 0.0
    while (now := time.monotonic() - began) < seconds:
        assert window.process.poll() is None, f"the window ended with {window.process.returncode}"
        if now >= next_deed:
            deeds.do_any()
            # As many as there were: what grows with the library is no leak.
            (deeds.delete if len(deeds.roll.at) > count else deeds.arrive)()
            next_deed = now + SECONDS_A_DEED
        if now >= next_sample:
            samples.append(_sample(process, now))
            next_sample = now + seconds / SAMPLES
            if len(samples) % 12 == 1:
                print(samples[-1], f"{len(deeds.roll.at)} photos", file=sys.stderr, flush=True)
        if begun is None and now >= seconds * SHARE_WARM_UP:
            begun = _at_rest(process, began, seconds * SHARE_REST)
            began += seconds * SHARE_REST
            continue
        time.sleep(max(0.0, min(next_deed, next_sample) - now))
    window.send_person_away()
    ended = _at_rest(process, began, seconds * SHARE_REST)
    assert begun is not None
    return samples, begun, ended


def _at_rest(process: psutil.Process, began: float, seconds: float) -> Sample:
    """The least of each while no files change: what is under way comes to its end meanwhile."""
    seen: list[Sample] = []
    end = time.monotonic() + seconds
    while not seen or time.monotonic() < end:
        seen.append(_sample(process, time.monotonic() - began))
        time.sleep(seconds / 30)
    least = {name: min(getattr(each, name) for each in seen) for name in Sample.__dataclass_fields__}
    return Sample(**least)


def _sample(process: psutil.Process, at: float) -> Sample:
    own, shares, handles, threads, processes = process.memory_info().rss, 0, 0, 0, 0
    for each in (process, *process.children(recursive=True)):
        try:
            shares += each.memory_full_info().pss
            handles += each.num_fds()
            threads += each.num_threads()
            processes += 1
        except psutil.NoSuchProcess:
            continue
    return Sample(at, own, shares, handles, threads, processes)


def slope_of(at: list[float], values: list[float]) -> tuple[float, float]:
    """Least squares through the samples, and the standard error of the slope.

    Neighbours are alike, which makes the error too small: it is widened by the lag-1 correlation of what is left over
    (Santer et al. 2000, doi:10.1029/1999JD901105).
    """
    x, y = np.array(at), np.array(values)
    x = x - x.mean()
    slope = float(x @ y / (x @ x))
    rest = y - y.mean() - slope * x
    alike = float(rest[:-1] @ rest[1:] / (rest @ rest)) if rest @ rest else 0.0
    alike = min(max(alike, 0.0), 0.99)
    effective = max(3.0, len(x) * (1 - alike) / (1 + alike))
    return slope, float(np.sqrt(rest @ rest / (effective - 2) / (x @ x)))
