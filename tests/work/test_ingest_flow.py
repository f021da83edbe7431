"""How photos flow through the stages, with a device that computes when the test lets it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from numpy.typing import NDArray

from photo_sorter.core.photo import FileState
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.work.ingest import Decoded, Embedded, Ingest
from photo_sorter.work.sorter import Sorter
from tests.blank_library import new_library
from tests.fakes import ColourEmbedder, colour_picture

PATIENCE_SECONDS = 30.0

T = TypeVar("T")


class SlowDevice(ColourEmbedder):
    """Each call waits until it is let go."""

    def __init__(self, lanes: int, batch_size: int) -> None:
        super().__init__()
        self._lanes, self._batch_size = lanes, batch_size
        self.begun: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.gate = threading.Semaphore(0)

    @property
    def lanes(self) -> int:
        return self._lanes

    @property
    def batch_size(self) -> int:
        return self._batch_size

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.begun.put(len(pictures))
        assert self.gate.acquire(timeout=PATIENCE_SECONDS)
        return super().embed_pictures(pictures)


class CountingPool(DecodePool):
    submitted = 0

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        self.submitted += 1
        return super().submit(function, *arguments)


class Flow:
    """The worker's part, one message at a time."""

    def __init__(self, folder: Path, device: SlowDevice, photos: int) -> None:
        self.device = device
        self.pool = CountingPool(1)
        self.messages: queue.SimpleQueue[Decoded | Embedded] = queue.SimpleQueue()
        self.library = new_library(folder / "library.db")
        paths = [folder / f"{number:03}.png" for number in range(photos)]
        for number, path in enumerate(paths):
            colour_picture("red", shade=number).save(path)
        with self.library.atomic():
            watched = self.library.folders.add(folder)
            states = [FileState(path, path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
            self.library.photos.enqueue(watched.id, states)
        sorter = Sorter(self.library, device)
        sorter.sort_everything()
        self.ingest = Ingest(self.library, folder / "thumbnails", self.pool, device, sorter, self.messages.put)
        self.indexed: set[int] = set()
        self.ingest.fill()

    def take(self) -> None:
        """What comes next from a stage."""
        message = self.messages.get(timeout=PATIENCE_SECONDS)
        if isinstance(message, Decoded):
            self.ingest.on_decoded(message)
        else:
            self.indexed |= set(self.ingest.on_embedded(message).indexed)
        self.ingest.fill()

    def close(self) -> None:
        for _ in range(100):
            self.device.gate.release()
        self.pool.close()
        self.ingest.close()
        self.library.close()


@pytest.fixture
def flows(tmp_path: Path) -> Iterator[list[Flow]]:
    flows: list[Flow] = []
    yield flows
    for flow in flows:
        flow.close()


def test_a_device_that_ends_a_batch_finds_the_next_one_without_waiting_for_decoders_or_worker(tmp_path, flows):
    flows.append(flow := Flow(tmp_path, SlowDevice(lanes=1, batch_size=4), photos=40))
    for _ in range(8):
        flow.take()
    assert flow.device.begun.get(timeout=PATIENCE_SECONDS) == 4
    assert flow.device.begun.empty()
    flow.device.gate.release()
    # Nobody takes messages meanwhile.
    assert flow.device.begun.get(timeout=PATIENCE_SECONDS) == 4


def test_while_the_device_computes_no_more_is_decoded_than_it_needs_next(tmp_path, flows):
    flows.append(flow := Flow(tmp_path, SlowDevice(lanes=1, batch_size=4), photos=40))
    taken = 0
    while taken < flow.pool.submitted:
        flow.take()
        taken += 1
    # In the device and in line before it, as many again decoded, and one that the decoder had in hand.
    assert taken == 2 * 4 + 2 * 4 + 1
    for _ in range(20):
        flow.device.gate.release()
    while len(flow.indexed) < 40:
        flow.take()
    assert flow.ingest.idle


def test_the_last_photos_are_shared_out_among_the_lanes(tmp_path, flows):
    flows.append(flow := Flow(tmp_path, SlowDevice(lanes=2, batch_size=8), photos=5))
    for _ in range(5):
        flow.take()
    assert sorted(flow.device.begun.get(timeout=PATIENCE_SECONDS) for _ in range(2)) == [2, 3]
