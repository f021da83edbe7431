"""The library under the model in use and under another one, compared without either being touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.ports import Embedder
from photo_sorter.core.sorting.decision import is_held
from photo_sorter.core.sorting.model_comparison import Held, ModelComparison, differences
from photo_sorter.store.library import Library
from photo_sorter.work.advisor import Advisor
from photo_sorter.work.sorter import Sorter


def compare(library_path: Path, used: Embedder, other: Embedder) -> ModelComparison:
    """On any thread, with a connection and matrices of its own. Raises LibraryError.

    `used` is only asked for words that the library does not hold.
    """
    with Library.open_read_only(library_path) as library:
        here, there = Sorter(library, used), Sorter(library, other)
        ids = np.intersect1d(here.index.ids, there.index.ids)
        differing, shown = differences(ids, _held(here, ids), _held(there, ids))
        return ModelComparison((Advisor(here).report(), Advisor(there).report()), len(ids), differing, shown)


def _held(sorter: Sorter, ids: NDArray[np.int64]) -> Held:
    revision = sorter.revision
    rows = np.fromiter((sorter.index.row(id) for id in ids.tolist()), np.intp, len(ids))
    return {column.id: is_held(tags[rows]) for column, tags in zip(revision.rules.columns, revision.tags, strict=True)}
