"""What several commands need: the model in use, and a library that is sorted when it is left."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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

    Raises LibraryHeldError while the window (or another command) holds it, ModelError before anything has changed.
    """
    with Library.open(home.library) as library:
        model = embedder(home)
        yield library
        Sorter(library, model).sort_everything()


def absolute(path: Path) -> Path:
    """The path from the root, without “..”, links kept."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
