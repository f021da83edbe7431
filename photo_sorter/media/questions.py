"""Questions to disks that may never answer: a network drive whose server is gone holds whoever asks it, for ever.

Nothing can free a thread that the system holds so. So each question is asked on a thread of its own, and whoever wants
to know gives up after a while; the thread is left alone, and ends by itself when the disk answers or the program ends.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.language import tr

T = TypeVar("T")

ANSWER_SECONDS = 5.0
"""Whoever asks waits so long for the next answer. Disks that sleep take some seconds to be there."""
LISTING_SECONDS = 20.0
"""For the next answer of a folder that is read ahead, for which nobody waits."""

_PARTS_AHEAD = 2

_here = threading.local()


def answered() -> None:
    """Said by code that asks a disk many things, after each: whoever waits for this thread need not give up yet."""
    job = getattr(_here, "job", None)
    if job is not None:
        job.heard_at = time.monotonic()


class _Job:
    """What one thread asks."""

    def __init__(self, subject: Path) -> None:
        self.subject = subject
        self.heard_at = time.monotonic()
        self.is_given_up = False
        self.is_over = False

    def silent_seconds(self) -> float:
        return time.monotonic() - self.heard_at


class Questions:
    """Safe on every thread. All questions about what is in a watched folder are of one *subject*, that folder; of any
    other path the subject is the folder that it is in. While one is unanswered that somebody has given up, its subject
    is silent, and nothing more is asked of it. `on_answer` is called, on a thread of its own, once it speaks again; who
    asked it before has to ask anew, and learns by `heard_again` of which one."""

    def __init__(
        self,
        on_answer: Callable[[], None] = lambda: None,
        seconds: float = ANSWER_SECONDS,
        listing_seconds: float = LISTING_SECONDS,
    ) -> None:
        self._on_answer = on_answer
        self._seconds, self._listing_seconds = seconds, listing_seconds
        self._lock = threading.Lock()
        self._folders: tuple[Path, ...] = ()
        self._unanswered: dict[Path, int] = {}  # how many threads are held, by subject
        self._heard_again: set[Path] = set()

    def watch(self, folders: Iterable[Path]) -> None:
        """These are the watched folders."""
        self._folders = tuple(sorted(folders, key=lambda folder: -len(folder.parts)))

    def has_voice(self, path: Path) -> bool:
        """Whether the subject is not silent. Asks nothing."""
        with self._lock:
            return self._subject(path) not in self._unanswered

    def require_voice(self, path: Path) -> None:
        """Asks nothing. DiskSilentError while the subject is silent."""
        if not self.has_voice(path):
            raise silence(self._subject(path))

    def heard_again(self) -> set[Path]:
        """Subjects that were silent and have spoken since this was asked last."""
        with self._lock:
            heard, self._heard_again = self._heard_again, set()
        return heard

    def ask(self, path: Path, question: Callable[[], T]) -> T:
        """What `question` gives or raises. DiskSilentError: the disk of `path` does not answer."""
        return self._await(*self._start(path, question))

    def ask_all(self, questions: Iterable[tuple[Path, Callable[[], object]]]) -> None:
        """All at once, so that many silent disks take no longer than one. What they give is not told."""
        started = []
        for path, question in questions:
            with suppress(DiskSilentError):
                started.append(self._start(path, question))
        for job, future in started:
            with suppress(DiskSilentError):
                self._await(job, future)

    def read_ahead(self, path: Path, parts: Callable[[], Iterator[T]]) -> ReadAhead[T]:
        """What `parts` gives, asked for on a thread of its own while nobody waits. DiskSilentError as in `ask`."""
        return ReadAhead(self, path, parts, self._listing_seconds)

    # --- the parts ---

    def _subject(self, path: Path) -> Path:
        return next((folder for folder in self._folders if path.is_relative_to(folder)), path.parent)

    def _start(self, path: Path, question: Callable[[], T]) -> tuple[_Job, Future[T]]:
        future: Future[T] = Future()
        return self.run(path, lambda: _answer(future, question)), future

    def run(self, path: Path, work: Callable[[], None]) -> _Job:
        """Begins a thread. DiskSilentError where another one is held."""
        self.require_voice(path)
        job = _Job(self._subject(path))
        threading.Thread(target=self._run, args=(job, work), name="disk-question", daemon=True).start()
        return job

    def _run(self, job: _Job, work: Callable[[], None]) -> None:
        _here.job = job
        work()
        with self._lock:
            job.is_over = True
            if not job.is_given_up:
                return
            self._unanswered[job.subject] -= 1
            if self._unanswered[job.subject]:
                return
            del self._unanswered[job.subject]
            self._heard_again.add(job.subject)
        self._on_answer()

    def _await(self, job: _Job, future: Future[T]) -> T:
        while True:
            try:
                return future.result(max(0.0, self._seconds - job.silent_seconds()))
            except TimeoutError:
                if future.done():
                    return future.result()  # its own
                if job.silent_seconds() >= self._seconds and self.give_up(job):
                    raise silence(job.subject) from None

    def give_up(self, job: _Job) -> bool:
        """False if it has just ended."""
        with self._lock:
            if job.is_over:
                return False
            if not job.is_given_up:
                job.is_given_up = True
                self._unanswered[job.subject] = self._unanswered.get(job.subject, 0) + 1
            return True


class ReadAhead(Generic[T]):
    """Parts of something long, made on a thread of their own, a few ahead of who takes them."""

    def __init__(self, questions: Questions, path: Path, parts: Callable[[], Iterator[T]], seconds: float) -> None:
        self._questions, self._seconds = questions, seconds
        self._changed = threading.Condition()
        self._parts: deque[T] = deque()
        self._is_through = self._is_closed = False
        self._fault: BaseException | None = None
        self._job = questions.run(path, lambda: self._read(parts))

    def take(self, seconds: float) -> T | None:
        """The next part, or None if there is none within `seconds`: ask again, unless it `is_through`. Raises what the
        reading raised, and DiskSilentError when nothing has been heard for too long."""
        with self._changed:
            self._changed.wait_for(lambda: self._parts or self._is_through, seconds)
            if self._parts:
                self._changed.notify_all()
                # The reader may have waited for room.
                self._job.heard_at = time.monotonic()
                return self._parts.popleft()
            if self._fault is not None:
                raise self._fault
            if self._is_through or self._job.silent_seconds() < self._seconds:
                return None
        if self._questions.give_up(self._job):
            raise silence(self._job.subject)
        return None

    @property
    def is_through(self) -> bool:
        """Nothing more comes."""
        with self._changed:
            return self._is_through and not self._parts and self._fault is None

    def close(self) -> None:
        """Reads no further."""
        with self._changed:
            self._is_closed = True
            self._parts.clear()
            self._changed.notify_all()

    def _read(self, parts: Callable[[], Iterator[T]]) -> None:
        fault: BaseException | None = None
        try:
            for part in parts():
                with self._changed:
                    self._changed.wait_for(lambda: len(self._parts) < _PARTS_AHEAD or self._is_closed)
                    answered()
                    if self._is_closed:
                        return
                    self._parts.append(part)
                    self._changed.notify_all()
        except Exception as error:  # noqa: BLE001 - it is raised where the parts are taken
            fault = error
        finally:
            with self._changed:
                self._fault, self._is_through = fault, True
                self._changed.notify_all()


def silence(subject: Path) -> DiskSilentError:
    """What is told of a disk that does not answer."""
    return DiskSilentError(
        tr(
            "“{folder}” does not answer: its disk, or the computer that shares it, may be off or busy. Its photos stay "
            "in the library, and it is looked at again once it answers.",
            folder=os.fsencode(subject.name or subject).decode("utf-8", "replace"),
        )
    )


def _answer(future: Future[Any], question: Callable[[], Any]) -> None:
    try:
        future.set_result(question())
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
        future.set_exception(error)
