"""The rows of the side bar, from what the library holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from photo_sorter.core.folder_state import ALL_WELL, FolderState
from photo_sorter.core.query import Place, View
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.language import tr
from photo_sorter.ui.library_reader import Overview


class Adds(Enum):
    """What the plus sign of a heading adds."""

    CATEGORY = auto()
    FOLDER = auto()


@dataclass(frozen=True)
class Row:
    """A place, or a heading if `view` is None. `count` is None while it is not known. Rows of a greater
    `depth` below one that `folds` are inside it."""

    title: str
    view: View | None = None
    count: int | None = 0
    icon: str = ""
    colour: str = ""
    is_on: bool = True
    is_urgent: bool = False
    tip: str = ""
    adds: Adds | None = None
    depth: int = 0
    folds: bool = False
    is_folded: bool = False
    state: FolderState = ALL_WELL


def rows_of(
    overview: Overview, shown: View | None = None, searches: Sequence[tuple[SavedSearch, int | None]] = ()
) -> tuple[Row, ...]:
    """Without “Not sure” while nothing waits there and it is not the place that is `shown`. `searches`: with how many
    photos each finds."""
    counts, tagged = overview.counts, dict(overview.by_category)
    rows = [Row(tr("All photos"), View(), counts.all, icon="all")]
    if counts.not_sure or shown == View(Place.NOT_SURE):
        tip = tr("Photos for which there is a suggestion")
        rows.append(Row(tr("Not sure"), View(Place.NOT_SURE), counts.not_sure, icon="not-sure", tip=tip))
    if overview.categories:
        rows.append(Row(tr("Not sorted"), View(Place.NOT_SORTED), counts.not_sorted, icon="not-sorted"))
    if counts.problems:
        rows.append(Row(tr("Problems"), View(Place.PROBLEMS), counts.problems, icon="problem", is_urgent=True))
    if searches:
        rows.append(Row(tr("Searches")))
    rows += [Row(one.name, View(Place.SEARCH, one.id), count, icon="search", tip=one.text) for one, count in searches]
    rows.append(Row(tr("Categories"), adds=Adds.CATEGORY))
    rows += [
        Row(
            category.name,
            View(Place.CATEGORY, category.id),
            tagged.get(category.id or 0, 0),
            colour=category.colour,
            is_on=category.enabled,
            tip=", ".join(category.wordings) if category.enabled else tr("{name} is turned off", name=category.name),
            depth=place.depth,
            folds=place.has_children,
        )
        for place in nested(overview.scheme)
        for category in (place.category,)
    ]
    rows.append(Row(tr("Folders"), adds=Adds.FOLDER))
    rows += [
        Row(
            folder.path.name or str(folder.path),
            View(Place.FOLDER, folder.id),
            counts.by_folder.get(folder.id, 0),
            icon="folder",
            tip=str(folder.path),
        )
        for folder in overview.folders
    ]
    return tuple(rows)
