"""Paints the watched folders in the settings: path and count, and below them, in full, how each stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photo_sorter.ui.appearance import tones
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import draw_text, leading, mirrored

FOLDER_ROW = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_SIDE_PX, _ABOVE_PX, _ICON_PX, _GAP_PX, _BETWEEN_PX = 12, 9, 16, 8, 3
_TALL_PX = 10_000


@dataclass(frozen=True)
class FolderRow:
    """`count`: how many photos, in words; `sentences`: how it stands, a line each."""

    path: str
    count: str
    sentences: str
    is_offline: bool


class FolderPainter(QStyledItemDelegate):
    """For a list whose items have a FolderRow as FOLDER_ROW; sentences are wrapped at its width."""

    def __init__(self, rows: QListWidget) -> None:
        super().__init__(rows)
        self._list = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: FolderRow = index.data(FOLDER_ROW)
        metrics = QFontMetrics(option.font)
        height = 2 * _ABOVE_PX + metrics.height()
        if row.sentences:
            room = QRect(0, 0, _words(self._list.viewport().rect()).width(), _TALL_PX)
            height += _BETWEEN_PX + metrics.boundingRect(room, _wrapped(option), row.sentences).height()
        return QSize(2 * _SIDE_PX, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: FolderRow = index.data(FOLDER_ROW)
        rect, direction, metrics, colours = option.rect, option.direction, QFontMetrics(option.font), tones()
        self._list.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._list)
        muted = colours.text if option.state & QStyle.StateFlag.State_Selected else colours.muted
        words = _words(rect)
        line = QRect(words.left(), words.top(), words.width(), metrics.height())
        icon = QRectF(rect.left() + _SIDE_PX, line.center().y() + 1 - _ICON_PX / 2, _ICON_PX, _ICON_PX)
        # A little more than it needs: letters may lean out by a part of a pixel.
        count_px = metrics.horizontalAdvance(row.count) + 4
        path_line = line.adjusted(0, 0, -count_px - 2 * _GAP_PX, 0)
        path = metrics.elidedText(row.path, Qt.TextElideMode.ElideMiddle, path_line.width())
        count_line = line.adjusted(line.width() - count_px, 0, 0, 0)
        below = words.adjusted(0, line.height() + _BETWEEN_PX, 0, 0)
        painter.save()
        painter.setFont(option.font)
        draw_icon(
            painter, "folder-offline" if row.is_offline else "folder", mirrored(icon, rect, direction), colours.muted
        )
        painter.setPen(colours.text)
        draw_text(painter, mirrored(path_line, rect, direction), path)
        painter.setPen(muted)
        draw_text(painter, mirrored(count_line, rect, direction), row.count, Qt.AlignmentFlag.AlignRight)
        painter.drawText(mirrored(below, rect, direction), _wrapped(option), row.sentences)
        painter.restore()


def _words(rect: QRect) -> QRect:
    """Where a row's words are, from left to right."""
    return rect.adjusted(_SIDE_PX + _ICON_PX + _GAP_PX, _ABOVE_PX, -_SIDE_PX, -_ABOVE_PX)


def _wrapped(option: QStyleOptionViewItem) -> int:
    side = leading(option.direction) & ~Qt.AlignmentFlag.AlignVCenter
    return side.value | Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value
