"""A query to photos: facts that must hold, then what is written and what is seen, joined and ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from photo_sorter.core.search.completion import Vocabulary
from photo_sorter.core.search.facets import facets_of, vocabulary_of
from photo_sorter.core.search.filters import folded
from photo_sorter.core.search.fusion import fused, written
from photo_sorter.core.search.photo_table import Mask, PhotoTable
from photo_sorter.core.search.pieces import shortened
from photo_sorter.core.search.query import Facet, Query
from photo_sorter.core.search.relevance import relevance
from photo_sorter.core.search.steering import Backdrop, Steering, outweighed, standouts, standouts_with, weighted
from photo_sorter.core.sorting.calibration import sigmoid
from photo_sorter.embedding.faults import computing
from photo_sorter.language import tr
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.work.query_pictures import PictureSeen, QueryPictures
from photo_sorter.work.respelling import Respelling
from photo_sorter.work.sorter import Sorter

TEXTS_KEPT = 256
_ROWS_AT_ONCE = 50_000
BACKDROP_LASTS = 1.02
"""The library's backdrop is taken anew when there are so many times more photos, or fewer."""
_ANSWERS_FIRST = 1_000.0
"""More than any value of a ranking."""


@dataclass(frozen=True, eq=False)
class Found:
    """As `SearchAnswered`. `seen`: (n,) relevance by what is seen alone, 0 where nothing could be; `unread`: those of
    the hints that tell of a picture that could not be looked at. The pictures in a query are not among its answers."""

    query: Query
    photo_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    relevant: int
    nothing: bool = False
    hints: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    seen: NDArray[np.float32] | None = None
    unread: tuple[str, ...] = ()
    meant: Query | None = None


class Searcher:
    """Asks the matrix and the library, of one model. Lives on the worker thread.

    `see` looks at a picture that is not in the library (a file is opened: tenths of a second); without it only pictures
    that were kept by `keep` count. Their disks are asked through `questions`.
    """

    def __init__(
        self,
        sorter: Sorter,
        see: Callable[[Path], PictureSeen] | None = None,
        questions: Questions | None = None,
    ) -> None:
        self._sorter = sorter
        self._see = see
        self._pictures = QueryPictures(sorter, questions or Questions())
        self._respelling = Respelling(sorter)
        self._embed = lru_cache(TEXTS_KEPT)(lambda text: _embedded(sorter, text))
        self._table: PhotoTable | None = None
        self._folders: dict[int, Path] = {}
        self._placed: tuple[NDArray[np.int64], NDArray[np.intp]] | None = None
        self._backdrop: tuple[Backdrop, int] | None = None

    @property
    def library(self) -> Library:
        return self._sorter.library

    # --- what changed ---

    def follow_folders(self) -> None:
        """Folders have come or gone, or are elsewhere: the facts of their photos are read, and of no others."""
        if self._table is None:
            return
        photos, former = self.library.photos, self._folders
        self._folders = self._paths_of_folders()
        elsewhere = [id for id, path in self._folders.items() if former.get(id) != path]
        shown, known = photos.shown_ids(), self._table.ids
        self._table.remove(np.setdiff1d(known, shown, assume_unique=True))
        come = np.union1d(np.setdiff1d(shown, known, assume_unique=True), photos.shown_ids(elsewhere))
        for first in range(0, len(come), _ROWS_AT_ONCE):
            self._table.put(photos.table_rows(come[first : first + _ROWS_AT_ONCE].tolist()))
        self._placed = self._backdrop = None

    def take(self, photo_ids: Sequence[int]) -> None:
        """What is known of these photos has changed; they are new, or left the view, and copies inherit from them."""
        if self._table is not None:
            changed = {*photo_ids, *self.library.photos.heirs_of(photo_ids)}
            rows = self.library.photos.table_rows(list(changed))
            self._table.remove(changed - {row[0] for row in rows})
            self._table.put(rows)
            self._placed = None

    # --- pictures ---

    def unseen(self, query: Query) -> tuple[Path, ...]:
        """Pictures of a query that somebody must look at first."""
        return tuple(path for path in query.pictures if self._pictures.get(path) is None)

    def keep(self, seen: PictureSeen) -> None:
        self._pictures.keep(seen)

    # --- answers ---

    def find(self, query: Query, beyond: int = 500) -> Found:
        """Photos and facets; `beyond`: how many photos past the end of what is relevant. Raises LibraryError."""
        found = self._found(query, beyond)
        strange = [part for parts in self._unknown_words(query).values() for part in parts]
        if strange:
            found = replace(found, meant=self._respelling.of(query, strange, self.vocabulary))
        answering = found.photo_ids[: found.relevant] if found.relevant else found.photo_ids
        facets = facets_of(self.table, self.table.rows_of(answering), self._sorter.tagged.categories, query.filters)
        return replace(found, facets=facets)

    def count(self, query: Query) -> int:
        """How many photos a query finds. Raises LibraryError."""
        return self._found(query, beyond=0).relevant

    @property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_of(self.table, self._sorter.tagged.categories)

    def explain(self, found: Found, photo_ids: Sequence[int]) -> dict[int, dict[str, object]]:
        """For photos that were found: how well they look like it (0..1), and where the words stand."""
        fields = self.library.words.fields_of(photo_ids, [word.text for word in found.query.words])
        seen = dict(zip(found.photo_ids.tolist(), found.seen.tolist(), strict=True)) if found.seen is not None else {}
        return {
            id: {"meaning": round(seen.get(id, 0.0), 4), "stands_in": sorted(fields.get(id, ()))} for id in photo_ids
        }

    # --- inside ---

    @property
    def table(self) -> PhotoTable:
        if self._table is None:
            self._table = PhotoTable()
            self._folders = self._paths_of_folders()
            for part in self.library.photos.table_parts():
                self._table.put(part)
            self.library.let_pages_go()
        return self._table

    def _paths_of_folders(self) -> dict[int, Path]:
        return {folder.id: folder.path for folder in self.library.folders.active()}

    def _among(self, photo_ids: ArrayLike) -> Mask:
        """(n,) by the rows of the table."""
        mask = np.zeros(len(self.table), np.bool_)
        rows = self.table.rows_of(np.asarray(photo_ids, np.int64))
        mask[rows[rows >= 0]] = True
        return mask

    def _indexed(self, mask: Mask) -> Mask:
        """A mask by the rows of the table as one by those of the index."""
        ids = self._sorter.index.ids
        if self._placed is None or not np.array_equal(self._placed[0], ids):
            self._placed = ids.copy(), self.table.rows_of(ids)
        places = self._placed[1]
        indexed = places >= 0
        indexed[indexed] = mask[places[indexed]]
        return indexed

    def _newest_first(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Rows of the index, as `PhotoTable.newest_first` has their photos."""
        ids = self._sorter.index.ids[rows]
        taken = self.table.column("taken")[self.table.rows_of(ids)]
        newest: NDArray[np.intp] = rows[np.lexsort((ids, taken))[::-1]]
        return newest

    def _found(self, query: Query, beyond: int) -> Found:
        """Without facets."""
        table, tagged = self.table, self._sorter.tagged
        hints = [*tagged.problems(query.filters), *(table.problems(query.filters) if len(table) else ())]
        given = [photo.id for path in query.pictures if (photo := self.library.photos.at(path)) is not None]
        allowed = table.matching(query.filters, tagged, date.today())
        for phrase in query.quoted:
            allowed &= self._among(self.library.words.containing(phrase))
        allowed &= ~self._among([*query.disliked, *given])
        if query.ranks:
            found = self._ranked(query, allowed, self._indexed(self._among(given)), beyond, hints)
        else:
            ids = table.newest_first(allowed)
            found = Found(query, ids, np.ones(len(ids), np.float32), len(ids), nothing=not len(ids))
        return replace(found, hints=tuple(dict.fromkeys(hints)))

    def _ranked(self, query: Query, allowed: Mask, given: Mask, beyond: int, hints: list[str]) -> Found:
        """`given`: by the rows of the index, the query's own pictures."""
        index, in_list = self._sorter.index, self._indexed(allowed)
        vectors, unread = self._picture_vectors(query)
        hints.extend(unread)
        steering = self._steering(query, vectors, hints)
        odds = None
        not_it = np.zeros(len(index), np.bool_)
        if steering is not None:
            scores = self._standouts(query, steering)
            if query.words and steering.text is None and not (len(steering.pictures) or query.liked):
                # What only its name can tell is not answered by all that looks unlike the words against.
                in_list &= scores >= 0
            else:
                odds = relevance(scores, np.flatnonzero(given))
                if query.against and query.meaning > 0:
                    not_it = self._outweighed(query, steering)
        by_name = odds is None or query.meaning <= 0
        words = written(self._standing(query, common_too=by_name), len(index))
        if odds is None:
            in_list &= words > 0
        ranking = fused(odds, words, query.meaning)
        rows = np.flatnonzero(in_list)
        if by_name:  # where many are equal, and stay in this order
            rows = self._newest_first(rows)
        answers = (ranking.answers & ~not_it)[rows]
        relevant = int(answers.sum())
        values = ranking.values[rows] + np.where(answers, _ANSWERS_FIRST, 0.0)
        best = rows[replace(ranking, values=values).best(relevant + beyond)]
        seen = sigmoid(odds[best]) if odds is not None else np.zeros(len(best), np.float32)
        scores = np.maximum(seen, words[best])
        return Found(query, index.ids[best], scores, relevant, relevant == 0, seen=seen, unread=unread)

    def _steering(self, query: Query, pictures: NDArray[np.float32], hints: list[str]) -> Steering | None:
        """Where the query steers among what is seen; None where it says nothing of that."""
        index = self._sorter.index
        unknown = self._unknown_words(query)
        if strange := [part for parts in unknown.values() for part in parts]:
            unheard = tr(
                "The model does not know {words}: looked for in names and captions only.", words=_listed(strange)
            )
            hints.append(unheard)
        words = [word for word in query.words if _says_something(word.text, unknown[word.text])]
        against = [self._embed(word.text) for word in query.against if _says_something(word.text, unknown[word.text])]
        if not (words or against or len(pictures) or any(is_right for _, is_right in self._judged(query))):
            return None
        backdrop = self._current_backdrop()
        weights = [(self._embed(word.text), word.weight) for word in words if word.weight != 1]
        return Steering(
            weighted(self._embed(query.sentence), weights) if words else None,
            against=np.array(against, np.float32).reshape(-1, index.dimensions),
            pictures=backdrop.space.centred(index.background.measured(pictures)) if len(pictures) else pictures,
            balance=query.balance,
        )

    def _unknown_words(self, query: Query) -> dict[str, tuple[str, ...]]:
        """By the texts of a query's words, what of them the model does not know."""
        return {word.text: self._sorter.embedder.unknown_words(word.text) for word in (*query.words, *query.against)}

    def _judged(self, query: Query) -> list[tuple[int, bool]]:
        """(row, whether it is right) of photos that a person judged."""
        index = self._sorter.index
        return [(index.row(id), id in query.liked) for id in (*query.liked, *query.disliked) if id in index]

    def _standouts(self, query: Query, steering: Steering) -> NDArray[np.float32]:
        photos, backdrop = self._sorter.index.photos, self._current_backdrop()
        judged = self._judged(query)
        if not judged:
            return standouts(steering, photos, backdrop)
        rows, right = zip(*judged, strict=True)
        examples = photos.part(np.array(rows, np.intp))
        return standouts_with(steering, examples, np.array(right, np.bool_), photos, backdrop)

    def _outweighed(self, query: Query, steering: Steering) -> Mask:
        """(n,) by the rows of the index. What a person found right is right."""
        mask = outweighed(steering, self._sorter.index.photos, self._current_backdrop())
        mask[[row for row, is_right in self._judged(query) if is_right]] = False
        return mask

    def _picture_vectors(self, query: Query) -> tuple[NDArray[np.float32], tuple[str, ...]]:
        """(p, dimensions), and a sentence for each picture that could not be looked at."""
        vectors, unread = [], []
        for path in query.pictures:
            seen = self._pictures.get(path)
            if seen is None and self._see is not None:
                seen = self._see(path)
                self._pictures.keep(seen)
            if seen is not None and seen.vector is not None:
                vectors.append(seen.vector)
            elif seen is not None:
                unread.append(seen.sentence)
        return np.array(vectors, np.float32).reshape(-1, self._sorter.embedder.dimensions), tuple(unread)

    def _standing(self, query: Query, common_too: bool) -> list[NDArray[np.intp]]:
        """For each word that tells photos apart, the rows of the index of photos beside which it stands."""
        library, categories = self.library, self._sorter.tagged.categories
        wanted = np.ones(len(self.table), np.bool_)
        for word in query.against:
            wanted &= ~self._among(library.words.containing(word.text))
        result = []
        for text, ids in library.words.standing([word.text for word in query.words], common_too).items():
            beside = self._among(ids)
            for name, tagged in categories.items():
                if _names(text, name):
                    beside |= self._among(tagged)
            result.append(np.flatnonzero(self._indexed(beside & wanted)))
        return result

    def _current_backdrop(self) -> Backdrop:
        count = len(self._sorter.index)
        if (
            self._backdrop is None
            or not self._backdrop[1] / BACKDROP_LASTS <= count <= self._backdrop[1] * BACKDROP_LASTS
        ):
            self._backdrop = Backdrop.of(self._sorter.index.photos, self._sorter.index.background), count
        return self._backdrop[0]


def _embedded(sorter: Sorter, text: str) -> NDArray[np.float32]:
    with computing(sorter.embedder.model_id):
        vector: NDArray[np.float32] = sorter.embedder.embed_texts([text])[0]
    return vector


def _says_something(text: str, unknown: Sequence[str]) -> bool:
    """Whether the model knows any word of it; a number shows nothing."""
    return any(any(map(str.isalpha, part)) and part not in unknown for part in text.split())


def _names(word: str, category: str) -> bool:
    """Whether a word is one of a category's name, in the singular or plural."""
    return folded(word).rstrip("s") in {part.rstrip("s") for part in folded(category).split()}


def _listed(words: Sequence[str]) -> str:
    return ", ".join(tr("“{name}”", name=shortened(word)) for word in dict.fromkeys(words))
