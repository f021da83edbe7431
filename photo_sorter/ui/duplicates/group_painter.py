"""How a photo in a group of duplicates looks. Paints only; fetches nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from photo_sorter.ui.appearance import Tones
from photo_sorter.ui.duplicates.groups_layout import LEAST_LINE_PX, PICTURE_PX
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import draw_text, mirrored

RADIUS_PX = 6
_BADGE_PX, _INSET_PX, _PILL_PX = 22, 8, 20
_FADED = 0.38


@dataclass(frozen=True)
class Tile:
    """`praise` says why it is the best; `words` are the lines below the picture."""

    is_kept: bool
    praise: str = ""
    words: tuple[str, str] = ("", "")
    is_current: bool = False


@dataclass
class GroupPainter:
    """Paints with the tones and fonts of its list."""

    tones: Tones
    font: QFont
    small_font: QFont
    title_font: QFont

    @property
    def line_px(self) -> int:
        """Height of a line of words below a picture."""
        return max(LEAST_LINE_PX, QFontMetrics(self.small_font).height())

    def title(self, painter: QPainter, rect: QRect, text: str, note: str) -> None:
        """The head of a section; `note` is muted, behind it."""
        painter.setFont(self.title_font)
        painter.setPen(self.tones.text)
        line = rect.adjusted(0, 14, 0, 0)
        draw_text(painter, line, text)
        left = QFontMetrics(self.title_font).horizontalAdvance(text) + 10
        painter.setFont(self.small_font)
        painter.setPen(self.tones.muted)
        draw_text(painter, mirrored(line.adjusted(left, 2, 0, 0), line, painter.layoutDirection()), note)

    def tile(self, painter: QPainter, rect: QRect, picture: QPixmap | None, tile: Tile) -> None:
        box = QRect(rect.topLeft(), QSize(*PICTURE_PX))
        place = box
        if picture is not None:
            place = mirrored(_inside(box, picture.size()), box, painter.layoutDirection())
        painter.setOpacity(1.0 if tile.is_kept else _FADED)
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tones.placeholder)
            painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
            middle = QRectF(box.center().x() - 14, box.center().y() - 14, 28, 28)
            draw_icon(painter, "photo", middle, self.tones.faint)
        else:
            painter.drawPixmap(place, picture)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.tones.edge, 1))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)
        painter.setOpacity(1.0)
        if tile.is_current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.tones.accent, 2))
            painter.drawRoundedRect(QRectF(place).adjusted(-2, -2, 2, 2), RADIUS_PX + 1, RADIUS_PX + 1)
        self._badge(painter, place, tile)
        if tile.praise:
            self._pill(painter, place, box, tile.praise)
        self._words(painter, rect, tile)

    def _badge(self, painter: QPainter, place: QRect, tile: Tile) -> None:
        """A tick on what stays, a bin on what goes."""
        circle = QRectF(place.right() + 1 - _INSET_PX - _BADGE_PX, place.top() + _INSET_PX, _BADGE_PX, _BADGE_PX)
        circle = mirrored(circle, place, painter.layoutDirection())
        fill = self.tones.accent_fill if tile.is_kept else self.tones.base
        painter.setPen(QPen(QColor(255, 255, 255, 220) if tile.is_kept else self.tones.faint, 1.4))
        painter.setBrush(fill)
        painter.drawEllipse(circle)
        ink = self.tones.on_accent if tile.is_kept else self.tones.muted
        draw_icon(painter, "check" if tile.is_kept else "trash", circle.adjusted(5, 5, -5, -5), ink)

    def _pill(self, painter: QPainter, place: QRect, box: QRect, text: str) -> None:
        """At the picture's lower edge, however narrow that is."""
        metrics = QFontMetrics(self.small_font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 2 * _INSET_PX - 16)
        width = metrics.horizontalAdvance(text) + 16
        left = place.left() + min(_INSET_PX, max(-2, (place.width() - width) // 2))
        height = max(_PILL_PX, metrics.height() + 2)
        pill = QRectF(left, place.bottom() + 1 - _INSET_PX - height, width, height)
        pill = mirrored(pill, place, painter.layoutDirection())
        painter.setPen(QPen(self.tones.base, 1.4))
        painter.setBrush(self.tones.chip)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(self.small_font)
        painter.setPen(self.tones.text)
        draw_text(painter, pill, text, Qt.AlignmentFlag.AlignHCenter)

    def _words(self, painter: QPainter, rect: QRect, tile: Tile) -> None:
        top = rect.top() + PICTURE_PX[1] + 3
        lines = (
            (tile.words[0], self.tones.text if tile.is_kept else self.tones.muted),
            (tile.words[1], self.tones.muted),
        )
        painter.setFont(self.small_font)
        metrics = QFontMetrics(self.small_font)
        for number, (text, colour) in enumerate(lines):
            painter.setPen(colour)
            line = QRect(rect.left(), top + number * self.line_px, rect.width(), self.line_px)
            text = metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideMiddle, rect.width())
            draw_text(painter, line, text)


def _inside(box: QRect, size: QSize) -> QRect:
    """The largest rectangle of the picture's shape, at the left of the box and on its lower edge."""
    fitted = size.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(QPoint(box.left(), box.bottom() + 1 - fitted.height()), fitted)
