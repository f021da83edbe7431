"""What a photo's bytes say about it: size, time, camera, place. EXIF is a stranger's data: nothing in it may raise."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

from photo_sorter.core.photo import PhotoFacts

FIRST_PHOTOGRAPH_YEAR = 1826
"""Niépce's view from the window at Le Gras; scans of old prints do carry their date."""

EXIF_FAULTS = (OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, AttributeError, struct.error)
"""What Pillow's EXIF reader raises on garbage (found with shared/odd-files and by writing nonsense into every tag)."""

_DATE = re.compile(r"\s*(\d{4})[:/.-](\d{1,2})[:/.-](\d{1,2})[ T]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?")

_COMPANY_WORDS = frozenset({
    "co", "co.", "company", "corp", "corp.", "corporation", "digital", "electric", "electronics", "gmbh", "imaging",
    "inc", "inc.", "industries", "ltd", "ltd.", "optical", "technologies", "technology",
})  # fmt: skip

_SIDEWAYS = (5, 6, 7, 8)


def read_facts(image: Image.Image, size_px: tuple[int, int]) -> PhotoFacts:
    """Facts of a picture that has been loaded; `size_px` is the size that it had before that (a draft is smaller).

    Not before: a PNG is loaded when its EXIF is asked for, and would hide from `load()` that it is damaged; a TIFF is
    turned while it is loaded, and so is a HEIC, and their orientation is 1 from then on.
    """
    exif = read_exif(image)
    orientation = orientation_of(exif)
    width, height = size_px if orientation not in _SIDEWAYS else reversed(size_px)
    details = _sub_directory(exif, ExifTags.IFD.Exif)
    latitude, longitude = _place(_sub_directory(exif, ExifTags.IFD.GPSInfo))
    return PhotoFacts(
        width_px=width,
        height_px=height,
        orientation=orientation,
        taken_at=_taken_at(
            details.get(ExifTags.Base.DateTimeOriginal),
            details.get(ExifTags.Base.DateTimeDigitized),
            exif.get(ExifTags.Base.DateTime),
        ),
        camera=_camera(_text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))),
        latitude=latitude,
        longitude=longitude,
    )


def read_exif(image: Image.Image) -> Mapping[int, Any]:
    """The EXIF of an opened picture; empty when there is none or it is garbage."""
    try:
        exif = image.getexif()
        exif.get(ExifTags.Base.Orientation)
    except EXIF_FAULTS:
        return Image.Exif()
    return exif


def orientation_of(exif: Mapping[int, Any]) -> int:
    """The EXIF orientation, 1 to 8; 1 (upright) for anything else."""
    try:
        value = exif.get(ExifTags.Base.Orientation)
    except EXIF_FAULTS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _sub_directory(exif: Mapping[int, Any], tag: int) -> Mapping[int, Any]:
    if not isinstance(exif, Image.Exif):
        return {}
    try:
        directory = exif.get_ifd(tag)
    except EXIF_FAULTS:
        return {}
    return directory if isinstance(directory, Mapping) else {}


def _taken_at(*values: object) -> str | None:
    """The first value that is a possible date, as ISO 8601 local time."""
    for value in values:
        match = _DATE.match(_text(value))
        if match is None:
            continue
        year, month, day, hour, minute, second = (int(group or 0) for group in match.groups())
        try:
            taken = datetime(year, month, day, hour, minute, min(second, 59))
        except ValueError:
            continue
        if FIRST_PHOTOGRAPH_YEAR <= year <= datetime.now().year + 1:
            return taken.isoformat()
    return None


def _camera(make: str, model: str) -> str | None:
    """Make and model as people say them: «NIKON CORPORATION», «NIKON D70» → «NIKON D70»."""
    words = [word for word in make.replace(",", " ").split() if word.lower() not in _COMPANY_WORDS]
    if any(model.lower().startswith(word.lower()) for word in words):
        words = []
    return " ".join([*words, model]).strip() or None


def _place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    # 0, 0 is in the sea south of Ghana, and what cameras write that do not know.
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _degrees(parts: object, reference: object, negative: str, limit: float) -> float | None:
    if not isinstance(parts, Sequence) or isinstance(parts, str | bytes) or not 1 <= len(parts) <= 3:
        return None
    try:
        degrees: float = sum(float(part) / 60**power for power, part in enumerate(parts))
    except EXIF_FAULTS:
        return None
    if not (math.isfinite(degrees) and 0 <= abs(degrees) <= limit):
        return None
    return round(-degrees if _text(reference).upper().startswith(negative) else degrees, 7)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    printable = "".join(letter if letter.isprintable() else " " for letter in value.split("\0")[0])
    return " ".join(printable.encode("utf-8", "replace").decode().split())[:200]
