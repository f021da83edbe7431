"""What was typed: a command with its options, or paths for the window."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from photo_sorter.cli.arguments import command_names, common_options, parser


def understood(arguments: Sequence[str], folder: Path = Path()) -> argparse.Namespace:
    """`command` None is the window, with `paths` to take; `arguments` are those given, in `folder`. Exits with 2 on
    wrong usage."""
    options = _for_window(arguments, folder) or _for_command(arguments)
    options.arguments = tuple(arguments)
    return options


def _for_window(arguments: Sequence[str], folder: Path) -> argparse.Namespace | None:
    """None unless all words are files or folders. Commands win: a folder of a command's name is written ./index."""
    try:
        options, words = common_options().parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    paths = words[1:] if words[:1] == ["--"] else words
    if not paths or (paths is words and words[0] in command_names()):
        return None
    if not all(path and os.path.lexists(folder / path) for path in paths):
        return None
    return argparse.Namespace(**vars(options), command=None, paths=paths)


def _for_command(arguments: Sequence[str]) -> argparse.Namespace:
    known = parser()
    options, rest = known.parse_known_args(arguments, argparse.Namespace(paths=[]))
    # A search may begin with a minus.
    if options.command == "search" and options.query is None and len(rest) == 1:
        options.query = rest.pop()
    if rest:
        known.error(f"unrecognized arguments: {' '.join(rest)}")
    return options
