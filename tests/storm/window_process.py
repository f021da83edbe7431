"""A probed window in a process and a session of its own, held by whoever started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from photo_sorter.paths import Home

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300.0


class WindowProcess:
    """`began` is when it was started, as `notes` tell times. It is killed at the end of the block, if it still runs."""

    def __init__(self, notes: Path, home: Home, person: str = "nobody", *arguments: str) -> None:
        self._notes = notes
        notes.unlink(missing_ok=True)
        self.began = time.time()
        module = ["-m", "tests.storm.probed_window", str(notes), person, "--home", str(home.folder), *arguments]
        self.process = subprocess.Popen(
            [sys.executable, *module], env=environment(), start_new_session=True, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> WindowProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def notes(self) -> dict[str, tuple[float, float]]:
        """Of each thing how many seconds after the start it happened first, and how many of these were computed."""
        found: dict[str, tuple[float, float]] = {}
        for line in self._lines():
            note = json.loads(line)
            found.setdefault(note["what"], (note["at"] - self.began, note["computed"]))
        return found

    def sentences(self) -> list[str]:
        told = [json.loads(line) for line in self._lines()]
        return [note["sentence"] for note in told if note["what"] == "told" and note["sentence"]]

    def wait_for(self, what: str, seconds: float = PATIENCE_SECONDS) -> None:
        end = time.monotonic() + seconds
        while what not in self.notes():
            assert self.process.poll() is None, f"the window ended with {self.process.returncode}"
            assert time.monotonic() < end, f"not {what} in {seconds} s, but {self.notes()}: {self.stacks()}"
            time.sleep(0.01)

    def stacks(self) -> str:
        """What every thread does."""
        self.process.send_signal(signal.SIGUSR2)
        time.sleep(1.0)
        return Path(f"{self._notes}.stacks").read_text()

    def send_person_away(self) -> None:
        self.process.send_signal(signal.SIGUSR1)

    def children(self) -> list[int]:
        """Processes of its session that are alive, without itself."""
        return [int(at.name) for at in Path("/proc").iterdir() if at.name.isdigit() and self._is_child(at)]

    def _is_child(self, process: Path) -> bool:
        try:
            state, *fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        return int(fields[2]) == self.process.pid and state != "Z" and int(process.name) != self.process.pid

    def _lines(self) -> list[str]:
        return self._notes.read_text().splitlines() if self._notes.exists() else []


def environment() -> dict[str, str]:
    """Of a program of this checkout that has no display."""
    return {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)} | os.environ
