"""Runs one command, or the window."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from photo_sorter.cli.arguments import parser
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.logs import start_log
from photo_sorter.paths import Home, default_home
from photo_sorter.settings import SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (or the window) and gives the exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8, whatever the console is; a bad byte in a query must not end the program.
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    options = _understood(arguments)
    home = Home(Path(getattr(options, "home", None) or default_home()).absolute())
    output = Output(getattr(options, "json", False))
    start_log(home.log)
    try:
        if options.command is None:
            return _window(home, output)
        code: int = options.run(home, options, output)
        return code
    except (PhotoSorterError, SettingsError) as error:
        output.error(str(error))
        return 1
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return 0
    except KeyboardInterrupt:
        output.message("Stopped. What was done is kept.")
        return 1


def _understood(arguments: Sequence[str] | None) -> argparse.Namespace:
    """A search may begin with a minus."""
    known = parser()
    options, rest = known.parse_known_args(arguments)
    if options.command == "search" and options.query is None and len(rest) == 1:
        options.query = rest.pop()
    if rest:
        known.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def _window(home: Home, output: Output) -> int:
    if not _has_display():
        output.error(
            "There is no display to open a window on. On the command line, `photo-sorter index FOLDER` "
            "and `photo-sorter search WORDS` do the same work; `photo-sorter --help` lists the rest."
        )
        return 1
    from photo_sorter.app import run_app

    return run_app(home)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
