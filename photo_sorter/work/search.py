"""Free text to photos."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.ports import Embedder

QUERIES_KEPT = 64


class Searcher:
    """Embeds queries (the last ones are kept) and asks the index. Lives on the worker thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embed = lru_cache(QUERIES_KEPT)(lambda text: _embedded(embedder, text))

    def search(self, index: EmbeddingIndex, text: str, limit: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """Photo ids and scores 0..1, best first; nothing for an empty text."""
        words = " ".join(text.split())
        if not words:
            return (), ()
        ids, scores = index.nearest(self._embed(words), limit)
        return tuple(ids.tolist()), tuple(scores.tolist())


def _embedded(embedder: Embedder, text: str) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = embedder.embed_texts([text])[0]
    return vector
