"""Few, and real: an embedder for which a red photo really is "red"."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photo_sorter.core.ports import PictureSpec

COLOURS = {
    "red": (220, 30, 30), "green": (30, 180, 40), "blue": (30, 60, 220), "yellow": (230, 220, 40),
    "white": (250, 250, 250), "black": (8, 8, 8), "magenta": (220, 40, 210), "cyan": (40, 210, 220),
}  # fmt: skip


class ColourEmbedder:
    """Sees the mean colour of a picture, and knows the words of COLOURS. Other words are a fixed direction each.

    Words with letters beyond ASCII are strange to it.
    """

    dimensions = 32
    picture = PictureSpec(32)
    batch_size = 4
    lanes = 2
    templates = ("{}", "a photo of {}")
    patch_method = "mean colour"
    patches_a_side = 4

    def __init__(self, model_id: str = "colours") -> None:
        self.model_id = model_id
        self.pictures_seen = 0
        self._lock = threading.Lock()
        self._basis = np.linalg.qr(np.random.default_rng(7).standard_normal((self.dimensions, 4)))[0].T

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        with self._lock:
            self.pictures_seen += len(pictures)
        return self._embedded(pictures.reshape(len(pictures), -1, 3).mean(axis=1))

    def embed_patches(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        count, side = self.patches_a_side, self.picture.side_px // self.patches_a_side
        means = picture.reshape(count, side, count, side, 3).mean(axis=(1, 3))
        return self._embedded(means.reshape(-1, 3)).reshape(count, count, -1)

    def unknown_words(self, text: str) -> tuple[str, ...]:
        return tuple(word for word in text.split() if not word.isascii())

    spellings = tuple(COLOURS)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.concatenate([self._text(text) for text in texts])

    def _text(self, text: str) -> NDArray[np.float32]:
        colour = next((rgb for name, rgb in COLOURS.items() if name in text.split()), None)
        if colour is not None:
            return self._embedded(np.array([colour], float))
        other = np.random.default_rng(zlib.crc32(text.split()[-1].encode())).standard_normal(self.dimensions)
        return (other / np.linalg.norm(other)).astype(np.float32)[np.newaxis]

    def _embedded(self, rgb: NDArray[np.floating]) -> NDArray[np.float32]:
        # The constant keeps black away from the origin; the centre makes opposite colours point apart.
        centred = np.concatenate([rgb - 128.0, np.full((len(rgb), 1), 20.0)], axis=1) @ self._basis
        return (centred / np.linalg.norm(centred, axis=1, keepdims=True)).astype(np.float32)


def colour_picture(colour: str, size: tuple[int, int] = (60, 40), shade: int = 0) -> Image.Image:
    """A picture of one colour; `shade` makes files with other bytes and the same colour."""
    picture = Image.new("RGB", size, COLOURS[colour])
    picture.putpixel((shade % size[0], shade // size[0]), (shade % 251, 7, 99))
    return picture
