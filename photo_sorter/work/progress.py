"""Rate and time left of a run."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 20.0
"""The rate is that of the last 20 seconds: steady enough to read, quick enough to follow a slow folder."""


class Progress:
    """Counts photos of a run; a run ends when nothing waits. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[tuple[float, int]] = deque()
        self.done = 0

    def start(self) -> None:
        self.done = 0
        self._times.clear()
        self._times.append((self._clock(), 0))

    def add(self, photos: int) -> None:
        if not self._times:
            self.start()
        now = self._clock()
        self.done += photos
        self._times.append((now, self.done))
        while len(self._times) > 2 and now - self._times[0][0] > WINDOW_SECONDS:
            self._times.popleft()

    @property
    def photos_per_second(self) -> float:
        if len(self._times) < 2:
            return 0.0
        (start, before), (end, after) = self._times[0], self._times[-1]
        return (after - before) / (end - start) if end > start else 0.0

    def seconds_left(self, waiting: int) -> float | None:
        """None while the rate is unknown."""
        rate = self.photos_per_second
        return waiting / rate if rate > 0 else None
