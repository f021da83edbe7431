"""Faults of disks, permissions and clocks while photos are indexed: what a person reads, and whether anything is lost.
Linux, as root."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.storm.fault_scenes import SCENES
from tests.storm.scene import Scene


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Writes the sentences, and what went wrong, to stderr."""
    total = 0
    for name, begin in SCENES.items():
        with tempfile.TemporaryDirectory(prefix="faults-") as folder, ExitStack() as stack:
            scene = Scene(Path(folder), stack)
            faults = scene.play(*begin(scene))
        told = [
            *(f"  “{sentence}”" for sentence in scene.sentences or ["(no word)"]),
            *(f"  FAULT: {one}" for one in faults),
        ]
        print("\n".join([f"{name}:", *told]).replace(folder, "…"), file=sys.stderr, flush=True)
        total += len(faults)
        yield Figure(
            f"{name}: went on {scene.went_on}; sentences", len(scene.sentences), f"and {len(faults)} faults", "0 faults"
        )
    yield Figure("disks, permissions and clocks: faults of all", total, "", "0")
