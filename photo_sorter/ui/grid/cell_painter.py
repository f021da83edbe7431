"""How one photo looks in the grid: a tile, or a row of the list of problems. Paints only; fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QTransform

from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Status
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.appearance import Tones
from photo_sorter.ui.grid.grid_layout import CAPTION_PX
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.marks.mark_shapes import row
from photo_sorter.ui.mirroring import draw_text, mirrored

RADIUS_PX = 6
_DOT_PX = 9
_MOST_DOTS = 4
_EDGE_PX = 8
_GLYPH_PX, _SCRIM_PX = 10, 4
_MIDDLE, _END = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight
"""Names are cut in the middle, as their ends tell them apart; sentences at the end."""
_WHITE, _SCRIM = QColor(255, 255, 255, 240), QColor(0, 0, 0, 96)


@dataclass(frozen=True)
class CellState:
    is_selected: bool = False
    is_current: bool = False
    is_hovered: bool = False


@dataclass
class CellPainter:
    """Paints with the tones and fonts of its grid. `colours` are those of the categories by id; `marks` by photo id
    stand in for those on cards."""

    tones: Tones
    font: QFont
    small_font: QFont
    colours: Mapping[int, QColor] = field(default_factory=dict)
    marks: Mapping[int, Marks] = field(default_factory=dict)
    has_captions: bool = False

    def tile(
        self, painter: QPainter, rect: QRect, card: PhotoCard | None, picture: QPixmap | None, state: CellState
    ) -> None:
        square = QRect(rect.left(), rect.top(), rect.width(), rect.width())
        place = square
        if picture is None:
            self._ground(painter, square, card)
        else:
            place = _inside(square, picture)
            painter.drawPixmap(place, picture)
            # A white picture on a white ground keeps its edge.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.tones.edge, 1))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)
        if card is not None:
            dots_px = self._dots(painter, place, card.category_ids) if card.category_ids else 0
            marks = self.marks_of(card)
            if marks.favourite or marks.rating:
                self._marks(painter, place, marks, dots_px)
            if self.has_captions:
                line = QRect(square.left(), square.bottom() + 1, square.width(), CAPTION_PX)
                self._text(painter, line, card.path.name, self.small_font, self.tones.muted, centred=True)
        self._frame(painter, square, state)

    def marks_of(self, card: PhotoCard) -> Marks:
        return self.marks.get(card.id) or Marks(card.favourite, card.rating)

    def list_row(self, painter: QPainter, rect: QRect, card: PhotoCard | None, reason: str, state: CellState) -> None:
        body = rect.adjusted(0, 2, 0, -2)
        if state.is_selected or state.is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tones.chosen if state.is_selected else self.tones.hover)
            painter.drawRoundedRect(body, RADIUS_PX + 2, RADIUS_PX + 2)
        if state.is_current:
            self._outline(painter, QRectF(body).adjusted(1, 1, -1, -1), 1.5)
        icon = QRectF(body.left() + 16, body.center().y() - 9, 20, 20)
        direction = painter.layoutDirection()
        draw_icon(painter, "problem", mirrored(icon, body, direction), self.tones.warning)
        if card is None:
            return
        left = body.left() + 52
        width = body.right() - 16 - left
        line_px = max(20, QFontMetrics(self.font).height())
        top = body.top() + min(10, (body.height() - 2 * line_px) // 2)
        name = mirrored(QRect(left, top, width, line_px), body, direction)
        self._text(painter, name, card.path.name, self.font, self.tones.text)
        # The name stands above; a long one must not push what is wrong out of sight.
        short = QFontMetrics(self.small_font).elidedText(card.path.name, _MIDDLE, width // 3)
        reason = reason.replace(card.path.name, short)
        self._text(painter, name.translated(0, line_px + 1), reason, self.small_font, self.tones.muted, _END)

    def _ground(self, painter: QPainter, square: QRect, card: PhotoCard | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.tones.placeholder)
        painter.drawRoundedRect(square, RADIUS_PX, RADIUS_PX)
        if card is None:
            return
        side = max(16, min(32, square.width() // 5))
        icon = QRectF(square.center().x() - side / 2, square.center().y() - side / 2, side, side)
        is_problem = card.status is Status.PROBLEM
        draw_icon(
            painter, "problem" if is_problem else "photo", icon, self.tones.warning if is_problem else self.tones.faint
        )

    def _dots(self, painter: QPainter, square: QRect, category_ids: tuple[int, ...]) -> int:
        """How wide they are."""
        shown = [self.colours[id] for id in category_ids[:_MOST_DOTS] if id in self.colours]
        left, top = square.left() + _EDGE_PX, square.bottom() - _EDGE_PX - _DOT_PX
        painter.setPen(QPen(QColor(255, 255, 255, 235), 1.6))
        for number, colour in enumerate(shown):
            painter.setBrush(colour)
            dot = QRectF(left + number * (_DOT_PX + 4) + 0.5, top + 0.5, _DOT_PX, _DOT_PX)
            painter.drawEllipse(mirrored(dot, square, painter.layoutDirection()))
        return len(shown) * (_DOT_PX + 4)

    def _marks(self, painter: QPainter, place: QRect, marks: Marks, dots_px: int) -> None:
        """A heart and the stars in the lower right corner; where the dots leave no room, above them."""
        count = marks.favourite + (marks.rating or 0)
        room_px = place.width() - 2 * (_EDGE_PX - _SCRIM_PX)
        pitch = min(_GLYPH_PX + 1.0, (room_px - 2 * _SCRIM_PX) / count)
        pill = QRectF(0, 0, pitch * count + 2 * _SCRIM_PX, _GLYPH_PX + 2 * _SCRIM_PX - 2)
        below = 0 if dots_px + pill.width() <= room_px else _DOT_PX + 7
        pill.moveBottomRight(
            QPointF(place.right() + 1 - _EDGE_PX + _SCRIM_PX, place.bottom() + 1 - _EDGE_PX + _SCRIM_PX - below)
        )
        pill = mirrored(pill, place, painter.layoutDirection())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SCRIM)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        shapes = row(marks.favourite, marks.rating or 0, pitch)
        if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            # Each is the same from both sides.
            shapes = QTransform(-1, 0, 0, 1, pitch * count, 0).map(shapes)
        painter.fillPath(shapes.translated(pill.left() + _SCRIM_PX, pill.center().y() - pitch / 2), _WHITE)

    def _frame(self, painter: QPainter, square: QRect, state: CellState) -> None:
        if state.is_selected:
            # Two rings: the picture stays whole, and the accent stands out on any picture.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.tones.base, 2))
            painter.drawRoundedRect(QRectF(square).adjusted(2, 2, -2, -2), RADIUS_PX - 1, RADIUS_PX - 1)
            self._outline(painter, QRectF(square).adjusted(-1, -1, 1, 1), 3)
        elif state.is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255, 26))
            painter.drawRoundedRect(square, RADIUS_PX, RADIUS_PX)
        if state.is_current and not state.is_selected:
            self._outline(painter, QRectF(square).adjusted(-1.5, -1.5, 1.5, 1.5), 1.5)
        elif state.is_current:
            # A third ring, within the two of a selected one.
            self._outline(painter, QRectF(square).adjusted(3.5, 3.5, -3.5, -3.5), 1.5)

    def _outline(self, painter: QPainter, rect: QRectF, width: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.tones.accent, width))
        painter.drawRoundedRect(rect, RADIUS_PX + 1, RADIUS_PX + 1)

    def _text(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor,
        cut: Qt.TextElideMode = _MIDDLE, *, centred: bool = False,
    ) -> None:  # fmt: skip
        painter.setFont(font)
        painter.setPen(colour)
        # A line break in a file name must not grow the line.
        line = QFontMetrics(font).elidedText(" ".join(text.split()), cut, rect.width())
        draw_text(painter, rect, line, Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft)


def _inside(square: QRect, picture: QPixmap) -> QRect:
    """The largest centred rectangle of the picture's shape."""
    size = picture.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
    return QRect(
        square.left() + (square.width() - size.width()) // 2,
        square.top() + (square.height() - size.height()) // 2,
        size.width(),
        size.height(),
    )
