"""The fields of a pack, what must be in each, and in which words the rest is refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from photo_sorter.language import tr

VERSION_FIELD = "photo_sorter_categories"
VERSION = 1

Kind = tuple[Callable[[str], str], Callable[[Any], bool]]
"""What must be in a field: the sentence for one that is wrong, and whether a value will do."""


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _must_be_texts(example: str) -> Callable[[str], str]:
    return lambda field: tr("“{field}” must be a list of texts, such as {example}.", field=field, example=example)


_TEXT: Kind = (
    lambda field: tr("“{field}” must be a text in quotes.", field=field),
    lambda value: isinstance(value, str),
)
_TEXTS: Kind = (_must_be_texts('["a cat", "a kitten"]'), _is_texts)
_YES_OR_NO: Kind = (
    lambda field: tr("“{field}” must be true or false.", field=field),
    lambda value: isinstance(value, bool),
)
_SHARE: Kind = (
    lambda field: tr("“{field}” must be a number from 0 to 1.", field=field),
    lambda value: type(value) in (int, float) and 0 <= value <= 1,
)
_COLOUR: Kind = (
    lambda field: tr("“{field}” must be a colour such as {example}.", field=field, example='"#3B82C4"'),
    lambda value: isinstance(value, str) and re.fullmatch("#[0-9A-Fa-f]{6}", value) is not None,
)

PACK_FIELDS: dict[str, Kind] = {
    VERSION_FIELD: (
        lambda field: tr("“{field}” must be {version}.", field=field, version=VERSION),
        lambda value: type(value) is int and value >= 1,
    ),
    "sentences": (_must_be_texts('["a photo of {}"]'), _is_texts),
    "set": (
        lambda field: tr("“{field}” must be written as [[set]], once for every set.", field=field),
        lambda value: isinstance(value, list),
    ),
    "category": (
        lambda field: tr("“{field}” must be written as [[category]], once for every category.", field=field),
        lambda value: isinstance(value, list),
    ),
}
SET_FIELDS = {"name": _TEXT, "exclusive": _YES_OR_NO}
CATEGORY_FIELDS = {
    "name": _TEXT,
    "looks_like": _TEXTS,
    "but_not": _TEXTS,
    "set": _TEXT,
    "parent": _TEXT,
    "only_within_parent": _YES_OR_NO,
    "colour": _COLOUR,
    "threshold": _SHARE,
    "learns": _YES_OR_NO,
    "enabled": _YES_OR_NO,
}


def unknown(field: str, fields: Mapping[str, Kind]) -> str:
    """The sentence for a field that is none of `fields`."""
    like = difflib.get_close_matches(field, fields, 1)
    if like:
        return tr("“{field}” is unknown. Did you mean “{like}”?", field=field, like=like[0])
    return tr("“{field}” is unknown. Known here: {fields}.", field=field, fields=", ".join(fields))
