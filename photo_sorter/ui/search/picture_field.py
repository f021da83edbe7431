"""A text field that takes pictures: dropped on it, or pasted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from photo_sorter.language import tr
from photo_sorter.ui.search.given_pictures import given_pictures, holds_picture
from photo_sorter.ui.text_fields import LineField


class PictureField(LineField):
    """Dropped folders it leaves to the window. `pasted_folder`: where pictures are kept that come without a file."""

    pictures_given = Signal(object)
    """A tuple of paths."""
    failed = Signal(str)
    """Why a picture could not be taken."""

    pasted_folder = Path()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and holds_picture(QApplication.clipboard().mimeData()):
            self._paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        if holds_picture(QApplication.clipboard().mimeData()):
            menu.addSeparator()
            menu.addAction(tr("Paste picture"), self._paste)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_picture(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        elif event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.dragEnterEvent(event)  # type: ignore[arg-type]

    def dropEvent(self, event: QDropEvent) -> None:
        if holds_picture(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._give(event.mimeData())
        else:
            super().dropEvent(event)

    def _paste(self) -> None:
        self._give(QApplication.clipboard().mimeData())

    def _give(self, mime: QMimeData) -> None:
        try:
            paths = given_pictures(mime, self.pasted_folder)
        except OSError as error:
            self.failed.emit(tr("The picture could not be kept: {reason}.", reason=error.strerror or error))
            return
        if paths:
            self.pictures_given.emit(paths)
