"""Damaged libraries by the hundred: what of them is kept, and whether anything is lost that need not be."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.store.salvage.wrecks import DAMAGES, Outcome, Scene, make_scene, outcome, wreck

SEEDS = 20
"""Times two scenes, times the kinds of damage: 320 libraries."""


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Prints what went wrong, if anything did."""
    with tempfile.TemporaryDirectory(prefix="salvage-") as place:
        folder = Path(place)
        scenes = [make_scene(folder / f"scene {has_log}", has_log=has_log) for has_log in (True, False)]
        started, libraries = time.perf_counter(), 0
        faults: list[str] = []
        for damage in DAMAGES:
            came = [_came(scene, damage, folder / "wreck", seed) for scene in scenes for seed in range(SEEDS)]
            libraries += len(came)
            faults += [f"{damage}, {number}: {fault}" for number, each in enumerate(came) for fault in each.faults]
            yield from _figures(damage, came)
        for fault in faults[:20]:
            print(fault)
        yield Figure(
            "damaged libraries that were repaired",
            libraries,
            "libraries",
            f"{len(faults)} faults; {(time.perf_counter() - started) / libraries:.1f} s each, checks included",
        )


def _came(scene: Scene, damage: str, folder: Path, seed: int) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    changed, log_is_changed = wreck(scene, damage, folder, seed)
    try:
        return outcome(scene, folder, damage, changed, log_is_changed)
    except Exception as error:
        raise AssertionError(f"{damage}, seed {seed}") from error


def _figures(damage: str, came: list[Outcome]) -> Iterator[Figure]:
    given, due, there = (sum(getattr(each, name) for each in came) for name in ("given", "due", "there"))
    lost = sum(bool(each.faults) for each in came)
    photos = sum(each.photos for each in came)
    all_photos = sum(each.photos + each.saved.photos_lost for each in came)
    yield Figure(
        f"{damage.replace('_', ' ')}: decisions that were saved",
        round(100 * there / given, 1),
        "%",
        f"due by the promise: {100 * due / given:.1f} %; libraries with less: {lost} of {len(came)}; "
        f"photos at once: {100 * photos / max(1, all_photos):.1f} % of those known",
    )
