"""What several commands need: the model in use, the library sorted by it for reading, and what a person named in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from photo_sorter.cli.output import Output
from photo_sorter.core.errors import CategoryError, FolderError
from photo_sorter.core.photo import Photo, Status
from photo_sorter.core.ports import Embedder
from photo_sorter.core.sorting.category import Category, Scheme
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
def sorted_for_reading(home: Home) -> Iterator[Sorter]:
    """The library as it is sorted now, also while the window is open. Only for `revision` and `revised`."""
    with Library.open_read_only(home.library) as library:
        yield Sorter(library, embedder(home))


def known_scheme(home: Home) -> Scheme:
    """The person's categories; none before there is a library."""
    if not home.library.is_file():
        return Scheme()
    with Library.open_read_only(home.library) as library:
        return library.categories.scheme()


def named(scheme: Scheme, name: str) -> Category:
    """Raises CategoryError."""
    found = scheme.named(name)
    if found is None:
        raise CategoryError(f"There is no category called “{name}”. `photo-sorter categories list` shows them all.")
    return found


def photo_at(library: Library, wanted: Path) -> Photo:
    """The photo with this path from the root. Raises FolderError for a file that is not a photo of the library."""
    found = library.photos.at(wanted)
    if found is not None and found.status is Status.PROBLEM:
        raise FolderError(f"{wanted} is among Problems: {found.reason}")
    if found is None or not library.photos.paths([found.id]):
        raise FolderError(f"{wanted} is not in the library. `photo-sorter index FOLDER` adds a folder of photos.")
    return found


def settled(labels: Iterable[tuple[Path, str]], output: Output) -> dict[Path, str]:
    """Label by path. Where a path has several the last one counts, and it is said."""
    found: dict[Path, str] = {}
    contradicted = set()
    for path, label in labels:
        if found.setdefault(path, label) != label:
            contradicted.add(path)
            found[path] = label
    if contradicted:
        some = ", ".join(sorted(str(path) for path in contradicted)[:3])
        output.message(f"{count_photos(len(contradicted))} with different labels: the last one counts ({some}).")
    return found


def absolute(path: Path) -> Path:
    """The path from the root, without “..”, links kept."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def count_photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"
