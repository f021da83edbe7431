"""Which of a photo's categories decides where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from photo_sorter.core.sorting.category import Category, Scheme


class SureTag(NamedTuple):
    category_id: int
    score: float
    is_persons: bool


class TagChoice:
    """The person's first, then that of the highest score; and of those within it the best in turn, down to the
    deepest. Only tags of categories that are on count, of `category_ids` if any are given, and the machine's only
    from `floor` on."""

    def __init__(self, scheme: Scheme, floor: float = 0.0, category_ids: Iterable[int] = ()) -> None:
        wanted = frozenset(category_ids)
        self._floor = floor
        by_name = {one.name: one for one in scheme.categories}
        self._order = {one.id: place for place, one in enumerate(scheme.categories)}
        self._above = {
            one.id: _lineage(one, by_name)
            for one in scheme.categories
            if one.id is not None and one.enabled and (not wanted or one.id in wanted)
        }

    def best(self, tags: Iterable[SureTag]) -> SureTag | None:
        """None if there is none that counts."""
        counted = sorted(
            (tag for tag in tags if tag.category_id in self._above and (tag.is_persons or tag.score >= self._floor)),
            key=lambda tag: (not tag.is_persons, -tag.score, self._order[tag.category_id]),
        )
        best = None
        while counted:
            best = counted[0]
            outer = best.category_id
            counted = [
                tag
                for tag in counted
                if tag.category_id != outer and any(one.id == outer for one in self._above[tag.category_id])
            ]
        return best

    def path_of(self, tag: SureTag) -> tuple[str, ...]:
        """Names of the category and those that it is in, the outermost first."""
        return tuple(one.name for one in self._above[tag.category_id])


def _lineage(category: Category, by_name: Mapping[str, Category]) -> tuple[Category, ...]:
    """Ends with the category itself."""
    line = [category]
    while (parent := by_name.get(line[-1].parent_name or "")) is not None and parent not in line:
        line.append(parent)
    return tuple(reversed(line))
