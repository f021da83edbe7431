"""The search field: waits until the typing rests, then says what is sought."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from photo_sorter.ui.appearance import tones
from photo_sorter.ui.icons import draw_icon, inked_icon

REST_MS = 150


class SearchField(QLineEdit):
    """`sought` carries the trimmed text, "" once the field has been cleared; `left` a key that leads to the results."""

    sought = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = ""
        self.setPlaceholderText("Search by what is in the picture")
        self.setAccessibleName("Search")
        self.setTextMargins(22, 0, 0, 0)
        self.setMinimumWidth(160)
        self.setMaximumWidth(340)
        self._clear = QAction("Clear search", self)
        self._clear.triggered.connect(self.clear)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._say)
        self.textChanged.connect(self._on_text)
        self._ink()

    def sizeHint(self) -> QSize:
        return QSize(300, max(34, super().sizeHint().height()))

    def forget(self) -> None:
        """Empties the field without announcing it."""
        self._last = ""
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._clear.setVisible(False)
        self._rest.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.clear()
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Down:
                self._say()
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_icon(painter, "search", QRectF(9, self.height() / 2 - 8, 16, 16), tones().muted)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._ink()
        super().changeEvent(event)

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if text.strip():
            self._rest.start()
        else:
            self._rest.stop()
            self._say()

    def _say(self) -> None:
        self._rest.stop()
        text = " ".join(self.text().split())
        if text != self._last:
            self._last = text
            self.sought.emit(text)

    def _ink(self) -> None:
        if hasattr(self, "_clear"):
            self._clear.setIcon(inked_icon("close", tones().muted.name()))
