"""An empty library for a test to begin with: founded once and copied from then on, for founding one takes as long as
many a test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from photo_sorter.store.library import Library


def lay_blank_library(path: Path) -> None:
    """Writes it where there is none yet; what opens it finds a library without photos, of this schema."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(_blank())


def new_library(path: Path) -> Library:
    """It, open for writing."""
    lay_blank_library(path)
    return Library.open(path)


@cache
def _blank() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        Library.open(path).close()
        return path.read_bytes()
