"""Synthetic libraries of any size: photos of twenty years in twenty folders, sorted by the built-in model."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.paths import Home, resources
from photo_sorter.settings import BUILT_IN_MODEL
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
from tests.benchmarks.figures import unit_vectors

SIZES = (1_000, 10_000, 100_000, 1_000_000)
THINGS = (
    "dog", "cat", "beach", "mountain", "sunset", "car", "birthday cake", "receipt", "screenshot", "garden", "bicycle",
    "horse", "boat", "snow", "church", "bridge", "flower", "baby", "wedding", "concert",
)  # fmt: skip
PLACES = ("Oslo", "Lisbon", "Crete", "Home", "Grandma", "Office", "Alps", "Berlin", "Lofoten", "Kyoto")
CAMERAS = ("Canon EOS 5D", "Apple iPhone 12", "Google Pixel 7", "Nikon D750", "FUJIFILM X-T4", None)
FIRST_YEAR, YEARS = 2004, 20
ABOVE = "/home/anna/Pictures"
"""A folder that is not there: nothing of the library is looked for on a disk."""
_CHUNK = 50_000


def synthetic_home(kept: Path, photos: int) -> Home:
    """A home with a library of so many photos inside `kept`; one that is there already is used again. Not to be
    written into: see `copy_of`."""
    home = Home(kept / f"{photos}")
    if not home.folder.is_dir():
        begun = Home(kept / f"{photos}-begun-{os.getpid()}")
        with Library.open(begun.library) as library:
            fill(library, photos)
        begun.folder.rename(home.folder)
    Library.open(home.library).close()  # it may be of an older version
    return home


@contextmanager
def copy_of(made: Home) -> Iterator[Home]:
    """A home with the same library, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        shutil.copy(made.library, home.library)
        yield home


def fill(library: Library, photos: int) -> None:
    """Rows that are ready, vectors that show one of the things among noise, some clearly and some not at all, and the
    tags that follow from them."""
    model = open_embedder(BUILT_IN_MODEL, Path("/nonexistent"), resources() / "starter")
    shown = model.embed_texts(THINGS)
    with library.atomic():
        connection = library._db.conn
        folders = [(number + 1, f"{ABOVE}/{FIRST_YEAR + number}") for number in range(YEARS)]
        connection.executemany("INSERT INTO folders (id, path) VALUES (?, ?)", folders)
        connection.executemany(
            "INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, width, height, taken_at,"
            " status, camera, latitude, longitude, rating, caption, keywords, facts_version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, ?, ?, 1)",
            _rows(photos),
        )
        library.categories.save(Scheme(tuple(Category(name.capitalize(), (Prompt(name),)) for name in THINGS)))
        for first in range(0, photos, _CHUNK):
            ids = np.arange(first + 1, min(first + _CHUNK, photos) + 1)
            clear = np.float32(0.35) * (ids % 7 / 6).astype(np.float32)[:, None]
            vectors = unit_vectors(len(ids), shown.shape[1], seed=first) + clear * shown[ids % len(shown)]
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            library.embeddings.add(model.model_id, zip(map(content_of, ids.tolist()), vectors, strict=True))
    Sorter(library, model).sort_everything()


def content_of(photo_id: int) -> bytes:
    """Scattered, as hashes are."""
    return (photo_id * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") * 4


def _rows(photos: int) -> Iterator[tuple[object, ...]]:
    """Ids in another order than time, as when old disks are added after new ones."""
    rng = np.random.default_rng(3)
    order = np.concatenate([part[::-1] for part in np.array_split(np.arange(photos), 7)])
    for id, when in enumerate(order.tolist(), start=1):
        day, second = divmod(when * (YEARS * 365 * 86_400 // photos), 86_400)
        year, month = day // 365, day % 365 // 31 + 1
        place, camera, rare = (int(number) for number in rng.integers(0, (10, 6, 100)))
        name = f"{'IMG' if rare % 3 else 'DSC'}_{id:07}.{'jpg' if rare < 80 else 'heic' if rare < 95 else 'png'}"
        yield (
            id, year + 1, f"{ABOVE}/{FIRST_YEAR + year}/{month:02} {PLACES[place]}/{name}", name,
            2_000_000 + rare * 10_000, when * 10**9, content_of(id), 4000, 3000,
            f"{FIRST_YEAR + year}-{month:02}-{day % 365 % 31 + 1:02}T{second // 3600:02}:{second % 3600 // 60:02}:00",
            CAMERAS[camera], 59.9 if rare < 40 else None, 10.7 if rare < 40 else None,
            rare % 6 if rare < 30 else None, f"{THINGS[rare]} in {PLACES[place]}" if rare < 20 else None,
            f"{THINGS[rare]}\nfamily" if rare < 10 else None,
        )  # fmt: skip
