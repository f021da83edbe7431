"""Folders and files dragged into the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.grid.grid_input import PHOTO_IDS_MIME


def dragged_paths(mime: QMimeData) -> tuple[Path, ...]:
    """Local files and folders from another program; nothing for photos of this one."""
    if mime.hasFormat(PHOTO_IDS_MIME) or not mime.hasUrls():
        return ()
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile())


class Intake(QObject):
    """Lets a window take what is dragged onto it from other programs."""

    dropped = Signal(object)
    """A tuple of paths."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._overlay = DropOverlay(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            if dragged_paths(event.mimeData()):
                self._overlay.cover()
                self._accept(event)
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            self._overlay.hide()
            self._accept(event)
            self.dropped.emit(dragged_paths(event.mimeData()))
            return True
        if event.type() is QEvent.Type.DragLeave:
            self._overlay.hide()
        return False

    def _accept(self, event: QDropEvent) -> None:
        # Files stay where they are, whatever the other program proposes.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()


class DropOverlay(QWidget):
    """Lies over the window while something is dragged over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tones()
        veil = QColor(colours.base)
        veil.setAlpha(240)
        painter.fillRect(self.rect(), veil)
        frame = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        painter.setPen(QPen(colours.accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, 14, 14)
        painter.setPen(colours.text)
        painter.setFont(scaled_font(self, 1.6, QFont.Weight.DemiBold))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, tr("Drop to add"))
