"""The words and the colour of one category."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.category import PALETTE, Category, Prompt
from photo_sorter.ui.appearance import tones


class CategoryEditor(QWidget):
    """`edited` comes when a field is left after a change."""

    edited = Signal()
    colour_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._category = Category("")
        self.name = QLineEdit(self)
        self.name.editingFinished.connect(self._finish)
        self.wording = _Lines(self)
        self.wording.setPlaceholderText("One description a line.\nThe name alone is enough to begin with.")
        self.against = _Lines(self)
        self.against.setPlaceholderText("What is often mistaken for it")
        self.against.setFixedHeight(64)
        for field in (self.wording, self.against):
            field.left.connect(self._finish)
        self._colours = QButtonGroup(self)
        swatches = QHBoxLayout()
        swatches.setSpacing(4)
        for number, colour in enumerate(PALETTE):
            swatch = _Swatch(colour, self)
            self._colours.addButton(swatch, number)
            swatches.addWidget(swatch)
        swatches.addStretch(1)
        self._colours.idClicked.connect(lambda _: self.colour_chosen.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("Name", self.name), ("Looks like", self.wording), ("But not", self.against),
        )  # fmt: skip
        for title, widget in fields:
            label = QLabel(title, self)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            widget.setAccessibleName(title)
            column.addWidget(label)
            column.addWidget(widget, 1 if widget is self.wording else 0)
            column.addSpacing(8)
        column.addLayout(swatches)

    def show_category(self, category: Category) -> None:
        self._category = category
        self.name.setText(category.name)
        self.wording.setPlainText("\n".join(prompt.text for prompt in category.prompts if not prompt.against))
        self.against.setPlainText("\n".join(category.wordings_against))
        button = self._colours.button(PALETTE.index(category.colour)) if category.colour in PALETTE else None
        self._colours.setExclusive(button is not None)
        for other in self._colours.buttons():
            other.setChecked(other is button)

    def adopt_id(self, category_id: int | None) -> None:
        """The library has stored the category; what is being typed stays."""
        self._category = replace(self._category, id=category_id)

    def category(self) -> Category:
        """As the fields say it now."""
        chosen = self._colours.checkedId()
        prompts = [Prompt(line.strip()) for line in self.wording.toPlainText().splitlines() if line.strip()]
        prompts += [Prompt(line.strip(), True) for line in self.against.toPlainText().splitlines() if line.strip()]
        colour = PALETTE[chosen] if chosen >= 0 else self._category.colour
        return replace(self._category, name=self.name.text(), prompts=tuple(prompts), colour=colour)

    def is_dirty(self) -> bool:
        return self.isVisible() and self.category() != self._category

    def start_typing(self) -> None:
        self.name.setFocus()
        self.name.selectAll()

    def _finish(self) -> None:
        if self.category() != self._category:
            self._category = self.category()
            self.edited.emit()


class _Lines(QPlainTextEdit):
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Swatch(QAbstractButton):
    def __init__(self, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setCheckable(True)
        self.setAccessibleName(f"Colour {colour}")
        self.setFixedSize(QSize(24, 24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        inset = 5 if self.isChecked() else 4
        painter.drawEllipse(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tones().text if self.isChecked() else QColor(self._colour), 1.6))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)
