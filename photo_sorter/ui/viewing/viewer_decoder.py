"""The viewer's own decoder: one child process, started with the first photo viewed."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.media.decode import load_upright
from photo_sorter.media.decode_pool import DecodePool


class ViewerDecoder:
    def __init__(self) -> None:
        self._pool: DecodePool | None = None

    def submit(self, path: Path, max_side_px: int) -> Future[NDArray[np.uint8]]:
        """A future of (height, width, 3) uint8, upright, no side longer than `max_side_px`."""
        if self._pool is None:
            self._pool = DecodePool(processes=1)
        return self._pool.submit(load_upright, path, max_side_px)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None
