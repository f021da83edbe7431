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
from photo_sorter.ui.places.place_rows import Row

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_ROW_PX, _HEADING_PX, _INSET_PX, _INDENT_PX = 30, 40, 8, 16


def plus_rect(rect: QRect) -> QRectF:
    """Where a heading's plus sign is."""
    return QRectF(rect.right() - _INSET_PX - 22, rect.bottom() - 23, 14, 14)


def fold_rect(rect: QRect, row: Row) -> QRectF:
    """Where the chevron of a row that folds is: in the margin before its mark."""
    return QRectF(rect.left() + _INSET_PX - 3 + row.depth * _INDENT_PX, rect.center().y() - 5.5, 12, 12)


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
        state = option.state
        colours = tones()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.view is None:
            painter.setFont(scaled_font(bar, 0.9, QFont.Weight.DemiBold))
            painter.setPen(colours.muted)
            line = rect.adjusted(_INSET_PX + 8, 12, -_INSET_PX - 30, 0)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.title)
            if row.adds is not None:
                draw_icon(painter, "plus", plus_rect(rect), colours.muted)
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
            draw_icon(painter, "chevron" if row.is_folded else "chevron-down", fold_rect(rect, row), colours.muted)
        body.setLeft(body.left() + row.depth * _INDENT_PX)
        self._mark(painter, row, body, colours.warning if row.is_urgent else colours.muted)
        font = scaled_font(bar, 1.0)
        numbers = scaled_font(bar, 0.92)
        known = "" if row.count is None else number(row.count)
        count = known if row.is_on else tr("off")
        count_width = QFontMetrics(numbers).horizontalAdvance(count)
        painter.setFont(numbers)
        painter.setPen(colours.muted)
        painter.drawText(
            body.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count
        )
        painter.setFont(font)
        painter.setPen(colours.text if row.is_on else colours.muted)
        line = body.adjusted(32, 0, -16 - count_width, 0)
        title = QFontMetrics(font).elidedText(" ".join(row.title.split()), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()

    def _mark(self, painter: QPainter, row: Row, body: QRect, ink: QColor) -> None:
        centre = QRectF(body.left() + 10, body.center().y() - 7.5, 16, 16)
        if row.icon:
            draw_icon(painter, row.icon, centre, ink)
            return
        colour = QColor(row.colour)
        painter.setPen(colour)
        painter.setBrush(colour if row.is_on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre.adjusted(3, 3, -3, -3))
