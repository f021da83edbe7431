"""The worker's one queue: what matters to the person in front of the screen comes first."""

from __future__ import annotations

import itertools
import queue
from enum import IntEnum
from typing import Any


class Priority(IntEnum):
    PERSON = 1
    """Searches, edits, pause, and the end, before which what was decided is done: somebody waits."""
    STEP = 2
    """Results of steps under way: decoded files, embedded batches."""
    ARRIVAL = 3
    """Files that came to rest just now."""
    BACKLOG = 4
    """Whole folders."""


class Mailbox:
    """Messages by priority, then in order of arrival. `get` is for the worker's thread, all else for every one.

    Of the `overtaken` kinds only the last one is given: who types asks more quickly than a large model answers.
    """

    def __init__(self, overtaken: tuple[type, ...] = ()) -> None:
        self._queue: queue.PriorityQueue[tuple[int, int, Any]] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._last: dict[type, int] = dict.fromkeys(overtaken, 0)
        self._in_hand: Any = None

    def put(self, message: Any, priority: Priority) -> None:
        number = next(self._numbers)
        if type(message) in self._last:
            self._last[type(message)] = number
        self._queue.put((priority, number, message))

    def get(self, wait_seconds: float) -> Any | None:
        """The next message, or None when none comes within `wait_seconds`."""
        self._in_hand = None
        try:
            _, number, message = self._queue.get(block=wait_seconds > 0, timeout=wait_seconds or None)
            while number < self._last.get(type(message), 0):
                _, number, message = self._queue.get_nowait()
        except queue.Empty:
            return None
        self._in_hand = message
        return message

    def holds(self, kinds: tuple[type, ...]) -> bool:
        """Whether such a message waits, or is in hand: it was the last one that was given."""
        with self._queue.mutex:
            waiting = [message for _, _, message in self._queue.queue]
        return any(isinstance(message, kinds) for message in (self._in_hand, *waiting))
