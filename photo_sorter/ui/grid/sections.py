"""Which photos stand together under which header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.timeline import runs
from photo_sorter.language import tr
from photo_sorter.ui import phrases

BY_DATE = (Order.NEWEST, Order.OLDEST)


@dataclass(frozen=True)
class Section:
    """`count` photos that follow each other under a header."""

    title: str
    count: int


@dataclass(frozen=True, eq=False)
class Spans(Sequence[Section]):
    """Days or months, of which a library can have ten thousand: their titles are written when they are asked for.

    `dates` (n,) as 20240630, or 202406 for months; `counts` (n,).
    """

    dates: NDArray[np.int64]
    counts: NDArray[np.int64]
    words: Callable[[str], str]

    def __len__(self) -> int:
        return len(self.counts)

    @overload
    def __getitem__(self, index: int) -> Section: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Section]: ...

    def __getitem__(self, index: int | slice) -> Section | Sequence[Section]:
        if isinstance(index, slice):
            return Spans(self.dates[index], self.counts[index], self.words)
        return Section(self.words(_iso(int(self.dates[index]))), int(self.counts[index]))


class SectionSource(Protocol):
    """What grouping asks the library for."""

    def ids(self, view: View, order: Order) -> NDArray[np.int64]: ...

    def days(self, photo_ids: NDArray[np.int64]) -> NDArray[np.int32]:
        """(n,) when photos were taken, 20240630 for the last of June; 0 where that is not known."""

    def strongest_tags(self) -> NDArray[np.int64]:
        """(n, 2) photo id and category id of each photo's best tag, by photo id."""

    def scheme(self) -> Scheme: ...


def for_view(
    source: SectionSource, view: View, order: Order, grouping: Grouping
) -> tuple[NDArray[np.int64], Sequence[Section]]:
    """The ids of a view as they shall be shown, and their sections; none where this order has no such groups."""
    ids = source.ids(view, order)
    if view.place is Place.PROBLEMS or grouping is Grouping.NONE or not len(ids):
        return ids, ()
    if grouping is Grouping.CATEGORY:
        return _by_category(ids, source.strongest_tags(), source.scheme())
    if not is_by_date(view, order):
        return ids, ()
    return ids, _by_date(source.days(ids), grouping)


def counts_of(sections: Sequence[Section]) -> tuple[int, ...]:
    """How many photos each has."""
    return tuple(sections.counts.tolist() if isinstance(sections, Spans) else (one.count for one in sections))


def is_by_date(view: View, order: Order) -> bool:
    """Whether photos that follow each other were taken one after the other."""
    has_scores = view.place in (Place.CATEGORY, Place.NOT_SURE)
    return view.place is not Place.PROBLEMS and (order in BY_DATE or (order is Order.SCORE and not has_scores))


def _by_date(days: NDArray[np.int32], grouping: Grouping) -> Spans:
    is_by_day = grouping is Grouping.DAY
    dates = days.astype(np.int64) if is_by_day else days.astype(np.int64) // 100
    firsts = runs(dates)
    return Spans(dates[firsts], np.diff(firsts, append=len(dates)), phrases.day if is_by_day else phrases.month)


def _iso(date: int) -> str:
    """As ISO 8601; empty where no date is known."""
    match len(digits := str(date)):
        case 8:
            return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        case 6:
            return f"{digits[:4]}-{digits[4:]}"
    return ""


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
