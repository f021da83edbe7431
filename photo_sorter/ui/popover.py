"""A panel that lies over the window, with the ground and the edge of a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from photo_sorter.ui.appearance import tones
from photo_sorter.ui.mirroring import mirrored

_RADIUS_PX = 9
_EDGE_PX = 8
"""Of the screen, which stays free."""


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


def beside(anchor: QRect, size: QSize, owner: QWidget) -> QRect:
    """Where a popup of this size lies: below the anchor, or above where there is no room, within the owner's screen.
    In global pixels."""
    room = owner.screen().availableGeometry()
    left = mirrored(QRect(anchor.topLeft(), size), anchor, owner.layoutDirection()).left()
    left = min(left, room.right() - size.width() - _EDGE_PX)
    top = anchor.bottom() + 4
    if top + size.height() > room.bottom():
        top = anchor.top() - size.height() - 4
    return QRect(QPoint(max(room.left() + _EDGE_PX, left), max(room.top() + _EDGE_PX, top)), size)
