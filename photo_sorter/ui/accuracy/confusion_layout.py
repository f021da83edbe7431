"""Where the cells and labels of a confusion matrix lie: arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics

from photo_sorter.language import number

PAD_PX = 8
_SIDES_PX, _MOST_HEIGHT_PX = (24, 72), 52
_LABEL_PX, _HEADER_PX = (64, 170), (48, 150)
_APART_PX, _MOST_LETTERS = 8, 20


@dataclass(frozen=True)
class ConfusionLayout:
    """Lengths are logical pixels. The first `classes` of the `columns` stand a little apart from the others.

    Labels stay where they are, at the left (`label_px`) and above (`header_px`, `is_turned`: read upwards), while the
    cells move under them by an offset.
    """

    rows: int = 0
    columns: int = 0
    classes: int = 0
    side_px: int = _SIDES_PX[0]
    row_px: int = _SIDES_PX[0]
    label_px: int = _LABEL_PX[0]
    header_px: int = _HEADER_PX[0]
    is_turned: bool = False

    @classmethod
    def fitted(
        cls, rows: Sequence[str], columns: Sequence[str], classes: int, most: int, metrics: QFontMetrics, room: QSize
    ) -> ConfusionLayout:
        """As large as `room` allows; cells hold the number `most` and never get unreadably small."""
        longest = max((metrics.horizontalAdvance(label) for label in rows), default=0)
        letters_px = metrics.averageCharWidth() * _MOST_LETTERS
        label_px = min(max(_LABEL_PX[1], letters_px), max(_LABEL_PX[0], longest + 2 * PAD_PX))
        least_px = max(_SIDES_PX[0], metrics.height() + 4, metrics.horizontalAdvance(number(most)) + PAD_PX)
        wide_px = (room.width() - label_px - _APART_PX) // max(1, len(columns))
        side_px = max(least_px, min(_SIDES_PX[1], wide_px))
        is_turned = not all(_fits_upright(label, side_px, metrics) for label in columns)
        longest = max((metrics.horizontalAdvance(label) for label in columns), default=0)
        upright_px = max(_HEADER_PX[0], 2 * metrics.lineSpacing() + 2 * PAD_PX)
        header_px = min(max(_HEADER_PX[1], letters_px), longest + 2 * PAD_PX) if is_turned else upright_px
        header_px = max(header_px, 2 * metrics.lineSpacing() + PAD_PX)
        high_px = (room.height() - header_px - 2) // max(1, len(rows))
        row_px = max(_SIDES_PX[0], metrics.height() + 4, min(_MOST_HEIGHT_PX, side_px, high_px))
        return cls(len(rows), len(columns), classes, side_px, row_px, label_px, header_px, is_turned)

    @property
    def size(self) -> QSize:
        """Of everything, labels included."""
        return QSize(self.label_px + self._left_of(self.columns), self.header_px + self.rows * self.row_px + 2)

    def rect(self, row: int, column: int, offset: QPoint) -> QRect:
        """In coordinates of the viewport."""
        left = self.label_px + self._left_of(column) - offset.x()
        return QRect(left, self.header_px + row * self.row_px - offset.y(), self.side_px, self.row_px)

    def visible_rows(self, offset: QPoint, room: QSize) -> range:
        last = (offset.y() + room.height() - self.header_px) // self.row_px + 1
        return range(offset.y() // self.row_px, min(self.rows, max(0, last)))

    def visible_columns(self, offset: QPoint, room: QSize) -> range:
        first = max(0, (offset.x() - _APART_PX) // self.side_px)
        last = (offset.x() + room.width() - self.label_px) // self.side_px + 1
        return range(first, min(self.columns, max(0, last)))

    def row_at(self, point: QPoint, offset: QPoint) -> int | None:
        row = (point.y() - self.header_px + offset.y()) // self.row_px
        return row if point.y() >= self.header_px and row < self.rows else None

    def column_at(self, point: QPoint, offset: QPoint) -> int | None:
        """None in the gap too."""
        if point.x() < self.label_px:
            return None
        x = point.x() - self.label_px + offset.x()
        column = next((one for one in (x // self.side_px, (x - _APART_PX) // self.side_px) if self._holds(one, x)), -1)
        return column if column >= 0 else None

    def _holds(self, column: int, x: int) -> bool:
        return 0 <= column < self.columns and 0 <= x - self._left_of(column) < self.side_px

    def _left_of(self, column: int) -> int:
        return column * self.side_px + (_APART_PX if column >= self.classes < self.columns else 0)


def _fits_upright(label: str, side_px: int, metrics: QFontMetrics) -> bool:
    """Over its column, in two lines at most."""
    room = QRect(0, 0, side_px - 4, 1000)
    needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, label)
    return needed.width() <= room.width() and needed.height() <= 2 * metrics.lineSpacing() + 1
