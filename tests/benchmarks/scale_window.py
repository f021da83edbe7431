"""The window over libraries of 1,000 to 1,000,000 photos: stalls of its event loop, waiting times, memory."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from photo_sorter.paths import Home
from tests.benchmarks.figures import Figure
from tests.benchmarks.scale_library import synthetic_home

SIZES = (1_000, 10_000, 100_000, 1_000_000)
NEW_PHOTOS = 300
STEPS = {
    "open": "from the first paint until all is read",
    "rest": "nobody does anything",
    "scroll": "a hundred pages down",
    "drag": "the scroll bar, from top to bottom",
    "places": "ten places, one after the other",
    "orders": "three orders",
    "groups": "by day, by month, by category",
    "select": "all selected, and read anew",
    "search": "a sentence, letter by letter",
    "edit": "a slider, twice, to the window that shows it",
    "index": f"{NEW_PHOTOS} new photos",
}
_TORCH = """
import json, psutil
rss = lambda: psutil.Process().memory_info().rss / 1e6
before = rss()
import torch, open_clip
imported = rss()
model = open_clip.create_model("ViT-B-32-256")
print(json.dumps({"torch": imported - before, "weights": rss() - imported}))
"""


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """With `--libraries` what was made is kept there, and used again."""
    with tempfile.TemporaryDirectory() as folder:
        kept = options.libraries or Path(folder) / "libraries"
        new_photos = Path(folder) / "new"
        _write_photos(new_photos)
        for photos in options.sizes or SIZES:
            made = synthetic_home(kept, photos)
            yield from _figures(made, photos, new_photos)
    yield from _torch()


def _figures(made: Home, photos: int, new_photos: Path) -> Iterator[Figure]:
    found = _session(made, new_photos)
    yield Figure(f"{photos:,} photos: first paint, from the start of Python", found["start"]["shown_ms"], "ms")
    for step, words in STEPS.items():
        at = found[step]
        yield Figure(f"{photos:,} photos, {words}: longest stall", at["longest_ms"], "ms", "≤ 100")
        if at["stalls"]:
            yield Figure("    stalls above 100 ms", at["stalls"], "")
        if at["shown_ms"]:
            yield Figure("    shown after, the longest", at["shown_ms"], "ms")
    memory_mb = found["rest"]["memory_mb"]
    yield Figure(f"{photos:,} photos: memory with the built-in model and all embeddings", memory_mb, "MB")


def _torch() -> Iterator[Figure]:
    """Random weights weigh as much as learned ones."""
    done = subprocess.run([sys.executable, "-c", _TORCH], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        found = json.loads(done.stdout.splitlines()[-1])
        yield Figure("torch and open_clip imported, in addition", found["torch"], "MB")
        yield Figure("weights of ViT-B-32-256, in addition", found["weights"], "MB")


def _session(made: Home, new_photos: Path) -> dict[str, dict[str, float]]:
    """On a copy of the library, in a process of its own, as a person starts the program."""
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])} | os.environ
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        shutil.copy(made.library, home.library)
        command = [sys.executable, "-m", "tests.benchmarks.window_session", str(home.folder), str(new_photos)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    result: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return result


def _write_photos(folder: Path) -> None:
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(NEW_PHOTOS):
        picture = Image.fromarray(rng.integers(0, 256, (6, 8, 3), np.uint8))
        picture.resize((1200, 900), Image.Resampling.BICUBIC).save(folder / f"{number:03}.jpg")
