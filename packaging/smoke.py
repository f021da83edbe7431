"""Tries a finished bundle as a person would: commands, decoding in child processes, the model, the window.

`python packaging/smoke.py PROGRAM`, with any Python 3.11: it uses nothing but the program, and touches nothing of the
person who runs it. Without a display the window opens on Qt's off-screen one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).parents[1] / "resources" / "help"
_PATIENCE_SECONDS = 120.0


def try_bundle(program: Path) -> None:
    """Raises SystemExit with a sentence at the first thing that does not work."""
    with tempfile.TemporaryDirectory(prefix="photo-sorter-smoke-") as folder:
        trial = _Trial(program, Path(folder))
        trial.says_its_version()
        trial.indexes_and_finds()
        trial.opens_a_window_that_works()


class _Trial:
    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._home = folder / "home"
        self._photos = folder / "photos"
        self._photos.mkdir()
        self._pictures = sorted(PICTURES.glob("*.png"))
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        if sys.platform == "linux" and not os.environ.get("DISPLAY"):
            self._environment["QT_QPA_PLATFORM"] = "offscreen"

    def says_its_version(self) -> None:
        began = time.monotonic()
        said = self._output("--version").strip()
        _passed(f"{said}, in {time.monotonic() - began:.1f} s")

    def indexes_and_finds(self) -> None:
        for picture in self._pictures[:-1]:
            shutil.copy(picture, self._photos)
        began = time.monotonic()
        self._output("index", str(self._photos))
        wanted = len(self._pictures) - 1
        _check(self._photo_count() == wanted, f"{self._photo_count()} photos are known in place of {wanted}")
        found = json.loads(self._output("similar", str(self._photos / self._pictures[0].name), "--json"))
        _check(len(found["results"]) > 0, "no picture is like another: the model gave nothing")
        found = json.loads(self._output("search", "screenshot", "--json"))
        _check(len(found["results"]) > 0, "the search found nothing")
        _check(json.loads(self._output("check", "--json"))["problems"] == [], "there are problem files")
        _passed(f"{wanted} pictures indexed and searched, in {time.monotonic() - began:.1f} s")

    def opens_a_window_that_works(self) -> None:
        """What is put into its folder is noticed, decoded and embedded while it is open."""
        with subprocess.Popen(self._command(), env=self._environment) as window:
            try:
                _wait(lambda: self._photo_count() is not None, window, "the library cannot be read beside the window")
                shutil.copy(self._pictures[-1], self._photos)
                wanted = len(self._pictures)
                _wait(lambda: self._photo_count() == wanted, window, "the window does not see a new photo")
                began = time.monotonic()
            finally:
                # Windows has no signal that a program with a window hears.
                window.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
        if sys.platform != "win32":
            _check(window.returncode == 0, f"the window ended with {window.returncode}")
        _passed(f"the window saw a new photo, and closed in {time.monotonic() - began:.1f} s")

    def _photo_count(self) -> int:
        folders: list[dict[str, Any]] = json.loads(self._output("folders", "list", "--json"))
        return sum(int(each["photos"]) for each in folders)

    def _output(self, *arguments: str) -> str:
        done = subprocess.run(
            self._command(*arguments),
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
        said = done.stderr + done.stdout
        _check(done.returncode == 0, f"`{' '.join(arguments)}` ended with {done.returncode}:\n{said}")
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        return [str(self._program), "--home", str(self._home), *arguments]


def _wait(is_so: Callable[[], bool], window: subprocess.Popen[bytes], fault: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        _check(window.poll() is None, f"the window ended by itself, with {window.returncode}")
        _check(time.monotonic() < until, fault)
        time.sleep(0.2)


def _check(is_right: bool, fault: str) -> None:
    if not is_right:
        raise SystemExit(f"Smoke test: {fault}.")


def _passed(what: str) -> None:
    print(f"ok: {what}", flush=True)


if __name__ == "__main__":
    try_bundle(Path(sys.argv[1]).absolute())
