"""Child processes in which files are opened: a file that hangs or kills its decoder takes nothing else along."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Any, TypeVar

from photo_sorter.core.errors import DecoderDiedError, DecoderNotStartedError, DiskSilentError
from photo_sorter.media.decoder_process import DecoderProcess, file_of
from photo_sorter.media.questions import Questions

T = TypeVar("T")

GIGABYTE = 1024**3

CLOSE_SECONDS = 3.0
"""Closing waits so long for threads that wait for a disk; they end by themselves."""


@dataclass(frozen=True)
class _Task:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future[Any]
    needs_file: bool


class DecodePool:
    """Runs module-level functions in up to `processes` children, which start with the first tasks.

    `submit` may be called from any thread. A thread of the parent waits beside each child. A call may take `seconds`,
    `cpu_seconds` of computing (more for a large file) and, on Linux, `memory_bytes` more than the idle child has.
    Children leave by themselves when the parent is gone, however it went, and after `rest_seconds` without a call; the
    next call starts them again. `gives_way`: other programs come first. `questions` tell whether it is a silent disk
    that a child waits for.
    """

    def __init__(
        self,
        processes: int,
        seconds: float = 60,
        cpu_seconds: float = 10,
        memory_bytes: int = 3 * GIGABYTE,
        gives_way: bool = False,
        rest_seconds: float = 300,
        questions: Questions | None = None,
    ) -> None:
        self.processes = processes
        self.questions = questions or Questions()
        self._seconds, self._cpu_seconds = seconds, cpu_seconds
        self._memory_bytes = memory_bytes
        self._gives_way = gives_way
        self._rest_seconds = rest_seconds
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._children: set[DecoderProcess] = set()
        self._is_closed = False

    def submit(self, function: Callable[..., T], *arguments: Any, needs_file: bool = True) -> Future[T]:
        """Calls `function` in a child. Its exceptions come back as they are. It is not tried while the disk of its file
        is silent, unless it may do without.

        DecoderDiedError when the child died of it or took too long; PhotoUnreadableError when it had too little memory.
        Both name the first Path among the arguments. DiskSilentError when the disk of that Path does not answer.
        DecoderNotStartedError when two children did not get so far. A call that `close()` overtakes is cancelled.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._is_closed:
                future.cancel()
                return future
            if not self._threads:
                self._start_threads()
            self._tasks.put(_Task(function, arguments, future, needs_file))
        return future

    def close(self) -> None:
        """Ends children and threads, at once: calls in hand raise CancelledError, waiting ones are cancelled.

        Not from a future's callback, which runs in one of the threads.
        """
        with self._lock:
            self._is_closed = True
            for child in self._children:
                child.kill()
        for _ in self._threads:
            self._tasks.put(None)
        until = time.monotonic() + CLOSE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _start_threads(self) -> None:
        for number in range(self.processes):
            thread = threading.Thread(target=self._attend, name=f"decoder-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _attend(self) -> None:
        """Serves calls with one child, or the next when that one dies or has rested, until the pool is closed."""
        child: DecoderProcess | None = None
        while True:
            try:
                task = self._tasks.get(timeout=None if child is None else self._rest_seconds)
            except queue.Empty:
                task = None
            if task is None:
                if child is not None:
                    self._end_child(child)
                    child = None
                if self._is_closed:
                    return
            elif self._is_closed:
                task.future.cancel()
            elif task.future.set_running_or_notify_cancel():
                child = self._run(child, task)

    def _run(self, child: DecoderProcess | None, task: _Task) -> DecoderProcess | None:
        """By this child or a new one, which it gives back if it can be called again."""
        call = (task.function, task.arguments)
        try:
            if task.needs_file and (path := file_of(call)) is not None:
                self.questions.require_voice(path)
        except DiskSilentError as error:
            task.future.set_exception(error)
            return child
        try:
            child = child or self._ready_child()
            result = child.call(call)
        except (DecoderDiedError, DecoderNotStartedError, DiskSilentError) as error:
            if child is not None:
                self._end_child(child)
            task.future.set_exception(CancelledError() if self._is_closed else error)
            return None
        except Exception as error:  # noqa: BLE001 - the function's own, for whoever asks the future
            task.future.set_exception(error)
        else:
            task.future.set_result(result)
        return child

    def _ready_child(self) -> DecoderProcess:
        """A new one. DecoderNotStartedError when two in a row end before they have begun: once may be chance."""
        try:
            return self._begun_child()
        except DecoderNotStartedError:
            if self._is_closed:
                raise
            return self._begun_child()

    def _begun_child(self) -> DecoderProcess:
        child = self._start_child()
        try:
            child.await_readiness()
        except DecoderNotStartedError:
            self._end_child(child)
            raise
        return child

    def _start_child(self) -> DecoderProcess:
        child = DecoderProcess(self._seconds, self._cpu_seconds, self._memory_bytes, self._gives_way, self.questions)
        with self._lock:
            self._children.add(child)
            if self._is_closed:
                child.kill()
        return child

    def _end_child(self, child: DecoderProcess) -> None:
        with self._lock:
            self._children.discard(child)
        child.end()
