"""Settings: categories, folders, and the pages that others add. Everything applies at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from photo_sorter.core.commands import Command
from photo_sorter.language import tr
from photo_sorter.ui.appearance import fitting
from photo_sorter.ui.categories.category_page import CategoryPage
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.settings.folder_page import FolderPage

CATEGORIES, FOLDERS, MODEL = range(3)


class SettingsDialog(QDialog):
    """The pages speak through their own signals; the categories through `edits`."""

    def __init__(
        self,
        edits: Edits,
        post: Callable[[Command], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.edits = edits
        self.categories = CategoryPage(edits, post, self)
        self.folders = FolderPage(self)
        self._titles = QListWidget(self)
        self._titles.setProperty("titles", True)
        self._titles.setAccessibleName(tr("Settings"))
        letter_px = self.fontMetrics().averageCharWidth()
        self._titles.setFixedWidth(max(148, 18 * letter_px))
        self._pages = QStackedWidget(self)
        for title, page in ((tr("Categories"), self.categories), (tr("Folders"), self.folders)):
            self.add_page(title, page)
        self._titles.currentRowChanged.connect(self._pages.setCurrentIndex)
        self._titles.setCurrentRow(0)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        side = QHBoxLayout()
        side.setContentsMargins(12, 16, 12, 16)
        side.addWidget(self._titles)
        row.addLayout(side)
        row.addWidget(line)
        row.addWidget(self._pages, 1)
        undo, redo = QAction(tr("Undo"), self), edits.undo_stack.createRedoAction(self, tr("Redo"))
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        undo.triggered.connect(self.categories.undo)
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.addActions([undo, redo])
        for step, keys in ((1, ("Ctrl+PgDown", "Ctrl+Tab")), (-1, ("Ctrl+PgUp", "Ctrl+Shift+Tab"))):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(partial(self._step, step))
        self.resize(fitting(self, 960, 720))
        self.setWindowModality(Qt.WindowModality.NonModal)

    def add_page(self, title: str, page: QWidget) -> None:
        item = QListWidgetItem(title)
        item.setSizeHint(QSize(120, max(34, self.fontMetrics().height() + 14)))
        self._titles.addItem(item)
        self._pages.addWidget(page)

    def turn_to(self, page: int) -> None:
        """One of CATEGORIES, FOLDERS, MODEL. Keys begin at their titles: what had the focus last would be changed
        unawares."""
        self._titles.setCurrentRow(page)
        self._titles.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.categories.leave()
        super().closeEvent(event)

    def reject(self) -> None:
        self.categories.leave()
        super().reject()

    def _step(self, step: int) -> None:
        """To the page after this one, or before it; from the last one to the first."""
        self.turn_to((self._titles.currentRow() + step) % self._titles.count())
