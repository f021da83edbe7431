"""Settings, page Folders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.folder_state import ALL_WELL, FolderState
from photo_sorter.language import tr
from photo_sorter.store.folders import Folder
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.mirroring import isolated, leading
from photo_sorter.ui.phrases import photos
from photo_sorter.ui.places.state_words import state_words
from photo_sorter.ui.settings.folder_painter import FOLDER_ROW, FolderPainter, FolderRow


class FolderPage(QWidget):
    """Says what is wanted; `removing` and `forgetting` carry a folder id."""

    adding = Signal()
    removing = Signal(int)
    forgetting = Signal(object)
    """A Folder; whoever listens asks for confirmation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state_of: Callable[[int], FolderState] = lambda folder_id: ALL_WELL
        """How a folder stands, by its id."""
        self._overview = Overview()
        self._folders: dict[int, Folder] = {}
        self.list = QListWidget(self)
        self.list.setItemDelegate(FolderPainter(self.list))
        self.list.setAccessibleName(tr("Watched folders"))
        self.list.currentItemChanged.connect(self._on_current)
        hint = QLabel(tr("Removed folders keep what is known of their photos, until they are added again."), self)
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        hint.setAlignment(leading(self.layoutDirection()))
        add = QPushButton(tr("Add folder…"), self)
        add.clicked.connect(self.adding)
        self._remove = QPushButton(tr("Remove"), self)
        self._remove.clicked.connect(lambda: self.removing.emit(self._current_id()))
        self._forget = QPushButton(tr("Forget…"), self)
        self._forget.clicked.connect(lambda: self.forgetting.emit(self._folders[self._current_id()]))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(add)
        buttons.addStretch(1)
        for button in (self._remove, self._forget):
            buttons.addWidget(button)
        for button in (add, self._remove, self._forget):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.list, 1)
        column.addWidget(hint)
        column.addLayout(buttons)
        self._on_current()

    def show_overview(self, overview: Overview) -> None:
        self._overview = overview
        self.show_states()

    def show_states(self) -> None:
        """The folders of the last overview, and how they stand by now."""
        chosen = self._current_id()
        self._folders = {folder.id: folder for folder in self._overview.folders}
        self.list.clear()
        for folder in self._overview.folders:
            item = self._item(folder, self.state_of(folder.id))
            self.list.addItem(item)
            if folder.id == chosen:
                self.list.setCurrentItem(item)
        self._on_current()

    def _item(self, folder: Folder, state: FolderState) -> QListWidgetItem:
        """The folder, and below it what a person may want to know of it."""
        count = photos(self._overview.counts.by_folder.get(folder.id, 0))
        sentences = state_words(state)
        item = QListWidgetItem("\n".join([f"{isolated(str(folder.path))}   {count}", *sentences]))
        item.setData(Qt.ItemDataRole.UserRole, folder.id)
        item.setData(FOLDER_ROW, FolderRow(str(folder.path), count, "\n".join(sentences), state.is_offline))
        return item

    def _current_id(self) -> int:
        item = self.list.currentItem()
        return int(item.data(Qt.ItemDataRole.UserRole)) if item is not None else -1

    def _on_current(self) -> None:
        for button in (self._remove, self._forget):
            button.setEnabled(self.list.currentItem() is not None)


def confirmed_forgetting(parent: QWidget, folder: Folder) -> bool:
    """Asks before everything known of a folder's photos goes."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Forget the folder “{name}”?", name=folder.path.name or folder.path))
    box.setInformativeText(
        tr(
            "Everything Photo Sorter knows of its photos goes, what you tagged by hand included. "
            "No file is touched: your photos stay where they are."
        )
    )
    forget = box.addButton(tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is forget
