"""What several commands need: the model in use, and a library that is sorted when it is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.paths import Home, resources
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter


def embedder(home: Home, model_id: str | None = None) -> Embedder:
    """The model in use, or another. Raises ModelError."""
    wanted = model_id or SettingsFile(home.settings).current.model_id
    return open_embedder(wanted, home.models, resources() / "starter")


@contextmanager
def sorted_library(home: Home) -> Iterator[Library]:
    """The library for writing; all tags are brought up to date and committed at the end.

    Raises LibraryHeldError while the window (or another command) holds it.
    """
    with Library.open(home.library) as library:
        yield library
        Sorter(library, embedder(home)).sort_everything()
