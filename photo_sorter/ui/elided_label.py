"""One line of text that gives way when there is little room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from photo_sorter.ui.appearance import tones
from photo_sorter.ui.mirroring import draw_text


class ElidedLabel(QLabel):
    """Plain text, shortened by “…” at `mode`; muted by its property of this name, as any label."""

    def __init__(
        self, parent: QWidget | None = None, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle, least_px: int = 40
    ) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText)
        self._mode, self._least_px = mode, least_px

    @property
    def shown_text(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.width())

    def ink(self) -> QColor:
        return tones().muted if self.property("muted") else tones().text

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_px, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.ink())
        draw_text(painter, self.rect(), self.shown_text)
