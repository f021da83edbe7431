"""Telling what the worker is doing, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable

from photo_sorter.core.events import Activity, ActivityChanged, Event
from photo_sorter.work.progress import Progress

ANNOUNCE_SECONDS = 0.2
"""The bottom bar is told of progress five times a second at most."""


class Announcer:
    """Turns activities into ActivityChanged events. Lives on the worker thread."""

    def __init__(self, notify: Callable[[Event], None]) -> None:
        self._notify = notify
        self._told = Activity.STARTING
        self._told_at = 0.0
        self.progress = Progress()

    def tell(self, activity: Activity, count_waiting: Callable[[], int]) -> None:
        """Tells a new activity at once, and the progress of one that goes on now and then."""
        now = time.monotonic()
        is_new = activity is not self._told
        if not is_new and (activity is Activity.IDLE or now - self._told_at < ANNOUNCE_SECONDS):
            return
        if is_new and activity is Activity.INDEXING:
            self.progress.start()
        waiting = 0 if activity is Activity.IDLE else count_waiting()
        done = self.progress.done
        self._told, self._told_at = activity, now
        self._notify(
            ActivityChanged(
                activity, done, done + waiting, self.progress.photos_per_second, self.progress.seconds_left(waiting)
            )
        )
