"""The log file: what happened, for a bug report. It holds paths, never picture content.

Paths are other people's words: a name may hold a line break and what looks like an entry, or what makes a terminal do
things. Whatever cannot be printed is written as an escape, and what belongs to an entry is indented, so that no name
makes an entry of its own.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000
"""Of one file, and of what is read again."""
_BACKUPS = 2
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_ENTRY = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) ([A-Z]+) (.*?[\w.]+): (.*)")
"""`_FORMAT`, as it is read back."""
_INDENT = "  "
"""Before every line that belongs to the entry above it."""
_LEVELS = logging.getLevelNamesMapping()
_MOST_DETAILS = 20_000
"""Characters: a file that is no log may go on for ever without a new entry."""


@dataclass(frozen=True)
class LogEntry:
    """`when` in local time. `source`: thread and module. `details`: the lines below the first, e.g. a traceback."""

    when: datetime
    level: int
    source: str
    message: str
    details: str = ""

    @property
    def is_problem(self) -> bool:
        return self.level >= logging.WARNING


def start_log(path: Path) -> None:
    """Writes warnings and above of every room, and our own information, to `path` (three files of 1 MB at most).

    A folder that cannot be written to leaves the program without a log; the library's own fault tells the person.
    """
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True)
        path.touch()
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_Entries(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("photo_sorter").setLevel(logging.INFO)


def read_log(path: Path) -> tuple[LogEntry, ...]:
    """The latest MOST_BYTES of the log at `path` and of those that were put aside before it, the oldest entry first.

    What is no entry is left out. Raises OSError if there is a log that cannot be read.
    """
    return tuple(_entries(log_text(path)))


def log_text(path: Path) -> str:
    """The same as it is written. Raises OSError."""
    parts: list[bytes] = []
    room = MOST_BYTES
    for part in (path, *(path.with_name(f"{path.name}.{number}") for number in range(1, _BACKUPS + 1))):
        if room <= 0 or not part.exists():
            break
        parts.insert(0, _end_of(part, room))
        room -= len(parts[0])
    return b"\n".join(parts).decode("utf-8", "replace")


class _Entries(logging.Formatter):
    """One line for the message, and indented ones for what belongs to it."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have kept its own form of the traceback in the record.
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:
        return _printable(super().formatMessage(record))

    def formatException(self, fault: Any) -> str:
        return _indented(super().formatException(fault))

    def formatStack(self, stack: str) -> str:
        return _indented(super().formatStack(stack))


def _indented(text: str) -> str:
    return "\n".join(_INDENT + _printable(line) for line in text.split("\n"))


def _printable(text: str) -> str:
    """Line breaks, control characters, what turns the direction of text, and bytes that are no text become escapes."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )


def _end_of(path: Path, most_bytes: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - most_bytes))
        return file.read(most_bytes)


def _entries(text: str) -> Iterator[LogEntry]:
    head: tuple[datetime, int, str, str] | None = None
    below: list[str] = []
    for line in text.replace("\r", "").split("\n"):
        found = _head(line)
        if found is None:
            below.append(line.removeprefix(_INDENT))
            continue
        if head is not None:
            yield _entry(head, below)
        head, below = found, []
    if head is not None:
        yield _entry(head, below)


def _head(line: str) -> tuple[datetime, int, str, str] | None:
    found = _ENTRY.match(line)
    if found is None or found[2] not in _LEVELS:
        return None
    try:
        return datetime.fromisoformat(found[1]), _LEVELS[found[2]], found[3], found[4]
    except ValueError:
        return None


def _entry(head: tuple[datetime, int, str, str], below: list[str]) -> LogEntry:
    return LogEntry(*head, "\n".join(below).strip("\n")[:_MOST_DETAILS])
