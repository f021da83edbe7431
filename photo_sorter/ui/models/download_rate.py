"""How fast a download comes in, and how long the rest takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 10.0
"""Long enough to be calm, short enough to follow a network that changes."""
LEAST_SECONDS = 1.0


class DownloadRate:
    """Of what came within the last WINDOW_SECONDS. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, done_bytes: int) -> None:
        """So much of it is here now, what an earlier attempt brought included."""
        now = self._clock()
        if self._seen and done_bytes < self._seen[-1][1]:
            self._seen.clear()  # it begins anew
        self._seen.append((now, done_bytes))
        while now - self._seen[0][0] > WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def bytes_per_second(self) -> float | None:
        """None while too little has been seen."""
        if not self._seen:
            return None
        (began, first), (ended, last) = self._seen[0], self._seen[-1]
        return (last - first) / (ended - began) if ended - began >= LEAST_SECONDS else None

    def seconds_left(self, total_bytes: int | None) -> float | None:
        rate = self.bytes_per_second
        if not rate or total_bytes is None:
            return None
        return max(0, total_bytes - self._seen[-1][1]) / rate
