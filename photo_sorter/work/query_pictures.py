"""The pictures in queries as vectors: photos of the library, and any other file that a person shows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import DiskSilentError, PhotoSorterError
from photo_sorter.core.ports import Embedder
from photo_sorter.language import tr
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.media.questions import Questions
from photo_sorter.work.sorter import Sorter

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PictureSeen:
    """What became of a file: a vector (dimensions,) of the model, or a sentence that says why there is none.

    `state`: size and time of change of the file as it was, None where there was none.
    """

    model_id: str
    path: Path
    vector: NDArray[np.float32] | None
    sentence: str = ""
    state: tuple[int, int] | None = None


class QueryPictures:
    """Remembers what has been seen under one model. Lives on the worker thread."""

    def __init__(self, sorter: Sorter, questions: Questions) -> None:
        self._sorter = sorter
        self._questions = questions
        self._seen: dict[Path, PictureSeen] = {}

    def get(self, path: Path) -> PictureSeen | None:
        """None for a file that somebody must look at first, or again: it has changed. One that vanished is kept."""
        photo = self._sorter.library.photos.at(path)
        if photo is not None and photo.id in self._sorter.index:
            vector = self._sorter.index.photos.vectors[self._sorter.index.row(photo.id)]
            return PictureSeen(self._sorter.embedder.model_id, path, vector)
        seen = self._seen.get(path)
        state = _state_of(path, self._questions)
        is_kept = seen is not None and (seen.state == state or (state is None and seen.vector is not None))
        return seen if is_kept else None

    def keep(self, seen: PictureSeen) -> None:
        if seen.model_id == self._sorter.embedder.model_id:
            self._seen[seen.path] = seen


def see_picture(path: Path, pool: DecodePool, thumbnails: Path, embedder: Embedder) -> PictureSeen:
    """Opens a file, in a decode process. Raises CancelledError when the pool closes."""
    state = _state_of(path, pool.questions)
    try:
        decoded = pool.submit(decode, path, embedder.picture, thumbnails, frozenset()).result()
        assert decoded.picture is not None
        vector = embedder.embed_pictures(decoded.picture[np.newaxis])[0]
        return PictureSeen(embedder.model_id, path, vector, state=state)
    except PhotoSorterError as error:
        return PictureSeen(embedder.model_id, path, None, fault_in_words(str(error)), state)


def _state_of(path: Path, questions: Questions) -> tuple[int, int] | None:
    """None for what is not there, or whose disk is silent."""
    try:
        status = questions.ask(path, path.stat)
    except (OSError, ValueError, DiskSilentError):
        return None
    return status.st_size, status.st_mtime_ns


class PictureLooks:
    """Looks at files on a thread of its own; `then` is called there."""

    def __init__(self, thumbnails: Path, pool: DecodePool, then: Callable[[PictureSeen], None]) -> None:
        self._thumbnails, self._pool, self._then = thumbnails, pool, then
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="query picture")

    def start(self, path: Path, embedder: Embedder) -> None:
        def run() -> None:
            try:
                self._then(see_picture(path, self._pool, self._thumbnails, embedder))
            except CancelledError:
                pass  # the program closes, and the pool before us
            except Exception as error:
                # The executor would keep a bug to itself.
                log.exception("Looking at %s for a search failed", path)
                sentence = tr(
                    "Photo Sorter has a fault with this picture ({fault}), noted in its log.", fault=repr(error)
                )
                state = _state_of(path, self._pool.questions)
                self._then(PictureSeen(embedder.model_id, path, None, sentence, state))

        self._thread.submit(run)

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)
