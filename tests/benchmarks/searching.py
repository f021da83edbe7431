"""What a search costs in libraries of 100,000 and 1,000,000 photos, part by part, under the built-in model."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.ports import Embedder
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.photo_table import PhotoTable
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.paths import resources
from photo_sorter.settings import BUILT_IN_MODEL
from photo_sorter.store.library import Library
from photo_sorter.store.words import WordStore
from photo_sorter.work import search
from photo_sorter.work.search import Searcher
from photo_sorter.work.sorter import Sorter
from tests.benchmarks.figures import Figure, unit_vectors

SIZES = {100_000: 30.0, 1_000_000: 400.0}
"""Photos, and the milliseconds that a search may take."""

THINGS = (
    "dog", "cat", "beach", "mountain", "sunset", "car", "birthday cake", "receipt", "screenshot", "garden", "bicycle",
    "horse", "boat", "snow", "church", "bridge", "flower", "baby", "wedding", "concert", "food", "coffee", "train",
    "street", "forest", "lake", "airport", "bird", "book", "guitar",
)  # fmt: skip
PLACES = ("Oslo", "Lisbon", "Crete", "Home", "Grandma", "Office", "Alps", "Berlin", "Lofoten", "Kyoto")
PEOPLE = ("Anna", "Miska", "Jonas", "Ines", "Tariq")
CAMERAS = ("Canon EOS 5D", "Apple iPhone 12", "Google Pixel 7", "Nikon D750", "FUJIFILM X-T4", None)

QUERIES = {
    "plain words": "a dog on the beach",
    "words and filters": "a dog on the beach date:2015..2019 camera:canon rating:>=3 -cat:dog",
    "a phrase in quotes": 'sunset "lisbon"',
    "a name and a minus": "miska -snow -receipt",
    "filters alone": "in:lisbon date:2018 type:jpeg is:unsorted",
    "nothing": "",
}
TIMES = 5
CHUNK = 50_000


def run_latency(options: argparse.Namespace) -> Iterator[Figure]:
    embedder = open_embedder(BUILT_IN_MODEL, Path("/nonexistent"), resources() / "starter")
    for photos, aim in SIZES.items():
        with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library.db") as library:
            sorter = fill_for_searches(library, embedder, photos)
            yield from _figures(Searcher(sorter), photos, aim)


def _figures(searcher: Searcher, photos: int, aim: float) -> Iterator[Figure]:
    start = time.perf_counter()
    table = searcher.table
    yield Figure(f"{photos:,} photos: reading their facts, once", (time.perf_counter() - start) * 1000, "ms")
    like = searcher.library.photos.paths([photos // 2])[photos // 2]
    for name, text in (QUERIES | {"words and a picture": f'sunset like:"{like}"'}).items():
        query = parse(text).query
        searcher.find(query)
        totals, parts = [], []
        for _ in range(TIMES):
            with _timed(searcher) as spent:
                start = time.perf_counter()
                found = searcher.find(query)
                totals.append((time.perf_counter() - start) * 1000)
            parts.append(spent)
        best = int(np.argmin(totals))
        yield Figure(f"{photos:,} photos, {name}: {found.relevant:,} found", totals[best], "ms", f"≤ {aim:g}")
        for part, seconds in parts[best].items():
            yield Figure(f"    {part}", seconds * 1000, "ms")
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


# --- a library ---


def fill_for_searches(library: Library, embedder: Embedder, photos: int) -> Sorter:
    """Photos of twenty years in folders by year, month and place; each shows one thing among noise."""
    with library.atomic():
        library._db.conn.execute("INSERT INTO folders (id, path) VALUES (1, '/home/anna/Pictures')")
        library._db.conn.executemany(
            "INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, width, height, taken_at,"
            " status, camera, latitude, longitude, rating, caption, keywords, facts_version)"
            " VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, ?, ?, 1)",
            _rows(photos),
        )
        library.categories.save(Scheme(tuple(Category(name, (Prompt(name),)) for name in THINGS[:20])))
        shown = embedder.embed_texts(THINGS)
        for first in range(0, photos, CHUNK):
            ids = np.arange(first + 1, min(first + CHUNK, photos) + 1)
            contents = (id.to_bytes(32, "big") for id in ids.tolist())
            library.embeddings.add(embedder.model_id, zip(contents, _vectors(shown, ids), strict=True))
    sorter = Sorter(library, embedder)
    sorter.sort_everything()
    return sorter


def _rows(photos: int) -> Iterable[tuple[object, ...]]:
    rng = np.random.default_rng(3)
    for id in range(1, photos + 1):
        day, second = divmod(id * (20 * 365 * 86_400 // photos), 86_400)
        year, month = 2004 + day // 365, day % 365 // 31 + 1
        place, who, camera, rare = (int(number) for number in rng.integers(0, (10, 5, 6, 100)))
        ending = "jpg" if rare < 80 else "heic" if rare < 95 else "png"
        name = f"{'IMG' if rare % 3 else 'DSC'}_{id:07}.{ending}"
        path = f"/home/anna/Pictures/{year}/{month:02} {PLACES[place]}/{name}"
        caption = f"{PEOPLE[who]} and the {THINGS[rare % 30]} in {PLACES[place]}" if rare < 20 else None
        yield (
            id, path, name, 2_000_000 + rare * 10_000, id * 10**9, id.to_bytes(32, "big"), 4000, 3000,
            f"{year}-{month:02}-{day % 28 + 1:02}T{second // 3600:02}:{second % 3600 // 60:02}:{second % 60:02}",
            CAMERAS[camera], 59.9 if rare < 40 else None, 10.7 if rare < 40 else None,
            rare % 6 if rare < 30 else None, caption, f"{THINGS[rare % 30]}\nfamily" if rare < 10 else None,
        )  # fmt: skip


def _vectors(shown: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.float32]:
    vectors = unit_vectors(len(ids), shown.shape[1], seed=int(ids[0])) + np.float32(0.5) * shown[ids % len(shown)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)
