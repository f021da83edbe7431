"""What the values of filters mean: `date:2019-07`, `rating:>=3`, `size:>5mb`. Pure functions, safe on any thread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from photo_sorter.core.search.pieces import shortened
from photo_sorter.core.search.query import Field, Filter
from photo_sorter.core.search.spans import DATE_WORDS, bare, hyphened, normal_date, normal_rating, normal_size
from photo_sorter.language import tr

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

_TYPE = re.compile(r"[a-z0-9]{1,12}")


# --- what the language, the field and the chips ask ---


def problem_of(filter: Filter) -> str | None:
    """Why no photo can answer to this value, and how to write it; None if all is well."""
    if _normal_value(filter) is not None:
        return None
    value = " ".join(filter.value.split())
    asked = f"{filter.field}:{shortened(value)}"
    what = _refusal(filter.field, asked) if value else tr("“{asked}” needs a value.", asked=asked)
    return f"{what} {_fix(filter.field)}"


def normal(filter: Filter) -> Filter:
    """The same filter as it is always written; one with a problem is given back as it is."""
    value = _normal_value(filter)
    return filter if value is None or value == filter.value else replace(filter, value=value)


def values_of(field: Field) -> tuple[str, ...]:
    """Values worth offering whatever the library holds, in normal form; empty where only the library knows."""
    return _VALUES.get(field, ())


PLAIN_LETTERS = {
    "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ı": "i",
}  # fmt: skip
"""How letters are typed by those who lack them, where Unicode knows no letter and accent that they are made of."""

_PLAIN = str.maketrans(PLAIN_LETTERS)


# --- what a table of photos asks ---


def plain_letters(text: str) -> str:
    return text.translate(_PLAIN)


def folded(text: str) -> str:
    """Without case, accents and superfluous spaces; folders are separated by “/” on every system."""
    letters = unicodedata.normalize("NFKD", plain_letters(text.replace("\\", "/")))
    return _one_line("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold())


def name_key(name: str) -> str:
    """By which the names of categories are told apart: without case and superfluous spaces (`Scheme.named`)."""
    return _one_line(name).casefold()


def type_of(suffix: str) -> str:
    """The normal form of a suffix without its dot: "JPG" is "jpeg"."""
    return _SAME_TYPES.get(suffix.lower(), suffix.lower())


# --- what is wrong, and the fix ---


def _refusal(field: Field, asked: str) -> str:
    match field:
        case Field.IN:
            return tr("“{asked}” is no folder.", asked=asked)
        case Field.CATEGORY:
            return tr("“{asked}” is no category.", asked=asked)
        case Field.DATE:
            return tr("“{asked}” is no date.", asked=asked)
        case Field.CAMERA:
            return tr("“{asked}” is no camera.", asked=asked)
        case Field.LENS:
            return tr("“{asked}” is no lens.", asked=asked)
        case Field.TYPE:
            return tr("“{asked}” is no type of file.", asked=asked)
        case Field.RATING:
            return tr("“{asked}” is no rating.", asked=asked)
        case Field.IS:
            return tr("“{asked}” is no state of a photo.", asked=asked)
        case Field.HAS:
            return tr("“{asked}” is no thing photos have.", asked=asked)
        case Field.SIZE:
            return tr("“{asked}” is no size.", asked=asked)
        case Field.ORIENTATION:
            return tr("“{asked}” is no orientation.", asked=asked)


def _fix(field: Field) -> str:
    match field:
        case Field.IN:
            return tr("Write in:summer or in:2019/summer.")
        case Field.CATEGORY:
            return tr("Write cat: and the name of a category.")
        case Field.DATE:
            return tr("Write date:2019, date:2019-07 or date:2019..2021.")
        case Field.CAMERA:
            return tr("Write camera:canon.")
        case Field.LENS:
            return tr("Write lens:50mm.")
        case Field.TYPE:
            return tr("Write type:jpeg, type:png or type:raw.")
        case Field.RATING:
            return tr("Write rating:3, rating:>=3, rating:1..3 or rating:none.")
        case Field.IS:
            return tr("Write is:favourite, is:unsorted, is:unsure or is:rated.")
        case Field.HAS:
            return tr("Write has:gps, has:caption, has:keywords, has:rating or has:camera.")
        case Field.SIZE:
            return tr("Write size:>5mb, size:<200kb, size:1mb..3mb or size:>=12mp.")
        case Field.ORIENTATION:
            return tr("Write orientation:portrait, orientation:landscape or orientation:square.")


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
