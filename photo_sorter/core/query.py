"""Which photos to show, and in what order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """The rows of the side bar. NOT_SURE: the machine has a suggestion; NOT_SORTED: it has neither that nor a tag;
    SEARCH: what a saved search finds, which no table holds."""

    ALL = "all"
    CATEGORY = "category"
    NOT_SURE = "not_sure"
    NOT_SORTED = "not_sorted"
    PROBLEMS = "problems"
    SEARCH = "search"
    FOLDER = "folder"


@dataclass(frozen=True)
class View:
    """A place; `id` names the category, folder or saved search, and is None elsewhere."""

    place: Place = Place.ALL
    id: int | None = None


class Order(StrEnum):
    """`NEWEST` is by the time a photo was taken; `SCORE` is best first within a category, elsewhere as NEWEST."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    SCORE = "score"


class Grouping(StrEnum):
    """What stands together under a header; CATEGORY is that of a photo's strongest tag."""

    NONE = "none"
    DAY = "day"
    MONTH = "month"
    CATEGORY = "category"
