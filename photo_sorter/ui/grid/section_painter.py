"""How the header of a section looks. Paints only."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from photo_sorter.language import number
from photo_sorter.ui.appearance import Tones
from photo_sorter.ui.grid.grid_layout import MARGIN_PX
from photo_sorter.ui.grid.sections import Section
from photo_sorter.ui.mirroring import draw_text, mirrored

_PILL_PX = 28
_PAD_PX = 8
_APART_PX = 8


@dataclass
class SectionPainter:
    """Paints with the tones and fonts of its grid."""

    tones: Tones
    font: QFont
    small_font: QFont

    def header(self, painter: QPainter, rect: QRect, section: Section, *, is_hovered: bool, is_stuck: bool) -> None:
        """`is_stuck`: photos pass below it, so that it needs a ground of its own."""
        if is_stuck:
            painter.fillRect(rect, self.tones.base)
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self.tones.hairline)
        count = number(section.count)
        count_px = QFontMetrics(self.small_font).horizontalAdvance(count)
        room_px = rect.width() - 2 * MARGIN_PX - _APART_PX - count_px
        metrics = QFontMetrics(self.font)
        title = metrics.elidedText(" ".join(section.title.split()), Qt.TextElideMode.ElideRight, max(0, room_px))
        title_px = metrics.horizontalAdvance(title)
        direction = painter.layoutDirection()
        left, top = rect.left() + MARGIN_PX, rect.center().y() - _PILL_PX // 2 + 1
        if is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tones.hover)
            width = title_px + _APART_PX + count_px + 2 * _PAD_PX
            pill = QRectF(left - _PAD_PX, top, width, _PILL_PX)
            painter.drawRoundedRect(mirrored(pill, rect, direction), 7, 7)
        painter.setFont(self.font)
        painter.setPen(self.tones.text)
        draw_text(painter, mirrored(QRect(left, top, title_px + 2, _PILL_PX), rect, direction), title)
        painter.setFont(self.small_font)
        painter.setPen(self.tones.muted)
        place = QRect(left + title_px + _APART_PX, top, count_px + 2, _PILL_PX)
        draw_text(painter, mirrored(place, rect, direction), count)
