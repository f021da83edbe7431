"""Runs one command, or the window."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from photo_sorter.cli.command_line import understood
from photo_sorter.cli.house import absolute
from photo_sorter.cli.output import Output, told
from photo_sorter.door import Call, Door, DoorError, claim_or_call, hand_over
from photo_sorter.logs import start_log
from photo_sorter.paths import Home, default_home

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (or the window) and gives the exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8, whatever the console is; a bad byte in a query must not end the program.
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    options = understood(sys.argv[1:] if arguments is None else arguments)
    home = Home(Path(getattr(options, "home", None) or default_home()).absolute())
    output = Output(getattr(options, "json", False))
    start_log(home.log)
    try:
        if options.command is None:
            return told(lambda: _window(home, options, output), output)
        return told(lambda: options.run(home, options, output), output)
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return 0
    except KeyboardInterrupt:
        output.message("Stopped. What was done is kept.")
        return 1


def _window(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Opens it, or hands the paths to the one that is open."""
    paths = tuple(absolute(Path(path)) for path in options.paths)
    door = _door_or_code(home, options, output)
    if isinstance(door, int):
        named = ", ".join(map(str, paths))
        sentence = f"Handed to the window that is open: {named}" if paths else "Photo Sorter is open already."
        output.result({"window": "open", "paths": list(map(str, paths))}, [sentence])
        return door
    with door or nullcontext():
        if not _has_display():
            output.error(
                "There is no display to open a window on. On the command line, `photo-sorter index FOLDER` "
                "and `photo-sorter search WORDS` do the same work; `photo-sorter --help` lists the rest."
            )
            return 1
        from photo_sorter.app import run_app
        from photo_sorter.cli.doctor import report_text
        from photo_sorter.cli.hosting import answer

        hidden = getattr(options, "background", False)
        return run_app(home, door, paths, answer, hidden, lambda: report_text(home))


def _door_or_code(home: Home, options: argparse.Namespace, output: Output) -> Door | int | None:
    """The door; the exit code of the window that has it; or None where there can be no door. Raises DoorError."""
    call = Call(options.arguments, os.getcwd(), os.environ.get("XDG_ACTIVATION_TOKEN", ""))  # noqa: PTH109
    if not _has_display():
        return hand_over(home.folder, call, output.hear)
    try:
        return claim_or_call(home.folder, call, output.hear)
    except DoorError:
        raise
    except OSError as error:
        log.warning("There is no local door, so that a second start and commands cannot hand over: %s", error)
        return None


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
