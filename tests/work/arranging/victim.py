"""A process that makes runs in children of its own, which may be killed. `Victim` is held by whoever kills them.

Forking spares what starting Python takes: thousands of kills are tried. POSIX only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.media import placing
from photo_sorter.store.library import Library
from photo_sorter.work.arranging import runner
from photo_sorter.work.arranging.ledger import Ledger
from photo_sorter.work.arranging.runner import Runner
from tests.work.arranging.accounts import Ground, plan

CHANGING_CALLS = (
    "write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync", "sync_file_range", "rename", "renameat",
    "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
    "utimensat", "utime", "utimes", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "setxattr",
    "lsetxattr", "fsetxattr", "truncate", "ftruncate", "fallocate", "copy_file_range", "sendfile", "ioctl", "creat",
    "open", "openat",
)  # fmt: skip
"""System calls that may change what is on a disk."""
_ALL_CALLS = ",".join(f"?{name}" for name in CHANGING_CALLS)
BATCH = 4
CHUNK_BYTES = 64 * 1024
"""Steps that are written down at once, and bytes that are copied at once: less than usual, so that few small files
make several of each."""


@dataclass(frozen=True)
class Outcome:
    """What became of a child. `sentence`: what the person reads if not all went well. `fault`: the traceback of what
    nobody expected."""

    was_killed: bool
    sentence: str | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Call:
    """The `number`th call of this name, 1 for the first."""

    name: str
    number: int
    line: str = ""


class Victim:
    def __init__(self, ground: Ground, mode: Mode) -> None:
        self._places = [str(ground.home), str(ground.photos), str(ground.destination)]
        self._mode = mode
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = str(Path(__file__).parents[3])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.work.arranging.victim", str(other.fileno())],
            pass_fds=[other.fileno()],
            env=os.environ | {"PYTHONPATH": root},
        )
        other.close()

    def __enter__(self) -> Victim:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()
        self._process.wait()

    def do(self, act: str, kill_at: int | None = None) -> Outcome:
        """`act`: "run", "finish" (what is open), or "take back" (what was run last). `kill_at`: it kills itself at its
        so manieth try to change a file, as Python tells of it."""
        self._send(act, kill_at=kill_at)
        return self._outcome()

    def do_traced(self, act: str, injections: Sequence[str]) -> Outcome:
        """With strace's faults, as «rename:signal=SIGKILL:when=2»."""
        with self._strace(act, [part for each in injections for part in ("-e", f"inject={each}")], os.devnull):
            return self._outcome()

    def calls(self, act: str, log: Path) -> list[Call]:
        """Does it, and gives all that it does to disks, in order."""
        with self._strace(act, ["-y"], str(log)):
            assert self._outcome() == Outcome(was_killed=False)
        counted: dict[str, int] = {}
        calls = []
        for line in log.read_text(errors="replace").splitlines():
            if found := re.match(r"(\w+)\(", line):
                name = found[1]
                counted[name] = counted.get(name, 0) + 1
                if _changes(name, line):
                    calls.append(Call(name, counted[name], line))
        return calls

    def _send(self, act: str, **others: Any) -> None:
        self._channel.send(json.dumps({"act": act, "mode": self._mode, "places": self._places, **others}).encode())

    def _outcome(self) -> Outcome:
        said: dict[str, Any] = {}
        while "status" not in said:
            said |= json.loads(self._channel.recv(1 << 18))
        return Outcome(os.WIFSIGNALED(said["status"]), said.get("sentence"), said.get("fault"))

    @contextlib.contextmanager
    def _strace(self, act: str, options: list[str], log: str):
        self._send(act, pause=True)
        pid = json.loads(self._channel.recv(1 << 18))["pid"]
        _wait_until(lambda: _status(pid, "State").startswith("T"))
        command = ["strace", "-qq", "-o", log, "-s", "4096", "-e", f"trace={_ALL_CALLS}", *options, "-p", str(pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            _wait_until(lambda: tracer.poll() is not None or _status(pid, "TracerPid") != "0")
            assert tracer.poll() is None, tracer.communicate()[1]
            os.kill(pid, signal.SIGCONT)
            yield


def _changes(name: str, line: str) -> bool:
    match name:
        case "open" | "openat":
            return "O_CREAT" in line or "O_TRUNC" in line
        case "ioctl":
            return "FICLONE" in line
    return True


def _status(pid: int, field: str) -> str:
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"^{field}:\s*(.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def _wait_until(is_so) -> None:
    """Polls what the kernel tells of no event."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        os.sched_yield()


def _serve(channel: socket.socket) -> None:
    while message := channel.recv(1 << 16):
        job = json.loads(message)
        pid = os.fork()
        if pid == 0:
            _child(job, channel)
        if job.get("pause"):
            channel.send(json.dumps({"pid": pid}).encode())
        _, status = os.waitpid(pid, 0)
        channel.send(json.dumps({"status": status}).encode())


def _child(job: dict[str, Any], channel: socket.socket) -> None:
    said: dict[str, Any] = {}
    try:
        said["sentence"] = _act(job)
    except PhotoSorterError as error:
        said["sentence"] = str(error)
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        said["fault"] = traceback.format_exc()[-8000:]
    # Not `write`, which may be one of the calls that fail.
    channel.send(json.dumps(said).encode())
    os._exit(0)


def _act(job: dict[str, Any]) -> str | None:
    ground, mode = Ground(*map(Path, job["places"])), Mode(job["mode"])
    runner.MOST_STEPS, placing.CHUNK_BYTES = BATCH, CHUNK_BYTES
    with Library.open(ground.library_file) as library:
        ledger = Ledger(library)

        def call(entry):
            with library.reading():
                return entry(ledger)

        runs = library.journal.runs()
        if job.get("pause"):
            os.kill(os.getpid(), signal.SIGSTOP)
        if job.get("kill_at") is not None:
            _kill_self_at(job["kill_at"])
        match job["act"]:
            case "run":
                run = ledger.open(plan(ground, library, mode), "a test")
            case _ if not runs:
                return None
            case "finish" if not runs[0].is_open:
                return None
            case _:
                run = runs[0]
        one = Runner(run, call)
        ended = one.take_back() if job["act"] == "take back" else one.finish()
        return ended.interruption or " ".join(ended.sentences) or None


_FILE_EVENTS = {
    "os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.utime", "os.chmod", "os.truncate",
    "os.setxattr", "fcntl.ioctl", "ctypes.dlsym",
}  # fmt: skip
"""Of https://docs.python.org/3/library/audit_events.html; by ctypes files are renamed."""


def _kill_self_at(number: int) -> None:
    left = number

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in _FILE_EVENTS:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
