"""The full-size view of one photo after the other."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from photo_sorter.core.photo import Photo
from photo_sorter.language import number, tr
from photo_sorter.ui.appearance import mixed, scaled_font, tones
from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.marks.rating_stars import MarkRow
from photo_sorter.ui.mirroring import draw_text, mirrored, mirrored_key
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.viewing.picture_view import Decode, PictureView


class Viewer(PictureView):
    """`stepped` asks for the next (+1) or former (-1) photo; `closed` for the grid."""

    stepped = Signal(int)
    closed = Signal()
    shown = Signal(int)
    """The id of the photo that is shown now."""

    def __init__(self, loader: ThumbnailLoader, decode: Decode, parent: QWidget | None = None) -> None:
        super().__init__(loader, decode, parent)
        self._caption = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = ElidedLabel(self)
        self._position = QLabel(self)
        self._position.setProperty("muted", True)
        back = IconButton("back", tr("Back to the grid (Esc)"), self)
        back.clicked.connect(self.closed)
        self._bar = QWidget(self)
        self.marks = MarkRow(self._bar)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(back)
        row.addWidget(self.title, 1)
        row.addWidget(self.marks)
        row.addSpacing(8)
        row.addWidget(self._position)
        self._steps = (
            IconButton("back", tr("Previous photo"), self, 24), IconButton("forward", tr("Next photo"), self, 24),
        )  # fmt: skip
        for button, step in zip(self._steps, (-1, 1), strict=True):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, step=step: self.stepped.emit(step))

    @property
    def caption(self) -> str:
        return self._caption

    def show_photo(self, photo: Photo, place: int, count: int) -> None:
        """`place` from 1."""
        if photo.id != self.photo_id:
            self._caption = ""
        self.show_picture(photo)
        self.title.setText(photo.path.name)
        self._position.setText(tr("{number} of {count}", number=number(place), count=number(count)))
        said = tr("{name}, {number} of {count}", name=photo.path.name, number=place, count=count)
        self.setAccessibleDescription(f"{said}. {self._away}" if self._away else said)
        self.shown.emit(photo.id)

    def show_caption(self, photo_id: int, caption: str) -> None:
        """Small words at the lower edge, of this photo."""
        if photo_id == self.photo_id and caption != self._caption:
            self._caption = caption
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        caption = self._caption or self._away
        if not caption:
            return
        painter, colours = QPainter(self), tones()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled_font(self, 0.9))
        words = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, self.width() - 96)
        width, height = painter.fontMetrics().horizontalAdvance(words) + 24, painter.fontMetrics().height() + 10
        pill = QRectF((self.width() - width) / 2, self.height() - height - 24, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(colours.base, colours.text, 0.04))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(colours.muted)
        draw_text(painter, pill, words, Qt.AlignmentFlag.AlignHCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._bar.setGeometry(0, 0, self.width(), self._bar.sizeHint().height())
        for button, x in zip(self._steps, (12, self.width() - 52), strict=True):
            place = QRect(x, self.height() // 2 - 20, 40, 40)
            button.setGeometry(mirrored(place, self.rect(), self.layoutDirection()))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match mirrored_key(event.key(), self.layoutDirection()):
            case Qt.Key.Key_Escape | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.closed.emit()
            case Qt.Key.Key_Right | Qt.Key.Key_Down | Qt.Key.Key_Space | Qt.Key.Key_PageDown:
                self.stepped.emit(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up | Qt.Key.Key_Backspace | Qt.Key.Key_PageUp:
                self.stepped.emit(-1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.step_zoom(1.25)
            case Qt.Key.Key_Minus:
                self.step_zoom(1 / 1.25)
            case Qt.Key.Key_Z:
                self.set_zoom(1.0 if self.zoom is None else None)
            case _:
                event.ignore()

    def _canvas(self) -> QRectF:
        top = self._bar.sizeHint().height()
        return QRectF(0, top, self.width(), max(1, self.height() - top))
