"""Which photos stand together under which header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.timeline import changes
from photo_sorter.language import tr
from photo_sorter.ui import phrases

BY_DATE = (Order.NEWEST, Order.OLDEST)


@dataclass(frozen=True)
class Section:
    """`count` photos that follow each other under a header."""

    title: str
    count: int


class SectionSource(Protocol):
    """What grouping asks the library for."""

    def ids(self, view: View, order: Order) -> NDArray[np.int64]: ...

    def taken_of(self, photo_ids: Sequence[int]) -> dict[int, str]:
        """When photos were taken, local ISO 8601; ids no longer known are left out."""

    def strongest_tags(self) -> NDArray[np.int64]:
        """(n, 2) photo id and category id of each photo's best tag, by photo id."""

    def scheme(self) -> Scheme: ...


def for_view(
    source: SectionSource, view: View, order: Order, grouping: Grouping
) -> tuple[NDArray[np.int64], tuple[Section, ...]]:
    """The ids of a view as they shall be shown, and their sections; none where this order has no such groups."""
    ids = source.ids(view, order)
    if view.place is Place.PROBLEMS or grouping is Grouping.NONE or not len(ids):
        return ids, ()
    if grouping is Grouping.CATEGORY:
        return _by_category(ids, source.strongest_tags(), source.scheme())
    if not is_by_date(view, order):
        return ids, ()
    return ids, _by_date(ids, source, grouping)


def is_by_date(view: View, order: Order) -> bool:
    """Whether photos that follow each other were taken one after the other."""
    has_scores = view.place in (Place.CATEGORY, Place.NOT_SURE)
    return view.place is not Place.PROBLEMS and (order in BY_DATE or (order is Order.SCORE and not has_scores))


def _by_date(ids: NDArray[np.int64], source: SectionSource, grouping: Grouping) -> tuple[Section, ...]:
    letters, words = (10, phrases.day) if grouping is Grouping.DAY else (7, phrases.month)

    def dates_at(indexes: Sequence[int]) -> list[str]:
        asked = ids[indexes].tolist()
        taken = source.taken_of(asked)
        return [taken.get(id, "")[:letters] for id in asked]

    found = [*changes(len(ids), dates_at), (len(ids), "")]
    return tuple(Section(words(date), following - first) for (first, date), (following, _) in pairwise(found))


def _by_category(
    ids: NDArray[np.int64], tags: NDArray[np.int64], scheme: Scheme
) -> tuple[NDArray[np.int64], tuple[Section, ...]]:
    """Categories in the order of the scheme, each with its photos in theirs; at the end the photos without one."""
    titles = [category.name for category in scheme.categories] + [tr("Not sorted")]
    rank_of = {category.id: rank for rank, category in enumerate(scheme.categories)}
    ranks = np.full(len(ids), len(titles) - 1)
    if len(tags):
        known = np.unique(tags[:, 1])
        tag_ranks = np.array([rank_of.get(int(id), len(titles) - 1) for id in known])
        places = np.minimum(np.searchsorted(tags[:, 0], ids), len(tags) - 1)
        has_tag = tags[places, 0] == ids
        ranks[has_tag] = tag_ranks[np.searchsorted(known, tags[places[has_tag], 1])]
    counts = np.bincount(ranks, minlength=len(titles))
    found = tuple(Section(title, int(count)) for title, count in zip(titles, counts, strict=True) if count)
    return ids[np.argsort(ranks, kind="stable")], found
