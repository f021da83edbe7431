"""A model that gives its memory back while nobody needs it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.faults import computing
from photo_sorter.system.memory import give_back_memory

log = logging.getLogger(__name__)

_TEXTS_KEPT = 256


class RestingEmbedder:
    """An `Embedder` that is opened once more by the first call after its `rest`; what it is can be asked all the while.

    `open_embedder` raises ModelError: here, or later out of the call that needed the model. Before it is opened once
    more `loading` is called, and `loaded` when it is there or cannot be, from that call's thread.
    """

    def __init__(
        self, open_embedder: Callable[[], Embedder], loading: Callable[[], None], loaded: Callable[[], None]
    ) -> None:
        self._open, self._loading, self._loaded = open_embedder, loading, loaded
        self._lock = threading.Lock()
        self._calls = 0
        self._used_at = time.monotonic()
        self.is_loading = False
        opened = open_embedder()
        self._embedder: Embedder | None = opened
        self.model_id, self.dimensions, self.picture = opened.model_id, opened.dimensions, opened.picture
        self.batch_size, self.lanes = opened.batch_size, opened.lanes
        self.templates, self.patch_method = opened.templates, opened.patch_method
        self._known_unknown = lru_cache(_TEXTS_KEPT)(self._ask_unknown)

    # --- resting ---

    @property
    def is_resting(self) -> bool:
        return self._embedder is None

    @property
    def seconds_unused(self) -> float:
        """0 while somebody waits for it."""
        return 0.0 if self._calls or self.is_loading else time.monotonic() - self._used_at

    def rest(self) -> None:
        """Gives the memory back, unless a call is under way."""
        with self._lock:
            if self._calls or self._embedder is None:
                return
            self._embedder = None
        give_back_memory()
        log.info("%s rests", self.model_id)

    def rouse(self) -> None:
        """For a call that is to come. Raises ModelError."""
        with self._roused():
            pass

    # --- an Embedder ---

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        with self._roused() as embedder:
            return embedder.embed_pictures(pictures)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._roused() as embedder:
            return embedder.embed_texts(texts)

    def embed_patches(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        with self._roused() as embedder:
            return embedder.embed_patches(picture)

    def unknown_words(self, text: str) -> tuple[str, ...]:
        return self._known_unknown(text)

    @property
    def spellings(self) -> Sequence[str]:
        with self._roused() as embedder:
            return embedder.spellings

    # --- inside ---

    def _ask_unknown(self, text: str) -> tuple[str, ...]:
        with self._roused() as embedder:
            return embedder.unknown_words(text)

    @contextmanager
    def _roused(self) -> Iterator[Embedder]:
        with self._lock:
            embedder = self._embedder or self._opened_again()
            self._calls += 1
        try:
            yield embedder
        finally:
            with self._lock:
                self._calls -= 1
                self._used_at = time.monotonic()

    def _opened_again(self) -> Embedder:
        self.is_loading = True
        self._loading()
        try:
            with computing(self.model_id):
                self._embedder = self._open()
        finally:
            self.is_loading = False
            self._loaded()
        return self._embedder
