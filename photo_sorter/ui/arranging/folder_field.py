"""A field for a folder: typed, chosen, or dropped onto it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.intake import dragged_paths
from photo_sorter.ui.path_questions import is_folder, nearest_folder


class FolderField(QWidget):
    """`changed`: another folder stands in it, or none."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name`: what the folder is, for a screen reader and the title of the chooser."""
        super().__init__(parent)
        self._name = name
        self.line = _DropLine(self)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(tr("Choose a folder, or drop one here"))
        self.choose = QPushButton(tr("Choose…"), self)
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._ask)
        self.line.textChanged.connect(self.line.setToolTip)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.line)

    @property
    def folder(self) -> Path | None:
        """None while nothing absolute stands there."""
        text = self.line.text().strip()
        path = Path(text).expanduser() if text else Path()
        return path if path.is_absolute() else None

    def show_folder(self, folder: Path | None) -> None:
        self.line.setText(str(folder) if folder is not None else "")
        self.line.setCursorPosition(0)

    def _ask(self) -> None:
        begin = nearest_folder(self.folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self._name, str(begin))
        if chosen:
            self.show_folder(Path(chosen))


class _DropLine(QLineEdit):
    """What is dropped stands in place of what stood there; of a file, the folder that holds it."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_paths(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dragged_paths(event.mimeData())
        if not paths:
            super().dropEvent(event)
            return
        self.setText(str(paths[0] if is_folder(paths[0]) else paths[0].parent))
        event.acceptProposedAction()
