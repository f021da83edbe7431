"""Plans in the background of the window: one at a time, and only the last that was asked for is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.arranging.commands import MakePlan
from photo_sorter.core.arranging.events import PlanMade
from photo_sorter.core.events import Event
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.planner import make_plan
from photo_sorter.work.job import IsCancelled, Job


class Plans:
    """Asked on the worker's thread; `notify` is called on one of its own, which reads the library for itself."""

    def __init__(self, library: Path, notify: Callable[[Event], None], questions: Questions | None = None) -> None:
        self._library, self._notify = library, notify
        self._questions = questions or Questions()
        self._latest: int | None = None
        self._job = Job("plan", self._tell)

    def start(self, told: MakePlan) -> None:
        """In place of the one that is being made, if one is, which is never answered."""
        self._latest = told.token

        def work(is_cancelled: IsCancelled) -> Event:
            with Library.open_read_only(self._library) as library:
                plan = make_plan(library, told.arrangement, told.photo_ids, is_cancelled, self._questions)
                return PlanMade(told.token, plan)

        self._job.start(work, lambda sentence: PlanMade(told.token, None, sentence))

    def cancel(self) -> None:
        """It is answered with a sentence."""
        self._job.cancel()

    def close(self) -> None:
        """Cancels, and waits for the thread to end."""
        self._job.close()

    def _tell(self, event: Event) -> None:
        if not isinstance(event, PlanMade) or event.token == self._latest:
            self._notify(event)
