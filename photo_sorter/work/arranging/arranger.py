"""Runs in the background: the worker begins them and writes down what they do, on a thread of their own."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from photo_sorter.core.arranging.commands import CancelRun, LeaveRun, ResumeRun, StartRun, UndoRun
from photo_sorter.core.arranging.events import RunEnded
from photo_sorter.core.arranging.run import Run
from photo_sorter.core.errors import ArrangeError, LibraryError, PhotoSorterError
from photo_sorter.core.events import Event, LibraryChanged
from photo_sorter.language import tr
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.ledger import Followed, Ledger
from photo_sorter.work.arranging.runner import Runner

log = logging.getLogger(__name__)

CLOSE_SECONDS = 10.0
"""A run that has not stopped after so long is held by a disk that does not answer, and is left as by a power cut."""

T = TypeVar("T")

RunCommand = StartRun | CancelRun | ResumeRun | LeaveRun | UndoRun


@dataclass(frozen=True)
class RunWaits:
    """To the worker: a run waits for an entry in its ledger. `arranger` is the one that asked."""

    arranger: Arranger


class Arranger:
    """Lives on the worker thread. `post` and `notify` are called on the run's thread as well.

    At most one run is under way. When the program ends it stops after the file in hand, and waits for the next start.
    """

    def __init__(
        self,
        library: Library,
        post: Callable[[RunWaits], None],
        notify: Callable[[Event], None],
        follow: Callable[[Followed], None],
        questions: Questions,
    ) -> None:
        self._library = library
        self._post = post
        self._notify = notify
        self.ledger = Ledger(library, follow, questions)
        self._entries: queue.SimpleQueue[tuple[Callable[[Ledger], Any], Future[Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._run_id: int | None = None
        """Which run is under way. The run's thread sets it to None."""
        self._cancelled = threading.Event()
        self._leaving = threading.Event()
        self._have_disks_changed = False
        """While the run was under way."""

    @property
    def is_running(self) -> bool:
        return self._run_id is not None

    @property
    def is_done(self) -> bool:
        """No run is under way, or about to go on."""
        return not self.is_running and not self._have_disks_changed

    def do(self, command: RunCommand) -> None:
        """Raises LibraryError. A run that cannot begin is told as ended."""
        if isinstance(command, CancelRun):
            self._cancelled.set()
            return
        try:
            self._begin(command)
        except ArrangeError as error:
            undoing = isinstance(command, UndoRun)
            self._notify(RunEnded(None, 0, interruption=str(error), undoing=undoing, refused=command))

    def start(self, command: StartRun, rule_id: int | None = None) -> None:
        """Raises ArrangeError, LibraryError."""
        self._check_free()
        run = self.ledger.open(command.plan, command.title, rule_id)
        self._launch(run, Runner.finish)

    def disks_changed(self) -> None:
        """The run of a rule that stopped because a disk was away goes on once that is back. Raises LibraryError."""
        if self.is_running:
            self._have_disks_changed = True
        else:
            self._go_on()

    def turn(self) -> None:
        """Disks that changed while a run was under way may be why it has stopped. Raises LibraryError."""
        if self._have_disks_changed and not self.is_running:
            self._have_disks_changed = False
            self.ledger.needs_a_person = None
            self._go_on()

    def make_entries(self) -> None:
        """What the run waits for. Raises LibraryError, of which the run is told as well."""
        while not self._entries.empty():
            self._make_entry(*self._entries.get())

    def close(self) -> None:
        """Waits for the file in hand, but not for ever."""
        self._leaving.set()
        until = time.monotonic() + CLOSE_SECONDS
        while self._thread is not None and self._thread.is_alive():
            if time.monotonic() > until:
                log.error("A run does not stop, and is left")
                return
            self._thread.join(0.02)
            try:
                self.make_entries()
            except LibraryError as error:
                log.error("A run could not be written down: %s", error)

    def _go_on(self) -> None:
        run = self._library.journal.open_run()
        if run is None or run.rule_id is None or run.interruption is None:
            return
        with suppress(ArrangeError):  # of a disk that does not answer: it is looked for again once it does
            if not self.ledger.are_mounted(run):
                self.ledger.needs_a_person = None
            elif run.id != self.ledger.needs_a_person:
                self._go_on_with(run, Runner.finish)

    def _begin(self, command: StartRun | ResumeRun | LeaveRun | UndoRun) -> None:
        match command:
            case StartRun():
                self.start(command)
            case ResumeRun(run_id):
                self._check_free()
                self._go_on_with(self.ledger.to_resume(run_id), Runner.finish)
            case LeaveRun(run_id):
                self._check_free()
                self.ledger.leave(self.ledger.to_resume(run_id))
                self._notify(RunEnded(run_id, 0))
                self._notify(LibraryChanged(runs=True))
            case UndoRun(run_id, paths):
                self._check_free()
                self._go_on_with(self.ledger.to_undo(run_id), partial(Runner.take_back, paths=paths))

    def _check_free(self) -> None:
        running = self._run_id
        if running is not None:
            raise ArrangeError(tr("Run {run} is under way. Wait until it has ended, or cancel it.", run=running))

    def _go_on_with(self, run: Run, work: Callable[[Runner], RunEnded]) -> None:
        """Raises ArrangeError where its disk does not answer: then nothing could stop it."""
        self.ledger.require_answer(run)
        self._launch(run, work)

    def _launch(self, run: Run, work: Callable[[Runner], RunEnded]) -> None:
        self._cancelled = threading.Event()
        self._run_id = run.id
        runner = Runner(run, self._call, self._notify, self._cancelled.is_set, self._leaving.is_set)
        self._thread = threading.Thread(target=self._work, args=(run, runner, work), name="run", daemon=True)
        self._thread.start()
        self._notify(LibraryChanged(runs=True))

    def _work(self, run: Run, runner: Runner, work: Callable[[Runner], RunEnded]) -> None:
        """On the run's own thread."""
        try:
            ended = work(runner)
        except PhotoSorterError as error:
            ended = RunEnded(run.id, 0, interruption=str(error))
        except Exception as error:
            log.exception("Run %d failed", run.id)
            fault = tr("Photo Sorter has a fault ({fault}), noted in its log.", fault=repr(error))
            ended = RunEnded(run.id, 0, interruption=fault)
        self._run_id = None  # before it is told, so that whoever hears it can begin the next
        self._notify(ended)
        self._notify(LibraryChanged(runs=True))

    def _call(self, entry: Callable[[Ledger], T]) -> T:
        """On the run's own thread: has the worker do it, and waits."""
        outcome: Future[T] = Future()
        self._entries.put((entry, outcome))
        self._post(RunWaits(self))
        return outcome.result()

    def _make_entry(self, entry: Callable[[Ledger], Any], outcome: Future[Any]) -> None:
        try:
            with self._library.reading():
                made = entry(self.ledger)
            outcome.set_result(made)
        except LibraryError as error:
            outcome.set_exception(error)
            raise
        except Exception as error:  # noqa: BLE001 - a bug, which the run's thread raises
            outcome.set_exception(error)
