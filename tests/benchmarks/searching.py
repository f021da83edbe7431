"""What a search costs in libraries of every size, part by part, under the built-in model."""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

from photo_sorter.core.search.language import parse
from photo_sorter.core.search.photo_table import PhotoTable
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.paths import resources
from photo_sorter.settings import BUILT_IN_MODEL
from photo_sorter.store.library import Library
from photo_sorter.store.words import WordStore
from photo_sorter.work import search
from photo_sorter.work.search import Searcher
from photo_sorter.work.sorter import Sorter
from tests.benchmarks.figures import Figure
from tests.benchmarks.scale_library import synthetic_home

AIMS_MS = {100_000: "≤ 30", 1_000_000: "≤ 400"}
"""By the photos in the library."""

QUERIES = {
    "plain words": "a dog on the beach",
    "words and filters": "a dog on the beach date:2015..2019 camera:canon rating:>=3 -cat:dog",
    "a phrase in quotes": 'sunset "lisbon"',
    "a name and a minus": "miska -snow -receipt",
    "filters alone": "in:lisbon date:2018 type:jpeg is:unsorted",
    "nothing": "",
}
IN_PARTS = "words and filters"
"""The query whose parts are told, too."""
TIMES = 5


def run(options: argparse.Namespace) -> Iterator[Figure]:
    embedder = open_embedder(BUILT_IN_MODEL, Path("/nonexistent"), resources() / "starter")
    for photos in options.sizes:
        with Library.open_read_only(synthetic_home(options.libraries, photos).library) as library:
            yield from _figures(Searcher(Sorter(library, embedder)), photos)


def _figures(searcher: Searcher, photos: int) -> Iterator[Figure]:
    start = time.perf_counter()
    table = searcher.table
    yield Figure("all facts, read once", (time.perf_counter() - start) * 1000, "ms", photos=photos)
    like = searcher.library.photos.paths([photos // 2])[photos // 2]
    for name, text in (QUERIES | {"words and a picture": f'sunset like:"{like}"'}).items():
        query = parse(text).query
        searcher.find(query)
        totals, parts = [], []
        for _ in range(TIMES):
            with _timed(searcher) as spent:
                start = time.perf_counter()
                searcher.find(query)
                totals.append((time.perf_counter() - start) * 1000)
            parts.append(spent)
        best = int(np.argmin(totals))
        yield Figure(name, totals[best], "ms", AIMS_MS.get(photos, ""), photos)
        if name == IN_PARTS:
            for part, seconds in parts[best].items():
                yield Figure(f"    {part}", seconds * 1000, "ms", photos=photos)
    assert len(table) == photos


@contextmanager
def _timed(searcher: Searcher) -> Iterator[dict[str, float]]:
    """Seconds that each part of a search takes meanwhile."""
    spent: dict[str, float] = defaultdict(float)

    def timed(part: str, work: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                spent[part] += time.perf_counter() - start

        return run

    with ExitStack() as stack:
        for owner, method, part in (
            (type(searcher._sorter.embedder), "embed_texts", "text to vector"),
            (search, "standouts", "product"),
            (search, "relevance", "relevance"),
            (WordStore, "standing", "words"),
            (WordStore, "containing", "words"),
            (PhotoTable, "matching", "filters"),
            (PhotoTable, "newest_first", "newest first"),
            (search, "facets_of", "facets"),
            (search, "fused", "fusion"),
        ):
            stack.enter_context(patch.object(owner, method, timed(part, getattr(owner, method))))
        searcher._embed.cache_clear()
        yield spent
