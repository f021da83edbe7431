"""Re-sort a library of 100,000 photos of 512 dimensions."""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.scoring import Background
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.core.sorting.decision import decide
from photo_sorter.core.sorting.score_table import scores_of
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
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


class RandomWords:
    """An embedder whose texts are random directions, each its own."""

    model_id, dimensions, templates = "random", DIMENSIONS, ("{}",)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.concatenate([unit_vectors(1, DIMENSIONS, seed=zlib.crc32(text.encode())) for text in texts])


def run_sort(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library.db") as library:
        fill_library(library, PHOTOS)
        with library.atomic():
            vectors = unit_vectors(PHOTOS, DIMENSIONS)
            library.embeddings.add("random", ((n.to_bytes(32, "big"), vectors[n - 1]) for n in range(1, PHOTOS + 1)))
            scheme = library.categories.save(Scheme(tuple(Category(f"Category {n}") for n in range(CATEGORIES))))
        sorter = Sorter(library, RandomWords())  # type: ignore[arg-type]
        sorter.sort_everything()
        yield from _edits(sorter, scheme)
        for share, aim in ((0.01, "≤ 50"), (1.0, "≤ 400")):
            yield Figure(f"commit of {share:.0%} of the tags changed", _commit(library, share) * 1000, "ms", aim)


def _edits(sorter: Sorter, scheme: Scheme) -> Iterator[Figure]:
    rules, photos = sorter.revision.rules, sorter.index.photos
    verdicts = sorter.revision.verdicts

    def everything() -> None:
        decide(rules, scores_of(rules.space, rules.columns, photos), photos, verdicts)

    yield Figure("re-sort 100,000 × 50, everything in memory", best_of(5, everything) * 1000, "ms", "≤ 150")
    one_column = best_of(5, lambda: scores_of(rules.space, rules.columns[:1], photos))
    yield Figure("the scores of one column alone", one_column * 1000, "ms", "≤ 50")
    first = scheme.categories[0]
    said: dict[int, dict[int, bool]] = {
        photo: {scheme.categories[photo % CATEGORIES].id or 0: True} for photo in range(1, 201)
    }
    sorter.revised(scheme, said)
    words = iter(range(1000))

    def wording() -> None:
        changed = replace(first, prompts=(Prompt(f"new words {next(words)}"),))
        sorter.revised(scheme.with_category(changed), {})

    def slider() -> None:
        sorter.revised(scheme.with_category(replace(first, threshold=0.7)), {})

    def verdict() -> None:
        sorter.revised(scheme, said | {1000 + next(words): {first.id or 0: True}})

    for what, edit in (("wording", wording), ("slider", slider), ("verdict, 200 given before", verdict)):
        yield Figure(f"re-sort after one edit, decisions of all included: {what}", best_of(5, edit) * 1000, "ms")


def _commit(library: Library, share: float) -> float:
    ids = range(1, int(PHOTOS * share) + 1)

    def write(category_id: int) -> float:
        other = category_id % CATEGORIES + 1
        changed = [(category_id, photo_id, 0.75, "auto", True) for photo_id in ids]
        gone = [(other, photo_id) for photo_id in ids]

        def commit() -> None:
            with library.atomic():
                library.tags.write(changed, gone)

        return best_of(1, commit)

    with library.atomic():
        library.tags.write([(1, photo_id, 0.5, "auto", True) for photo_id in range(1, PHOTOS + 1)], ())
    # Each round moves the photos from one category to the next, as an edit in an exclusive set does.
    times = [write(category_id) for category_id in (CATEGORIES, CATEGORIES - 1, CATEGORIES - 2)]
    return min(times)
