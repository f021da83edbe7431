"""A panel that lies over the window, with the ground and the edge of a menu."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from photo_sorter.ui.appearance import tones

_RADIUS_PX = 9


class Popover(QWidget):
    """Paints its ground only: what stands in it lays itself out."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isWindow():
            painter.fillRect(self.rect(), tones().hairline)
        painter.setBrush(tones().base)
        painter.setPen(tones().hairline)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS_PX, _RADIUS_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isWindow():
            # Where nothing composes windows (bare X11), what is translucent shows black: the corners are cut off.
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
            self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def become_popup(self) -> None:
        """A window of its own that closes at a click elsewhere."""
        self.setWindowFlags(Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
