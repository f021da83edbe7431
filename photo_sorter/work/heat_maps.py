"""Heat maps in the background, one at a time: a photo's file is opened, decoded and looked at place by place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import Background
from photo_sorter.core.sorting.heat import HeatMap, heat_values
from photo_sorter.language import tr
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool

log = logging.getLogger(__name__)


class HeatMaps:
    """Asked on the worker thread; `then` is called on a thread of its own."""

    def __init__(self, thumbnails: Path) -> None:
        self._thumbnails = thumbnails
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="heat map")
        self._asked: Future[None] = Future()

    def make(
        self,
        path: Path,
        pool: DecodePool,
        embedder: Embedder,
        texts: tuple[NDArray[np.float32], NDArray[np.float32], Background],
        then: Callable[[HeatMap | None, str | None], None],
    ) -> None:
        """`texts`: wordings (p, dimensions), against (q, dimensions), and the everyday words. `then` gets the map, or
        None and a sentence that says why there is none."""

        def run() -> None:
            try:
                then(heat_map(path, pool, self._thumbnails, embedder, *texts), None)
            except CancelledError:
                pass  # the program closes, and the pool before us
            except PhotoSorterError as error:
                then(None, str(error))
            except Exception as error:
                # The executor would keep a bug to itself.
                log.exception("The heat map of %s failed", path)
                then(
                    None,
                    tr("Photo Sorter has a fault with this picture ({fault}), noted in its log.", fault=repr(error)),
                )

        # Nobody waits for what was asked before and has not begun.
        self._asked.cancel()
        self._asked = self._thread.submit(run)

    def close(self) -> None:
        """Waits for the map in hand; those that wait are dropped."""
        self._thread.shutdown(cancel_futures=True)


def heat_map(
    path: Path,
    pool: DecodePool,
    thumbnails: Path,
    embedder: Embedder,
    wordings: NDArray[np.float32],
    against: NDArray[np.float32],
    background: Background,
) -> HeatMap:
    """Raises PhotoUnreadableError, DecoderDiedError, ModelError for a model that cannot say."""
    photo: DecodedPhoto = pool.submit(decode, path, embedder.picture, thumbnails, frozenset()).result()
    assert photo.picture is not None
    assert photo.facts is not None
    values = heat_values(embedder.embed_patches(photo.picture), wordings, against, background)
    region = embedder.picture.region(photo.facts.width_px, photo.facts.height_px)
    return HeatMap(values, region, embedder.patch_method)
