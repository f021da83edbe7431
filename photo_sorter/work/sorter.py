"""Sorting: keeps the stored tags equal to what vectors, categories and verdicts give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.category import Category
from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import (
    NO_TAG,
    USER_TAG,
    CategoryVectors,
    Verdicts,
    evidence,
    score,
    tags_of,
)
from photo_sorter.store.library import Library
from photo_sorter.store.tags import Source
from photo_sorter.work.prompts import Prompts

TagRow = tuple[int, int, float, Source]


@dataclass(frozen=True)
class TagChanges:
    """What to write: rows (category_id, photo_id, score, source), and (category_id, photo_id) pairs that go."""

    changed: list[TagRow]
    gone: list[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


class Sorter:
    """The categories, the matrix and the tags as they are stored, of one model. Lives on the worker thread.

    After it is made, `sort_everything` comes first. No photo is opened here: new prompt texts are embedded (and cached
    in the library), the rest is one matrix product.
    """

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._prompts = Prompts(library, embedder)
        self._background = self._prompts.background()
        self._verdicts: dict[int, dict[int, bool]] = {}  # by photo, then category
        self._read()

    # --- the whole library ---

    def refresh(self) -> None:
        """Whole folders have come or gone: reads the library anew and sorts it. Raises LibraryError."""
        self._read()
        self.sort_everything()

    def _read(self) -> None:
        self.index = EmbeddingIndex(self._background)
        ids, vectors = self._library.embeddings.of_ready_photos(self._embedder.model_id)
        if len(ids):
            self.index.put(ids, vectors)
        self._columns: tuple[CategoryVectors, ...] = ()
        self._stored_ids, self._stored = self._read_stored()

    def sort_everything(self) -> bool:
        """Brings all tags up to date with the stored categories and verdicts. True if any tag changed.

        One transaction; raises LibraryError, and then nothing has changed.
        """
        columns = self._read_columns()
        self._verdicts = self._library.tags.verdicts()
        fresh = tags_of(
            self.index.vectors,
            self.index.inverse_spread,
            self.index.background,
            columns,
            self._verdicts_at(columns, self.index.ids),
        )
        before = self._realigned(columns)
        changes = self._changes(columns, self.index.ids, before, fresh)
        changes.gone.extend(self._tags_outside(columns))
        if changes:
            with self._library.atomic():
                self._library.tags.write(changes.changed, changes.gone)
        self._columns, self._stored = columns, fresh
        self._stored_ids = tuple(column.category_id for column in columns)
        return bool(changes)

    # --- single photos, as they arrive ---

    def tags_for(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> list[TagRow]:
        """The tags of photos that are not in the index yet, to be written with them in one transaction."""
        fresh = self._fresh(ids, vectors)
        return self._changes(self._columns, ids, np.full_like(fresh, NO_TAG), fresh).changed

    def put(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Takes photos into the index after their tags have been written."""
        fresh = self._fresh(ids, vectors)
        rows = self.index.put(ids, vectors)
        self._reserve(len(self.index))
        self._stored[:, rows] = fresh

    def remove(self, photo_ids: Iterable[int]) -> None:
        """Photos left the view; their tags are already gone from the library."""
        for last, row in self.index.remove(photo_ids):
            self._stored[:, row] = self._stored[:, last]

    def explain(self, photo_id: int) -> tuple[tuple[int, float], ...]:
        """(category_id, score 0..1) for a photo, best first; empty without a vector."""
        if photo_id not in self.index or not self._columns:
            return ()
        row = self.index.row(photo_id)
        part = slice(row, row + 1)
        found = score(
            evidence(self.index.vectors[part], self.index.inverse_spread[part], self.index.background, self._columns)
        )[:, 0]
        pairs = [(column.category_id, float(value)) for column, value in zip(self._columns, found, strict=True)]
        return tuple(sorted(pairs, key=lambda pair: -pair[1]))

    # --- the parts ---

    def _read_columns(self) -> tuple[CategoryVectors, ...]:
        exclusive = {each.name: each.exclusive for each in self._library.categories.sets()}
        enabled = [category for category in self._library.categories.all() if category.enabled]
        return tuple(self._column(category, exclusive[category.set_name]) for category in enabled)

    def _column(self, category: Category, exclusive: bool) -> CategoryVectors:
        assert category.id is not None
        return CategoryVectors(
            category.id,
            category.set_name,
            exclusive,
            self._prompts.vectors(category.wordings),
            self._prompts.vectors(category.wordings_against),
        )

    def _fresh(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> NDArray[np.int16]:
        verdicts = self._verdicts_at(self._columns, ids)
        return tags_of(vectors, self._background.inverse_spread(vectors), self._background, self._columns, verdicts)

    def _verdicts_at(self, columns: Sequence[CategoryVectors], ids: NDArray[np.int64]) -> Verdicts:
        row_of = {column.category_id: row for row, column in enumerate(columns)}
        found = [
            (row_of[category_id], place, holds)
            for place, photo_id in enumerate(ids.tolist() if self._verdicts else ())
            if photo_id in self._verdicts
            for category_id, holds in self._verdicts[photo_id].items()
            if category_id in row_of
        ]
        rows, places, holds = zip(*found, strict=True) if found else ((), (), ())
        return Verdicts(np.array(rows, np.intp), np.array(places, np.intp), np.array(holds, np.bool_))

    def _read_stored(self) -> tuple[tuple[int, ...], NDArray[np.int16]]:
        """The library's tags: category ids by row, and the matrix."""
        tags = self._library.tags.all()
        ids = tuple(sorted({tag.category_id for tag in tags}))
        row_of = {id: row for row, id in enumerate(ids)}
        stored = np.full((len(ids), len(self.index)), NO_TAG, np.int16)
        for tag in tags:
            if tag.photo_id in self.index:
                value = USER_TAG if tag.source == "user" else round(tag.score * 1000)
                stored[row_of[tag.category_id], self.index.row(tag.photo_id)] = value
        return ids, stored

    def _realigned(self, columns: Sequence[CategoryVectors]) -> NDArray[np.int16]:
        """The stored tags, with one row for each of these columns."""
        stored = {category_id: row for row, category_id in enumerate(self._stored_ids)}
        before = np.full((len(columns), len(self.index)), NO_TAG, np.int16)
        for row, column in enumerate(columns):
            if column.category_id in stored:
                before[row] = self._stored[stored[column.category_id], : len(self.index)]
        return before

    def _tags_outside(self, columns: Sequence[CategoryVectors]) -> list[tuple[int, int]]:
        """(category_id, photo_id) of stored tags whose category is switched off or gone."""
        inside = {column.category_id for column in columns}
        return [
            (category_id, photo_id)
            for row, category_id in enumerate(self._stored_ids)
            if category_id not in inside
            for photo_id in self.index.ids[self._stored[row, : len(self.index)] != NO_TAG].tolist()
        ]

    def _reserve(self, length: int) -> None:
        capacity = self._stored.shape[1]
        if length > capacity:
            grown = np.full((len(self._stored_ids), max(length, capacity + capacity // 2, 1024)), NO_TAG, np.int16)
            grown[:, :capacity] = self._stored
            self._stored = grown

    @staticmethod
    def _changes(
        columns: Sequence[CategoryVectors],
        ids: NDArray[np.int64],
        before: NDArray[np.int16],
        after: NDArray[np.int16],
    ) -> TagChanges:
        changed: list[TagRow] = []
        gone: list[tuple[int, int]] = []
        for row, column in enumerate(columns):
            differs = before[row] != after[row]
            lost = differs & (after[row] == NO_TAG)
            gone += [(column.category_id, photo_id) for photo_id in ids[lost].tolist()]
            held = differs & ~lost
            for photo_id, value in zip(ids[held].tolist(), after[row, held].tolist(), strict=True):
                found: tuple[float, Source] = (1.0, "user") if value == USER_TAG else (value / 1000, "auto")
                changed.append((column.category_id, photo_id, *found))
        return TagChanges(changed, gone)
