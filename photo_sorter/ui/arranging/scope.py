"""Which photos are arranged, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from photo_sorter.core.query import Place, View
from photo_sorter.core.sorting.nesting import descendants
from photo_sorter.language import ntr, tr
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.phrases import quoted


@dataclass(frozen=True)
class Scope:
    """`photo_ids` None: the whole library. `category_ids`: only tags of these count; all if empty."""

    words: str
    photo_ids: tuple[int, ...] | None = None
    category_ids: tuple[int, ...] = ()


def whole_library(overview: Overview) -> Scope:
    count = overview.counts.all
    return Scope(ntr("The whole library (1 photo)", "The whole library ({n} photos)", count))


def of_selection(photo_ids: Sequence[int]) -> Scope:
    return Scope(ntr("1 selected photo", "{n} selected photos", len(photo_ids)), tuple(photo_ids))


def of_search(photo_ids: Sequence[int], words: str) -> Scope:
    """`words`: what was sought; only what answers it."""
    said = ntr("1 photo found for {search}", "{n} photos found for {search}", len(photo_ids), search=quoted(words))
    return Scope(said, tuple(photo_ids))


def of_place(view: View, photo_ids: Sequence[int], overview: Overview) -> Scope:
    """A place of the side bar. Photos of a category go to its folders, whatever else they are in."""
    count = len(photo_ids)
    category = overview.scheme.category(view.id) if view.place is Place.CATEGORY else None
    if category is not None and category.id is not None:
        below = (one.id for one in descendants(overview.scheme, category) if one.id is not None)
        said = ntr("1 photo in {name}", "{n} photos in {name}", count, name=category.name)
        return Scope(said, tuple(photo_ids), (category.id, *below))
    folder = next((one for one in overview.folders if view == View(Place.FOLDER, one.id)), None)
    if folder is not None:
        name = folder.path.name or str(folder.path)
        said = ntr("1 photo in the folder {name}", "{n} photos in the folder {name}", count, name=name)
        return Scope(said, tuple(photo_ids))
    if view.place is Place.NOT_SURE:
        return Scope(ntr("1 photo in “Not sure”", "{n} photos in “Not sure”", count), tuple(photo_ids))
    if view.place is Place.NOT_SORTED:
        return Scope(ntr("1 photo in “Not sorted”", "{n} photos in “Not sorted”", count), tuple(photo_ids))
    return whole_library(overview)


def nothing() -> str:
    return tr("There are no photos to sort into folders yet.")
