"""Small pictures beside the files of a plan, fetched for the rows in sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from photo_sorter.ui.thumbnail_loader import Answer, Thumbnail, ThumbnailLoader

SIDE_PX, _RADIUS_PX = 20, 3
_MOST_AT_ONCE = 100


class FilePictures(QObject):
    """`arrived`: there are pictures that were not there before. Rows that scrolled away give way to newer ones."""

    arrived = Signal()

    def __init__(self, loader: ThumbnailLoader, where: QWidget) -> None:
        super().__init__(where)
        self._loader, self._where = loader, where
        self._wanted: dict[Thumbnail, None] = {}
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask)
        loader.arrived.connect(self._on_arrival)

    def picture(self, content_hash: bytes | None) -> QPixmap:
        """An empty one of the same size while there is none."""
        ratio = self._where.devicePixelRatioF()
        if content_hash is None:
            return _empty(ratio)
        thumbnail = Thumbnail(content_hash, round(SIDE_PX * ratio), True, round(_RADIUS_PX * ratio))
        found = self._loader.get(thumbnail)
        if isinstance(found, QPixmap):
            picture = QPixmap(found)
            picture.setDevicePixelRatio(ratio)
            return picture
        if found is Answer.NOT_YET and thumbnail not in self._wanted:
            self._wanted[thumbnail] = None
            self._asking.start()
        return _empty(ratio)

    def rest(self) -> None:
        """Nothing is looked at any more."""
        self._wanted.clear()
        self._loader.want((), id(self))

    def _ask(self) -> None:
        self._wanted = dict.fromkeys(list(self._wanted)[-_MOST_AT_ONCE:])
        self._loader.want(list(self._wanted), id(self))

    def _on_arrival(self, thumbnail: Thumbnail) -> None:
        if thumbnail in self._wanted:
            del self._wanted[thumbnail]
            self.arrived.emit()


def _empty(ratio: float) -> QPixmap:
    picture = QPixmap(round(SIDE_PX * ratio), round(SIDE_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill("transparent")
    return picture
