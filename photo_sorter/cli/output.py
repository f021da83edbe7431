"""What a command says: results on stdout, as text or as JSON and nothing else; everything else on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from tqdm import tqdm

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.door import DoorError, Say
from photo_sorter.settings import SettingsError

_ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What makes a terminal do things: a file's name may hold it."""


class Output:
    """To this process's own streams."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._bar: tqdm[Any] | None = None

    def result(self, value: Any, lines: Iterable[str]) -> None:
        """The command's result: `value` as JSON, or `lines` for a person."""
        self.end_progress()
        if self.as_json:
            self.print(json.dumps(value, ensure_ascii=False))
        else:
            for line in lines:
                self.print(line)

    def error(self, sentence: str) -> None:
        """The command could not do its work."""
        self.end_progress()
        self.message(sentence)
        if self.as_json:
            self.print(json.dumps({"error": sentence}, ensure_ascii=False))

    def print(self, line: str) -> None:
        """On stdout."""
        print(_harmless(line) if sys.stdout.isatty() else line, flush=True)

    def message(self, sentence: str) -> None:
        """On stderr."""
        if self._bar is None:
            print(_harmless(sentence) if sys.stderr.isatty() else sentence, file=sys.stderr, flush=True)
        else:
            tqdm.write(_harmless(sentence), file=sys.stderr)

    def progress(self, activity: str, done: int, total: int) -> None:
        """A bar on stderr, if that is a terminal. `total` 0: unknown."""
        if self._bar is None:
            self._bar = tqdm(unit=" photos", disable=None, leave=False)
        self._bar.set_description_str(activity)
        self._bar.total = total or None
        self._bar.update(done - self._bar.n)

    def end_progress(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def hear(self, kind: str, value: Any) -> None:
        """Says what a RelayedOutput was told in another process."""
        match kind:
            case "print":
                self.print(value)
            case "message":
                self.message(value)
            case "progress":
                self.progress(*value)


class RelayedOutput(Output):
    """To another process, whose Output hears it."""

    def __init__(self, as_json: bool, say: Say) -> None:
        super().__init__(as_json)
        self._say = say

    def print(self, line: str) -> None:
        self._say("print", line)

    def message(self, sentence: str) -> None:
        self._say("message", sentence)

    def progress(self, activity: str, done: int, total: int) -> None:
        self._say("progress", [activity, done, total])


def told(run: Callable[[], int], output: Output) -> int:
    """The exit code that `run` gives; a fault that a person can do something about is told, and is 1."""
    try:
        return run()
    except (PhotoSorterError, SettingsError, DoorError) as error:
        output.error(str(error))
        return 1
    finally:
        output.end_progress()


def _harmless(text: str) -> str:
    """For a terminal; a program that reads along gets names as they are."""
    return _ORDERS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
