"""What the middle of the window says when there is no photo to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import Category
from photo_sorter.language import tr
from photo_sorter.paths import resources
from photo_sorter.ui.appearance import mixed, scaled_font, tones
from photo_sorter.ui.chips import Chip, ChipRow


class Drawing(QWidget):
    """The friendly drawing, in the palette's colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._svg = (resources() / "icons" / "empty.svg").read_text(encoding="utf-8")
        self.setFixedSize(QSize(200, 140))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tones()
        ink = mixed(colours.text, colours.base, 0.45)
        svg = self._svg.replace("currentColor", ink.name()).replace('"ground"', f'"{colours.base.name()}"')
        painter = QPainter(self)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(self.rect()))


class Message(QWidget):
    """A sentence in place of the grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignCenter)
        self.title.setFont(scaled_font(self, 1.25, QFont.Weight.DemiBold))
        self.text = QLabel(
            self, textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True
        )
        self.text.setProperty("muted", True)
        _stack(self, self.title, 6, self.text)

    def say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleName(f"{title}. {text}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.text.setFixedWidth(max(120, min(420, self.width() - 48)))
        # A layout that centres a label does not ask how high its lines are.
        self.text.setMinimumHeight(max(0, self.text.heightForWidth(self.text.width())))


class StarterOffer(QFrame):
    """Offers the starter set of categories once. `answered` carries whether it was accepted."""

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._title = QLabel(self)
        self._title.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        self._chips = ChipRow(self)
        accept = QPushButton(tr("Use these"), self)
        accept.setProperty("primary", True)
        accept.clicked.connect(lambda: self.answered.emit(True))
        decline = QPushButton(tr("No, thanks"), self)
        decline.setProperty("quiet", True)
        decline.clicked.connect(lambda: self.answered.emit(False))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (accept, decline):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._chips)
        column.addLayout(buttons)

    def show_categories(self, categories: Sequence[Category]) -> None:
        self._title.setText(tr("Start with {count} everyday categories", count=len(categories)))
        self._chips.show_chips(tuple(Chip(category.name, category.colour) for category in categories))


def _stack(page: QWidget, *parts: QWidget | int) -> None:
    """Widgets one under another in the middle of a page; numbers are gaps in pixels."""
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 24, 24, 24)
    column.setSpacing(0)
    column.addStretch(2)
    for part in parts:
        if isinstance(part, int):
            column.addSpacing(part)
        else:
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(3)
