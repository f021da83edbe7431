"""The help pages in a window of their own: contents on one side, the page on the other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import fitting
from photo_sorter.ui.help.help_pages import FRONT, help_pages
from photo_sorter.ui.help.page_view import PageView
from photo_sorter.ui.icons import IconButton

_SIDE_PX = (180, 320)


class HelpWindow(QDialog):
    """`folder` holds the pages and their pictures."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Photo Sorter Help"))
        self._pages = help_pages(folder)
        self.contents = QListWidget(self)
        self.contents.setAccessibleName(tr("Contents"))
        longest_px = max((self.fontMetrics().horizontalAdvance(page.title) for page in self._pages), default=0)
        self.contents.setFixedWidth(max(_SIDE_PX[0], min(_SIDE_PX[1], longest_px + 32)))
        for page in self._pages:
            item = QListWidgetItem(page.title)
            item.setToolTip(page.title)
            item.setSizeHint(QSize(120, max(34, self.fontMetrics().height() + 14)))
            self.contents.addItem(item)
        self.page = PageView(self)
        self.back, self.forward = IconButton("back", tr("Back"), self), IconButton("forward", tr("Forward"), self)
        for button, signal, go in (
            (self.back, self.page.backwardAvailable, self.page.backward),
            (self.forward, self.page.forwardAvailable, self.page.forward),
        ):
            button.setEnabled(False)
            signal.connect(button.setEnabled)
            button.clicked.connect(go)
        self.contents.currentRowChanged.connect(self._open)
        self.page.sourceChanged.connect(self._mark)
        self._arrange()
        self.page.open(self._pages[0].path if self._pages else folder / FRONT)
        self.contents.setFocus()
        self.resize(fitting(self, 980, 760))

    def _open(self, row: int) -> None:
        wanted = self._pages[row].path if 0 <= row < len(self._pages) else None
        if wanted is not None and wanted != _path(self.page.source()):
            self.page.open(wanted)

    def _mark(self, source: QUrl) -> None:
        paths = [page.path for page in self._pages]
        self.contents.setCurrentRow(paths.index(_path(source)) if _path(source) in paths else -1)

    def _arrange(self) -> None:
        buttons, side, row = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        for button in (self.back, self.forward):
            buttons.addWidget(button)
        buttons.addStretch(1)
        side.setContentsMargins(12, 12, 12, 16)
        side.setSpacing(8)
        side.addLayout(buttons)
        side.addWidget(self.contents, 1)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedWidth(1)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(side)
        row.addWidget(line)
        row.addWidget(self.page, 1)


def _path(source: QUrl) -> Path:
    return Path(source.toLocalFile())
