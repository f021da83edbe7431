"""`doctor`: what this computer and this installation are like, to be pasted into a bug report."""

from __future__ import annotations

import argparse
import getpass
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import photo_sorter
from photo_sorter.cli.environment import Part, parts
from photo_sorter.cli.output import Output
from photo_sorter.cli.redaction import Redaction
from photo_sorter.core.errors import LibraryError, PhotoSorterError
from photo_sorter.logs import log_text
from photo_sorter.paths import Home
from photo_sorter.store.library import Library


class LogUnreadableError(PhotoSorterError):
    """There is a log, but it may not be read."""


def doctor(home: Home, options: argparse.Namespace, output: Output) -> int:
    if options.log:
        lines = _log_lines(home)
        output.result({"log": lines}, lines)
    else:
        report = _report(home)
        output.result(report, _lines(report))
    return 0


def report_text(home: Home) -> str:
    """The report as the window copies it. Takes seconds; on any thread."""
    return "\n".join(_lines(_report(home)))


def _log_lines(home: Home) -> list[str]:
    """What happened, without what is nobody's business."""
    try:
        text: str = _redaction(home).of(log_text(home.log))
    except OSError as error:
        raise LogUnreadableError(f"The log {home.log} cannot be read: {error.strerror or error}.") from error
    return text.split("\n") if text else []


def _report(home: Home) -> dict[str, Any]:
    """A part that cannot be found out says why, and the others go on."""
    found: dict[str, Part] = {}
    for title, ask in parts(home).items():
        try:
            found[title] = ask()
        except Exception as error:  # noqa: BLE001 - a part that is broken is what the report is for
            found[title] = {"fault": str(error) or type(error).__name__}
    return dict(_redaction(home).of(found))


def _redaction(home: Home) -> Redaction:
    places = {
        "~": Path.home(),
        "<data>": home.folder,
        "<python>": Path(sys.prefix),
        "<program>": Path(photo_sorter.__file__).parent,
    }
    try:
        with Library.open_read_only(home.library) as library:
            places |= {f"<folder {number}>": folder.path for number, folder in enumerate(library.folders.active(), 1)}
    except LibraryError:
        pass  # Their paths are hidden like any others.
    return Redaction(places, {"<user>": _user(), "<computer>": platform.node()})


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _lines(report: dict[str, Any]) -> Iterator[str]:
    for title, part in report.items():
        yield title
        for name, value in part.items():
            if isinstance(value, list) and value:
                yield f"  {name}:"
                yield from (f"    {line}" for line in value)
            else:
                yield f"  {name}: {_words(value)}"
        yield ""


def _words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None | [] | "":
            return "none"
        case _:
            return str(value).replace("\n", "\n    ")
