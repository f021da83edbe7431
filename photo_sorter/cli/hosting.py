"""In the window's process: answers what other starts of the program were asked to do."""

from __future__ import annotations

import argparse
import logging
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from photo_sorter.cli.arguments import common_options
from photo_sorter.cli.command_line import understood
from photo_sorter.cli.desk import WindowDesk
from photo_sorter.cli.handing import Change, LongChange
from photo_sorter.cli.output import Output, RelayedOutput, told
from photo_sorter.cli.window import Window
from photo_sorter.door import Call, CallerLeftError, Say
from photo_sorter.paths import Home
from photo_sorter.work.errands import Errands, Workplace

log = logging.getLogger(__name__)

_LONGEST_WORDS = 70


def answer(home: Home, errands: Errands, show: Callable[[tuple[Path, ...], str], None], call: Call, say: Say) -> int:
    """Gives the exit code. Called on a thread of its own; `show` has the window come to the front with paths."""
    folder = Path(call.folder)
    options = understood(call.arguments, folder)
    window = Window(home, errands, folder)
    output = RelayedOutput(getattr(options, "json", False), say)
    log.info("Another start of the program asks for %s", options.command or "the window")
    try:
        if options.command is None:
            # A start at login, of a program that is open already, is nobody's wish to see it.
            if not getattr(options, "background", False):
                show(tuple(map(window.at, options.paths)), call.activation)
            return 0
        match options.run:
            case Change(run):
                return _errand(window, lambda desk, output: run(desk, options, output), _words(options), output)
            case LongChange(in_window=watch):
                return told(lambda: watch(window, options, output), output)
        output.error(f"“{options.command}” is nothing for the window.")
        return 2
    except CallerLeftError:
        raise
    except BaseException as error:
        say("message", f"Photo Sorter has a fault: {error!r}. It is noted in its log.")
        say("code", 1)
        raise


def _errand(window: Window, run: Callable[[WindowDesk, Output], int], words: str, output: RelayedOutput) -> int:
    """What it says is kept until it is done: a caller that does not listen must not hold up the worker."""
    said: list[tuple[str, Any]] = []
    kept = RelayedOutput(output.as_json, lambda kind, value: said.append((kind, value)))

    def do(workplace: Workplace) -> int:
        return run(WindowDesk(workplace, window.errands, window.folder, words), kept)

    code = told(lambda: window.errands.run(do), kept)
    for kind, value in said:
        output.hear(kind, value)
    return code


def _words(options: argparse.Namespace) -> str:
    """What was typed, as Undo names it."""
    _, typed = common_options().parse_known_args(options.arguments)
    words = " ".join(shlex.join(["photo-sorter", *typed]).split())
    return words if len(words) <= _LONGEST_WORDS else f"{words[: _LONGEST_WORDS - 1]}…"
