"""Opening the display: Qt ends the process where it cannot, and here it is said why."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger(__name__)


@contextmanager
def faults_told() -> Iterator[None]:
    """Around the making of the QApplication. What Qt says meanwhile goes into the log; where it gives up, the process
    ends with a sentence and exit code 1, and not with a core dump.

    No Python exception gets through Qt: qFatal() aborts as soon as this handler returns.
    """
    said: list[str] = []

    def hear(kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        said.append(message.strip())
        log.warning("Qt: %s", said[-1])
        if kind is QtMsgType.QtFatalMsg:
            _give_up(said[0])

    former = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(former)


def _give_up(reason: str) -> None:
    """English, as all of the command line: there is no window to speak another language."""
    sentence = (
        f"No window can be opened on this display ({reason}). Start Photo Sorter from a desktop, or use the command "
        "line: `photo-sorter --help` lists what it can do."
    )
    log.critical(sentence)
    if sys.stderr is not None:  # a bundle may have no console
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    os._exit(1)
