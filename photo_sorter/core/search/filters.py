"""What the values of filters mean: `date:2019-07`, `rating:>=3`, `size:>5mb`. Pure functions, safe on any thread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from photo_sorter.core.search.query import Field, Filter
from photo_sorter.core.search.spans import DATE_WORDS, bare, hyphened, normal_date, normal_rating, normal_size

RAW_TYPES = frozenset({
    "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "iiq", "k25", "kdc", "mef", "mos", "mrw", "nef", "nrw",
    "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f",
})  # fmt: skip
"""Suffixes of camera raw files, those of `media.scan`; `type:raw` is any of them."""

_SAME_TYPES = {
    "jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "jif": "jpeg", "tif": "tiff", "heif": "heic", "hif": "heic",
    "heics": "heic", "heifs": "heic", "avifs": "avif", "dib": "bmp", "apng": "png",
}  # fmt: skip
_SAME_WORDS = {
    "favorite": "favourite", "favorites": "favourite", "favourites": "favourite", "not-sorted": "unsorted",
    "not-sure": "unsure", "place": "gps", "location": "gps", "keyword": "keywords", "captions": "caption",
}  # fmt: skip
_VALUES = {
    Field.DATE: DATE_WORDS,
    Field.TYPE: ("jpeg", "png", "heic", "webp", "gif", "tiff", "raw", "bmp"),
    Field.RATING: ("5", ">=4", ">=3", ">=2", ">=1", "none"),
    Field.IS: ("favourite", "unsorted", "unsure", "rated"),
    Field.HAS: ("gps", "caption", "keywords", "rating", "camera"),
    Field.SIZE: (">5mb", "<200kb", ">=12mp"),
    Field.ORIENTATION: ("portrait", "landscape", "square"),
}
_FIXES = {
    Field.IN: ("folder", "in:summer or in:2019/summer"),
    Field.CATEGORY: ("category", "cat: and the name of a category"),
    Field.DATE: ("date", "date:2019, date:2019-07 or date:2019..2021"),
    Field.CAMERA: ("camera", "camera:canon"),
    Field.LENS: ("lens", "lens:50mm"),
    Field.TYPE: ("type of file", "type:jpeg, type:png or type:raw"),
    Field.RATING: ("rating", "rating:3, rating:>=3, rating:1..3 or rating:none"),
    Field.IS: ("state of a photo", "is:favourite, is:unsorted, is:unsure or is:rated"),
    Field.HAS: ("thing photos have", "has:gps, has:caption, has:keywords, has:rating or has:camera"),
    Field.SIZE: ("size", "size:>5mb, size:<200kb, size:1mb..3mb or size:>=12mp"),
    Field.ORIENTATION: ("orientation", "orientation:portrait, orientation:landscape or orientation:square"),
}
_LONGEST_SHOWN = 40

_TYPE = re.compile(r"[a-z0-9]{1,12}")


# --- what the language, the field and the chips ask ---


def problem_of(filter: Filter) -> str | None:
    """Why no photo can answer to this value, and how to write it; None if all is well."""
    if _normal_value(filter) is not None:
        return None
    noun, fix = _FIXES[filter.field]
    value = " ".join(filter.value.split())
    if not value:
        return f"“{filter.field}:” needs a value. Write {fix}."
    shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    return f"“{filter.field}:{shown}” is no {noun}. Write {fix}."


def normal(filter: Filter) -> Filter:
    """The same filter as it is always written; one with a problem is given back as it is."""
    value = _normal_value(filter)
    return filter if value is None or value == filter.value else replace(filter, value=value)


def values_of(field: Field) -> tuple[str, ...]:
    """Values worth offering whatever the library holds, in normal form; empty where only the library knows."""
    return _VALUES.get(field, ())


# --- what a table of photos asks ---


def folded(text: str) -> str:
    """Without case, accents and superfluous spaces; folders are separated by “/” on every system."""
    letters = unicodedata.normalize("NFKD", text.replace("\\", "/"))
    return _one_line("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold())


def name_key(name: str) -> str:
    """By which the names of categories are told apart: without case and superfluous spaces (`Scheme.named`)."""
    return _one_line(name).casefold()


def type_of(suffix: str) -> str:
    """The normal form of a suffix without its dot: "JPG" is "jpeg"."""
    return _SAME_TYPES.get(suffix.lower(), suffix.lower())


# --- the normal forms ---


def _normal_value(filter: Filter) -> str | None:
    return _NORMAL[filter.field](filter.value)


def _normal_type(value: str) -> str | None:
    suffix = type_of(bare(value).lstrip("*."))
    return suffix if _TYPE.fullmatch(suffix) else None


def _one_of(field: Field) -> Callable[[str], str | None]:
    def normal_word(value: str) -> str | None:
        word = hyphened(value)
        word = _SAME_WORDS.get(word, word)
        return word if word in _VALUES[field] else None

    return normal_word


def _normal_folder(value: str) -> str | None:
    path = "/".join(part for part in map(_one_line, value.replace("\\", "/").split("/")) if part)
    return path if folded(path) else None


def _normal_text(value: str) -> str | None:
    return _one_line(value) if folded(value) else None


_NORMAL: dict[Field, Callable[[str], str | None]] = {
    Field.IN: _normal_folder,
    Field.CATEGORY: lambda value: _one_line(value) or None,
    Field.DATE: normal_date,
    Field.CAMERA: _normal_text,
    Field.LENS: _normal_text,
    Field.TYPE: _normal_type,
    Field.RATING: normal_rating,
    Field.IS: _one_of(Field.IS),
    Field.HAS: _one_of(Field.HAS),
    Field.SIZE: normal_size,
    Field.ORIENTATION: _one_of(Field.ORIENTATION),
}


# --- texts ---


def _one_line(text: str) -> str:
    return " ".join(text.split())
