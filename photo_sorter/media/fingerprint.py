"""Fingerprints of pictures, and a second look at two thumbnails that may show the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from photo_sorter.core.duplicates.alignment import SIDE_PX, Pixels, show_the_same
from photo_sorter.core.duplicates.fingerprint import FLIPPED, GREY_SIDE_PX, MIRRORED, TRANSPOSED, fingerprint
from photo_sorter.media.faults import DECODER_FAULTS


def fingerprint_of(image: Image.Image) -> bytes:
    """32 bytes (see core.duplicates.fingerprint) of an upright RGB picture of any size; zero bytes if it is blank.

    0.2 ms for a small thumbnail, 1.5 ms for 1000 × 750, which differ by 5 bits in the median and by 19 at most.
    """
    return fingerprint(
        np.asarray(image.resize((GREY_SIDE_PX, GREY_SIDE_PX), Image.Resampling.BOX).convert("L"), np.float32)
    )


def same_picture(first: Path, second: Path, turn: int) -> bool:
    """Whether two thumbnails show the same picture once the first is turned (see core.duplicates.fingerprint).

    False where one cannot be read: nothing is proposed that was not seen.
    """
    try:
        return show_the_same(_turned(pixels_of(first), turn), pixels_of(second))
    except DECODER_FAULTS:
        return False


def sharpness(thumbnail: Path) -> float | None:
    """Mean square of the Laplacian of a thumbnail; larger is sharper, among shots of one scene. None if unreadable.

    Pertuz et al., “Analysis of focus measure operators”, 2013.
    """
    try:
        with Image.open(thumbnail, formats=["JPEG"]) as image:
            grey = np.asarray(image.convert("L"), np.float32)
    except DECODER_FAULTS:
        return None
    inner = grey[1:-1, 1:-1]
    edges = 4 * inner - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return float((edges**2).mean()) if edges.size else None


def pixels_of(thumbnail: Path) -> Pixels:
    """(SIDE_PX, SIDE_PX, 3). Raises one of DECODER_FAULTS."""
    with Image.open(thumbnail, formats=["JPEG"]) as image:
        return np.asarray(image.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC), np.float32)


def _turned(pixels: Pixels, turn: int) -> Pixels:
    if turn & MIRRORED:
        pixels = pixels[:, ::-1]
    if turn & FLIPPED:
        pixels = pixels[::-1]
    if turn & TRANSPOSED:
        pixels = pixels.transpose(1, 0, 2)
    return np.ascontiguousarray(pixels)
