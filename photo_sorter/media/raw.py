"""Camera raw files: the preview that the camera put in, and how the camera was held."""

from __future__ import annotations

import importlib.util
import io
import re
from dataclasses import dataclass
from typing import Any

from PIL import Image

from photo_sorter.media.facts import orientation_of, read_exif
from photo_sorter.media.faults import DECODER_FAULTS

SMALLEST_PREVIEW_PX = 480
"""Long side. Smaller ones are index prints (160 × 120 in a NEF): then the raw data itself is developed."""

_JPEG_START = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")
_PREVIEWS_TRIED = 32

_ORIENTATION_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's `flip` as an EXIF orientation (LibRaw documentation, `libraw_image_sizes_t`)."""

_LOSSLESS_JPEG = b"\xff\xc3"
"""The frame marker (ITU T.81, SOF3) of raw data in CR2 and DNG: no preview, though it looks like a JPEG."""


@dataclass(frozen=True)
class RawPreview:
    """A picture within a raw file, not yet loaded and not yet turned by `orientation`.

    Width and height are those of the whole photo, upright. `described_by` carries the EXIF.
    """

    image: Image.Image
    orientation: int
    width_px: int
    height_px: int
    described_by: Image.Image


def has_raw_developer() -> bool:
    """Whether the extra `raw` is installed."""
    return importlib.util.find_spec("rawpy") is not None


def open_raw(data: bytes) -> RawPreview | None:
    """The preview, or else the developed picture; None when there is neither.

    LibRaw looks first, when the extra `raw` is installed. Otherwise the largest JPEG within the file is taken.
    """
    found = _through_libraw(data) if has_raw_developer() else None
    return found or _largest_jpeg(data)


def _through_libraw(data: bytes) -> RawPreview | None:
    import rawpy

    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            sizes = raw.sizes
            image = _embedded(rawpy, raw)
            if image is None:
                image = Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True, user_flip=0))
    except (rawpy.LibRawError, *DECODER_FAULTS):
        return None
    orientation = _remaining_turn(image, _ORIENTATION_OF_FLIP.get(sizes.flip, 1), sizes.width >= sizes.height)
    width, height = (sizes.height, sizes.width) if sizes.flip in (5, 6) else (sizes.width, sizes.height)
    return RawPreview(image, orientation, width, height, _tiff(data) or image)


def _embedded(rawpy: Any, raw: Any) -> Image.Image | None:
    try:
        preview = raw.extract_thumb()
        if preview.format == rawpy.ThumbFormat.JPEG:
            image: Image.Image = Image.open(io.BytesIO(preview.data), formats=["JPEG"])
        else:
            image = Image.fromarray(preview.data)
    except (rawpy.LibRawError, *DECODER_FAULTS):
        return None
    return image if max(image.size) >= SMALLEST_PREVIEW_PX else None


def _remaining_turn(image: Image.Image, orientation: int, is_sensor_wide: bool) -> int:
    """What the preview says itself, else what the raw file says, unless the camera has turned the preview already."""
    own = orientation_of(read_exif(image))
    if own != 1:
        return own
    is_turned_already = orientation in (6, 8) and is_sensor_wide != (image.width >= image.height)
    return 1 if is_turned_already else orientation


def _largest_jpeg(data: bytes) -> RawPreview | None:
    previews: list[Image.Image] = []
    for _, match in zip(range(_PREVIEWS_TRIED), _JPEG_START.finditer(data), strict=False):
        found = data[match.start() :]
        if _LOSSLESS_JPEG in found[:256]:
            continue
        try:
            previews.append(Image.open(io.BytesIO(found), formats=["JPEG"]))
        except DECODER_FAULTS:
            continue
    if not previews:
        return None
    image = max(previews, key=lambda preview: preview.width * preview.height)
    if max(image.size) < SMALLEST_PREVIEW_PX:
        return None
    tiff = _tiff(data)
    described_by = image if tiff is None else tiff
    orientation = _remaining_turn(image, orientation_of(read_exif(described_by)), image.width >= image.height)
    width, height = (image.height, image.width) if orientation >= 5 else image.size
    return RawPreview(image, orientation, width, height, described_by)


def _tiff(data: bytes) -> Image.Image | None:
    """The directory of a raw file that is built on TIFF; its pixels are of no use."""
    try:
        return Image.open(io.BytesIO(data), formats=["TIFF"])
    except DECODER_FAULTS:
        return None
