"""One part of a query as a chip that can be taken away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import draw_text, mirrored, mirrored_key

_HEIGHT_PX, _INSET_PX, _CROSS_PX, _THUMB_PX, _MOST_PX = 26, 10, 14, 18, 260


class QueryChip(QWidget):
    """`lead` in a quiet tone, then `text`; a cross at the end, Delete or Backspace takes it away, a double click, Enter
    or F2 asks for it as text."""

    removed = Signal()
    editing = Signal()

    def __init__(self, lead: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lead, self._text = lead, " ".join(text.split())
        self._picture: QPixmap | None = None
        self._has_picture = self._is_on_cross = self._is_chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{lead} {text}".strip())
        self.setAccessibleDescription(tr("Enter edits it, Delete removes it"))

    @property
    def text(self) -> str:
        return self._text

    def show_picture(self, picture: QPixmap | None) -> None:
        """A small thumbnail before the words; None keeps its place free."""
        self._has_picture, self._picture = True, picture
        self.updateGeometry()
        self.update()

    def show_chosen(self, chosen: bool) -> None:
        """As text looks that is selected."""
        self._is_chosen = chosen
        self.update()

    @property
    def has_thumbnail(self) -> bool:
        return self._picture is not None

    def cross_rect(self) -> QRectF:
        return self._mirrored(self._cross)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(scaled_font(self, 0.95))
        lead = metrics.horizontalAdvance(self._lead) + 5 if self._lead else 0
        words = lead + metrics.horizontalAdvance(self._text)
        thumb = _THUMB_PX + 2 if self._has_picture else 0
        wide = _INSET_PX + thumb + words + 6 + _CROSS_PX + 7
        return QSize(min(_MOST_PX, wide), max(_HEIGHT_PX, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours, font = tones(), scaled_font(self, 0.95)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colours.accent if self.hasFocus() or self._is_chosen else Qt.PenStyle.NoPen)
        painter.setBrush(colours.chosen if self._is_chosen else colours.chip)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        left = float(_INSET_PX)
        if self._has_picture:
            place = QRectF(5, (self.height() - _THUMB_PX) / 2, _THUMB_PX, _THUMB_PX)
            self._paint_thumbnail(painter, self._mirrored(place))
            left = place.right() + 7
        metrics = QFontMetrics(font)
        painter.setFont(font)
        room = self._cross.left() - 5 - left
        if self._lead:
            painter.setPen(colours.muted)
            draw_text(painter, self._mirrored(QRectF(left, 0, room, self.height())), self._lead)
            advance = metrics.horizontalAdvance(self._lead) + 5
            left, room = left + advance, room - advance
        painter.setPen(colours.text)
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideMiddle, round(room) + 1)
        draw_text(painter, self._mirrored(QRectF(left, 0, room + 2, self.height())), shown)
        if self._is_on_cross:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.hairline)
            painter.drawEllipse(self.cross_rect().adjusted(-2, -2, 2, 2))
        draw_icon(painter, "close", self.cross_rect().adjusted(1, 1, -1, -1), colours.muted)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            short = self.sizeHint().width() >= _MOST_PX or self.width() < self.sizeHint().width()
            self.setToolTip(self.accessibleName() if short else "")
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.editing.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(mirrored_key(event.key(), self.layoutDirection()) == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._is_cross_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._is_cross_at(event.position()):
            self.removed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._is_cross_at(event.position()):
            self.editing.emit()

    @property
    def _cross(self) -> QRectF:
        """From left to right."""
        return QRectF(self.width() - _CROSS_PX - 7, (self.height() - _CROSS_PX) / 2, _CROSS_PX, _CROSS_PX)

    def _mirrored(self, place: QRectF) -> QRectF:
        return mirrored(place, self.rect(), self.layoutDirection())

    def _is_cross_at(self, point: QPointF) -> bool:
        near = QRectF(self._cross.left() - 4, 0, self.width() - self._cross.left() + 4, self.height())
        return self._mirrored(near).contains(point)

    def _point_at(self, is_on_cross: bool) -> None:
        if is_on_cross != self._is_on_cross:
            self._is_on_cross = is_on_cross
            self.update()

    def _paint_thumbnail(self, painter: QPainter, place: QRectF) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(place, 4, 4)
        if self._picture is None:
            painter.fillPath(outline, tones().hairline)
            return
        side = min(self._picture.width(), self._picture.height())
        part = QRectF((self._picture.width() - side) / 2, (self._picture.height() - side) / 2, side, side)
        painter.save()
        painter.setClipPath(outline)
        painter.drawPixmap(place, self._picture, part)
        painter.restore()
