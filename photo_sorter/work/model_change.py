"""A model on its way to take the place of the one in use."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import (
    DecoderDiedError,
    DecoderNotStartedError,
    DiskSilentError,
    LibraryError,
    PhotoUnreadableError,
    StalledError,
)
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.faults import computing
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.second_look import look_again
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.progress import Progress
from photo_sorter.work.prompts import Prompts

log = logging.getLogger(__name__)

FETCHED_AT_ONCE = 256

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class ModelLoaded:
    """The model is in memory with the vectors of all words that it will need, by text; or it cannot be used."""

    change: ModelChange
    result: Future[tuple[Embedder, dict[str, Vectors]]]


@dataclass(frozen=True)
class LookedAgain:
    """Some content is ready to be shown to the model, or cannot be read."""

    change: ModelChange
    content_hash: bytes
    result: Future[NDArray[np.uint8]]


@dataclass(frozen=True)
class ShownAgain:
    """A batch came out of a lane of the model's encoder."""

    change: ModelChange
    hashes: tuple[bytes, ...]
    result: Future[Vectors]


class ModelChange:
    """Loads a model, then shows it every content of the library that it has not seen, from thumbnails where they do.

    Lives on the worker thread; what it starts answers through `post`, from any thread. Nothing but vectors is written,
    a batch in one transaction: the model in use goes on undisturbed, and a change that ended early is continued by
    another. Content that nothing can be read of is left out.
    """

    def __init__(
        self,
        model_id: str,
        library: Library,
        home: Home,
        pool: DecodePool,
        post: Callable[[ModelLoaded | LookedAgain | ShownAgain], None],
    ) -> None:
        self.model_id = model_id
        self.embedder: Embedder | None = None
        self.progress = Progress()
        self.total = 0
        self.paused = False
        self._library, self._home, self._pool, self._post = library, home, pool, post
        self._lanes: ThreadPoolExecutor | None = None
        self._queue: deque[tuple[bytes, Path]] = deque()
        self._after = b""
        self._found_in_pass = False
        self._is_through = False
        self._in_hand: set[bytes] = set()
        self._left_out: set[bytes] = set()
        self._decoding = 0
        self._decoded: deque[tuple[bytes, NDArray[np.uint8]]] = deque()
        self._embedding = 0

    @property
    def is_ready(self) -> bool:
        """The model has seen everything that can be seen."""
        return self._is_through and not self._in_hand

    @property
    def is_resting(self) -> bool:
        """Nothing is under way, and while it is paused nothing will be."""
        return self.paused and self.embedder is not None and not self._in_hand

    @property
    def waiting(self) -> int:
        return max(0, self.total - self.progress.done)

    def load(self, open_embedder: Callable[[str], Embedder], loader: Executor) -> None:
        """Seconds, on a thread of `loader`."""
        result = loader.submit(_load, self.model_id, open_embedder, self._home.library)
        result.add_done_callback(lambda future: self._post(ModelLoaded(self, future)))

    def on_loaded(self, message: ModelLoaded) -> None:
        """Raises ModelError for a model that cannot be used, LibraryError."""
        try:
            with computing(self.model_id):
                embedder, words = message.result.result()
        except CancelledError:
            return
        with self._library.atomic():
            self._library.embeddings.add_prompts(embedder.model_id, words)
        self.total = self._library.embeddings.count_lacking(embedder.model_id)
        self._lanes = ThreadPoolExecutor(embedder.lanes, "next encoder")
        self._look_ahead = (embedder.lanes + 1) * embedder.batch_size + self._pool.processes
        self.embedder, self.model_id = embedder, embedder.model_id
        self.progress.start()

    def fill(self) -> None:
        """Keeps every stage busy."""
        if self.embedder is None:
            return
        while not self.paused and self._decoding + len(self._decoded) < self._look_ahead:
            found = self._next()
            if found is None:
                break
            self._look(*found)
        self._start_embedding()

    def on_looked(self, message: LookedAgain) -> None:
        """Raises LibraryError when the disk cannot hold a thumbnail that was lost, and StalledError."""
        self._decoding -= 1
        try:
            self._decoded.append((message.content_hash, message.result.result()))
        except CancelledError:
            self._in_hand.discard(message.content_hash)
        except DecoderNotStartedError as error:
            self._in_hand.discard(message.content_hash)
            raise StalledError(str(error)) from error
        except (PhotoUnreadableError, DecoderDiedError, DiskSilentError) as error:
            log.info("Left out of %s: %s", self.model_id, error)
            self._leave_out(message.content_hash)
        except LibraryError:
            self._in_hand.discard(message.content_hash)
            raise
        except Exception:
            # The child's own fault on one odd file: logged as the bug it is, and one photo never stops the others.
            log.exception("Looking at a photo for %s failed", self.model_id)
            self._leave_out(message.content_hash)

    def on_shown(self, message: ShownAgain) -> None:
        """Commits a batch. Raises LibraryError, and ModelError for a model that does not compute."""
        self._embedding -= 1
        self._in_hand.difference_update(message.hashes)
        with computing(self.model_id):
            vectors = message.result.result()
        with self._library.atomic():
            self._library.embeddings.add(self.model_id, zip(message.hashes, vectors, strict=True))
        self.progress.add(len(message.hashes))

    def close(self) -> None:
        """Ends the lanes after the batches in hand; their vectors are not kept."""
        if self._lanes is not None:
            self._lanes.shutdown(wait=True, cancel_futures=True)

    # --- stages ---

    def _next(self) -> tuple[bytes, Path] | None:
        """By hash; then from the start, for photos that arrived meanwhile, until a whole pass finds nothing."""
        while not self._queue:
            found = self._library.embeddings.lacking(self.model_id, FETCHED_AT_ONCE, self._after)
            fresh = [one for one in found if one[0] not in self._in_hand and one[0] not in self._left_out]
            self._found_in_pass |= bool(fresh)
            if found:
                self._after = found[-1][0]
            elif self._found_in_pass:
                self._after, self._found_in_pass = b"", False
            else:
                self._after, self._is_through = b"", True
                return None
            self._queue.extend(fresh)
        self._is_through = False
        return self._queue.popleft()

    def _leave_out(self, content_hash: bytes) -> None:
        self._in_hand.discard(content_hash)
        self._left_out.add(content_hash)
        self.progress.add(1)

    def _look(self, content_hash: bytes, path: Path) -> None:
        assert self.embedder is not None
        self._in_hand.add(content_hash)
        self._decoding += 1
        picture, thumbnails = self.embedder.picture, self._home.thumbnails
        result = self._pool.submit(look_again, content_hash, path, picture, thumbnails, needs_file=False)
        result.add_done_callback(lambda future: self._post(LookedAgain(self, content_hash, future)))

    def _start_embedding(self) -> None:
        assert self.embedder is not None
        size = self.embedder.batch_size
        # One batch more than there are lanes, so that a lane that ends finds the next one waiting.
        while self._decoded and self._embedding <= self.embedder.lanes:
            if len(self._decoded) < size and self._decoding:
                return
            self._show([self._decoded.popleft() for _ in range(min(size, len(self._decoded)))])

    def _show(self, batch: list[tuple[bytes, NDArray[np.uint8]]]) -> None:
        assert self.embedder is not None
        assert self._lanes is not None
        self._embedding += 1
        hashes = tuple(content_hash for content_hash, _ in batch)
        result = self._lanes.submit(self.embedder.embed_pictures, np.stack([square for _, square in batch]))
        result.add_done_callback(lambda future: self._post(ShownAgain(self, hashes, future)))


def _load(
    model_id: str, open_embedder: Callable[[str], Embedder], library_path: Path
) -> tuple[Embedder, dict[str, Vectors]]:
    """On a thread of its own, with a connection of its own: words cost a CLIP text tower seconds."""
    embedder = open_embedder(model_id)
    with Library.open_read_only(library_path) as library:
        prompts = Prompts(library, embedder)
        prompts.background()
        prompts.of_scheme(library.categories.scheme())
        return embedder, prompts.unsaved
