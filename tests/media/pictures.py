"""Pictures made at test time, with a colour in each corner that tells which way up they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (240, 240, 240)
CORNERS = (RED, GREEN, BLUE, WHITE)
"""Of an upright picture: top left, top right, bottom left, bottom right."""

_INVERSE = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def corners(width: int = 120, height: int = 80) -> Image.Image:
    picture = np.zeros((height, width, 3), np.uint8)
    across, down = width // 2, height // 2
    picture[:down, :across], picture[:down, across:] = RED, GREEN
    picture[down:, :across], picture[down:, across:] = BLUE, WHITE
    return Image.fromarray(picture)


def as_stored(upright: Image.Image, orientation: int) -> Image.Image:
    """The pixels that a camera stores together with this EXIF orientation."""
    turn = _INVERSE[orientation]
    return upright if turn is None else upright.transpose(turn)


def exif_of(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def save(path: Path, image: Image.Image, **options: Any) -> Path:
    image.save(path, **options)
    return path


def corner_colours(pixels: NDArray[np.uint8]) -> list[tuple[int, ...]]:
    height, width = pixels.shape[:2]
    places = [
        (height // 6, width // 6),
        (height // 6, -width // 6),
        (-height // 6, width // 6),
        (-height // 6, -width // 6),
    ]
    return [tuple(int(channel) for channel in pixels[place]) for place in places]


def assert_upright(pixels: NDArray[np.uint8], tolerance: int = 25) -> None:
    difference = np.abs(np.array(corner_colours(pixels)) - np.array(CORNERS)).max()
    assert difference <= tolerance, corner_colours(pixels)
