"""Pictures → features and class probabilities of the frozen EfficientNet-Lite2, computed once and cached.

View 0 is what the program itself sees. The further views are random crops, half of them mirrored; Flickr8k, which
comes squashed to a square, is stretched back to 4:3 or 3:4 in them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps

from network import features_and_probabilities, load_backbone
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.starter import PICTURE

BATCH = 8
THREADS = 2
CROP_SHARE = (0.35, 1.0)
"""The share of a picture's area that a random crop keeps (as in arXiv 1409.4842, with a higher floor)."""


def cached_features(
    name: str, files: list[Path], view: int, cache: Path
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n, 1280) features and (n, 1000) probabilities of a view of the files, from the cache where it has them."""
    store = cache / f"features-{name}-{view}.npz"
    if not store.exists():
        features, probabilities = _compute(files, view)
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(store, features=features.astype(np.float16), probabilities=probabilities.astype(np.float16))
    with np.load(store) as arrays:
        return arrays["features"].astype(np.float32), arrays["probabilities"].astype(np.float32)


def as_the_program_sees_it(picture: Image.Image) -> Image.Image:
    """The upright RGB square that `PICTURE` asks for."""
    short = PICTURE.short_side_px
    scale = short / min(picture.size)
    width, height = (max(short, round(side * scale)) for side in picture.size)
    picture = picture.resize((width, height), Image.Resampling.BICUBIC)
    left, top = (width - PICTURE.side_px) // 2, (height - PICTURE.side_px) // 2
    return picture.crop((left, top, left + PICTURE.side_px, top + PICTURE.side_px))


def embed_files(model: Embedder, files: list[Path]) -> NDArray[np.float32]:
    """(n, dimensions) vectors of the files, by the model that ships."""

    def embed(batch: list[Path]) -> NDArray[np.float32]:
        return model.embed_pictures(np.stack([_read(file, view=0) for file in batch]))

    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(embed, _batches(files))))


def _compute(files: list[Path], view: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    backbone = load_backbone()

    def compute(batch: list[Path]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        torch.set_num_threads(1)  # OpenMP keeps the number for each calling thread
        return features_and_probabilities(backbone, np.stack([_read(file, view) for file in batch]))

    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(compute, _batches(files)))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _batches(files: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(files), BATCH):
        yield files[start : start + BATCH]


def _read(file: Path, view: int) -> NDArray[np.uint8]:
    with Image.open(file) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    if view:
        picture = _random_view(picture, random.Random(f"{file.name} {view}"), is_squashed="flickr8k" in file.parts)
    else:
        picture = as_the_program_sees_it(picture)
    return np.asarray(picture)


def _random_view(picture: Image.Image, chooser: random.Random, is_squashed: bool) -> Image.Image:
    width, height = picture.size
    aspect = chooser.choice((0.75, 1.33, 1.33)) if is_squashed else 1.0
    area = chooser.uniform(*CROP_SHARE) * width * height
    # In pixels of the file, a crop that is square once the picture is stretched back.
    crop_height = min(height, (area * aspect) ** 0.5, width * aspect)
    crop_width = crop_height / aspect
    left, top = chooser.uniform(0, width - crop_width), chooser.uniform(0, height - crop_height)
    size = (PICTURE.side_px, PICTURE.side_px)
    picture = picture.resize(size, Image.Resampling.BICUBIC, box=(left, top, left + crop_width, top + crop_height))
    return ImageOps.mirror(picture) if chooser.random() < 0.5 else picture
