"""One category in the list of scores."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.why import percent
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import IconButton, draw_icon
from photo_sorter.ui.mirroring import draw_text, mirrored
from photo_sorter.ui.phrases import labelled, percentage

_INSET_PX, _LINE_PX = 18, 18


class ScoreRow(QWidget):
    """A name, a thin bar, a yes and a no. Enter or a click chooses it, Y and N decide, arrow keys lead on."""

    chosen = Signal()
    left = Signal(int)
    """An arrow key leads to the next row (+1) or the one before (-1)."""

    def __init__(self, category: Category, parent: QWidget) -> None:
        super().__init__(parent)
        self._category = category
        self.score: float | None = None
        self.is_unsure = self._is_open = False
        self._can_open = True
        self.yes, self.no = IconButton("check", "", self, 14), IconButton("cross", "", self, 14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self.yes, self.no):
            button.setCheckable(True)
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_category(category)

    def show_category(self, category: Category) -> None:
        self._category = category
        self.yes.setToolTip(tr("Yes, this is “{name}”", name=category.name))
        self.no.setToolTip(tr("No, this is not “{name}”", name=category.name))
        for button in (self.yes, self.no):
            button.setAccessibleName(button.toolTip())
        self._say()

    def show_score(self, score: float | None) -> None:
        if score != self.score:
            self.score = score
            self._say()

    def show_unsure(self, unsure: bool) -> None:
        if unsure != self.is_unsure:
            self.is_unsure = unsure
            self._say()

    def show_open(self, is_open: bool) -> None:
        self._is_open = is_open
        self._say()

    def set_openable(self, openable: bool) -> None:
        self._can_open = openable
        self._say()

    # --- Qt ---

    def sizeHint(self) -> QSize:
        return QSize(200, self._line_px + 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tones()
        left = _INSET_PX if self._can_open else 0
        right = mirrored(self.yes.geometry(), self.rect(), self.layoutDirection()).left() - 10
        if self._can_open:
            is_near = self._is_open or self.underMouse() or self.hasFocus()
            mark = QRectF(2, self._line_px / 2 - 2, 12, 12)
            draw_icon(
                painter,
                "chevron-down" if self._is_open else "chevron",
                self._mirrored(mark),
                colours.text if is_near else colours.faint,
            )
        font, numbers = scaled_font(self, 0.95), scaled_font(self, 0.88)
        share = _short_percent(self.score) if self.score is not None else ""
        painter.setFont(numbers)
        painter.setPen(colours.muted)
        line = self._mirrored(QRectF(left, 4, right - left, self._line_px))
        draw_text(painter, line, share, Qt.AlignmentFlag.AlignRight)
        painter.setFont(font)
        painter.setPen(colours.text)
        room = right - left - QFontMetrics(numbers).horizontalAdvance(">99 %") - 8
        question = "?" if self.is_unsure else ""
        room_of_name = room - QFontMetrics(font).horizontalAdvance(question)
        name = QFontMetrics(font).elidedText(self._category.name, Qt.TextElideMode.ElideRight, room_of_name)
        draw_text(painter, self._mirrored(QRectF(left, 4, room, self._line_px)), name + question)
        if self.score is not None:
            self._paint_bar(painter, QRectF(left, self._line_px + 8, right - left, 3))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.accent, 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() is Qt.MouseButton.LeftButton
            and self._can_open
            and self.rect().contains(event.position().toPoint())
        ):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._can_open:
                self.chosen.emit()
            case Qt.Key.Key_Down:
                self.left.emit(1)
            case Qt.Key.Key_Up:
                self.left.emit(-1)
            case Qt.Key.Key_Y:
                self.yes.click()
            case Qt.Key.Key_N:
                self.no.click()
            case _:
                event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # --- inside ---

    @property
    def _line_px(self) -> int:
        return max(_LINE_PX, QFontMetrics(scaled_font(self, 0.95)).height())

    def _paint_bar(self, painter: QPainter, groove: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones().hairline)
        painter.drawRoundedRect(self._mirrored(groove), 1.5, 1.5)
        if not self.score or self.score <= 0:
            return
        width = max(3.0, groove.width() * min(1.0, self.score))
        painter.setBrush(QColor(self._category.colour))
        if not self.is_unsure:
            bar = QRectF(groove.left(), groove.top(), width, groove.height())
            painter.drawRoundedRect(self._mirrored(bar), 1.5, 1.5)
            return
        # A row of dots: not a bar yet.
        for number in range(max(1, round(width / 6))):
            painter.drawEllipse(self._mirrored(QRectF(groove.left() + number * 6, groove.top(), 3, 3)))

    def _mirrored(self, place: QRectF) -> QRectF:
        return mirrored(place, self.rect(), self.layoutDirection())

    def _say(self) -> None:
        score = percent(self.score).replace("%", tr("percent")) if self.score is not None else tr("no score")
        if self.is_unsure:
            score = tr("{score}, not sure", score=score)
        self.setAccessibleName(labelled(self._category.name, score))
        self.setAccessibleDescription(
            (tr("Why is shown below") if self._is_open else tr("Enter shows why")) if self._can_open else ""
        )
        self.setToolTip(tr("Why?") if self._can_open and not self._is_open else "")
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._can_open else Qt.CursorShape.ArrowCursor)
        self.update()


def _short_percent(score: float) -> str:
    """`percent` with signs in place of its words."""
    if score >= 0.995:
        return ">99 %"
    return percentage(score) if score >= 0.005 else tr("<{percent} %", percent=1)
