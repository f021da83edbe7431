"""How fast a model looks at pictures on this computer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from photo_sorter.core.ports import Embedder

MEASURED_SECONDS = 3.0


def photos_per_second(embedder: Embedder, seconds: float = MEASURED_SECONDS) -> float:
    """Of the encoder alone, with all its lanes at work on noise, after one batch each that is not counted."""
    side = embedder.picture.side_px
    noise = np.random.default_rng(0).integers(0, 256, (embedder.batch_size, side, side, 3), np.uint8)

    def run(until: float) -> int:
        batches = 0
        while not batches or time.perf_counter() < until:
            embedder.embed_pictures(noise)
            batches += 1
        return batches

    with ThreadPoolExecutor(embedder.lanes, thread_name_prefix="speed") as lanes:
        list(lanes.map(run, [0.0] * embedder.lanes))
        started = time.perf_counter()
        batches = sum(lanes.map(run, [started + seconds] * embedder.lanes))
        return batches * embedder.batch_size / (time.perf_counter() - started)
