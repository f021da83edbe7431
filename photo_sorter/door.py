"""The local door: what a start of the program is asked to do, it can hand to the window that is open with its home.

The window that is open holds the lock `window.lock` in the home, listens at a socket (on Windows a pipe), and keeps a
card in the home, `door.json`, that says where. Only its owner can read the card, and on it is the word without which
nobody is let in. A window that was killed leaves its card, but no lock, and nobody behind the door.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from photo_sorter import __version__
from photo_sorter.language import tr

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
"""So long may a window take until it answers at all; what it is asked to do may take any time."""

_LOCK, _CARD = "window.lock", "door.json"
_FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
_LONGEST_ADDRESS = 100
"""Bytes of a socket's path: Linux takes 107, macOS 103."""
_LARGEST_BYTES = 16 << 20
_WAITING = 16
_ASK_AGAIN_SECONDS = 0.05
_REST_SECONDS = 1.0


class DoorError(OSError):
    """The window cannot do it; `str()` is the sentence to show."""


@dataclass(frozen=True)
class Call:
    """What a start of the program is asked to do, and where it was started. `activation`: the desktop's leave to come
    to the front, where it gives one."""

    arguments: tuple[str, ...]
    folder: str
    activation: str = ""


Say = Callable[[str, Any], None]
"""Tells the caller something, by kind: what a JSON text can hold. Raises CallerLeftError."""

Answer = Callable[[Call, Say], int]
"""Does what a call asks for, on a thread of its own, and gives the exit code."""


class CallerLeftError(Exception):
    """Nobody listens any more. What was begun goes on."""


class Door:
    """The window's side. Calls are taken from the start, and answered once somebody can (`answer_with`)."""

    def __init__(self, home: Path, lock: FileLock) -> None:
        self._home, self._lock = home, lock
        self._word = secrets.token_hex(32)
        self._answer: Answer | None = None
        self._can_answer = threading.Event()
        self._is_shut = threading.Event()
        with suppress(OSError):
            _sweep(_Card.read(home))
        address = _new_address()
        self._listener = Listener(address, _FAMILY, _WAITING)
        self._card = _Card(address, self._word, os.getpid(), __version__, str(home.resolve()))
        self._card.write(home)
        self._doorkeeper = threading.Thread(target=self._listen, name="door", daemon=True)
        self._doorkeeper.start()

    @classmethod
    def claim(cls, home: Path) -> Door | None:
        """The door of this home; None if another process has it. Raises OSError where there can be none."""
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            return None
        try:
            return cls(home, lock)
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()
        self._lock.release()

    def answer_with(self, answer: Answer) -> None:
        self._answer = answer
        self._can_answer.set()

    def shut(self) -> None:
        """Takes no more calls; those that were taken go on. The end of `with` frees the home for another window."""
        if self._is_shut.is_set():
            return
        self._is_shut.set()
        (self._home / _CARD).unlink(missing_ok=True)
        # Closing a socket does not wake who waits at it.
        with suppress(OSError):
            Client(self._card.address, _FAMILY).close()
        self._doorkeeper.join(PATIENCE_SECONDS)

    def _listen(self) -> None:
        while not self._is_shut.is_set():
            try:
                connection = self._listener.accept()
            except OSError as error:
                # Too many open files: it may pass.
                log.warning("The local door failed to take a call: %s", error)
                self._is_shut.wait(_REST_SECONDS)
                continue
            if not self._is_shut.is_set():
                threading.Thread(target=self._receive, args=(connection,), name="caller", daemon=True).start()
        self._listener.close()
        with suppress(OSError):
            _sweep(self._card)

    def _receive(self, connection: Connection[Any, Any]) -> None:
        with connection:
            try:
                call = self._read(connection.recv_bytes(_LARGEST_BYTES))
            except (EOFError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
                log.warning("Something at the local door was not understood, and is ignored: %s", error or "no words")
                return

            def say(kind: str, value: Any) -> None:
                try:
                    connection.send_bytes(json.dumps([kind, value]).encode())
                except OSError as error:
                    raise CallerLeftError from error

            with suppress(CallerLeftError):
                say("taken", os.getpid())
                self._can_answer.wait()
                assert self._answer is not None
                say("code", self._answer(call, say))

    def _read(self, message: bytes) -> Call:
        """Raises ValueError for anything but a call by somebody who knows the word."""
        read = json.loads(message)
        if not isinstance(read, dict) or not hmac.compare_digest(str(read.get("word")), self._word):
            raise ValueError("a caller without the word")
        arguments, folder, activation = read["arguments"], read["folder"], read["activation"]
        return Call(tuple(map(str, arguments)), str(folder), str(activation))


@contextmanager
def kept_shut(home: Path) -> Iterator[None]:
    """While it lasts no window opens with this home. Raises DoorError where one is open, or the home cannot be written
    to."""
    lock = FileLock(home / _LOCK, timeout=0)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise DoorError(
            tr("Photo Sorter is open with the folder {home}. Close its window first, and try again.", home=home)
        ) from None
    except OSError as error:
        reason = error.strerror or error
        raise DoorError(tr("The folder {home} cannot be written to: {reason}.", home=home, reason=reason)) from error
    try:
        yield
    finally:
        lock.release()


def claim_or_call(home: Path, call: Call, hear: Say) -> Door | int:
    """The door of this home, or else the exit code of the window that has it and answered. Of any number of starts at
    once one gets the door.

    Raises DoorError if there is a window that does not answer, OSError where there can be no door.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        door = Door.claim(home)
        if door is not None:
            return door
        code = hand_over(home, call, hear)
        if code is not None:
            return code
        # It has just been started and has no card yet, or is just being closed.
        if time.monotonic() > deadline:
            raise DoorError(
                tr(
                    "Photo Sorter is already open with the folder {home}, but does not answer. Wait a moment, or "
                    "end it and start again.",
                    home=home,
                )
            )
        time.sleep(_ASK_AGAIN_SECONDS)


def hand_over(home: Path, call: Call, hear: Say) -> int | None:
    """Asks the window of this home to do something. Its exit code, or None where there is no window that answers.

    `hear` takes what it says meanwhile. Raises DoorError if the window is another version, or ends before it is done.
    """
    try:
        card = _Card.read(home)
        if card is None:
            return None
        connection = Client(card.address, _FAMILY)
    except OSError:
        return None  # A window that was killed has left its card.
    with connection:
        if card.version != __version__:
            raise DoorError(
                tr(
                    "The window that is open is Photo Sorter {theirs}, and this is {ours}. Close the window and "
                    "try again.",
                    theirs=card.version,
                    ours=__version__,
                )
            )
        _let_come_to_front(card.process_id)
        try:
            connection.send_bytes(json.dumps(asdict(call) | {"word": card.word}).encode())
            if not connection.poll(PATIENCE_SECONDS):
                return None
        except OSError:
            return None
        while True:
            kind, value = _heard(connection)
            if kind == "code":
                return int(value)
            if kind != "taken":
                hear(kind, value)


def _heard(connection: Connection[Any, Any]) -> tuple[str, Any]:
    try:
        kind, value = json.loads(connection.recv_bytes())
    except (EOFError, OSError) as error:
        raise DoorError(
            tr("The window was closed before it was done. What was done is kept; try the rest again.")
        ) from error
    return kind, value


@dataclass(frozen=True)
class _Card:
    """What lies in the home while a window is open. `home`: a copy of the folder must not lead to this window."""

    address: str
    word: str
    process_id: int
    version: str
    home: str

    @classmethod
    def read(cls, home: Path) -> _Card | None:
        """None where there is none that can be understood. Raises OSError."""
        try:
            card = cls(**json.loads((home / _CARD).read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return card if card.home == str(home.resolve()) else None

    def write(self, home: Path) -> None:
        """Whole or not at all, and never for others to read."""
        fresh = (home / _CARD).with_suffix(".tmp")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        fresh.replace(home / _CARD)


def _new_address() -> str:
    """In a new folder that is closed to others, and near the root: a home's own path may be too long for a socket."""
    if sys.platform == "win32":
        return rf"\\.\pipe\photo-sorter-{secrets.token_hex(16)}"
    for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):
        if not place or len(os.fsencode(place)) + len("/photo-sorter-12345678/door") > _LONGEST_ADDRESS:
            continue
        with suppress(OSError):
            return str(Path(tempfile.mkdtemp(prefix="photo-sorter-", dir=place)) / "door")
    raise OSError("No place for a socket: neither XDG_RUNTIME_DIR nor a temporary folder can be written to.")


def _sweep(card: _Card | None) -> None:
    """Takes away the socket of a window that is gone. Only while the lock is held: nobody can be behind it."""
    if card is None or sys.platform == "win32":
        return
    with suppress(FileNotFoundError):
        if stat.S_ISSOCK(os.lstat(card.address).st_mode):
            Path(card.address).unlink()
    with suppress(FileNotFoundError):
        Path(card.address).parent.rmdir()


def _let_come_to_front(process_id: int) -> None:
    """Windows lets only the program in front say who may come there."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(process_id)
