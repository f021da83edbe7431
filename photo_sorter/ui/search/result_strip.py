"""One line above or below the results: that nothing stands out, or that there is more."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from photo_sorter.language import ntr


class ResultStrip(QFrame):
    """Hidden while it has nothing to say. `more` is its button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setProperty("muted", True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more = QPushButton(self)
        self.more.setProperty("quiet", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.more)
        self.hide()

    def say(self, words: str, hidden_count: int = 0) -> None:
        """`hidden_count`: how many photos the button would show; without any there is no button."""
        self.words.setText(words)
        self.setAccessibleName(words)
        self.more.setText(ntr("Show 1 more anyway", "Show {n} more anyway", hidden_count))
        self.more.setVisible(hidden_count > 0)
        self.setVisible(bool(words))
