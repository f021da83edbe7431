"""Sidecars being written, in the bottom bar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from photo_sorter.core.events import MetadataProgressed
from photo_sorter.language import number, tr
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.phrases import time_left

LONG_SECONDS = 60.0
"""Who waits for less need not be told how long."""


class WritingStrip(QWidget):
    """In sight only while something is being written."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.words.setProperty("muted", True)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(120)
        self.bar.setAccessibleName(tr("Progress of writing metadata"))
        self.stop = IconButton("close", tr("Cancel writing metadata"), self)
        self.stop.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        self.hide()

    @property
    def is_busy(self) -> bool:
        return not self.isHidden()

    def begin(self, total: int) -> None:
        self.stop.setEnabled(True)
        self._say(tr("Writing metadata…"), 0, total)
        self.show()

    def show_progress(self, told: MetadataProgressed) -> None:
        if not self.stop.isEnabled():
            return
        words = tr("Writing metadata: {number} of {count}", number=number(told.done), count=number(told.total))
        is_long = told.seconds_left is not None and told.seconds_left >= LONG_SECONDS
        self._say(f"{words} · {time_left(told.seconds_left or 0)}" if is_long else words, told.done, told.total)

    def end(self) -> None:
        self.hide()

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self.words.setText(tr("Cancelling…"))
        self.cancelled.emit()

    def _say(self, words: str, done: int, total: int) -> None:
        self.words.setText(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
