"""The program without its window in a process of its own: `python -m tests.storm.bare_program HOME FOLDER…`.

It writes events to stdout, a JSON line each, and obeys the lines of stdin: `resume`, `rescan`, `try again`, `stop`.
`BareProgram` is held by whoever started it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from photo_sorter.core.commands import AddFolders, Rescan, Resume, SaveScheme, Stop, TryAgain
from photo_sorter.core.events import Activity, ActivityChanged, NoticeRaised, PhotosIndexed, Stopped
from photo_sorter.core.folder_state import FoldersChecked
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.work.worker import Worker
from tests.fakes import ColourEmbedder
from tests.storm.pictures import SORTED_COLOURS

COMMANDS = {"resume": Resume, "rescan": Rescan, "try again": TryAgain, "stop": Stop}
ROOT = Path(__file__).parents[2]


class BareProgram:
    """`before` is put before its command line (setpriv, strace), `environment` into its environment."""

    def __init__(
        self,
        home: Path,
        folders: Sequence[Path],
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.sentences: list[str] = []
        self.indexed = 0
        self.activity = ""
        self.has_stopped = False
        self._last_event = time.monotonic()
        self._changed = threading.Condition()
        command = [*before, sys.executable, "-m", "tests.storm.bare_program", str(home), *map(str, folders)]
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - `end` closes it
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, cwd=ROOT,
            env=dict(environment) if environment else None,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, name="bare-program")
        self._reader.start()

    def tell(self, command: str) -> None:
        assert self.process.stdin is not None
        # It may have ended, which `has_stopped` tells.
        with suppress(BrokenPipeError):
            self.process.stdin.write(f"{command}\n")
            self.process.stdin.flush()

    def wait(self, is_so: Callable[[], object], seconds: float) -> bool:
        """False if it did not come to be so."""
        with self._changed:
            return bool(self._changed.wait_for(is_so, seconds))

    def wait_until_quiet(self, quiet_seconds: float = 2.5, seconds: float = 120.0) -> None:
        """Idle, or paused, or ended, and nothing said for so long."""
        began = time.monotonic()
        with self._changed:
            while time.monotonic() < began + seconds and not self.has_stopped:
                is_at_rest = self.activity in (Activity.IDLE, Activity.PAUSED)
                if is_at_rest and time.monotonic() - max(self._last_event, began) >= quiet_seconds:
                    return
                self._changed.wait(0.2)

    @contextmanager
    def halted(self) -> Iterator[None]:
        """It stands still meanwhile: what is done strikes in the middle of its work, however long it takes."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def end(self) -> str:
        """What it wrote to stderr: tracebacks, if anything."""
        self.tell("stop")
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._reader.join()
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        with self._errors as said:
            said.seek(0)
            return said.read()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._hear(json.loads(line))
        with self._changed:
            self.has_stopped = True
            self._changed.notify_all()

    def _hear(self, event: dict[str, Any]) -> None:
        with self._changed:
            self._last_event = time.monotonic()
            self.activity = event.get("activity", self.activity)
            self.indexed += event.get("indexed", 0)
            if (sentence := event.get("sentence")) and sentence not in self.sentences:
                self.sentences.append(sentence)
            self._changed.notify_all()


def _told(event: object) -> list[dict[str, object]]:
    match event:
        case ActivityChanged(activity, reason=reason):
            return [{"activity": activity, "sentence": reason}]
        case PhotosIndexed(photo_ids):
            return [{"indexed": len(photo_ids)}]
        case NoticeRaised(sentence) | Stopped(sentence):
            return [{"sentence": sentence}]
        case FoldersChecked(states):
            return [{"sentence": state.sentence} for state in states.values()]
    return []


def main(home: Home, folders: tuple[Path, ...]) -> None:
    writing = threading.Lock()

    def notify(event: object) -> None:
        with writing:
            for told in _told(event):
                print(json.dumps(told), flush=True)  # noqa: T201 - whoever started it reads that

    embedder = ColourEmbedder()
    worker = Worker(home, SettingsFile(home.settings), notify, lambda _: embedder)
    if not home.library.exists():
        worker.post(SaveScheme(Scheme(tuple(Category(colour, learns=False) for colour in SORTED_COLOURS))))
    worker.post(AddFolders(folders))
    threading.Thread(target=_obey, args=[worker], daemon=True).start()
    worker.run()


def _obey(worker: Worker) -> None:
    for line in sys.stdin:
        worker.post(COMMANDS[line.strip()]())
    worker.post(Stop())


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), tuple(map(Path, sys.argv[2:])))
