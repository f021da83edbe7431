"""What a person looks for, as values: words, pictures, verdicts on results, and facts that must hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path


class Field(StrEnum):
    """What a filter asks about. Filters of a field that `is_one_of` are alternatives; all others must hold together."""

    IN = "in"
    CATEGORY = "cat"
    DATE = "date"
    CAMERA = "camera"
    LENS = "lens"
    TYPE = "type"
    RATING = "rating"
    IS = "is"
    HAS = "has"
    SIZE = "size"
    ORIENTATION = "orientation"

    @property
    def is_one_of(self) -> bool:
        return self not in (Field.RATING, Field.SIZE, Field.IS, Field.HAS)


@dataclass(frozen=True)
class Filter:
    """A fact that must hold, or with `excluded` must not. `value` as `core.search.filters` understands it."""

    field: Field
    value: str
    excluded: bool = False


@dataclass(frozen=True)
class Word:
    """A word or a phrase by its meaning; `weight` 1 is how much a plain word counts."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Query:
    """One search.

    `words` together are a sentence, `against` steer away; `quoted` must stand in a name, a folder, a caption or a
    keyword. `balance` runs from 0, words only, to 1, pictures only; `meaning` from 0, what is written, to 1, what is
    seen. `liked` and `disliked` are ids of photos that a person found right or wrong among the results.
    """

    words: tuple[Word, ...] = ()
    against: tuple[Word, ...] = ()
    quoted: tuple[str, ...] = ()
    pictures: tuple[Path, ...] = ()
    filters: tuple[Filter, ...] = ()
    balance: float = 0.5
    meaning: float = 0.5
    liked: tuple[int, ...] = ()
    disliked: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything at all is looked for."""
        return bool(self.ranks or self.quoted or self.filters)

    @property
    def ranks(self) -> bool:
        """Whether there is anything by which one photo would be better than another. What is wrong, by itself, only
        leaves the list."""
        return bool(self.words or self.against or self.pictures or self.liked)

    @property
    def stands_by_date(self) -> bool:
        """Whether what answers it has no order but that of its dates."""
        return not self.ranks and not self.quoted

    @property
    def sentence(self) -> str:
        return " ".join(word.text for word in self.words)

    def with_filter(self, added: Filter) -> Query:
        return self if added in self.filters else replace(self, filters=(*self.filters, added))

    def without_filter(self, removed: Filter) -> Query:
        return replace(self, filters=tuple(one for one in self.filters if one != removed))


@dataclass(frozen=True)
class SavedSearch:
    """A search that a person keeps by a name; `text` is what was typed (`core.search.language`)."""

    id: int | None
    name: str
    text: str


@dataclass(frozen=True)
class Facet:
    """How many of the photos found a filter would leave. `label` is what a person reads in place of its value; of a
    month it is that value, which the window writes as a date."""

    filter: Filter
    count: int
    label: str
