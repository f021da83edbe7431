"""A heart and five stars that a person clicks, or moves by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSlider, QWidget

from photo_sorter.core.marks import GREATEST_RATING, Marks
from photo_sorter.language import tr
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.marks.mark_menu import FAVOURITE_KEY
from photo_sorter.ui.marks.mark_shapes import FAVOURITE, heart, star
from photo_sorter.ui.mirroring import mirrored, mirrored_point

_SIDE_PX, _PITCH_PX, _MARGIN_PX = 15, 21, 4


class RatingStars(QSlider):
    """A slider to screen readers. A click on the last star that is lit puts all of them out."""

    rated = Signal(int)
    """0 to GREATEST_RATING, by a person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._hovered = 0
        self._is_told = False
        self.setRange(0, GREATEST_RATING)
        self.setPageStep(1)
        self.setFixedSize(2 * _MARGIN_PX + _PITCH_PX * GREATEST_RATING, _SIDE_PX + 2 * _MARGIN_PX + 2)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Rating"))
        self.setToolTip(tr("Rating (0 to {most})", most=GREATEST_RATING))
        self.valueChanged.connect(self._on_value)
        self._describe()

    def show_rating(self, rating: int | None) -> None:
        """None: none, or not the same for all photos."""
        self._is_told = True
        self.setValue(rating or 0)
        self._is_told = False

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tones()
        lit = self._hovered or self.value()
        for number in range(1, GREATEST_RATING + 1):
            left = _MARGIN_PX + (number - 1) * _PITCH_PX + (_PITCH_PX - _SIDE_PX) / 2
            box = QRectF(left, _MARGIN_PX + 1, _SIDE_PX, _SIDE_PX)
            shape = star(mirrored(box, self.rect(), self.layoutDirection()))
            if number <= lit:
                painter.fillPath(shape, colours.muted if self._hovered else colours.text)
            else:
                painter.strokePath(shape, QPen(colours.faint, 1.1))
        _ring(painter, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            number = self._number_at(event.position().toPoint())
            self._hovered = 0
            self._choose(0 if number == self.value() else number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._number_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # It scrolls the panel.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if 0 <= number <= GREATEST_RATING and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._choose(number)
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int) -> None:
        if number == self.value():
            self.rated.emit(number)
        else:
            self.setValue(number)

    def _on_value(self, value: int) -> None:
        self._describe()
        if not self._is_told:
            self.rated.emit(value)

    def _describe(self) -> None:
        self.setAccessibleDescription(phrases.stars(self.value()) or tr("Not rated"))

    def _number_at(self, point: QPoint) -> int:
        x = mirrored_point(point, self.rect(), self.layoutDirection()).x()
        return min(GREATEST_RATING, max(1, 1 + (x - _MARGIN_PX) // _PITCH_PX))

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()


class HeartButton(QAbstractButton):
    """Checked: a favourite."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedSize(_SIDE_PX + 4, _SIDE_PX + 2 * _MARGIN_PX + 2)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(tr("Favourite"))
        self.setToolTip(tr("Favourite ({key})", key=FAVOURITE_KEY))

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = heart(QRectF(2, _MARGIN_PX + 1, _SIDE_PX, _SIDE_PX))
        if self.isChecked():
            painter.fillPath(shape, FAVOURITE)
        else:
            painter.strokePath(shape, QPen(FAVOURITE if self.underMouse() else tones().faint, 1.1))
        _ring(painter, self)


class MarkRow(QWidget):
    """The heart and the stars beside each other; shows what it is given."""

    favoured = Signal(bool)
    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heart, self.stars = HeartButton(self), RatingStars(self)
        self.heart.clicked.connect(self.favoured)
        self.stars.rated.connect(self.rated)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.heart)
        row.addWidget(self.stars)
        row.addStretch(1)

    def show_marks(self, marks: Marks) -> None:
        self.heart.setChecked(marks.favourite)
        self.stars.show_rating(marks.rating)


def _ring(painter: QPainter, widget: QWidget) -> None:
    if widget.hasFocus():
        painter.setPen(QPen(tones().accent, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
