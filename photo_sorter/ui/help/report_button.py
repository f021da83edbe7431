"""The button that puts a report for a bug report on the clipboard."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.bridge import EventBridge

Report = Callable[[], str]
"""What this computer and this installation are like, without paths and names. Takes seconds; on a thread of its own."""


class ReportButton(QPushButton):
    """`said` carries how far it is, as a sentence."""

    said = Signal(str)

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(tr("Copy report"), parent)
        self._report = report
        self.setAutoDefault(False)
        self.clicked.connect(self._begin)
        # Without a parent: what a thread tells after this button has gone is told to nobody.
        self._bridge = EventBridge()
        self._bridge.happened.connect(self._on_made)

    def _begin(self) -> None:
        self.setEnabled(False)
        self.said.emit(tr("Looking at this computer. That takes some seconds…"))
        make, made = self._report, self._bridge.happened

        def run() -> None:
            text = ""
            try:
                text = make()
            finally:
                made.emit(text)

        threading.Thread(target=run, name="report", daemon=True).start()

    def _on_made(self, text: object) -> None:
        self.setEnabled(True)
        if not text:
            self.said.emit(tr("The report could not be made. The log says why."))
            return
        QApplication.clipboard().setText(str(text))
        self.said.emit(tr("Copied. Paths and names are hidden; read it before you send it."))
