"""One child process: started, called, ended. `serve` is what runs in the child; all else runs in the parent."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from photo_sorter.core.errors import DecoderDiedError, DecoderNotStartedError, PhotoSorterError, PhotoUnreadableError
from photo_sorter.language import tr
from photo_sorter.media.questions import Questions
from photo_sorter.media.scan import without_waiting
from photo_sorter.system.priority import give_way

Call = tuple[Callable[..., Any], tuple[Any, ...]]

_START_SECONDS = 60.0
"""A child's imports take 0.3 s [2 cores]; a slow disk or a virus scanner may make much more of that."""

_GRACE_SECONDS = 2.0
"""How much later than its parent would a child ends itself: only needed when the parent is gone."""

_LOOKED_AT_SECONDS = 1.0
"""How often a call that takes its time is asked how much computing it has taken."""

_MEGABYTES_A_SECOND = 2.0
"""Of a large file, beside the time that every file has. The slowest format, JPEG 2000, takes 6 MB a second of computing
[24 MP without loss: 41 MB, 6.8 s; 2 cores under load], and old computers have a third of that."""

_PICKLE_PROTOCOL = 5
"""Copies an array's bytes once less than the default protocol of Python 3.11."""

_WORKING_SECONDS = 0.1
"""A child that has computed less than that since it was last looked at may wait for a disk."""

_END_SECONDS = 1.0
"""A child that a disk holds in the system cannot be killed before the disk answers. It is left to itself then."""

_spawning = threading.Lock()
_left_behind: list[multiprocessing.process.BaseProcess] = []
"""Killed, and not ended yet. Guarded by `_spawning`."""


class DecoderProcess:
    """A child that is called from one thread. `kill` may come from another.

    A call may take `seconds`, and of the processor's time `cpu_seconds`, and more for a large file: a decoder that goes
    round in circles is known sooner than a disk that is slow. A disk that is silent is known by `questions`.
    """

    def __init__(
        self,
        seconds: float,
        cpu_seconds: float,
        memory_bytes: int,
        gives_way: bool = False,
        questions: Questions | None = None,
    ) -> None:
        self._seconds, self._cpu_seconds = seconds, cpu_seconds
        self.questions = questions or Questions()
        self._is_killed = False
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve,
            args=(theirs, seconds + _GRACE_SECONDS, memory_bytes, gives_way),
            name="photo-decoder",
            daemon=True,
        )
        with _spawning, _no_main_module():
            self._process.start()
        # The child has the only other end now: when it dies, reading ends here.
        theirs.close()

    def await_readiness(self) -> None:
        """Once, before the first call. DecoderNotStartedError: this child is of no use."""
        try:
            if not self._connection.poll(_START_SECONDS):
                raise EOFError(f"silent for {_START_SECONDS:g} seconds")
            self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise DecoderNotStartedError(
                tr(
                    "Photos cannot be opened: the process that reads them does not start. Close other programs and "
                    "start Photo Sorter again; if that does not help, install it again."
                )
            ) from error

    def call(self, call: Call) -> Any:
        """The result, or the exception of the function. DecoderDiedError, DiskSilentError: this child is of no more
        use."""
        message = pickle.dumps(call, _PICKLE_PROTOCOL)
        try:
            self._connection.send_bytes(message)
            is_done, outcome = pickle.loads(self._await(call))
        except (EOFError, OSError) as error:
            raise DecoderDiedError(f"Cannot read {_name(call)}: it made the decoder break off.") from error
        if is_done:
            return outcome
        raise outcome

    def kill(self) -> None:
        self._is_killed = True
        self._process.kill()

    def end(self) -> None:
        """Kills the child, if need be, and leaves nothing of it; only one that a silent disk holds ends later."""
        self._process.kill()
        self._process.join(_END_SECONDS)
        # Whoever starts a child also asks after the dead ones, and may have taken this one's exit status a moment ago.
        with _spawning:
            _forget_ended()
            if self._process.exitcode is None:
                # Python would wait for it at the end of the program [multiprocessing.util, 3.14].
                multiprocessing.process._children.discard(self._process)  # type: ignore[attr-defined]
                _left_behind.append(self._process)
            else:
                self._process.close()
        self._connection.close()

    def _await(self, call: Call) -> bytes:
        begun = time.monotonic()
        before: float | None = None
        last = 0.0
        while not self._connection.poll(min(_LOOKED_AT_SECONDS, self._seconds, self._cpu_seconds)):
            if self._is_killed:
                raise EOFError
            # Asked for late, so that photos that take no time cost none here: 0.3 ms. What is computed until then is
            # not counted.
            before = self._computed_seconds() if before is None else before
            computed = self._computed_seconds() - before
            if computed - last < _WORKING_SECONDS:
                self._require_answer(call)
            if time.monotonic() - begun >= self._seconds:
                raise _took_longer(call, self._seconds)
            if computed >= self._cpu_seconds and computed >= (allowed := self._cpu_seconds + self._more_seconds(call)):
                raise _took_longer(call, allowed)
            last = computed
        return self._connection.recv_bytes()

    def _require_answer(self, call: Call) -> None:
        """Raises DiskSilentError if the disk of the file says nothing: it is what the child waits for."""
        path = file_of(call)
        # Opening asks the server; what is known of a file may be remembered for a minute.
        if path is not None and not self._connection.poll(0):
            self.questions.ask(path, lambda: _open_once(path))

    def _more_seconds(self, call: Call) -> float:
        """What a large file may take more than any other, in whole seconds."""
        path = file_of(call)
        if path is None:
            return 0.0
        return self.questions.ask(path, lambda: _size_bytes(path)) / 1e6 // _MEGABYTES_A_SECOND

    def _computed_seconds(self) -> float:
        """Of the processor's time, since the child began."""
        try:
            times = psutil.Process(self._process.pid).cpu_times()
        except psutil.Error:
            return 0.0  # it is dead, which its connection tells
        return float(times.user + times.system)


def serve(connection: Connection, seconds: float, memory_bytes: int, gives_way: bool) -> None:
    """Answers calls until the parent is gone. Ends abnormally in a call that takes longer than `seconds`."""
    # Ctrl-C goes to the whole group of processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if gives_way:
        give_way()
    # Before the memory limit, which is on top of what the libraries take.
    importlib.import_module("photo_sorter.media.decode")
    _limit_memory(memory_bytes)
    _leave_no_dump()
    _silence_libraries()
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(b"ready")
        while True:
            message = connection.recv_bytes()
            _set_alarm(seconds)
            answer = _answer(message)
            _set_alarm(0)
            connection.send_bytes(answer)


def _silence_libraries() -> None:
    """C libraries write a line about every broken file to the terminal; what matters comes back as an exception."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _answer(message: bytes) -> bytes:
    call: Call = pickle.loads(message)
    function, arguments = call
    outcome: Any
    try:
        outcome, is_done = function(*arguments), True
    except MemoryError:
        is_done = False
        outcome = PhotoUnreadableError(f"Cannot read {_name(call)}: it needs more memory than one photo may take.")
    except PhotoSorterError as error:
        outcome, is_done = error, False
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller, in the other process
        error.add_note(f"In the decoder process:\n{traceback.format_exc()}")
        outcome, is_done = error, False
    answer = pickle.dumps((is_done, outcome), _PICKLE_PROTOCOL)
    # A fault leads back to this frame, and to those in which the picture is: a gigabyte that the next file would lack.
    outcome = None
    return answer


def _name(call: Call) -> str:
    path = file_of(call)
    return "a file" if path is None else path.name.encode("utf-8", "replace").decode()


def file_of(call: Call) -> Path | None:
    """The file that a call is about."""
    return next((argument for argument in call[1] if isinstance(argument, Path)), None)


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _open_once(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.close(without_waiting(str(path), os.O_RDONLY))


def _forget_ended() -> None:
    """Of those left behind. The caller holds `_spawning`."""
    for process in list(_left_behind):
        if process.exitcode is not None:
            _left_behind.remove(process)
            process.close()


def _took_longer(call: Call, seconds: float) -> DecoderDiedError:
    return DecoderDiedError(f"Cannot read {_name(call)}: it took longer than {seconds:g} seconds.")


def _limit_memory(more_bytes: int) -> None:
    """Linux only: elsewhere the address space cannot be limited, or its size not be asked for."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + more_bytes
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or limit <= hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _leave_no_dump() -> None:
    """A decoder that a file has killed leaves no image of its memory, in which the photo is. Not on Windows."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _set_alarm(seconds: float) -> None:
    """The kernel then ends this process even while a decoder's C code runs; 0 takes it back. Not on Windows."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """While a child starts, so that it does not run the parent's main module again (`multiprocessing.spawn`).

    That would import the window's libraries into every decoder, and start the program again from a script without a
    `__main__` guard.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
