"""A picture that fits its place and can be looked at closely: the thumbnail at once, the sharp one as soon as a decoder
process has it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.photo import Photo
from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.language import tr
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.ui.appearance import mixed, tones
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader
from photo_sorter.ui.viewing.heat_overlay import draw_heat

Decode = Callable[[Path, int], "Future[NDArray[np.uint8]]"]
"""Path and longest side in pixels → a future of (height, width, 3) uint8, upright."""

FULL_PX = 16_384
_THUMBNAIL_PX = 480
_PICTURES_KEPT = 4
_MOST_ZOOM = 8.0
_PIXELS_ZOOM = 3.0


class PictureView(QWidget):
    """Decoding never blocks it. Wheel, drag and double click look closer."""

    menu_wanted = Signal(QPoint)
    _decoded = Signal(object, object)

    def __init__(self, loader: ThumbnailLoader, decode: Decode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader, self._decode = loader, decode
        self._photo: Photo | None = None
        self._heat: HeatMap | None = None
        self._pictures: OrderedDict[tuple[int, bool], QPixmap] = OrderedDict()
        self._asked: dict[tuple[int, bool], Future[NDArray[np.uint8]]] = {}
        self._problem = self._away = ""
        self.why_away: Callable[[Photo], str] = lambda photo: ""
        """A sentence if the photo's file cannot be reached now: then its thumbnail is all there is to show."""
        self._zoom: float | None = None
        self._centre = QPointF(0.5, 0.5)
        self._held_at: QPointF | None = None
        self.setAccessibleName(tr("Picture"))
        self._decoded.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        loader.arrived.connect(self._on_thumbnail)

    @property
    def photo_id(self) -> int | None:
        return self._photo.id if self._photo is not None else None

    @property
    def zoom(self) -> float | None:
        """Device pixels a picture pixel; None while the picture fits the window."""
        return self._zoom

    @property
    def is_sharp(self) -> bool:
        """Whether the decoded picture is shown, not its thumbnail."""
        return self._sharp() is not None

    @property
    def heat(self) -> HeatMap | None:
        return self._heat

    def show_picture(self, photo: Photo) -> None:
        if photo.id != self.photo_id:
            self._heat = None
        self._photo, self._away = photo, self.why_away(photo)
        self._problem = self._away or fault_in_words(photo.reason or "")
        self._zoom, self._centre = None, QPointF(0.5, 0.5)
        for key in [key for key in self._asked if key[0] != photo.id]:
            self._asked.pop(key).cancel()
        self._want_thumbnails(photo)
        self._ask(photo, full=False)
        self.update()

    def look_again(self) -> None:
        """The file may have gone away, or be back."""
        if self._photo is not None and self.why_away(self._photo) != self._away:
            self.show_picture(self._photo)

    def show_heat(self, photo_id: int, heat: HeatMap | None) -> None:
        """Over the picture of this photo; nothing happens while another is shown."""
        if photo_id == self.photo_id and heat is not self._heat:
            self._heat = heat
            self.update()

    def prefetch(self, photo: Photo) -> None:
        """Decodes the one that will probably be shown next."""
        self._want_thumbnails(self._photo, photo)
        self._ask(photo, full=False)

    def clear(self) -> None:
        """Lets go of pictures and of what is still being decoded."""
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()
        self._pictures.clear()
        self._photo = self._heat = None
        self.update()

    def set_zoom(self, zoom: float | None, at: QPointF | None = None) -> None:
        """None fits the window; 1.0 is one device pixel a pixel of the picture. `at` stays under the pointer."""
        if self._photo is None:
            return
        fit = self._fit_zoom()
        if zoom is not None and zoom <= fit * 1.01:
            zoom = None
        if zoom is None:
            self._zoom, self._centre = None, QPointF(0.5, 0.5)
        else:
            at = at or QPointF(self._canvas().center())
            before = self._target()
            share = QPointF(
                (at.x() - before.left()) / max(1.0, before.width()), (at.y() - before.top()) / max(1.0, before.height())
            )
            self._zoom = min(zoom, max(_MOST_ZOOM, fit))
            after = self._target()
            middle = self._canvas().center()
            self._centre = QPointF(
                share.x() + (middle.x() - at.x()) / max(1.0, after.width()),
                share.y() + (middle.y() - at.y()) / max(1.0, after.height()),
            )
            self._hold_inside()
            self._ask(self._photo, full=True)
        self.update()

    def step_zoom(self, factor: float) -> None:
        self.set_zoom(self._current_zoom() * factor)

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tones()
        painter.fillRect(self.rect(), mixed(colours.base, colours.text, 0.04))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._is_smooth)
        picture = self._sharp() or self._blurred()
        if picture is not None:
            painter.setClipRect(self._canvas())
            painter.drawPixmap(self._target(), picture, QRectF(picture.rect()))
            if self._heat is not None:
                draw_heat(painter, self._target(), self._heat)
        elif self._problem:
            painter.setPen(colours.muted)
            middle = self._canvas().adjusted(48, 0, -48, 0)
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(middle, flags, self._problem)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hold_inside()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.set_zoom(self._current_zoom() * 1.2 ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._zoom is not None:
            self._held_at = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() is Qt.MouseButton.RightButton:
            self.menu_wanted.emit(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            return
        way, target = event.position() - self._held_at, self._target()
        self._held_at = event.position()
        self._centre -= QPointF(way.x() / max(1.0, target.width()), way.y() / max(1.0, target.height()))
        self._hold_inside()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held_at = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.set_zoom(1.0 if self._zoom is None else None, event.position())

    def hideEvent(self, event: QEvent) -> None:
        self._held_at = None
        self.unsetCursor()

    # --- inside ---

    def _ask(self, photo: Photo, *, full: bool) -> None:
        key = (photo.id, full)
        if key in self._pictures or key in self._asked or self.why_away(photo):
            return
        side_px = FULL_PX if full else round(max(self.width(), self.height(), 640) * self.devicePixelRatioF())
        future = self._decode(photo.path, side_px)
        self._asked[key] = future
        # The callback runs in a thread of the decode pool: the signal brings it over.
        future.add_done_callback(lambda done: self._decoded.emit(key, done))

    def _keep(self, key: tuple[int, bool], done: Future[NDArray[np.uint8]]) -> None:
        if self._asked.get(key) is not done:
            return
        del self._asked[key]
        try:
            pixels = np.ascontiguousarray(done.result())
        except CancelledError:
            return
        except PhotoSorterError as error:
            if key[0] == self.photo_id:
                self._problem = fault_in_words(str(error))
                self.update()
            return
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888)
        self._pictures[key] = QPixmap.fromImage(image)
        while len(self._pictures) > _PICTURES_KEPT:
            self._pictures.popitem(last=False)
        if key[0] == self.photo_id:
            self.update()

    @property
    def _is_smooth(self) -> bool:
        """Who looks that close wants to see the pixels."""
        return (self._zoom or 0) < _PIXELS_ZOOM

    def _want_thumbnails(self, *photos: Photo | None) -> None:
        thumbnails = (self._thumbnail(photo) for photo in photos)
        self._loader.want([one for one in thumbnails if one is not None], id(self))

    def _sharp(self) -> QPixmap | None:
        if self._photo is None:
            return None
        return self._pictures.get((self._photo.id, True)) or self._pictures.get((self._photo.id, False))

    def _thumbnail(self, photo: Photo | None) -> Thumbnail | None:
        if photo is None or photo.content_hash is None:
            return None
        return Thumbnail(photo.content_hash, _THUMBNAIL_PX, fill=False)

    def _blurred(self) -> QPixmap | None:
        wanted = self._thumbnail(self._photo)
        answer = self._loader.get(wanted) if wanted is not None else None
        return answer if isinstance(answer, QPixmap) else None

    def _on_thumbnail(self, thumbnail: Thumbnail) -> None:
        if self.isVisible() and thumbnail == self._thumbnail(self._photo):
            self.update()

    def _canvas(self) -> QRectF:
        """What of the widget is left for the picture."""
        return QRectF(self.rect())

    def _picture_size(self) -> QSizeF:
        """In the picture's own pixels."""
        if self._photo is not None and self._photo.facts is not None:
            return QSizeF(self._photo.facts.width_px, self._photo.facts.height_px)
        picture = self._sharp() or self._blurred()
        return QSizeF(picture.size()) if picture is not None else QSizeF(1, 1)

    def _fit_zoom(self) -> float:
        """Small pictures are not blown up beyond twice their size."""
        size, room, ratio = self._picture_size(), self._canvas().adjusted(16, 0, -16, -16), self.devicePixelRatioF()
        return min(room.width() * ratio / size.width(), room.height() * ratio / size.height(), 2.0)

    def _current_zoom(self) -> float:
        return self._zoom if self._zoom is not None else self._fit_zoom()

    def _target(self) -> QRectF:
        """Where the picture lies, in logical pixels of the widget."""
        size = self._picture_size() * (self._current_zoom() / self.devicePixelRatioF())
        middle = self._canvas().center()
        left, top = middle.x() - self._centre.x() * size.width(), middle.y() - self._centre.y() * size.height()
        return QRectF(QPointF(left, top), size)

    def _hold_inside(self) -> None:
        """The picture covers the canvas, or is centred where it is smaller."""
        target, canvas = self._target(), self._canvas()

        def held(centre: float, extent: float, room: float) -> float:
            if extent <= room:
                return 0.5
            half = room / 2 / extent
            return min(1 - half, max(half, centre))

        self._centre = QPointF(
            held(self._centre.x(), target.width(), canvas.width()),
            held(self._centre.y(), target.height(), canvas.height()),
        )
