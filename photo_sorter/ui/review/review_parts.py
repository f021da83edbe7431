"""Small parts of the page of review."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.mirroring import draw_text, mirrored


class KeyButton(QPushButton):
    """A push button that tells its key."""

    def __init__(self, caption: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(caption, parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{caption.rstrip('…')} ({key})")

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(max(84, size.width() + self._key_width()), size.height())

    def minimumSizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + self._key_width() + 16
        return QSize(width, super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        width = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - width - self._key_width()) // 2
        colours, quiet = tones(), bool(self.property("quiet"))
        ink = (colours.accent if quiet else colours.text) if self.isEnabled() else colours.faint
        painter.setPen(ink)
        place = self.rect().adjusted(left, 0, 0, 0)
        draw_text(painter, mirrored(place, self.rect(), self.layoutDirection()), self.text())
        painter.setFont(scaled_font(self, 0.85))
        painter.setPen(colours.muted if self.isEnabled() else colours.faint)
        place = place.adjusted(width + 8, 0, 0, 0)
        draw_text(painter, mirrored(place, self.rect(), self.layoutDirection()), self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _key_width(self) -> int:
        return 8 + round(self.fontMetrics().horizontalAdvance(self._key) * 0.85)


class Dot(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(14, 14)
        self._colour: QColor | None = None

    def show_colour(self, colour: str | None) -> None:
        self._colour = QColor(colour) if colour is not None else None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._colour is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour)
            painter.drawEllipse(1, 1, 12, 12)
