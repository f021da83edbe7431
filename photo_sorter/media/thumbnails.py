"""Thumbnails: small JPEG files in a cache folder, found by the content of their photo."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from PIL import Image

from photo_sorter.core.errors import LibraryError

THUMBNAIL_SIDES_PX = (240, 480)
"""Long sides, at least. 480 is sharp on a 200 % screen, and no more than a 12 MP JPEG's eighth (500 × 375) gives."""

_MOST_TIMES_LONGER = 1.1
"""What is no longer than this times its size is not resampled: of a 12 MP JPEG's eighth both sizes then cost 0.3 ms of
CPU instead of 5.3 [2 cores, Pillow 13], and their files are a tenth larger."""

_JPEG_QUALITY = 82
"""About 30 kB at 480 px. JPEG and not WebP: 0.5 ms against 4 to 13 ms of CPU for both sizes [2 cores, Pillow 13]."""


def thumbnail_path(cache: Path, content_hash: bytes, side_px: int) -> Path:
    """Where the thumbnail of this content lies. 256 folders keep listings short in a library of millions."""
    return cache / content_hash.hex()[:2] / thumbnail_name(content_hash, side_px)


def thumbnail_name(content_hash: bytes, side_px: int) -> str:
    """In its folder."""
    return f"{content_hash.hex()}-{side_px}.jpg"


def has_thumbnails(cache: Path, content_hash: bytes) -> bool:
    """Whether every size of this content is there."""
    return all(thumbnail_path(cache, content_hash, side_px).exists() for side_px in THUMBNAIL_SIDES_PX)


def write_thumbnails(cache: Path, content_hash: bytes, image: Image.Image) -> Image.Image:
    """Writes every size of `image` (RGB, upright), whole or not at all; none is larger than the image. Gives the
    smallest.

    Raises LibraryError when the disk is full or may not be written to.
    """
    paths = {side_px: thumbnail_path(cache, content_hash, side_px) for side_px in THUMBNAIL_SIDES_PX}
    try:
        paths[THUMBNAIL_SIDES_PX[0]].parent.mkdir(parents=True, exist_ok=True)
        for side_px in sorted(THUMBNAIL_SIDES_PX, reverse=True):
            image = _shrunk(image, side_px)
            _write(paths[side_px], image)
    except OSError as error:
        raise LibraryError(_sentence(cache, error)) from error
    return image


def _shrunk(image: Image.Image, long_side_px: int) -> Image.Image:
    """Averages blocks of pixels as far as that goes, and resamples only what is still too long."""
    factor = max(image.size) // long_side_px
    if factor > 1:
        image = image.reduce(factor)
    longest = max(image.size)
    if longest <= long_side_px * _MOST_TIMES_LONGER:
        return image
    width, height = (max(1, round(side * long_side_px / longest)) for side in image.size)
    # As good as bicubic for making smaller (Pillow's table of filters), in 60 % of the time.
    return image.resize((width, height), Image.Resampling.HAMMING)


def _write(path: Path, image: Image.Image) -> None:
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}.tmp")
    try:
        image.save(unfinished, "JPEG", quality=_JPEG_QUALITY)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _sentence(cache: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left for thumbnails in {cache}. Free some space; the rest will then be added."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Thumbnails cannot be written to {cache}: the folder is read-only."
    return f"Thumbnails cannot be written to {cache}: {error.strerror or error}."
