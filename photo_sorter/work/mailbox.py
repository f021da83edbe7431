"""The worker's one queue: what matters to the person in front of the screen comes first."""

from __future__ import annotations

import itertools
import queue
from enum import IntEnum
from typing import Any


class Priority(IntEnum):
    STOP = 0
    PERSON = 1
    """Searches, edits, pause: somebody waits."""
    STEP = 2
    """Results of steps under way: decoded files, embedded batches."""
    ARRIVAL = 3
    """Files that came to rest just now."""
    BACKLOG = 4
    """Whole folders."""


class Mailbox:
    """Messages by priority, then in order of arrival. `put` is safe on every thread; `get` on the worker's."""

    def __init__(self) -> None:
        self._queue: queue.PriorityQueue[tuple[int, int, Any]] = queue.PriorityQueue()
        self._numbers = itertools.count()

    def put(self, message: Any, priority: Priority) -> None:
        self._queue.put((priority, next(self._numbers), message))

    def get(self, wait_seconds: float) -> Any | None:
        """The next message, or None when none comes within `wait_seconds`."""
        try:
            return self._queue.get(block=wait_seconds > 0, timeout=wait_seconds or None)[2]
        except queue.Empty:
            return None
