"""Re-sort and search in a library of 100,000 photos of 512 dimensions."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from photo_sorter.core.category import Category
from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.scoring import NO_TAG, Background, CategoryVectors, tags_of
from photo_sorter.store.library import Library
from tests.benchmarks.figures import Figure, best_of, unit_vectors

PHOTOS, CATEGORIES, DIMENSIONS = 100_000, 50, 512


def full_index() -> EmbeddingIndex:
    index = EmbeddingIndex(Background.of(unit_vectors(124, DIMENSIONS, seed=1)))
    index.put(np.arange(1, PHOTOS + 1), unit_vectors(PHOTOS, DIMENSIONS))
    return index


def fill_library(library: Library, photos: int) -> None:
    """Rows of photos that are ready, with facts, without vectors."""
    with library.atomic():
        folder = library.folders.add(Path("/photos"))
        files = [FileState(Path(f"/photos/{n // 1000}/IMG_{n:06}.jpg"), 10, n * 10**9) for n in range(photos)]
        library.photos.enqueue(folder.id, files)
        facts = PhotoFacts(4000, 3000)
        for photo in library.photos.queued(photos):
            library.photos.set_ready(photo.id, photo.id.to_bytes(32, "big"), facts)


def run_sort(options: argparse.Namespace) -> Iterator[Figure]:
    index = full_index()
    nothing = np.empty((0, DIMENSIONS), np.float32)
    wordings = unit_vectors(CATEGORIES, DIMENSIONS, seed=2)
    columns = [CategoryVectors(n + 1, "Main", True, wordings[n : n + 1], nothing) for n in range(CATEGORIES)]
    before = np.full((CATEGORIES, PHOTOS), NO_TAG, np.int16)

    def resort() -> None:
        after = tags_of(index.vectors, index.inverse_spread, index.background, columns)
        np.nonzero(before != after)

    yield Figure("re-sort 100,000 × 50: scores, decisions, differences", best_of(5, resort) * 1000, "ms", "≤ 150")
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library.db") as library:
        fill_library(library, PHOTOS)
        with library.atomic():
            library.categories.save(tuple(Category(f"Category {n}") for n in range(CATEGORIES)))
        for share, aim in ((0.01, "≤ 50"), (1.0, "≤ 400")):
            yield Figure(f"commit of {share:.0%} of the tags changed", _commit(library, share) * 1000, "ms", aim)


def _commit(library: Library, share: float) -> float:
    ids = range(1, int(PHOTOS * share) + 1)

    def write(category_id: int) -> float:
        other = category_id % CATEGORIES + 1
        changed = [(category_id, photo_id, 0.75, "auto") for photo_id in ids]
        gone = [(other, photo_id) for photo_id in ids]

        def commit() -> None:
            with library.atomic():
                library.tags.write(changed, gone)

        return best_of(1, commit)

    with library.atomic():
        library.tags.write([(1, photo_id, 0.5, "auto") for photo_id in range(1, PHOTOS + 1)], ())
    # Each round moves the photos from one category to the next, as an edit in an exclusive set does.
    times = [write(category_id) for category_id in (CATEGORIES, CATEGORIES - 1, CATEGORIES - 2)]
    return min(times)


def run_search(options: argparse.Namespace) -> Iterator[Figure]:
    index, query = full_index(), unit_vectors(1, DIMENSIONS, seed=3)[0]
    yield Figure("search in 100,000 photos", best_of(7, lambda: index.nearest(query, 500)) * 1000, "ms", "≤ 50")
