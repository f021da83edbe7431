"""Looks after the library while the program works: a keepsake now and then, and a check now and then."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from photo_sorter.core.errors import KeepingCancelledError, LibraryDamagedError, PhotoSorterError
from photo_sorter.core.events import Activity, ActivityChanged, Event, LibraryChanged, NoticeRaised, Stopped
from photo_sorter.core.repairing import LibraryFoundDamaged
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.store.soundness import find_damage
from photo_sorter.work.care.diary import Diary
from photo_sorter.work.care.keepsake_shelf import keep, newest_day
from photo_sorter.work.care.network_home import network_warning

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rhythm:
    """`rest`: so long there has been nothing to do before the library is read for its care. `at_latest`: a keepsake
    does not wait longer for that. `keepsake`: from one to the next of a day on which something is decided."""

    rest_seconds: float = 20.0
    at_latest_seconds: float = 600.0
    keepsake_seconds: float = 3600.0
    check_days: int = 7


class Caretaker:
    """`on_event` takes what the worker tells, on any thread; `notify` is called on a thread of the caretaker's. It
    reads by connections of its own, and writes nothing of the library.

    It begins when the worker has opened the library: a second program that finds it held leaves the care to the first.
    """

    def __init__(
        self,
        home: Home,
        notify: Callable[[LibraryFoundDamaged | NoticeRaised], None],
        rhythm: Rhythm = Rhythm(),
    ) -> None:
        self._home, self._notify, self._rhythm = home, notify, rhythm
        self._diary = Diary(home.care)
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._idle_since: float | None = None
        self._changed_at: float | None = None
        self._next_keepsake_at = 0.0
        self._is_check_due = False

    def on_event(self, event: object) -> None:
        match event:
            case LibraryChanged():
                with self._turn:
                    if self._thread is None and not self._is_closed:
                        self._begin()
                    if event.tags or event.categories or event.searches or event.folders:
                        self._changed_at = self._changed_at or time.monotonic()
                        self._turn.notify()
            case ActivityChanged(activity):
                with self._turn:
                    is_idle = activity in (Activity.IDLE, Activity.PAUSED)
                    self._idle_since = (self._idle_since or time.monotonic()) if is_idle else None
                    self._turn.notify()
            case Stopped(sentence, is_damage) if is_damage:
                self.tell_damage(sentence or "")

    def tell_damage(self, sentence: str) -> None:
        self._notify(LibraryFoundDamaged(sentence, newest_day(self._home)))

    def close(self) -> None:
        """Ends what is under way; what was decided since the last keepsake is still kept. Call it when the worker has
        closed the library."""
        with self._turn:
            self._is_closed = True
            self._turn.notify()
        if self._thread is not None:
            self._thread.join()
            self._diary.write(is_open=False)

    # --- the thread ---

    def _begin(self) -> None:
        days = self._diary.days_since_check(date.today())
        self._is_check_due = self._diary.entry.is_open or days is None or days >= self._rhythm.check_days
        self._thread = threading.Thread(target=self._run, name="care")
        self._thread.start()

    def _run(self) -> None:
        self._diary.write(is_open=True)
        self._warn_of_network()
        while (work := self._next()) is not None:
            try:
                work()
            except KeepingCancelledError:
                continue
            except LibraryDamagedError as error:
                self.tell_damage(str(error))
                return
            except PhotoSorterError as error:
                log.warning("%s", error)

    def _next(self) -> Callable[[], None] | None:
        """Waits for what is due. None when it is closed."""
        with self._turn:
            while not self._is_closed:
                now = time.monotonic()
                if self._changed_at is not None and now >= self._keepsake_time(self._changed_at):
                    self._changed_at = None
                    self._next_keepsake_at = now + self._rhythm.keepsake_seconds
                    return self._keep
                if self._is_check_due and self._has_rested(now):
                    return self._check
                self._turn.wait(self._patience(now))
            if self._changed_at is None or time.monotonic() < self._next_keepsake_at:
                return None
            self._changed_at = None
            return self._keep

    def _keepsake_time(self, changed_at: float) -> float:
        at_latest = changed_at + self._rhythm.at_latest_seconds
        rested = at_latest if self._idle_since is None else self._idle_since + self._rhythm.rest_seconds
        return max(self._next_keepsake_at, min(at_latest, rested))

    def _has_rested(self, now: float) -> bool:
        return self._idle_since is not None and now - self._idle_since >= self._rhythm.rest_seconds

    def _patience(self, now: float) -> float | None:
        """Seconds until something may be due; None: not before something happens."""
        times = [] if self._changed_at is None else [self._keepsake_time(self._changed_at)]
        if self._is_check_due and self._idle_since is not None:
            times.append(self._idle_since + self._rhythm.rest_seconds)
        return max(0.01, min(times) - now) if times else None

    def _warn_of_network(self) -> None:
        """Once for this home."""
        sentence = network_warning(self._home)
        if sentence and not self._diary.entry.is_network_told:
            self._notify(NoticeRaised(sentence))
            self._diary.write(is_network_told=True)

    def _keep(self) -> None:
        started = time.monotonic()
        # Behind a reader that comes last SQLite leaves its journal lying about.
        opened = Library.open if self._is_closed else Library.open_read_only
        kept = keep(self._home, date.today(), opened)
        if kept is not None:
            log.info("What was decided is kept in %s (%.1f s)", kept, time.monotonic() - started)

    def _check(self) -> None:
        """Raises LibraryDamagedError, and KeepingCancelledError when there is something to do: then it begins anew."""
        started = time.monotonic()
        damage = find_damage(self._home.library, thoroughly=False, is_stopping=self._is_wanted_elsewhere)
        self._is_check_due = False
        if damage is not None:
            raise damage
        self._diary.write(checked_on=date.today().isoformat())
        log.info("The library was checked and is sound (%.1f s)", time.monotonic() - started)

    def _is_wanted_elsewhere(self) -> bool:
        return self._is_closed or self._idle_since is None


@contextmanager
def cared_for(home: Home, tell: Callable[[Event], None]) -> Iterator[Callable[[Event], None]]:
    """For a worker without a window: give it what this gives, to tell its events to."""
    caretaker = Caretaker(
        home, lambda event: tell(NoticeRaised(event.sentence) if isinstance(event, LibraryFoundDamaged) else event)
    )

    def hear(event: Event) -> None:
        tell(event)
        if not isinstance(event, Stopped):  # which is told with its own sentence
            caretaker.on_event(event)

    try:
        yield hear
    finally:
        caretaker.close()
