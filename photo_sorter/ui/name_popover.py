"""A small popover that asks for a name, and says what giving it will do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import LONGEST_NAME
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.popover import Popover, beside
from photo_sorter.ui.text_fields import LineField

_WIDTH_PX = 300


@dataclass(frozen=True)
class Effect:
    """What a name would do: the button's caption, a sentence or question, and whether it can be given."""

    caption: str
    sentence: str = ""
    is_possible: bool = True


@dataclass(frozen=True)
class Naming:
    """`name` is proposed; `remark` always stands below the field; `done` takes the name that was given."""

    title: str
    name: str
    effect: Callable[[str], Effect]
    done: Callable[[str], object]
    remark: str = ""


class NamePopover(Popover):
    """Enter gives the name; Esc or a click elsewhere does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self.become_popup()
        self._naming: Naming | None = None
        self._anchor = QRect()
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.title.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        self.field = LineField(self)
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setPlaceholderText(tr("Name"))
        self.field.textChanged.connect(self._weigh)
        self.field.returnPressed.connect(self._give)
        self.sentence, self.remark = (
            QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True) for _ in range(2)
        )  # fmt: skip
        self.remark.setProperty("muted", True)
        self.give = QPushButton(self)
        self.give.setProperty("primary", True)
        self.give.clicked.connect(self._give)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.give)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for part in (self.title, self.field, self.sentence, self.remark):
            column.addWidget(part)
        column.addLayout(foot)

    def ask(self, naming: Naming, anchor: QRect) -> None:
        """`anchor` in global pixels: opens below it, within the screen."""
        self._naming, self._anchor = naming, anchor
        self.title.setText(naming.title)
        self.setAccessibleName(naming.title)
        self.field.setAccessibleName(naming.title)
        self.field.setText(naming.name)
        self.field.selectAll()
        self.remark.setText(naming.remark)
        self.remark.setVisible(bool(naming.remark))
        self._weigh()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _name(self) -> str:
        return " ".join(self.field.text().split())

    def _weigh(self) -> None:
        if self._naming is None:
            return
        effect = self._naming.effect(self._name())
        self.give.setText(effect.caption)
        self.give.setEnabled(effect.is_possible and bool(self._name()))
        self.sentence.setText(effect.sentence)
        self.sentence.setVisible(bool(effect.sentence))
        self._fit()

    def _give(self) -> None:
        naming = self._naming
        if naming is not None and self.give.isEnabled():
            self.close()
            naming.done(self._name())

    def _fit(self) -> None:
        # Not what it needed for the sentences before.
        self._column.activate()
        height = self._column.totalHeightForWidth(_WIDTH_PX)
        self.setGeometry(beside(self._anchor, QSize(_WIDTH_PX, height), self._owner))


def rect_of(widget: QWidget) -> QRect:
    """In global pixels."""
    return QRect(widget.mapToGlobal(widget.rect().topLeft()), widget.size())
