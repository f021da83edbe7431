"""The rules by which photos are sorted: a scheme, made of vectors, with what judged photos taught."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import Space
from photo_sorter.core.sorting.calibration import AS_THEY_ARE, Calibration
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.examples import Lesson

VectorsOf = Callable[[tuple[str, ...]], NDArray[np.float32]]
"""Wordings to vectors (p, dimensions)."""


@dataclass(frozen=True, eq=False)
class Column:
    """A category that is switched on. `wordings` (p, dimensions), `against` (q, dimensions), q may be 0."""

    category: Category
    wordings: NDArray[np.float32]
    against: NDArray[np.float32]
    lesson: Lesson | None = None
    calibration: Calibration = AS_THEY_ARE

    @property
    def id(self) -> int:
        assert self.category.id is not None
        return self.category.id

    @property
    def key(self) -> Hashable:
        """What the scores of photos depend on, the space apart."""
        direction = self.lesson.direction.tobytes() if self.lesson is not None else b""
        return self.wordings.tobytes(), self.against.tobytes(), direction


@dataclass(frozen=True, eq=False)
class Group:
    """Rows of columns that compete: one of them holds, or none.

    They are siblings of an exclusive set; a category of an independent set is alone in its group. `akin` (m,): the
    everyday words that mean one of them. `parent`: the row of the category within which they lie, None without.
    """

    rows: NDArray[np.intp]
    akin: NDArray[np.bool_]
    parent: int | None


@dataclass(frozen=True, eq=False)
class Rules:
    """`groups` stand in an order in which parents come before their children."""

    space: Space
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]

    def row(self, category_id: int) -> int | None:
        return next((row for row, column in enumerate(self.columns) if column.id == category_id), None)

    def group_of(self, row: int) -> Group:
        return self._group_by_row[row]

    def parents(self, row: int) -> list[int]:
        """The rows within which this one lies, the nearest first."""
        found = []
        above = self.group_of(row).parent
        while above is not None:
            found.append(above)
            above = self.group_of(above).parent
        return found

    @cached_property
    def _group_by_row(self) -> dict[int, Group]:
        return {row: group for group in self.groups for row in group.rows.tolist()}

    def taught(self, lessons: Sequence[Lesson | None], calibrations: Sequence[Calibration]) -> Rules:
        return replace(
            self,
            columns=tuple(
                replace(column, lesson=learned, calibration=calibration)
                for column, learned, calibration in zip(self.columns, lessons, calibrations, strict=True)
            ),
        )


def rules_of(scheme: Scheme, space: Space, vectors_of: VectorsOf) -> Rules:
    """Nothing learned yet. A category whose parent is switched off lies within the next one above that is on."""
    columns = tuple(
        Column(category, vectors_of(category.wordings), vectors_of(category.wordings_against))
        for category in scheme.categories
        if category.enabled
    )
    rows = {column.category.name: row for row, column in enumerate(columns)}
    members: dict[object, list[int]] = {}
    for row, column in enumerate(columns):
        members.setdefault(scheme.rivalry(column.category) or row, []).append(row)
    groups = [
        Group(
            np.array(group, np.intp),
            space.background.akin(np.concatenate([columns[row].wordings for row in group])),
            _row_above(columns[group[0]].category, scheme, rows),
        )
        for group in members.values()
    ]
    return Rules(space, columns, _parents_first(groups))


def _row_above(category: Category, scheme: Scheme, rows: dict[str, int]) -> int | None:
    above = scheme.parent_in_force(category) if category.within_parent else None
    return rows[above.name] if above is not None else None


def _parents_first(groups: list[Group]) -> tuple[Group, ...]:
    ordered: list[Group] = []
    decided: set[int] = set()
    while groups:
        ready = [group for group in groups if group.parent is None or group.parent in decided]
        ordered += ready
        decided.update(int(row) for group in ready for row in group.rows)
        groups = [group for group in groups if group not in ready]
    return tuple(ordered)
