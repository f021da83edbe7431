"""The right side of the page Categories: the editor, what is wrong with it, or how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.categories.category_editor import CategoryEditor


class EditorPane(QWidget):
    def __init__(self, editor: CategoryEditor, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = QScrollArea(self)
        self._area.setProperty("framed", True)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(editor)
        widths = (part.minimumSizeHint().width() for part in (editor, editor.options))
        self._area.setMinimumWidth(max(widths) + 28)
        hint = tr("Add a category, and say what its photos look like.\nOr begin with a ready-made pack.")
        self._nothing = QLabel(hint, self, alignment=Qt.AlignmentFlag.AlignCenter)
        self._nothing.setProperty("muted", True)
        self.error = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.error.setProperty("warning", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._area, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.error)
        self.show_error("")

    def show_editor(self, shown: bool) -> None:
        """Or else how to begin."""
        self._area.setVisible(shown)
        self._nothing.setVisible(not shown)

    def show_error(self, sentence: str) -> None:
        """ "" where nothing is wrong."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
