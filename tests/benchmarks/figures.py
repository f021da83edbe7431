"""What a benchmark gives, and what several of them need."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps


@dataclass(frozen=True)
class Figure:
    """`photos`: in a library of so many, for what is measured in several, by the same name in each. `value` is the
    median where there were several `runs`, which gave from `low` to `high`."""

    name: str
    value: float
    unit: str
    aim: str = ""
    photos: int | None = None
    low: float | None = None
    high: float | None = None
    runs: int = 1

    @classmethod
    def of_runs(cls, name: str, values: Iterable[float], unit: str, aim: str = "", photos: int | None = None) -> Figure:
        found = sorted(values)
        return cls(name, statistics.median(found), unit, aim, photos, found[0], found[-1], len(found))

    def __str__(self) -> str:
        photos = f"{self.photos:,} photos: " if self.photos is not None else ""
        aim = f"   (aim {self.aim})" if self.aim else ""
        return f"{photos + self.name:<64} {shown(self.value):>10} {self.unit}{aim}"


def shown(value: float) -> str:
    """In as many digits as mean something on a noisy machine."""
    size = abs(value)
    if size >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.1 else f"{value:.2g}"


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, seconds: what the machine can do when nobody disturbs it."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def unit_vectors(count: int, dimensions: int, seed: int = 0) -> NDArray[np.float32]:
    """(count, dimensions) random rows of length 1."""
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


PICTURES = 40
"""Different pictures among the photos; the others are the same with a few more bytes, and so other content."""


def write_photos_of_12_mp(folder: Path, count: int, originals: Path | None = None) -> None:
    """JPEGs of 12 MP with the detail and noise of a camera: made from nothing (1.4 MB each), or from the photos in and
    under `originals` by making them larger (2.7 MB).
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    pictures = _coarse_pictures(rng) if originals is None else _large_pictures(originals, rng)
    files: list[bytes] = []
    for number in range(count):
        if number < PICTURES:
            files.append(_camera_jpeg(next(pictures), rng, 85 if originals is None else 92))
        data = files[number % PICTURES] + number.to_bytes(4, "big")
        (folder / f"{number:04}.jpg").write_bytes(data)


def _coarse_pictures(rng: np.random.Generator) -> Iterator[Image.Image]:
    while True:
        coarse = Image.fromarray(rng.integers(0, 256, (9, 12, 3), np.uint8))
        yield coarse.resize((4000, 3000), Image.Resampling.BICUBIC)


def _large_pictures(originals: Path, rng: np.random.Generator) -> Iterator[Image.Image]:
    paths = sorted(path for path in originals.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    for number in rng.permutation(len(paths)):
        with Image.open(paths[number]) as image:
            size = (4000, 3000) if image.width >= image.height else (3000, 4000)
            yield ImageOps.fit(image.convert("RGB"), size, Image.Resampling.BICUBIC)


def _camera_jpeg(picture: Image.Image, rng: np.random.Generator, quality: int) -> bytes:
    noise = rng.integers(0, 12, (picture.height, picture.width, 1), np.uint8)
    pixels = np.clip(np.asarray(picture, np.int16) + noise, 0, 255).astype(np.uint8)
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=quality)
    return encoded.getvalue()
