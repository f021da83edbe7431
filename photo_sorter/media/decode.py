"""One look at a file: its hash, its facts, its thumbnails, and the picture as the model wants it.

Runs in the children of `decode_pool`; a 12 MP JPEG costs about 30 ms of CPU.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import AvifImagePlugin, GifImagePlugin, Image, JpegImagePlugin

from photo_sorter.core.photo import DecodedPhoto, FileState, PhotoFacts
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.colours import to_rgb, to_samples
from photo_sorter.media.facts import read_exif, read_facts
from photo_sorter.media.faults import DECODER_FAULTS, undecoded, unopened, unreadable
from photo_sorter.media.fingerprint import fingerprint_of
from photo_sorter.media.online_only import require_here
from photo_sorter.media.raw import RawPreview, has_raw_developer, open_raw
from photo_sorter.media.scan import RAW_SUFFIXES, file_state
from photo_sorter.media.sidecar import sidecars, with_sidecar
from photo_sorter.media.signatures import HEAD_BYTES, looks_like_tiff, looks_raw
from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, has_thumbnails, write_thumbnails
from photo_sorter.system.pip_command import pip_command

MOST_MEGAPIXELS = 250
"""The largest phone sensors make 200 MP; decoding 250 takes about a second and 1 GB."""

MOST_MEGAPIXELS_JPEG = 1000
"""A JPEG is decoded at an eighth of its size, so panoramas of this size are still cheap."""

_File = io.BytesIO | io.BufferedReader

_READ_AT_ONCE_BYTES = 64 * 1024 * 1024
"""Files up to this size are read into memory once, so that what is hashed is what is decoded. Larger ones are hashed in
blocks and decoded from the disk's cache."""

_FORMATS = (
    "JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP", "DIB", "ICO", "CUR", "ICNS", "JPEG2000",
    "PSD", "PPM", "QOI", "TGA", "PCX", "DCX", "DDS", "BLP", "FLI", "IM", "MSP", "SGI", "SUN", "XBM", "XPM",
)  # fmt: skip
"""Left out are formats that start other programs (EPS) or need a handler (WMF, GRIB)."""

_DNG_VERSION_TAG = 50706

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture of each EXIF orientation is made upright (EXIF 2.32, 4.6.4 A)."""

pillow_heif.register_heif_opener()
# `Image.open(formats=…)` asks for formats by name only after all of them are known.
Image.init()
# One child decodes one photo, and there are as many children as the processor can feed.
pillow_heif.options.DECODE_THREADS = 1
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
# Checked in `_load`, which names the limit; this is the backstop for sizes found only while decoding.
Image.MAX_IMAGE_PIXELS = MOST_MEGAPIXELS_JPEG * 1_000_000 // 2


def decode(path: Path, picture: PictureSpec, thumbnails: Path, known_hashes: frozenset[bytes]) -> DecodedPhoto:
    """Reads the file once. A content that is among `known_hashes` is not decoded, unless a sidecar may say more of it
    or it has lost its thumbnails.

    Raises PhotoUnreadableError with a sentence about the file, LibraryError when thumbnails cannot be written.
    """
    with _opened(path) as (file, state):
        content_hash = _hash(file)
        if content_hash in known_hashes and has_thumbnails(thumbnails, content_hash) and not any(sidecars(path)):
            return DecodedPhoto(content_hash, state, None, None)
        facts, image = _upright(path, file, state.size_bytes, _needed(picture))
    smallest = write_thumbnails(thumbnails, content_hash, image)
    facts = with_sidecar(facts, path)
    return DecodedPhoto(content_hash, state, facts, square(image, picture), fingerprint_of(smallest))


def load_upright(path: Path, max_side_px: int) -> NDArray[np.uint8]:
    """The whole picture as (height, width, 3), its long side at most `max_side_px`, for looking at.

    Raises PhotoUnreadableError.
    """
    with _opened(path) as (file, state):
        _, image = _upright(path, file, state.size_bytes, _Needed(long_px=max_side_px, short_px=1))
    longest = max(image.size)
    if longest > max_side_px:
        width, height = (max(1, round(side * max_side_px / longest)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(image)


def square(image: Image.Image, picture: PictureSpec) -> NDArray[np.uint8]:
    """An RGB picture as the model wants it: (side, side, 3), rounded as torchvision's Resize and CenterCrop do.

    The crop is resampled alone: a strip of 12000 × 3 pixels would need gigabytes otherwise.
    """
    side = picture.side_px
    width, height = image.size
    if picture.squash:
        box = (0.0, 0.0, float(width), float(height))
    else:
        shortest = min(width, height)
        scaled_width, scaled_height = (picture.short_side_px * length // shortest for length in (width, height))
        left, top = round((scaled_width - side) / 2), round((scaled_height - side) / 2)
        across, down = width / scaled_width, height / scaled_height
        box = (left * across, top * down, min(width, (left + side) * across), min(height, (top + side) * down))
    return np.asarray(image.resize((side, side), Image.Resampling.BICUBIC, box=box))


@dataclass(frozen=True)
class _Needed:
    """The least size that a reduced picture must keep."""

    long_px: int
    short_px: int


def _needed(picture: PictureSpec) -> _Needed:
    return _Needed(max(picture.short_side_px, *THUMBNAIL_SIDES_PX), picture.short_side_px)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[_File, FileState]]:
    """The file, in memory unless it is very large, and what it is."""
    try:
        require_here(path.stat())
        # Without O_NONBLOCK opening a named pipe would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as on_disk:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise unreadable(path, "it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a file")
            if status.st_size > _READ_AT_ONCE_BYTES:
                yield on_disk, file_state(path, status)
                return
            # Nothing else holds the bytes: `BytesIO` would copy them before they are hashed.
            in_memory = io.BytesIO(on_disk.read())
            # Now, so that it tells if somebody wrote to it meanwhile.
            state = replace(file_state(path, os.fstat(descriptor)), size_bytes=in_memory.getbuffer().nbytes)
    except OSError as error:
        raise unopened(path, error) from error
    if not state.size_bytes:
        raise unreadable(path, "the file is empty")
    yield in_memory, state


def _hash(file: _File) -> bytes:
    digest = hashlib.file_digest(file, "sha256").digest()
    file.seek(0)
    return digest


def _upright(path: Path, file: BinaryIO, size_bytes: int, needed: _Needed) -> tuple[PhotoFacts, Image.Image]:
    """Facts, and RGB pixels at no less than `needed` unless the file has fewer."""
    with warnings.catch_warnings():
        # Pillow warns of odd metadata; what matters of it becomes None or a sentence.
        warnings.simplefilter("ignore")
        try:
            try:
                raw = _raw_preview(path, file)
                image, facts = _loaded(path, file, needed) if raw is None else _loaded_raw(path, raw, needed)
            except DECODER_FAULTS as error:
                raise undecoded(path, file, size_bytes, error) from error
            rgb = to_rgb(_reduced(to_samples(image), needed))
            turn = _TURNS.get(facts.orientation)
            return facts, rgb if turn is None else rgb.transpose(turn)
        except MemoryError as error:
            raise unreadable(path, "it needs more memory than one photo may take") from error


def _loaded(path: Path, file: BinaryIO, needed: _Needed) -> tuple[Image.Image, PhotoFacts]:
    """Pixels as stored, and facts."""
    image = Image.open(file, formats=_FORMATS)
    size_px = image.size
    _load(path, image, needed)
    return image, read_facts(image, size_px)


def _loaded_raw(path: Path, raw: RawPreview, needed: _Needed) -> tuple[Image.Image, PhotoFacts]:
    _load(path, raw.image, needed)
    facts = read_facts(raw.described_by, raw.image.size)
    return raw.image, replace(facts, width_px=raw.width_px, height_px=raw.height_px, orientation=raw.orientation)


def _raw_preview(path: Path, file: BinaryIO) -> RawPreview | None:
    """None when the file is not camera raw, or Pillow may try its luck with it."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    is_raw = looks_raw(head) or (looks_like_tiff(head) and (path.suffix.lower() in RAW_SUFFIXES or _is_dng(file)))
    if not is_raw:
        return None
    raw = open_raw(file.read())
    file.seek(0)
    if raw is None and not has_raw_developer():
        if getattr(sys, "frozen", False):
            raise unreadable(path, "it is a camera raw file without a preview that can be used")
        raise unreadable(
            path,
            "it is a camera raw file without a preview that can be used. It needs the package rawpy "
            f"({pip_command('rawpy')})",
        )
    return raw


def _is_dng(file: BinaryIO) -> bool:
    try:
        return _DNG_VERSION_TAG in read_exif(Image.open(file, formats=["TIFF"]))
    except DECODER_FAULTS:
        return False
    finally:
        file.seek(0)


def _load(path: Path, image: Image.Image, needed: _Needed) -> None:
    width, height = image.size
    is_jpeg = image.format in ("JPEG", "MPO")
    limit = MOST_MEGAPIXELS_JPEG if is_jpeg else MOST_MEGAPIXELS
    megapixels = width * height / 1e6
    if megapixels > limit:
        raise unreadable(path, f"it has {megapixels:,.0f} megapixels, and the limit is {limit}")
    if is_jpeg:
        # libjpeg scales by 1/2, 1/4 or 1/8 while decoding and never goes below the size asked for.
        long_px, short_px = needed.long_px, needed.short_px
        image.draft("RGB", (long_px, short_px) if width >= height else (short_px, long_px))
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        # In one piece: of pieces of 64 kB Pillow 13 copies each byte three times, 2 ms of CPU for 2.4 MB.
        image.decodermaxblock = _READ_AT_ONCE_BYTES
    if isinstance(image, GifImagePlugin.GifImageFile):
        # Walks through the frames without decoding them: finds a file of which only the beginning has arrived.
        _ = image.n_frames
    image.load()


def _reduced(image: Image.Image, needed: _Needed) -> Image.Image:
    """Averages blocks of pixels as long as twice the needed size is left, so that the final resampling stays exact."""
    short, long = sorted(image.size)
    factor = min(short // (2 * needed.short_px), long // (2 * needed.long_px))
    return image.reduce(factor) if factor > 1 else image
