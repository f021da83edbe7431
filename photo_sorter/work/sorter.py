"""Sorting: keeps the stored tags equal to what vectors, categories and verdicts give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import PhotoVectors, Space, library_mean
from photo_sorter.core.search.photo_table import Tagged
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.sorting.decision import (
    NO_TAG,
    SUGGESTION,
    USER_TAG,
    WHOLE,
    Scores,
    Verdicts,
    decide,
    is_held,
    none_weight,
    probabilities,
    verdicts_at,
)
from photo_sorter.core.sorting.examples import Solutions
from photo_sorter.core.sorting.learning import Judged, taught
from photo_sorter.core.sorting.rules import Column, Rules, rules_of
from photo_sorter.core.sorting.score_table import ScoreTable, scores_of
from photo_sorter.store.library import Library
from photo_sorter.store.tags import Source, TagRow
from photo_sorter.work.prompts import Prompts

Said = dict[int, dict[int, bool]]
"""photo id → category id → yes or no."""

MEAN_LASTS = 1.5
"""The library's mean is taken anew when there are so many times more photos, or fewer."""

_AT_ONCE = 20_000
"""Vectors that are measured together: numpy keeps Python's lock meanwhile, which the window waits for."""


@dataclass(frozen=True)
class TagChanges:
    """What to write: rows as in `TagStore.write`, and (category_id, photo_id) pairs that go."""

    changed: list[TagRow]
    gone: list[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


@dataclass(frozen=True, eq=False)
class Revision:
    """The whole library sorted by some scheme and some verdicts, in memory. `scores` and `tags` (categories, n) by the
    rows of `rules`; photos by their row in the index."""

    scheme: Scheme
    said: Said
    rules: Rules
    scores: list[Scores]
    verdicts: Verdicts
    judged: Judged
    tags: NDArray[np.int16]


class Sorter:
    """The categories, the matrix and the tags as they are stored, of one model. Lives on the worker thread.

    After it is made, `sort_everything` comes first; of a read-only library it only tells (`revised`, `revision`). No
    photo is opened here: new prompt texts are embedded (and cached in the library), the rest is one matrix product, and
    only what an edit changes is computed anew.
    """

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self.library = library
        self.embedder = embedder
        self.prompts = Prompts(library, embedder)
        self._background = self.prompts.background()
        self._table = ScoreTable()
        self._solutions = Solutions()
        self.index = EmbeddingIndex(self._background)
        with self.library.one_state():
            self.index.fill(*self.library.embeddings.of_all_ready_photos(self.embedder.model_id))
        self._mean: tuple[NDArray[np.float32], int] | None = self.library.embeddings.library_mean(
            self.embedder.model_id
        )
        self._mean_is_new = False
        self.moved: frozenset[int] = frozenset()
        self._revision: Revision | None = None
        self._said: Said = self.library.tags.verdicts()
        self._stored_ids, self._stored = self._read_stored()
        self._tagged: Tagged | None = None
        if self._mean is None:
            self._renew_mean()

    # --- the whole library ---

    def follow_folders(self) -> None:
        """Whole folders have come or gone: their photos come into the index, untagged so far, or go, and the library is
        sorted if there are any. Only their vectors are read. Raises LibraryError."""
        ready = self.library.photos.ready_ids()
        gone = np.setdiff1d(self.index.ids, ready, assume_unique=True)
        come = np.setdiff1d(ready, self.index.ids, assume_unique=True)
        if len(gone):
            self._take_out(gone.tolist())
        before = len(self.index)
        for first in range(0, len(come), _AT_ONCE):
            some = come[first : first + _AT_ONCE].tolist()
            ids, vectors = self.library.embeddings.of_ready_photos(self.embedder.model_id, some)
            if len(ids):
                self._stored_at(self.index.put(ids, vectors), NO_TAG)
        if len(gone) or len(self.index) > before:
            self._revision = self._tagged = None
            self.sort_everything()

    def sort_everything(self) -> bool:
        """Brings all tags up to date with the stored categories and verdicts. True if any tag changed; `moved` are then
        the ids of photos that came into a category that is on or left it.

        One transaction; raises LibraryError, and then nothing has changed.
        """
        self._renew_mean()
        revision = self.revised(self.library.categories.scheme(), self.library.tags.verdicts(), is_tried=False)
        columns = revision.rules.columns
        before = self._realigned(columns)
        changes = _changes(columns, self.index.ids, before, revision.tags)
        changes.gone.extend(self._tags_outside(columns))
        if changes or self._mean_is_new:
            with self.library.atomic():
                self.library.tags.write(changes.changed, changes.gone)
                if self._mean_is_new and self._mean is not None:
                    self.library.embeddings.set_library_mean(self.embedder.model_id, *self._mean)
            self._mean_is_new = False
        self._revision, self._stored, self._tagged = revision, revision.tags, None
        self._stored_ids = tuple(column.id for column in columns)
        self._rules, self._said = revision.rules, revision.said
        self.moved = frozenset(self.index.ids[(is_held(before) != is_held(revision.tags)).any(axis=0)].tolist())
        return bool(changes)

    def revised(self, scheme: Scheme, said: Said, is_tried: bool = True) -> Revision:
        """The library as this scheme and these verdicts sort it. Only of what is not just tried are prompts saved."""
        photos = self.index.photos
        plain = rules_of(scheme, self.space, self.prompts.of_scheme(scheme, is_tried))
        verdicts = verdicts_at(plain, said, self.index.rows)
        rules, judged = taught(plain, photos, verdicts, self._solutions)
        scores = self._table.scores(rules.space, rules.columns, photos)
        return Revision(scheme, said, rules, scores, verdicts, judged, decide(rules, scores, photos, verdicts))

    @property
    def revision(self) -> Revision:
        """The library as it is sorted now."""
        if self._revision is None:
            self._revision = self.revised(self.library.categories.scheme(), self._said)
        return self._revision

    @property
    def tagged(self) -> Tagged:
        """Which photos have which tags, as they are stored."""
        if self._tagged is None:
            ids, stored = self.index.ids, self._stored[:, : len(self.index)]
            of_category = {id: ids[is_held(tags)] for id, tags in zip(self._stored_ids, stored, strict=True)}
            categories = self.library.categories.scheme().categories
            self._tagged = Tagged(
                {one.name: of_category.get(one.id or 0, ids[:0]) for one in categories},
                unsorted=ids[(stored == NO_TAG).all(axis=0)],
                unsure=ids[(stored >= SUGGESTION).any(axis=0)],
            )
        return self._tagged

    @property
    def space(self) -> Space:
        mean = self._mean[0] if self._mean is not None else np.zeros(self.embedder.dimensions, np.float32)
        return Space(self._background, mean)

    # --- single photos, as they arrive ---

    def tags_for(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> list[TagRow]:
        """The tags of photos that are not in the index yet, to be written with them in one transaction."""
        fresh = self._fresh(ids, vectors)
        return _changes(self._rules.columns, ids, np.full_like(fresh, NO_TAG), fresh).changed

    def put(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Takes photos into the index after their tags have been written."""
        fresh = self._fresh(ids, vectors)
        if any(photo_id in self.index for photo_id in ids.tolist()):
            self._table.forget()
        self._stored_at(self.index.put(ids, vectors), fresh)
        self._photos_changed(ids.tolist())

    def take_copies(self, photo_ids: Sequence[int]) -> None:
        """Photos that came into the library with the tags and verdicts of those that they are copies of."""
        ids, vectors = self.library.embeddings.of_ready_photos(self.embedder.model_id, photo_ids)
        if len(ids):
            self.put(ids, vectors.astype(np.float32))
            self._follow_verdicts()

    def take_back(self, photo_ids: Sequence[int]) -> None:
        """READY photos that are in view again, without tags; those that only another model has seen wait to be looked
        at. Raises LibraryError."""
        ids, halves = self.library.embeddings.of_ready_photos(self.embedder.model_id, photo_ids)
        if len(ids) < len(photo_ids):
            with self.library.atomic():
                self.library.photos.enqueue_unembedded(self.embedder.model_id)
        if len(ids):
            vectors = halves.astype(np.float32)
            with self.library.atomic():
                self.library.tags.write(self.tags_for(ids, vectors), ())
            self.put(ids, vectors)
            self._follow_verdicts()

    def remove(self, photo_ids: Iterable[int]) -> None:
        """Photos left the view; their tags are already gone from the library, and copies may have their verdicts."""
        gone = list(photo_ids)
        self._take_out(gone)
        self._photos_changed(gone)

    def explain(self, photo_id: int) -> tuple[tuple[int, float], ...]:
        """(category_id, probability) for a photo as the machine sees it, best first; empty without a vector."""
        if photo_id not in self.index:
            return ()
        row = self.index.row(photo_id)
        chances = self.chances(self._rules, self.index.photos.part(slice(row, row + 1)))
        pairs = [(column.id, float(chances[row, 0])) for row, column in enumerate(self._rules.columns)]
        return tuple(sorted(pairs, key=lambda pair: -pair[1]))

    def chances(self, rules: Rules, photos: PhotoVectors) -> NDArray[np.float32]:
        """(categories, n) probabilities by the machine alone, parents and verdicts on these photos left aside."""
        scores = scores_of(rules.space, rules.columns, photos)
        result = np.empty((len(rules.columns), len(photos)), np.float32)
        for group in rules.groups:
            result[group.rows] = probabilities(
                rules, group, [scores[row] for row in group.rows], none_weight(photos, group)
            )
        return result

    # --- the parts ---

    def _follow_verdicts(self) -> None:
        """What was said of photos may be said of their copies by now."""
        if self.library.tags.verdicts() != self._said:
            self.sort_everything()

    def _photos_changed(self, photo_ids: list[int]) -> None:
        """What judged photos teach comes and goes with them."""
        self._revision = self._tagged = None
        if self._mean_is_old() or not self._said.keys().isdisjoint(photo_ids):
            self.sort_everything()

    def _fresh(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> NDArray[np.int16]:
        photos = self._background.measured(vectors)
        scores = scores_of(self._rules.space, self._rules.columns, photos)
        return decide(
            self._rules,
            scores,
            photos,
            verdicts_at(self._rules, self._said, {id: n for n, id in enumerate(ids.tolist())}),
        )

    def _mean_is_old(self) -> bool:
        now = len(self.index)
        return now > 0 and (self._mean is None or not now / MEAN_LASTS <= self._mean[1] <= now * MEAN_LASTS)

    def _renew_mean(self) -> None:
        if self._mean_is_old():
            self._mean, self._mean_is_new = (library_mean(self.index.photos), len(self.index)), True
            self._table.forget()

    def _read_stored(self) -> tuple[tuple[int, ...], NDArray[np.int16]]:
        """The library's tags: category ids by row, and the matrix."""
        photos, categories, scores, by_user, sure = self.library.tags.whole(int(WHOLE))
        ids, rows = np.unique(categories, return_inverse=True)
        stored = np.full((len(ids), len(self.index)), NO_TAG, np.int16)
        if len(self.index):
            order = np.argsort(self.index.ids)
            places = order[np.searchsorted(self.index.ids[order], photos).clip(max=len(order) - 1)]
            there = self.index.ids[places] == photos
            values = np.where(by_user, int(USER_TAG), scores + np.where(sure, 0, int(SUGGESTION)))
            stored[rows[there], places[there]] = values[there]
        return tuple(ids.tolist()), stored

    def _realigned(self, columns: Sequence[Column]) -> NDArray[np.int16]:
        """The stored tags, with one row for each of these columns."""
        stored = {category_id: row for row, category_id in enumerate(self._stored_ids)}
        before = np.full((len(columns), len(self.index)), NO_TAG, np.int16)
        for row, column in enumerate(columns):
            if column.id in stored:
                before[row] = self._stored[stored[column.id], : len(self.index)]
        return before

    def _tags_outside(self, columns: Sequence[Column]) -> list[tuple[int, int]]:
        """(category_id, photo_id) of stored tags whose category is switched off or gone."""
        inside = {column.id for column in columns}
        return [
            (category_id, photo_id)
            for row, category_id in enumerate(self._stored_ids)
            if category_id not in inside
            for photo_id in self.index.ids[self._stored[row, : len(self.index)] != NO_TAG].tolist()
        ]

    def _take_out(self, photo_ids: Iterable[int]) -> None:
        from_rows, to_rows = self.index.remove(photo_ids)
        self._stored[:, to_rows] = self._stored[:, from_rows]
        self._table.forget()

    def _stored_at(self, rows: NDArray[np.intp], tags: NDArray[np.int16] | np.int16) -> None:
        """What is stored of photos that have come into the index."""
        capacity, length = self._stored.shape[1], len(self.index)
        if length > capacity:
            grown = np.full((len(self._stored_ids), max(length, capacity + capacity // 2, 1024)), NO_TAG, np.int16)
            grown[:, :capacity] = self._stored
            self._stored = grown
        self._stored[:, rows] = tags


def _changes(
    columns: Sequence[Column], ids: NDArray[np.int64], before: NDArray[np.int16], after: NDArray[np.int16]
) -> TagChanges:
    changed: list[TagRow] = []
    gone: list[tuple[int, int]] = []
    for row, column in enumerate(columns):
        differs = before[row] != after[row]
        lost = differs & (after[row] == NO_TAG)
        gone += [(column.id, photo_id) for photo_id in ids[lost].tolist()]
        held = differs & ~lost
        for photo_id, value in zip(ids[held].tolist(), after[row, held].tolist(), strict=True):
            changed.append((column.id, photo_id, *_meaning(value)))
    return TagChanges(changed, gone)


def _meaning(value: int) -> tuple[float, Source, bool]:
    """Score, source, and whether it is sure."""
    if value == USER_TAG:
        return 1.0, "user", True
    if value >= SUGGESTION:
        return (value - int(SUGGESTION)) / WHOLE, "auto", False
    return value / WHOLE, "auto", True
