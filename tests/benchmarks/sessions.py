"""A person at the window, and an empty window beside it: each in a process of its own, as the program is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from photo_sorter.paths import Home

NEW_PHOTOS = 100


@dataclass(frozen=True)
class StepFigures:
    """As `window_session.Figures`."""

    longest_ms: float
    stalls: int
    shown_ms: list[float]
    memory_mb: float


def session(home: Home, *steps: str, new_photos: Path | None = None) -> dict[str, StepFigures]:
    """What `window_session` found, by the name of each step."""
    added = [] if new_photos is None else ["--new-photos", str(new_photos)]
    found = json.loads(_printed("tests.benchmarks.window_session", str(home.folder), *steps, *added))
    return {step: StepFigures(**figures) for step, figures in found.items()}


def idle_stalls_ms() -> list[float]:
    """What `idle_window` found."""
    found: list[float] = json.loads(_printed("tests.benchmarks.idle_window"))
    return found


@contextmanager
def new_photos() -> Iterator[Path]:
    """A folder with so many small photos, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        rng = np.random.default_rng(1)
        for number in range(NEW_PHOTOS):
            picture = Image.fromarray(rng.integers(0, 256, (6, 8, 3), np.uint8))
            picture.resize((1200, 900), Image.Resampling.BICUBIC).save(Path(folder) / f"{number:03}.jpg")
        yield Path(folder)


def _printed(*command: str) -> str:
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])} | os.environ
    command = (sys.executable, "-m", *command)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return done.stdout.splitlines()[-1]
