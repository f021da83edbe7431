"""Thumbnails for the screen: read, cut and rounded in pool threads; pixmaps only on the main thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QRectF, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QBrush, QImage, QImageReader, QPainter, QPainterPath, QPixmap

from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, thumbnail_path

CACHE_BYTES = 128 * 1024 * 1024
THREADS = 2


class Thumbnail(NamedTuple):
    """What is wanted: a picture by its content, in device pixels. `fill` cuts it to the whole box."""

    content_hash: bytes
    box_px: int
    fill: bool = True
    radius_px: int = 0


class Answer(Enum):
    NOT_YET = "not yet"
    CANNOT = "cannot"


class ThumbnailLoader(QObject):
    """Answers at once with a pixmap, "not yet" or "cannot". Belongs to the main thread.

    `want` replaces what its asker wants loaded, most urgent first, so that what scrolled away is never read. Who asked
    last is served first. Call `close` before the program ends.
    """

    arrived = Signal(object)
    """A Thumbnail can now be had, or never."""
    _loaded = Signal(object, QImage)

    def __init__(self, cache: Path, parent: QObject | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        super().__init__(parent)
        self._cache = cache
        self._cache_bytes = cache_bytes
        self._held: OrderedDict[Thumbnail, QPixmap] = OrderedDict()
        self._held_bytes = 0
        self._last_of: dict[bytes, Thumbnail] = {}
        self._failed: set[Thumbnail] = set()
        self._lock = threading.Lock()
        self._wanted: dict[Hashable, list[Thumbnail]] = {}
        self._in_hand: set[Thumbnail] = set()
        self._runners = 0
        self._is_closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        # The first path given to Qt sets PySide up for paths, under a lock that waits for Python, and Python for it: on
        # two threads at once they wait for ever (PySide 6.11: 38 of 40 tries), so it is given here.
        QImageReader("")
        self._loaded.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, wanted: Thumbnail) -> QPixmap | Answer:
        """Never blocks and asks for nothing; follow with `want`."""
        pixmap = self._held.get(wanted)
        if pixmap is not None:
            self._held.move_to_end(wanted)
            return pixmap
        return Answer.CANNOT if wanted in self._failed else Answer.NOT_YET

    def stand_in(self, wanted: Thumbnail) -> QPixmap | None:
        """The same picture in another size, while the right one is not here."""
        last = self._last_of.get(wanted.content_hash)
        return self._held.get(last) if last is not None and last.fill == wanted.fill else None

    def want(self, thumbnails: Sequence[Thumbnail], asker: Hashable = None) -> None:
        """These, in this order; whatever this asker wanted before and has not begun is dropped."""
        missing = [one for one in thumbnails if one not in self._held and one not in self._failed]
        with self._lock:
            self._wanted.pop(asker, None)
            if self._is_closed:
                return
            if waiting := [one for one in reversed(missing) if one not in self._in_hand]:
                self._wanted[asker] = waiting
            fresh = max(0, min(len(waiting), THREADS - self._runners))
            self._runners += fresh
        for _ in range(fresh):
            self._pool.start(_Runner(self))

    def forget_failures(self) -> None:
        """Thumbnails that could not be had may have been made since."""
        self._failed.clear()

    def close(self) -> None:
        """Drops what is wanted, now and later, and waits for the files in hand (milliseconds).

        A thread left over would end with the pool, which then waits for it without letting go of Python.
        """
        with self._lock:
            self._is_closed = True
            self._wanted.clear()
        self._pool.waitForDone()

    def _keep(self, thumbnail: Thumbnail, image: QImage) -> None:
        with self._lock:
            self._in_hand.discard(thumbnail)
        if image.isNull():
            self._failed.add(thumbnail)
        elif thumbnail not in self._held:
            self._held[thumbnail] = QPixmap.fromImage(image)
            self._held_bytes += image.sizeInBytes()
            self._last_of[thumbnail.content_hash] = thumbnail
            self._make_room()
        self.arrived.emit(thumbnail)

    def _make_room(self) -> None:
        while self._held_bytes > self._cache_bytes and len(self._held) > 1:
            gone, pixmap = self._held.popitem(last=False)
            self._held_bytes -= pixmap.width() * pixmap.height() * 4
            if self._last_of.get(gone.content_hash) == gone:
                del self._last_of[gone.content_hash]

    def next_in_hand(self) -> Thumbnail | None:
        """Pool threads only: the most urgent one, or None, upon which the runner ends."""
        with self._lock:
            if not self._wanted:
                self._runners -= 1
                return None
            asker = next(reversed(self._wanted))
            thumbnail = self._wanted[asker].pop()
            if not self._wanted[asker]:
                del self._wanted[asker]
            self._in_hand.add(thumbnail)
            return thumbnail

    def load(self, thumbnail: Thumbnail) -> None:
        """Pool threads only."""
        self._loaded.emit(thumbnail, read_thumbnail(self._cache, thumbnail))


class _Runner(QRunnable):
    """Reads until nothing is wanted any more."""

    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self._loader = loader

    def run(self) -> None:
        while (thumbnail := self._loader.next_in_hand()) is not None:
            self._loader.load(thumbnail)


def read_thumbnail(cache: Path, wanted: Thumbnail) -> QImage:
    """The picture in its box, premultiplied ARGB; a null image if there is none. Any thread."""
    # A 3:2 picture has to be 1.5 times as long as the square that it fills.
    long_side_px = wanted.box_px * 1.5 if wanted.fill else wanted.box_px
    side_px = next((side for side in THUMBNAIL_SIDES_PX if side >= long_side_px), THUMBNAIL_SIDES_PX[-1])
    image = QImage()
    for side in (side_px, *reversed(THUMBNAIL_SIDES_PX)):
        image = QImageReader(str(thumbnail_path(cache, wanted.content_hash, side))).read()
        if not image.isNull():
            break
    if image.isNull():
        return image
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if wanted.fill else Qt.AspectRatioMode.KeepAspectRatio
    box = QSize(wanted.box_px, wanted.box_px)
    size = image.size().scaled(box, mode).expandedTo(QSize(1, 1))
    if not wanted.fill and size.width() > image.width():
        size = image.size()
    scaled = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    if wanted.fill:
        left, top = (scaled.width() - wanted.box_px) // 2, (scaled.height() - wanted.box_px) // 2
        scaled = scaled.copy(QRect(left, top, wanted.box_px, wanted.box_px))
    return _rounded(scaled, wanted.radius_px)


def _rounded(image: QImage, radius_px: int) -> QImage:
    if not radius_px:
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    result = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(result.rect()), radius_px, radius_px)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(image))  # a textured brush, for clip paths are not smooth in the raster engine
    painter.drawPath(outline)
    painter.end()
    return result
