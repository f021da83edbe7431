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
        self._told = (Activity.STARTING, "")
        self._told_at = 0.0

    def tell_loading(self) -> None:
        """At once, from any thread: who needs the model may be the worker, which then tells nothing for seconds."""
        self._told = (Activity.LOADING_MODEL, "")
        self._notify(ActivityChanged(Activity.LOADING_MODEL))

    def tell(self, activity: Activity, progress: Progress, count_waiting: Callable[[], int], reason: str = "") -> None:
        """Tells a new activity at once, and the progress of one that goes on now and then. `reason`: of a pause."""
        now = time.monotonic()
        told = (activity, reason if activity is Activity.PAUSED else "")
        is_new = told != self._told
        if not is_new and (activity is Activity.IDLE or now - self._told_at < ANNOUNCE_SECONDS):
            return
        if is_new and activity is Activity.INDEXING:
            progress.start()
        waiting = 0 if activity is Activity.IDLE else count_waiting()
        done = progress.done
        self._told, self._told_at = told, now
        rate, seconds_left = progress.photos_per_second, progress.seconds_left(waiting)
        self._notify(ActivityChanged(activity, done, done + waiting, rate, seconds_left, told[1]))
