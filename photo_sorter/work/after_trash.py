"""The library follows what goes to the trash, and what comes back from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from photo_sorter.media.scan import file_state
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.trashing import TakenBack, Trashed


def follow_trash(
    library: Library, sorter: Sorter | None, done: Trashed | TakenBack
) -> tuple[Sequence[int], frozenset[Path]]:
    """Ids of photos that left the view or are in it again; and files that have to be looked at like any that come.

    Raises LibraryError.
    """
    match done:
        case Trashed(moved):
            _let_go(library, sorter, moved)
            return moved, frozenset()
        case TakenBack(paths):
            in_view = _take_in(library, sorter, paths)
            return in_view, frozenset(path for id, path in paths.items() if id not in in_view)


def _let_go(library: Library, sorter: Sorter | None, photo_ids: Sequence[int]) -> None:
    """These photos are in the trash: out of view. What was said of them is kept."""
    with library.atomic():
        library.photos.mark_missing(photo_ids)
    if sorter is not None:
        sorter.remove(photo_ids)


def _take_in(library: Library, sorter: Sorter | None, paths: Mapping[int, Path]) -> list[int]:
    """The files of these photos are where they were. Gives the ids of those that are in view again, sorted and with all
    that was said of them."""
    if sorter is None:
        return []
    ids, vectors, model_id = [], [], sorter.embedder.model_id
    with library.atomic():
        for photo_id, path in paths.items():
            try:
                status = path.stat()
            except OSError:
                continue  # gone again
            content_hash = library.photos.bring_back(photo_id, file_state(path, status), model_id)
            vector = library.embeddings.get(model_id, content_hash) if content_hash is not None else None
            if vector is not None:
                ids.append(photo_id)
                vectors.append(vector)
        if not ids:
            return []
        rows, seen = np.array(ids, np.int64), np.stack(vectors)
        library.tags.write(sorter.tags_for(rows, seen), ())
    sorter.put(rows, seen)
    return ids
