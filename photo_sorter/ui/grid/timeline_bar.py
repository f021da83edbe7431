"""The scroll bar of the grid; where photos stand in the order of time, it is a line with the years beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollBar, QWidget

from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.mirroring import draw_text, mirrored

_HANDLE_PX, _LEAST_HANDLE_PX, _EDGE_PX = 8, 36, 2
_YEAR_FONT = 0.82
_AFTER_MS = 900
"""How long the bubble stays after the last turn of the wheel."""


class TimelineBar(QScrollBar):
    """`label_at` names the time at a value of the bar, for the bubble while a person scrolls, drags or points."""

    def __init__(self, label_at: Callable[[int], str], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._label_at = label_at
        self._years: list[tuple[int, str]] = []
        self._is_timeline = False
        self._grabbed_px: float | None = None
        self._grid, self._bubble = parent, _Bubble(parent)
        self._fading = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._fading.timeout.connect(self._bubble.hide)
        self.setMouseTracking(True)
        self.actionTriggered.connect(self._announce_scrolling)

    @property
    def is_timeline(self) -> bool:
        return self._is_timeline

    @property
    def bubble_text(self) -> str:
        """What stands beside the bar just now; empty if nothing does."""
        return self._bubble.text() if self._bubble.isVisible() else ""

    def show_as_timeline(self, is_timeline: bool) -> None:
        if is_timeline != self._is_timeline:
            self._is_timeline, self._years = is_timeline, []
            self._bubble.hide()
            self.updateGeometry()
            self.update()

    def show_years(self, years: list[tuple[int, str]]) -> None:
        """(value of the bar, year), from above down."""
        self._years = years
        self.update()

    def years_in_place(self) -> list[tuple[int, str, QRect]]:
        """(value of the bar, year, place) where there is room for it, from above down."""
        metrics = QFontMetrics(scaled_font(self, _YEAR_FONT))
        height, placed, free_from = metrics.height(), [], 0
        for value, year in self._years:
            top = round(self._y_of(value) - height / 2)
            top = max(0, min(self.height() - height, top))
            if top >= free_from:
                place = QRect(0, top, self.width() - _HANDLE_PX - 2 * _EDGE_PX - 4, height)
                placed.append((value, year, mirrored(place, self.rect(), self.layoutDirection())))
                free_from = top + height + 2
        return placed

    # --- Qt ---

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self._is_timeline:
            return hint
        year_px = QFontMetrics(scaled_font(self, _YEAR_FONT)).horizontalAdvance("2000")
        return QSize(year_px + _HANDLE_PX + 2 * _EDGE_PX + 12, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_timeline:
            if self.maximum() > 0:
                super().paintEvent(event)
            return
        colours = tones()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The grid's ground, so that the years stand in its margin.
        painter.fillRect(self.rect(), colours.base)
        painter.setFont(scaled_font(self, _YEAR_FONT))
        painter.setPen(colours.muted)
        for _, year, place in self.years_in_place():
            draw_text(painter, place, year, Qt.AlignmentFlag.AlignRight)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.faint)
        handle = QRectF(self.width() - _EDGE_PX - _HANDLE_PX, self._handle_top(), _HANDLE_PX, self._handle_px())
        handle = mirrored(handle, self.rect(), self.layoutDirection())
        for value, _ in self._years:
            painter.drawEllipse(QPointF(handle.center().x(), self._y_of(value)), 1.5, 1.5)
        is_held = self._grabbed_px is not None or self.underMouse()
        painter.setBrush(colours.faint if is_held else colours.hairline)
        painter.drawRoundedRect(handle, _HANDLE_PX / 2, _HANDLE_PX / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._is_timeline or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        y = event.position().y()
        for value, _, place in self.years_in_place():
            if place.contains(event.position().toPoint()):
                self.setValue(value)
        within = y - self._handle_top()
        self._grabbed_px = within if 0 <= within <= self._handle_px() else self._handle_px() / 2
        self.setSliderDown(True)
        self._drag_to(y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_timeline:
            super().mouseMoveEvent(event)
        elif self._grabbed_px is not None:
            self._drag_to(event.position().y())
        else:
            self._announce(self._value_at(event.position().y()), event.position().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_timeline:
            super().mouseReleaseEvent(event)
            return
        self._grabbed_px = None
        self.setSliderDown(False)
        self.update()

    def event(self, event: QEvent) -> bool:
        if self._is_timeline and event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._fading.start()
            self.update()
        return super().event(event)

    # --- inside ---

    def _drag_to(self, y: float) -> None:
        self.setValue(self._value_at(y - (self._grabbed_px or 0) + self._handle_px() / 2))
        self._announce(self.value(), self._y_of(self.value()))
        self.update()

    def _announce_scrolling(self) -> None:
        if self._is_timeline:
            value = max(self.minimum(), min(self.maximum(), self.sliderPosition()))
            self._announce(value, self._y_of(value))

    def _announce(self, value: int, y: float) -> None:
        """The bubble beside this height of the bar; it stays while the pointer rests on the bar."""
        text = self._label_at(value)
        if not text:
            return
        self._bubble.setText(text)
        self._bubble.adjustSize()
        bar, size = QRect(self.mapTo(self._grid, QPoint(0, 0)), self.size()), self._bubble.size()
        lowest = self._grid.height() - self._bubble.height() - 4
        top = max(4, min(lowest, bar.top() + round(y) - size.height() // 2))
        beside = QRect(QPoint(bar.left() - size.width() - 4, top), size)
        self._bubble.move(mirrored(beside, bar, self.layoutDirection()).topLeft())
        self._bubble.show()
        self._bubble.raise_()
        self._fading.start()

    def _handle_px(self) -> float:
        whole = self.maximum() + self.pageStep()
        return min(float(self.height()), max(_LEAST_HANDLE_PX, self.height() * self.pageStep() / max(1, whole)))

    def _handle_top(self) -> float:
        return self._y_of(self.value()) - self._handle_px() / 2

    def _y_of(self, value: int) -> float:
        """Where the middle of the handle stands at a value."""
        return min(1.0, value / max(1, self.maximum())) * (self.height() - self._handle_px()) + self._handle_px() / 2

    def _value_at(self, y: float) -> int:
        share = (y - self._handle_px() / 2) / max(1.0, self.height() - self._handle_px())
        return round(min(1.0, max(0.0, share)) * self.maximum())


class _Bubble(QLabel):
    """A month beside the bar, readable on any photo."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, alignment=Qt.AlignmentFlag.AlignCenter, textFormat=Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(10, 4, 10, 4)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones().text)
        painter.drawRoundedRect(self.rect(), 7, 7)
        painter.setPen(tones().base)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
