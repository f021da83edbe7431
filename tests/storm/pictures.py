"""Small pictures of one colour each and noise: no two have the same pixels, and each tells what its category is."""

from __future__ import annotations

import hashlib
import io

import numpy as np
from PIL import Image

from tests.fakes import COLOURS, ColourEmbedder

SORTED_COLOURS = ("red", "green", "blue", "yellow")
SIDE_PX = ColourEmbedder.dimensions


def picture(rng: np.random.Generator, colour: str, size_bytes: int = 0) -> bytes:
    """A JPEG as large as the embedder's picture, so that what it sees tells which one it is. `size_bytes`: padded to so
    many."""
    noise = rng.integers(-6, 7, (SIDE_PX, SIDE_PX, 3))
    pixels = np.clip(np.array(COLOURS[colour]) + noise, 0, 255).astype(np.uint8)
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "JPEG", quality=90, subsampling=0)
    return encoded.getvalue().ljust(size_bytes, b"\0")


def shown_to_embedder(data: bytes) -> bytes:
    """SHA-256 of the pixels that it gets of such a JPEG."""
    return hashlib.sha256(np.asarray(Image.open(io.BytesIO(data))).tobytes()).digest()
