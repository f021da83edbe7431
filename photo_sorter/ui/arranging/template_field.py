"""The template of the new folders: typed, put together from fields, or one of those that are ready."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import mark
from photo_sorter.ui.mirroring import leading


class TemplateField(QWidget):
    """Below it an example, or what is wrong."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setAccessibleName(tr("Folders"))
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.ready, self.insert = QPushButton(tr("Ready-made"), self), QPushButton(tr("Insert"), self)
        for button, tip in (
            (self.ready, tr("Ready-made folders")),
            (self.insert, tr("Insert what is known of a photo")),
        ):
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setMenu(QMenu(button))
        for words, template in ready_made():
            self.ready.menu().addAction(words).triggered.connect(partial(self._take, template))
        for field, words in fields():
            self.insert.menu().addAction(words).triggered.connect(partial(self._insert, field))
        self.example = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.example.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.example.setAlignment(leading(self.layoutDirection()))
        self.example.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.ready)
        buttons.addWidget(self.insert)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addLayout(buttons)
        column.addWidget(self.example)
        self.setFocusProxy(self.line)
        self.show_example("")

    @property
    def template(self) -> str:
        return self.line.text()

    def show_template(self, template: str) -> None:
        self.line.setText(template)

    def show_example(self, words: str, *, is_fault: bool = False) -> None:
        self.example.setText(words)
        self.example.setVisible(bool(words))
        mark(self.example, "muted", not is_fault)
        mark(self.example, "warning", is_fault)
        self.line.setAccessibleDescription(words)

    def _take(self, template: str, _checked: bool = False) -> None:
        self.line.setText(template)
        self.line.setFocus()

    def _insert(self, field: str, _checked: bool = False) -> None:
        """A level of its own at the end; where the cursor stands in the middle, there."""
        text, at = self.line.text(), self.line.cursorPosition()
        is_new_folder = at == len(text) and text.strip() and not text.endswith(("/", " ", "-", "_"))
        self.line.insert(f"/{{{field}}}" if is_new_folder else f"{{{field}}}")
        self.line.setFocus()


def ready_made() -> tuple[tuple[str, str], ...]:
    """What each is called, and the template."""
    return (
        (tr("Category"), "{category_path}"),
        (tr("Category / Year"), "{category_path}/{year}"),
        (tr("Year / Month"), "{year}/{month}"),
        (tr("Year / Month / Category"), "{year}/{month}/{category_path}"),
    )


def fields() -> tuple[tuple[str, str], ...]:
    """The fields of `core.arranging.template` and what a person calls them."""
    return (
        ("category", tr("Category")),
        ("category_path", tr("Category within its parents")),
        ("year", tr("Year")),
        ("month", tr("Month")),
        ("day", tr("Day")),
        ("camera", tr("Camera")),
        ("place?", tr("Place, where it is known")),
        ("original_folder", tr("Folder that it is in now")),
        ("name", tr("Name of the file")),
        ("counter", tr("Number of the file")),
    )
