"""Word of the end of a long run, for who did not watch it."""

from __future__ import annotations

import time
from collections.abc import Callable

from photo_sorter.core.events import Activity, ActivityChanged, PhotosIndexed
from photo_sorter.language import ntr

LONG_SECONDS = 60.0
"""Nobody leaves a window for less."""


class RunReport:
    """Counts the photos of a run, which ends when nothing is left to do; a pause only interrupts it.

    `count_problems`: how many photos are among Problems now. `clock` gives seconds.
    """

    def __init__(self, count_problems: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        self._count_problems, self._clock = count_problems, clock
        self._photos = 0
        self._problems_before = 0
        self._worked_seconds = 0.0
        self._working_since: float | None = None

    def on_event(self, event: object) -> str:
        """The sentence to say; empty unless a long run has just ended."""
        match event:
            case PhotosIndexed(photo_ids):
                self._photos += len(photo_ids)
            case ActivityChanged(activity):
                return self._on_activity(activity)
        return ""

    def _on_activity(self, activity: Activity) -> str:
        now = self._clock()
        if self._working_since is not None:
            self._worked_seconds += now - self._working_since
        elif activity is Activity.INDEXING and not self._worked_seconds:
            self._problems_before = self._count_problems()
        self._working_since = now if activity is Activity.INDEXING else None
        if activity not in (Activity.IDLE, Activity.CHANGING_MODEL):
            return ""
        is_long, count = self._worked_seconds >= LONG_SECONDS, self._photos
        self._photos, self._worked_seconds = 0, 0.0
        return self._sentence(count) if is_long and count else ""

    def _sentence(self, count: int) -> str:
        problems = self._count_problems() - self._problems_before
        indexed = ntr("1 photo indexed.", "{n} photos indexed.", count)
        if problems <= 0:
            return indexed
        return f"{indexed} {ntr('1 could not be read.', '{n} could not be read.', problems)}"
