"""Errands: what other threads have done on the worker's, with its library and its sorter, while they wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from photo_sorter.core.commands import Command
from photo_sorter.core.errors import LibraryError, PhotoSorterError
from photo_sorter.core.events import Event, Stopped
from photo_sorter.language import tr
from photo_sorter.settings import SettingsError
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter

T = TypeVar("T")


@dataclass(frozen=True)
class Workplace:
    """The worker's own library and sorter, while an errand runs on its thread. `sorter` is None where no model could be
    loaded; `do` has a command obeyed at once, and what it changes told to the window."""

    library: Library
    sorter: Sorter | None
    do: Callable[[Command], None]


@dataclass(frozen=True, eq=False)
class Errand:
    """A message to the worker. Faults are its sender's to tell; those of the library are the worker's as well."""

    run: Callable[[Workplace], Any]
    outcome: Future[Any] = field(default_factory=Future)

    def do(self, workplace: Workplace) -> None:
        """Raises LibraryError."""
        if not self.outcome.set_running_or_notify_cancel():
            return
        try:
            self.outcome.set_result(self.run(workplace))
        except (PhotoSorterError, SettingsError) as error:
            self.outcome.set_exception(error)
            if isinstance(error, LibraryError):
                raise
        except BaseException as error:
            self.outcome.set_exception(error)
            raise


class Errands:
    """The way to the worker for threads that wait for it. Safe on every thread; `notify` stands between the worker and
    `tell`."""

    def __init__(self, post: Callable[[Errand], None], tell: Callable[[Event], None]) -> None:
        self._post = post
        self.tell = tell
        self._lock = threading.Lock()
        self._waiting: set[Future[Any]] = set()
        self._hearers: list[Callable[[Event], None]] = []
        self._stopped: Stopped | None = None

    def notify(self, event: Event) -> None:
        """Passes on what the worker tells."""
        self.tell(event)
        for hear in tuple(self._hearers):
            hear(event)
        if isinstance(event, Stopped):
            self._end(event)

    def run(self, run: Callable[[Workplace], T]) -> T:
        """What `run` gives, once the worker comes to it, which is not before it has loaded its model, or failed to.
        Raises what `run` raises; LibraryError if the worker has ended."""
        errand = Errand(run)
        with self._lock:
            if self._stopped is not None:
                raise _ended(self._stopped)
            self._waiting.add(errand.outcome)
        self._post(errand)
        try:
            result: T = errand.outcome.result()
            return result
        finally:
            with self._lock:
                self._waiting.discard(errand.outcome)

    @contextmanager
    def heard_by(self, hear: Callable[[Event], None]) -> Iterator[None]:
        """`hear` takes all events, on the threads that tell them; Stopped is the last."""
        self._hearers.append(hear)
        try:
            yield
        finally:
            self._hearers.remove(hear)

    def _end(self, stopped: Stopped) -> None:
        with self._lock:
            self._stopped = stopped
            for outcome in self._waiting:
                if not outcome.done():
                    outcome.set_exception(_ended(stopped))


def _ended(stopped: Stopped) -> LibraryError:
    return LibraryError(stopped.sentence or tr("Photo Sorter's window was closed before this was done. Try it again."))
