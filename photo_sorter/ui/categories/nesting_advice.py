"""Says that a category competes with another one for its photos, and offers to put one within the other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.language import ntr, tr

_LONGEST_NAME = 24


class NestingAdvice(QWidget):
    """Hidden where there is nothing to say. `taken` carries the overlap that is to be mended."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overlap: Overlap | None = None
        self.line = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_overlap(self, overlap: Overlap | None, other: Category | None) -> None:
        """`other` is the category that the overlap is with, None if it is gone."""
        self._overlap = overlap
        if overlap is None or other is None:
            self.hide()
            return
        name = other.name if len(other.name) <= _LONGEST_NAME else f"{other.name[: _LONGEST_NAME - 1].rstrip()}…"
        self.line.setText(
            ntr(
                "1 photo suits this and “{name}”. It gets only one.",
                "{n} photos suit this and “{name}”. Each gets only one.",
                overlap.shared, name=name,
            )
        )  # fmt: skip
        put = tr("Put “{name}” within it", name=name)
        if overlap.other_is_broader:
            put = tr("Put it within “{name}”", name=name)
        self.button.setText(put.replace("&", "&&"))
        self.button.setAccessibleName(put)
        self.button.setAccessibleDescription(self.line.text())
        self.show()

    def wait(self) -> None:
        """Until `show_overlap` nothing is known. A button that has just been pressed stays: the press itself takes the
        focus from what was being typed, which is saved then and asked about anew."""
        if not self.button.hasFocus():
            self.hide()

    def _take(self) -> None:
        overlap = self._overlap
        self.hide()
        self.taken.emit(overlap)
