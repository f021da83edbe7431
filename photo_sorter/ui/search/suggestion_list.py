"""The list that drops from the search field: what the text could become, or what was sought before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.mirroring import draw_text, mirrored
from photo_sorter.ui.popover import Popover

_PAD_PX, _INSET_PX = 5, 10
_LEAST_WIDTH_PX = 300


@dataclass(frozen=True)
class Suggestion:
    """`hint` stands at the right; `data` is for whoever offered it. One that is `quiet` is a deed, not an answer."""

    label: str
    hint: str = ""
    data: object = None
    quiet: bool = False


class SuggestionList(Popover):
    """Lies over the window below its field, which keeps the keys. Nothing is chosen at first."""

    chosen = Signal(object)
    """A Suggestion, by the mouse."""
    turned = Signal()
    """Another row is the current one."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._rows: tuple[Suggestion, ...] = ()
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Suggestions"))
        self.hide()

    @property
    def rows(self) -> tuple[Suggestion, ...]:
        return self._rows

    @property
    def current(self) -> Suggestion | None:
        return self._rows[self._current] if 0 <= self._current < len(self._rows) else None

    def offer(self, rows: Sequence[Suggestion]) -> None:
        """Shows these below the field; none of them: hides."""
        self._rows, self._current = tuple(rows), -1
        if not rows:
            self.hide()
            return
        self.place()
        self.show()
        self.raise_()
        self.update()
        self.turned.emit()

    def place(self) -> None:
        """Below the field, wherever that is now."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 3))
        size = QSize(
            min(max(_LEAST_WIDTH_PX, self._field.width()), window.width() - 16),
            min(len(self._rows) * self._row_px + 2 * _PAD_PX, window.height() - corner.y() - 8),
        )
        corner.setX(mirrored(QRect(corner, size), self._field_rect(window), self.layoutDirection()).left())
        corner.setX(max(8, min(corner.x(), window.width() - 8 - size.width())))
        self.setGeometry(QRect(corner, size))

    def step(self, step: int) -> None:
        """Down (+1) or up (-1), past the ends to none."""
        self._turn((self._current + 1 + step) % (len(self._rows) + 1) - 1)

    def row_rect(self, index: int) -> QRect:
        return QRect(_PAD_PX, _PAD_PX + index * self._row_px, self.width() - 2 * _PAD_PX, self._row_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, small = tones(), scaled_font(self, 0.92)
        direction = self.layoutDirection()
        for index, row in enumerate(self._rows):
            rect = self.row_rect(index)
            if index == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.chosen)
                painter.drawRoundedRect(rect, 5, 5)
            line = rect.adjusted(_INSET_PX, 0, -_INSET_PX, 0)
            painter.setFont(small)
            painter.setPen(colours.muted)
            draw_text(painter, line, row.hint, Qt.AlignmentFlag.AlignRight)
            if row.hint:
                line.setRight(line.right() - QFontMetrics(small).horizontalAdvance(row.hint) - 12)
            font = scaled_font(self, 1.0)
            painter.setFont(font)
            painter.setPen(colours.muted if row.quiet else colours.text)
            text = QFontMetrics(font).elidedText(row.label, Qt.TextElideMode.ElideMiddle, line.width())
            draw_text(painter, mirrored(line, rect, direction), text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._turn(self._index_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index >= 0:
            self.chosen.emit(self._rows[index])

    @property
    def _row_px(self) -> int:
        return max(28, self.fontMetrics().height() + 10)

    def _field_rect(self, window: QWidget) -> QRect:
        return QRect(self._field.mapTo(window, QPoint(0, 0)), self._field.size())

    def _index_at(self, point: QPoint) -> int:
        return next((index for index in range(len(self._rows)) if self.row_rect(index).contains(point)), -1)

    def _turn(self, index: int) -> None:
        if index != self._current:
            self._current = index
            self.update()
            self.turned.emit()
