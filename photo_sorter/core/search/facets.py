"""What the photos found have in common and where they differ: filters to go on with, and what each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from heapq import heapify, heappop
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.marks import GREATEST_RATING
from photo_sorter.core.search.completion import Vocabulary
from photo_sorter.core.search.filters import RAW_TYPES, folded, normal, problem_of
from photo_sorter.core.search.photo_table import Mask, PhotoTable
from photo_sorter.core.search.query import Facet, Field, Filter, Query
from photo_sorter.core.search.spans import DATE_WORDS, UNRATED, days_of
from photo_sorter.language import ntr, tr

MOST_VALUES = 8
"""Of each field. More are not read (and the completion knows all)."""

_TURNS = {1: "landscape", -1: "portrait", 0: "square"}


def facets_of(
    table: PhotoTable,
    rows: Mask | NDArray[np.intp],
    categories: Mapping[str, NDArray[np.int64]],
    filters: Iterable[Filter],
) -> tuple[Facet, ...]:
    """Of the photos found, those at these rows or where the mask (n,) is true; `filters` are those of the query.

    What all of them share, or none has, is left out. The count is what `narrowed` by the facet finds among them. At
    100,000 photos found in 1,000 folders it takes 5 ms on two cores.
    """
    found: NDArray[np.intp] = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.intp, copy=False)
    chosen = [normal(one) for one in filters if not one.excluded]
    facets: list[Facet] = []
    for offered in (
        _dates(table, found),
        _folders(table, found, chosen),
        _categories(table, found, categories),
        _cameras(table, found),
        _types(table, found),
        _ratings(table, found),
        _states(table, found),
        _turns(table, found),
    ):
        facets += _most_telling(offered, len(found), chosen)
    return tuple(facets)


def narrowed(query: Query, facet: Facet) -> Query:
    """The query with a facet chosen: it takes the place of filters of its field that would be alternatives to it."""
    field = facet.filter.field
    kept = tuple(one for one in query.filters if one.field is not field or one.excluded or not field.is_one_of)
    return replace(query, filters=kept).with_filter(facet.filter)


def vocabulary_of(table: PhotoTable, categories: Mapping[str, NDArray[np.int64]]) -> Vocabulary:
    """The names of everything in the library that filters can ask for, the most used first; years newest first."""
    everything = np.arange(len(table))
    years = Counter[str]()
    for month, count in _counted(table.column("month")):
        if month >= 0:
            years[f"{month // 12:04d}"] += count
    return Vocabulary(
        folders=_most_first(_texts(table, "folder", everything)),
        categories=_most_first((name, len(ids)) for name, ids in categories.items()),
        cameras=_most_first(_texts(table, "camera", everything)),
        lenses=_most_first(_texts(table, "lens", everything)),
        types=_most_first(_grouped_types(table, everything).items()),
        years=tuple(sorted(years.items(), reverse=True)),
    )


# --- which are worth offering ---


def _most_telling(offered: Iterator[Facet], total: int, chosen: list[Filter]) -> list[Facet]:
    facets = [one for one in offered if 0 < one.count < total and _narrows(one.filter, chosen)]
    facets = sorted(facets, key=lambda one: (-one.count, one.label))[:MOST_VALUES]
    if facets and facets[0].filter.field is Field.DATE:
        facets.sort(key=lambda one: one.filter.value, reverse=True)
    return facets


def _narrows(asked: Filter, chosen: list[Filter]) -> bool:
    """Whether it can be asked, is not chosen yet, and lies within the alternatives that are chosen, if any are."""
    if problem_of(asked) or asked in chosen:
        return False
    alternatives = [one.value for one in chosen if one.field is asked.field and asked.field.is_one_of]
    if not alternatives:
        return True
    match asked.field:
        case Field.DATE:
            return any(_is_within(asked.value, value) for value in alternatives if value not in DATE_WORDS)
        case Field.IN | Field.CAMERA:
            return any(folded(value) in folded(asked.value) for value in alternatives)
    return False


def _is_within(inner: str, outer: str) -> bool:
    first, second = days_of(inner, date.min), days_of(outer, date.min)
    return first is not None and second is not None and second[0] <= first[0] and first[1] <= second[1]


# --- field by field ---


def _dates(table: PhotoTable, found: NDArray[np.intp]) -> Iterator[Facet]:
    """Years, or the months of a year that all have in common."""
    months = [(month, count) for month, count in _counted(table.column("month")[found]) if month >= 0]
    years: Counter[int] = Counter()
    for month, count in months:
        years[month // 12] += count
    if len(years) > 1 or sum(years.values()) < len(found):
        yield from (Facet(Filter(Field.DATE, f"{year:04d}"), count, str(year)) for year, count in years.items())
    else:
        for month, count in months:
            value = f"{month // 12:04d}-{month % 12 + 1:02d}"
            yield Facet(Filter(Field.DATE, value), count, value)


def _folders(table: PhotoTable, found: NDArray[np.intp], chosen: list[Filter]) -> Iterator[Facet]:
    """Folders and those around them; of folders within each other that hold the same, the outermost."""
    within: dict[str, int] = {}
    texts = _texts(table, "folder", found)
    for path, count in texts:
        for outer in _outwards(path):
            within[outer] = within.get(outer, 0) + count
    most = [(-count, path) for path, count in within.items() if count < len(found)]
    heapify(most)
    offered: list[Facet] = []
    while most and len(offered) < MOST_VALUES:
        negative, path = heappop(most)
        asked = normal(Filter(Field.IN, path))
        is_same = any(one.count == -negative and path.startswith(f"{one.filter.value}/") for one in offered)
        if not is_same and _narrows(asked, chosen):
            offered.append(Facet(asked, -negative, path.rpartition("/")[2]))
    labels = Counter(one.label for one in offered)
    plain = [one if labels[one.label] == 1 else replace(one, label=one.filter.value) for one in offered]
    yield from _contained(plain, texts)


_folded = lru_cache(10_000)(folded)


@lru_cache(10_000)
def _outwards(path: str) -> tuple[str, ...]:
    """The folder and those around it."""
    return tuple(accumulate(path.split("/"), "{}/{}".format))


def _categories(
    table: PhotoTable, found: NDArray[np.intp], categories: Mapping[str, NDArray[np.int64]]
) -> Iterator[Facet]:
    if not categories:
        return
    # numpy looks ids up in a table of bytes where they lie close together: 10 times faster than a search by row.
    inside = np.isin(np.concatenate(list(categories.values())), table.ids[found])
    ends = np.cumsum([len(ids) for ids in categories.values()])
    totals = np.diff(np.concatenate([[0], np.cumsum(inside)])[np.concatenate([[0], ends])])
    for name, count in zip(categories, totals.tolist(), strict=True):
        yield Facet(normal(Filter(Field.CATEGORY, name)), count, name)


def _cameras(table: PhotoTable, found: NDArray[np.intp]) -> Iterator[Facet]:
    texts = _texts(table, "camera", found)
    offered = [
        Facet(normal(Filter(Field.CAMERA, name)), count, name) for name, count in _most_first(texts)[:MOST_VALUES]
    ]
    yield from _contained(offered, texts)


def _types(table: PhotoTable, found: NDArray[np.intp]) -> Iterator[Facet]:
    for kind, count in _grouped_types(table, found).items():
        yield Facet(Filter(Field.TYPE, kind), count, "WebP" if kind == "webp" else kind.upper())


def _ratings(table: PhotoTable, found: NDArray[np.intp]) -> Iterator[Facet]:
    counts = dict(_counted(table.column("rating")[found]))
    yield Facet(Filter(Field.RATING, "none"), counts.get(UNRATED, 0), tr("Not rated"))
    total = 0
    for stars in range(GREATEST_RATING, 0, -1):
        if counts.get(stars):
            total += counts[stars]
            if stars == GREATEST_RATING:
                yield Facet(Filter(Field.RATING, str(stars)), total, ntr("1 star", "{n} stars", stars))
            else:
                label = ntr("1 star or more", "{n} stars or more", stars)
                yield Facet(Filter(Field.RATING, f">={stars}"), total, label)


def _states(table: PhotoTable, found: NDArray[np.intp]) -> Iterator[Facet]:
    states = ((Field.IS, "favourite", tr("Favourites")), (Field.HAS, "gps", tr("With a place")))
    for field, value, label in states:
        yield Facet(Filter(field, value), int(np.count_nonzero(table.column(value)[found])), label)


def _turns(table: PhotoTable, found: NDArray[np.intp]) -> Iterator[Facet]:
    turns = table.column("turn")[found][table.column("pixels")[found] >= 0]
    labels = {"landscape": tr("Landscape"), "portrait": tr("Portrait"), "square": tr("Square")}
    for turn, count in _counted(turns + np.int8(1)):
        value = _TURNS[turn - 1]
        yield Facet(Filter(Field.ORIENTATION, value), count, labels[value])


# --- counting ---


def _counted(numbers: NDArray[np.integer]) -> list[tuple[int, int]]:
    """(number, how often) of those that occur, ascending; negative ones together as -1."""
    counts = np.bincount(numbers.clip(-1) + 1)
    occurring = np.flatnonzero(counts)
    return list(zip((occurring - 1).tolist(), counts[occurring].tolist(), strict=True))


def _texts(table: PhotoTable, name: str, found: NDArray[np.intp]) -> list[tuple[str, int]]:
    values = table.texts[name].values
    return [(values[code], count) for code, count in _counted(table.column(name)[found]) if code]


def _contained(offered: list[Facet], texts: list[tuple[str, int]]) -> Iterator[Facet]:
    """With counts of all photos whose text contains the value, as a filter takes them."""
    known = [(_folded(text), count) for text, count in texts]
    for one in offered:
        wanted = folded(one.filter.value)
        yield replace(one, count=sum([count for text, count in known if wanted in text]))


def _grouped_types(table: PhotoTable, found: NDArray[np.intp]) -> Counter[str]:
    grouped: Counter[str] = Counter()
    for kind, count in _texts(table, "type", found):
        grouped["raw" if kind in RAW_TYPES else kind] += count
    return grouped


def _most_first(names: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(names, key=lambda one: (-one[1], one[0])))
