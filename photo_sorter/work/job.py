"""One piece of work at a time on a thread of its own, which ends with a message."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.language import tr

log = logging.getLogger(__name__)

CLOSE_SECONDS = 5.0
"""What a job writes it writes whole or not at all, so that it may be left."""

T = TypeVar("T")
IsCancelled = Callable[[], bool]


class Job(Generic[T]):
    """Started and cancelled on one thread, e.g. the worker's. `notify` is called on the job's own, with an event or a
    message to the worker."""

    def __init__(self, name: str, notify: Callable[[T], None]) -> None:
        self._name, self._notify = name, notify
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Not so while a cancelled one ends."""
        return self._thread is not None and self._thread.is_alive() and not self._cancelled.is_set()

    def start(self, work: Callable[[IsCancelled], T], failed: Callable[[str], T]) -> None:
        """In place of the one that runs, if one does: this one begins when that has ended.

        `failed` makes an event of a sentence: of a PhotoSorterError's, or of one about a fault of ours.
        """
        self._cancelled.set()
        self._cancelled = threading.Event()
        run = (work, failed, self._cancelled.is_set, self._thread)
        self._thread = threading.Thread(target=self._run, args=run, name=self._name, daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        """Cancels, and waits for the thread to end, but not for ever: a disk that does not answer may hold it."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)

    def _run(
        self,
        work: Callable[[IsCancelled], T],
        failed: Callable[[str], T],
        is_cancelled: IsCancelled,
        former: threading.Thread | None,
    ) -> None:
        if former is not None:
            former.join()
        try:
            ended = work(is_cancelled)
        except PhotoSorterError as error:
            ended = failed(str(error))
        except Exception as error:
            # The thread would end without a word, and the person would wait.
            log.exception("The job “%s” failed", self._name)
            ended = failed(tr("Photo Sorter has a fault ({fault}), noted in its log.", fault=repr(error)))
        self._notify(ended)
