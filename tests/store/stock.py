"""What the tests of the library put into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.store.library import Library

MODEL = "colours"


def add_photos(library: Library, names: Sequence[str], folder: str = "/photos", ready: bool = True) -> dict[str, int]:
    """Photos with one hash a name, each a day newer than the one before; gives their ids by name."""
    with library.atomic():
        watched = library.folders.add(Path(folder))
        library.photos.enqueue(
            watched.id, [FileState(Path(folder, name), 10, 10**18 + number) for number, name in enumerate(names)]
        )
        ids = {name: library.photos.at(Path(folder, name)).id for name in names}
        if ready:
            for number, name in enumerate(names):
                library.photos.set_ready(
                    ids[name], name.encode(), PhotoFacts(4, 3, taken_at=f"2020-01-{number + 1:02}")
                )
                library.embeddings.add(MODEL, [(name.encode(), np.full(4, 0.5, np.float32))])
    return ids


def save(library: Library, scheme: Scheme) -> Scheme:
    with library.atomic():
        return library.categories.save(scheme.checked())


def add_categories(library: Library, *names: str) -> list[int]:
    """Gives their ids."""
    return [category.id for category in save(library, Scheme(tuple(map(Category, names)))).categories]
