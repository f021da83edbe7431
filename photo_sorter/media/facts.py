"""What a photo's bytes say about it: size, time, camera, place, words. A stranger's data: nothing in it may raise."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from PIL import ExifTags, Image

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.media.metadata import (
    MOST_CAPTION_LETTERS,
    Remarks,
    caption_of,
    clean,
    decoded,
    joined,
    keywords_of,
    rating_of,
    rating_of_percent,
    read_iptc,
    read_xmp,
)

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

_NO_LENS = re.compile(r"(?i)[\W\d_]*|unknown.*|none|n/a|no[ -]?lens|manual lens.*|.*(?<![\d.])0+(?:\.0+)? ?mm.*")
"""«----», «Unknown (0)», «0.0 mm f/0.0», «DT 0mm F0 SAM»: what cameras write when the lens does not talk to them."""


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
    remarks = joined(read_xmp(image.info.get("xmp")), read_iptc(image), _exif_remarks(exif, details))
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
        lens=_lens(details),
        rating=remarks.rating,
        caption=remarks.caption,
        keywords=remarks.keywords,
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


def _lens(details: Mapping[int, Any]) -> str | None:
    """The model, or else who made it and what it can: «Canon 24-70mm f/2.8»."""
    model = _text(details.get(ExifTags.Base.LensModel))
    if not _NO_LENS.fullmatch(model):
        return model
    optics = _optics(details.get(ExifTags.Base.LensSpecification))
    return " ".join([_text(details.get(ExifTags.Base.LensMake)), optics]).strip() if optics else None


def _optics(specification: object) -> str:
    """From shortest and longest focal length in mm, and the f-number at each."""
    try:
        shortest, longest, *apertures = (float(number) for number in cast(Any, specification))
    except EXIF_FAULTS:
        return ""
    if not 0 < shortest <= longest < math.inf:
        return ""
    known = [aperture for aperture in apertures if 0 < aperture < math.inf]
    return f"{_range(shortest, longest)}mm" + (f" f/{_range(known[0], known[-1])}" if known else "")


def _range(least: float, most: float) -> str:
    return f"{least:.4g}" if least == most else f"{least:.4g}-{most:.4g}"


def _exif_remarks(exif: Mapping[int, Any], details: Mapping[int, Any]) -> Remarks:
    rating = rating_of(exif.get(ExifTags.Base.Rating))
    captions = (
        _text(exif.get(ExifTags.Base.ImageDescription), MOST_CAPTION_LETTERS),
        _windows_text(exif.get(ExifTags.Base.XPTitle)),
        _comment(details.get(ExifTags.Base.UserComment)),
    )
    return Remarks(
        rating_of_percent(exif.get(ExifTags.Base.RatingPercent)) if rating is None else rating,
        caption_of(captions),
        keywords_of(_windows_text(exif.get(ExifTags.Base.XPKeywords)).split(";")),
    )


def _windows_text(value: object) -> str:
    return value.decode("utf-16-le", "ignore").split("\0")[0] if isinstance(value, bytes) else ""


def _comment(value: object) -> str:
    """A UserComment: eight bytes name its character set (EXIF 2.32, 4.6.5 C)."""
    if not isinstance(value, bytes):
        return _text(value, MOST_CAPTION_LETTERS)
    charset, body = value[:8].rstrip(b"\0 "), value[8:]
    if charset == b"UNICODE":
        # The standard leaves the byte order open: of two bytes the one that varies less is the high one.
        is_high_first = len(set(body[::2])) < len(set(body[1::2]))
        return body.decode("utf-16-be" if is_high_first else "utf-16-le", "ignore").split("\0")[0]
    return _text(body, MOST_CAPTION_LETTERS) if charset in (b"ASCII", b"") else ""


def _text(value: object, most_letters: int = 200) -> str:
    if isinstance(value, str):
        # Pillow reads text as Latin-1 (EXIF means ASCII), and most programs write UTF-8.
        value = value.encode("latin-1", "replace")
    return clean(decoded(value.split(b"\0")[0]), most_letters) if isinstance(value, bytes) else ""
