"""How long models stay in memory."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass

from photo_sorter.core.errors import ModelError
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.resting_embedder import RestingEmbedder

log = logging.getLogger(__name__)

REST_SECONDS = 300.0
"""A model that nobody has needed for so long gives its memory back: 250 MB (built-in), 850 MB (ViT-B-32) and more. To
load it once more takes 0.2 s (built-in) to 5 s."""


@dataclass(frozen=True)
class ModelRoused:
    """A model has been loaded once more: the window shall be told what goes on now."""


class ModelMemory:
    """Opens models that rest when they are not needed. `loading` is called, on any thread, whenever one that rested is
    loaded once more; `post` takes word of the end of it. Call `close` at the end."""

    def __init__(
        self,
        open_embedder: Callable[[str], Embedder],
        loading: Callable[[], None],
        post: Callable[[ModelRoused], None],
    ) -> None:
        self._open_embedder, self._loading, self._post = open_embedder, loading, post
        self._lock = threading.Lock()
        self._opened: weakref.WeakSet[RestingEmbedder] = weakref.WeakSet()
        self._rouser: threading.Thread | None = None

    def open(self, model_id: str) -> Embedder:
        """Seconds, on any thread. Raises ModelError."""
        opened = RestingEmbedder(
            lambda: self._open_embedder(model_id), self._loading, lambda: self._post(ModelRoused())
        )
        with self._lock:
            self._opened.add(opened)
        return opened

    @property
    def is_loading(self) -> bool:
        """Whether one that rested is being loaded once more."""
        return any(embedder.is_loading for embedder in self._all())

    def rest(self) -> None:
        """Those that nobody has needed for REST_SECONDS. Not from the main thread."""
        for embedder in self._all():
            if not embedder.is_resting and embedder.seconds_unused >= REST_SECONDS:
                embedder.rest()

    def rouse(self, model_id: str) -> None:
        """Loads it on a thread of its own, if it rests. What is wrong with it is told to who needs it."""
        resting = [one for one in self._all() if one.model_id == model_id and one.is_resting]
        if resting and (self._rouser is None or not self._rouser.is_alive()):
            self._rouser = threading.Thread(target=_rouse, args=resting[:1], name="model rouser")
            self._rouser.start()

    def close(self) -> None:
        """Waits for what is being loaded."""
        if self._rouser is not None:
            self._rouser.join()

    def _all(self) -> list[RestingEmbedder]:
        with self._lock:
            return list(self._opened)


def _rouse(embedder: RestingEmbedder) -> None:
    try:
        embedder.rouse()
    except ModelError as error:
        log.warning("Not ready for a search: %s", error)
