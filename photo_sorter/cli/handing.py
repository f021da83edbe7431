"""Commands that change the library: done here, or handed to the window that has it open."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass

from photo_sorter.cli.desk import Desk, OwnDesk
from photo_sorter.cli.output import Output
from photo_sorter.cli.window import Window
from photo_sorter.door import Call, hand_over
from photo_sorter.paths import Home

Ask = Callable[[Home, argparse.Namespace, Output], tuple[str, ...]]
"""Asks a person, in the process where they sit. Gives the arguments that say so, and raises a fault if they decline."""


@dataclass(frozen=True)
class Change:
    """A short one, done on the worker's thread where there is a window."""

    run: Callable[[Desk, argparse.Namespace, Output], int]
    ask: Ask | None = None

    def __call__(self, home: Home, options: argparse.Namespace, output: Output) -> int:
        answers = self.ask(home, options, output) if self.ask is not None else ()
        code = _handed_over(home, (*options.arguments, *answers), output)
        if code is not None:
            return code
        with OwnDesk(home) as desk:
            return self.run(desk, options, output)


@dataclass(frozen=True)
class LongChange:
    """One that takes its time. `in_window` has the worker begin it, and watches."""

    alone: Callable[[Home, argparse.Namespace, Output], int]
    in_window: Callable[[Window, argparse.Namespace, Output], int]

    def __call__(self, home: Home, options: argparse.Namespace, output: Output) -> int:
        code = _handed_over(home, options.arguments, output)
        return self.alone(home, options, output) if code is None else code


def _handed_over(home: Home, arguments: tuple[str, ...], output: Output) -> int | None:
    """The exit code of the window's answer; None where there is no window."""
    try:
        return hand_over(home.folder, Call(arguments, os.getcwd()), output.hear)  # noqa: PTH109
    except KeyboardInterrupt:
        output.end_progress()
        output.message("The window goes on with it.")
        return 1
