"""The log file: what happened, for a bug report. It holds paths, never picture content."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path


def start_log(path: Path) -> None:
    """Writes warnings and above of every room, and our own information, to `path` (three files of 1 MB at most).

    A folder that cannot be written to leaves the program without a log; the library's own fault tells the person.
    """
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
        path.touch()
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("photo_sorter").setLevel(logging.INFO)
