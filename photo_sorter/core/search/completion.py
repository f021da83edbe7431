"""What a person may be about to type in the search box: names of filters, and values that the library holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from photo_sorter.core.search.filters import folded, values_of
from photo_sorter.core.search.language import LONGEST, filter_text
from photo_sorter.core.search.pieces import Piece, Quoting, pieces
from photo_sorter.core.search.query import Field, Filter
from photo_sorter.core.search.tokens import FIELDS
from photo_sorter.language import number

MOST = 8
"""Lines that a list offers at a time."""

_MOST_OF_A_FIELD = 3
_FEWEST_LETTERS = 2
_UNNAMED = (Field.RATING, Field.SIZE)
"""Fields whose values are no names: what is offered of them are mere examples."""
_CONTAINING = (Field.IN, Field.CAMERA, Field.LENS)
"""Fields that a word out of a name answers."""
_SEPARATORS = re.compile(r"[\W_]+")

_AT_A_WORD = (
    Field.CATEGORY, Field.IN, Field.DATE, Field.CAMERA, Field.IS, Field.HAS, Field.ORIENTATION, Field.TYPE, Field.LENS,
)  # fmt: skip
"""Fields whose values are offered where no field was named, the likeliest first."""

_EXAMPLES = {
    Field.IN: "in:Holiday", Field.CATEGORY: "cat:Cats", Field.DATE: "date:2019-07", Field.CAMERA: "camera:Canon",
    Field.LENS: "lens:50mm", Field.TYPE: "type:jpeg", Field.RATING: "rating:>=3", Field.IS: "is:favourite",
    Field.HAS: "has:gps", Field.SIZE: "size:>5mb", Field.ORIENTATION: "orientation:portrait",
}  # fmt: skip

Named = tuple[tuple[str, int], ...]
"""Names, each with how many photos have it; most used first."""


@dataclass(frozen=True)
class Vocabulary:
    """What the library holds."""

    folders: Named = ()
    categories: Named = ()
    cameras: Named = ()
    lenses: Named = ()
    types: Named = ()
    years: Named = ()

    @cached_property
    def _values(self) -> dict[Field, tuple[_Value, ...]]:
        known = {
            Field.IN: self.folders, Field.CATEGORY: self.categories, Field.CAMERA: self.cameras,
            Field.LENS: self.lenses, Field.TYPE: self.types, Field.DATE: self.years,
        }  # fmt: skip
        return {field: tuple(_values_of(field, known.get(field, ()))) for field in Field}


@dataclass(frozen=True)
class Completion:
    """`text` takes the place of what stands from `start` to `end`. `label` and `hint` are what a person reads."""

    start: int
    end: int
    text: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class _Value:
    name: str
    count: int | None
    key: str


def complete(text: str, cursor: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """At most MOST for what ends at the cursor; none within quotes that name no filter."""
    text = text[:LONGEST]
    typed = _typed(text[:cursor]) if cursor <= len(text) else None
    if typed is None:
        return ()
    start, end = typed.start + len(typed.minus), _end(text, typed, cursor)
    field = FIELDS.get(typed.name.lower())
    if field is not None:
        found = _values(start, end, field, typed.text, vocabulary)
    elif not typed.name and len(_key(typed.text)) > _FEWEST_LETTERS:
        found = _at_a_word(start, end, typed.text, vocabulary)
    else:
        return ()
    return tuple(islice((one for one in found if one.text != text[start:end]), MOST))


def half_typed(text: str, cursor: int, vocabulary: Vocabulary) -> Completion | None:
    """The likeliest end of a filter's value at the cursor, if that is a mere beginning: neither a name nor, where a
    part is enough, a whole word of one."""
    typed = _typed(text[:cursor])
    field = FIELDS.get(typed.name.lower()) if typed is not None else None
    if typed is None or field is None or field in _UNNAMED or not typed.text.strip():
        return None
    key, values = _key(typed.text), vocabulary._values[field]
    if any(key == one.key or (field in _CONTAINING and f"{key} " in f"{one.key} ") for one in values):
        return None
    return next(iter(complete(text, cursor, vocabulary)), None)


def _typed(text: str) -> Piece | None:
    """The piece that ends with the text, if it can go on."""
    last = None
    for last in pieces(text):
        if last.quoting is Quoting.UNCLOSED and not last.name:
            return None
    return last if last is not None and last.end == len(text) and last.quoting is not Quoting.CLOSED else None


def _end(text: str, typed: Piece, cursor: int) -> int:
    """Where it ends in the whole text. A quote that is still open holds what was typed so far."""
    whole = next(piece for piece in pieces(text) if piece.start == typed.start)
    return cursor if whole.quoting is Quoting.UNCLOSED else max(cursor, whole.end)


def _values(start: int, end: int, field: Field, typed: str, vocabulary: Vocabulary) -> Iterator[Completion]:
    for value in _matching(vocabulary._values[field], _key(typed)):
        hint = "" if value.count is None else number(value.count)
        yield Completion(start, end, filter_text(Filter(field, value.name)), f"{field}:{value.name}", hint)


def _at_a_word(start: int, end: int, typed: str, vocabulary: Vocabulary) -> Iterator[Completion]:
    """What the library holds, then filters that begin so, for which room is kept, then values of any library."""
    named = dict.fromkeys(field for name, field in FIELDS.items() if name.startswith(typed.lower()))
    fields = tuple(islice(named, _MOST_OF_A_FIELD))
    values = [
        one for field in _AT_A_WORD for one in islice(_values(start, end, field, typed, vocabulary), _MOST_OF_A_FIELD)
    ]
    yield from islice((one for one in values if one.hint), MOST - len(fields))
    yield from (Completion(start, end, f"{field}:", f"{field}:", _EXAMPLES[field]) for field in fields)
    yield from (one for one in values if not one.hint)


def _matching(values: Iterable[_Value], key: str) -> Iterator[_Value]:
    """Those that begin with it, then those in which a later word does; each in the order of `values`."""
    within = []
    for value in values:
        if value.key.startswith(key):
            yield value
        elif key in value.key:
            within.append(value)
    yield from within


def _values_of(field: Field, known: Named) -> Iterator[_Value]:
    for name, count in known:
        yield _Value(name, count, _key(name))
    names = {name for name, _ in known}
    yield from (_Value(name, None, _key(name)) for name in values_of(field) if name not in names)


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    """Its words without case and accents, each after a space."""
    return " " + _SEPARATORS.sub(" ", name.casefold() if name.isascii() else folded(name)).strip()
