"""Shows that an area has the focus, where nothing in it could show that."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPen

from photo_sorter.ui.appearance import tones

_BY_KEYS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


def came_by_keys(event: QFocusEvent) -> bool:
    """Who clicks knows where they are."""
    return event.reason() in _BY_KEYS


def draw_focus_frame(painter: QPainter, area: QRect) -> None:
    painter.setPen(QPen(tones().accent, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
