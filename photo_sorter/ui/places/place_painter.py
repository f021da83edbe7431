"""Paints the rows of the side bar, and knows where in them the signs are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photo_sorter.core.query import View
from photo_sorter.language import number, tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import draw_text, mirrored
from photo_sorter.ui.places.place_rows import Row

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_ROW_PX, _HEADING_PX, _INSET_PX, _INDENT_PX = 30, 40, 8, 16


def plus_rect(rect: QRect, direction: Qt.LayoutDirection) -> QRectF:
    """Where a heading's plus sign is."""
    return mirrored(QRectF(rect.right() - _INSET_PX - 22, rect.bottom() - 23, 14, 14), rect, direction)


def fold_rect(rect: QRect, row: Row, direction: Qt.LayoutDirection) -> QRectF:
    """Where the chevron of a row that folds is: in the margin before its mark."""
    left = rect.left() + _INSET_PX - 3 + row.depth * _INDENT_PX
    return mirrored(QRectF(left, rect.center().y() - 5.5, 12, 12), rect, direction)


def mark_rect(rect: QRect, row: Row, direction: Qt.LayoutDirection) -> QRectF:
    """Where a row's icon or dot is."""
    body = _body(rect, row)
    return mirrored(QRectF(body.left() + 10, body.center().y() - 7.5, 16, 16), rect, direction)


def words_rects(rect: QRect, row: Row, count_px: int, direction: Qt.LayoutDirection) -> tuple[QRect, QRect]:
    """Room for a row's title, and for its count."""
    body = _body(rect, row)
    title = body.adjusted(32, 0, -16 - count_px, 0)
    # A little more than it needs: letters may lean out by a part of a pixel.
    count = body.adjusted(body.width() - 10 - count_px - 4, 0, -10, 0)
    return mirrored(title, rect, direction), mirrored(count, rect, direction)


class PlacePainter(QStyledItemDelegate):
    """Paints for a list whose model gives rows as UserRole. `has_keys`: whether the focus is to be seen; `target`: the
    place onto which photos are dragged."""

    def __init__(self, bar: QWidget, has_keys: Callable[[], bool], target: Callable[[], View | None]) -> None:
        super().__init__(bar)
        self._bar, self._has_keys, self._target = bar, has_keys, target

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: Row = index.data(_ROW)
        line = QFontMetrics(option.font).height()
        return QSize(100, max(_ROW_PX, line + 12) if row.view else max(_HEADING_PX, line + 22))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        bar = self._bar
        row: Row = index.data(_ROW)
        rect: QRect = option.rect
        state, direction = option.state, option.direction
        colours = tones()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.view is None:
            painter.setFont(scaled_font(bar, 0.9, QFont.Weight.DemiBold))
            painter.setPen(colours.muted)
            draw_text(
                painter, mirrored(rect.adjusted(_INSET_PX + 8, 12, -_INSET_PX - 30, 0), rect, direction), row.title
            )
            if row.adds is not None:
                draw_icon(painter, "plus", plus_rect(rect, direction), colours.muted)
            painter.restore()
            return
        body = rect.adjusted(_INSET_PX, 1, -_INSET_PX, -1)
        is_target = self._target() == row.view
        ground = None
        if state & QStyle.StateFlag.State_Selected or is_target:
            ground = colours.chosen
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = colours.hover
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(body, 6, 6)
        is_current = state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        if (is_current and self._has_keys()) or is_target:
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if row.folds:
            chevron = "chevron" if row.is_folded else "chevron-down"
            draw_icon(painter, chevron, fold_rect(rect, row, direction), colours.muted)
        self._mark(painter, row, mark_rect(rect, row, direction), colours.warning if row.is_urgent else colours.muted)
        font = scaled_font(bar, 1.0)
        numbers = scaled_font(bar, 0.92)
        known = "" if row.count is None else number(row.count)
        count = known if row.is_on else tr("off")
        count_px = QFontMetrics(numbers).horizontalAdvance(count)
        line, count_line = words_rects(rect, row, count_px, direction)
        painter.setFont(numbers)
        painter.setPen(colours.muted)
        draw_text(painter, count_line, count, Qt.AlignmentFlag.AlignRight)
        painter.setFont(font)
        painter.setPen(colours.text if row.is_on and not row.state.is_offline else colours.muted)
        title = QFontMetrics(font).elidedText(" ".join(row.title.split()), Qt.TextElideMode.ElideRight, line.width())
        draw_text(painter, line, title)
        painter.restore()

    def _mark(self, painter: QPainter, row: Row, place: QRectF, ink: QColor) -> None:
        if row.icon:
            draw_icon(painter, "folder-offline" if row.state.is_offline else row.icon, place, ink)
            return
        colour = QColor(row.colour)
        painter.setPen(colour)
        painter.setBrush(colour if row.is_on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place.adjusted(3, 3, -3, -3))


def _body(rect: QRect, row: Row) -> QRect:
    """A row behind its indentation, from left to right."""
    return rect.adjusted(_INSET_PX + row.depth * _INDENT_PX, 1, -_INSET_PX, -1)
