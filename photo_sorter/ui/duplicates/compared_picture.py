"""A picture beside others: whoever looks closer at one looks closer at all."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from photo_sorter.ui.appearance import tones
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.viewing.picture_view import Decode, PictureView

Look = tuple[float | None, QPointF]
"""How many times larger than where it fits (None: it fits), and which point of the picture, 0..1, is in the middle."""


class ComparedPicture(PictureView):
    """Fits its place however small it is, so that the same things are as large in each."""

    looked = Signal()
    """A person chose another zoom or place."""
    pressed = Signal()

    def __init__(self, loader: ThumbnailLoader, decode: Decode, parent: QWidget | None = None) -> None:
        super().__init__(loader, decode, parent)
        self._is_current = False
        self.setMinimumSize(80, 80)

    @property
    def look(self) -> Look:
        return (self._zoom / self._fit_zoom() if self._zoom is not None else None), QPointF(self._centre)

    def look_as(self, look: Look) -> None:
        """As another picture is looked at."""
        if self._photo is None:
            return
        times, centre = look
        self._zoom = times * self._fit_zoom() if times is not None else None
        self._centre = QPointF(centre)
        self._hold_inside()
        if times is not None:
            self._ask(self._photo, full=True)
        self.update()

    def show_current(self, is_current: bool) -> None:
        """Whether keys work on it."""
        if is_current != self._is_current:
            self._is_current = is_current
            self.update()

    def set_zoom(self, zoom: float | None, at: QPointF | None = None) -> None:
        super().set_zoom(zoom, at)
        self.looked.emit()

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_current:
            painter = QPainter(self)
            painter.setPen(QPen(tones().accent, 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_held = self._held_at is not None
        super().mouseMoveEvent(event)
        if is_held:
            self.looked.emit()

    @property
    def _is_smooth(self) -> bool:
        """Pictures of other sizes are zoomed otherwise, and all are to be drawn alike."""
        return True

    def _fit_zoom(self) -> float:
        size, room, ratio = self._picture_size(), self._canvas().adjusted(8, 8, -8, -8), self.devicePixelRatioF()
        return max(0.001, min(room.width() * ratio / size.width(), room.height() * ratio / size.height()))
