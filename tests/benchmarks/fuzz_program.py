"""Hostile files through the whole program: a folder of them is indexed by the command, and once more.

What shall hold: the command ends by itself and with success, whole photos among them are found, what kills or hangs a
decoder is set aside after two strikes and named by `check`, and the second start leaves all of that alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from photo_sorter.media.scan import scan
from tests.benchmarks.figures import Figure
from tests.benchmarks.fuzz import Campaign
from tests.media.bombs import bombs
from tests.media.hostile import good_pictures

MOST_FILES = 5_000
POISON = ("progressive.jpg", "permitted-16-bit-rgba.png", "frames.gif")
WHOLE = ("jpg", "png", "webp", "heic")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="photo-sorter-fuzz-") as scratch:
        photos, home = Path(scratch) / "photos", Path(scratch) / "home"
        photos.mkdir()
        _fill(photos, min(options.inputs, MOST_FILES), options.seed)
        found = sum(1 for _ in scan(photos, lambda path, sentence: None))
        yield Figure("files in the folder that claim to be pictures", found, "")
        before = _listed(photos)
        for start in ("first", "second"):
            begun = time.monotonic()
            code, said = _command(home, "index", str(photos))
            yield Figure(f"{start} start, seconds", time.monotonic() - begun, "s")
            yield Figure(f"{start} start, exit code", code, "", "0")
            yield Figure(f"{start} start, photos in the library that could be read", said["indexed"], "")
            yield Figure(f"{start} start, photos read a second", said["photos_per_second"], "", "0 at the second")
        _, checked = _command(home, "check")
        problems = {Path(problem["path"]).name: str(problem["reason"]) for problem in checked["problems"]}
        yield Figure("named by check", len(problems), "")
        yield Figure("of them stopped for time", sum("took longer" in why for why in problems.values()), "", "≥ 1")
        yield Figure("of them killed a decoder", sum("break off" in why for why in problems.values()), "")
        yield Figure("of them our fault", sum("has a fault" in why for why in problems.values()), "", "0")
        yield Figure("the poisonous one is named", "progressive.jpg" in problems, "", "1")
        lost = sum(f"whole.{suffix}" in problems for suffix in WHOLE)
        yield Figure("whole photos that are not found", lost, "", "0")
        yield Figure("photos changed by it", len(before ^ _listed(photos)), "", "0")


def _fill(photos: Path, count: int, seed: int) -> None:
    campaign = Campaign(count, seed, photos, None)
    for number in range(count):
        damaged, data = campaign.file(number)
        if damaged.group != "sidecar":
            (photos / f"{number}{damaged.suffix}").write_bytes(data)
        else:
            (photos / f"{number - 1}{campaign.file(number - 1)[0].suffix}.xmp").write_bytes(data)
    for name in POISON:
        (photos / name).write_bytes(bombs()[name]())
    pictures = good_pictures()
    for suffix in WHOLE:
        (photos / f"whole.{suffix}").write_bytes(pictures[suffix])


def _command(home: Path, *words: str) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "photo_sorter", "--home", str(home), "--json", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else {}


def _listed(folder: Path) -> set[tuple[str, int, int]]:
    return {(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}
