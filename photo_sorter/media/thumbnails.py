"""Thumbnails: small JPEG files in a cache folder, found by the content of their photo."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from PIL import Image

from photo_sorter.core.errors import LibraryError

THUMBNAIL_SIDES_PX = (240, 480)
"""Long sides. 480 is sharp on a 200 % screen, and no more than a 12 MP JPEG's eighth (500 × 375) gives."""

_JPEG_QUALITY = 82
"""About 30 kB at 480 px. JPEG and not WebP: 0.5 ms against 4 to 13 ms of CPU for both sizes [2 cores, Pillow 13]."""


def thumbnail_path(cache: Path, content_hash: bytes, side_px: int) -> Path:
    """Where the thumbnail of this content lies. 256 folders keep listings short in a library of millions."""
    return cache / content_hash.hex()[:2] / thumbnail_name(content_hash, side_px)


def thumbnail_name(content_hash: bytes, side_px: int) -> str:
    """In its folder."""
    return f"{content_hash.hex()}-{side_px}.jpg"


def write_thumbnails(cache: Path, content_hash: bytes, image: Image.Image) -> None:
    """Writes every size of `image` (RGB, upright), whole or not at all; none is larger than the image.

    Raises LibraryError when the disk is full or may not be written to.
    """
    for side_px in sorted(THUMBNAIL_SIDES_PX, reverse=True):
        image = _shrunk(image, side_px)
        _write(thumbnail_path(cache, content_hash, side_px), image)


def _shrunk(image: Image.Image, long_side_px: int) -> Image.Image:
    longest = max(image.size)
    if longest <= long_side_px:
        return image
    width, height = (max(1, round(side * long_side_px / longest)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _write(path: Path, image: Image.Image) -> None:
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            image.save(unfinished, "JPEG", quality=_JPEG_QUALITY)
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise LibraryError(_sentence(path.parent.parent, error)) from error


def _sentence(cache: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left for thumbnails in {cache}. Free some space; the rest will then be added."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Thumbnails cannot be written to {cache}: the folder is read-only."
    return f"Thumbnails cannot be written to {cache}: {error.strerror or error}."
