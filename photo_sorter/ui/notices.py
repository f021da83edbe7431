"""Sentences for a person, in a quiet bar that never stands in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from photo_sorter.language import ntr, tr
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.mirroring import leading

_MOST_KEPT = 20


class NoticeBar(QFrame):
    """Shows the newest sentence that has not been dismissed; says how many are behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._waiting: list[tuple[str, str, Callable[[], object] | None]] = []
        self._hints: set[str] = set()
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setAlignment(leading(self.layoutDirection()))
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more = QLabel(self)
        self.more.setProperty("muted", True)
        self.offer = QPushButton(self)
        # In a dialog, Enter in a text field must not press it.
        self.offer.setAutoDefault(False)
        self.offer.clicked.connect(self._accept)
        close = IconButton("close", tr("Dismiss"), self)
        close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        for widget in (self.more, self.offer, close):
            row.addWidget(widget)
        self.hide()

    def say(self, sentence: str, offer: str = "", accepted: Callable[[], object] | None = None) -> None:
        """`offer` is the caption of a button that calls `accepted`."""
        others = [notice for notice in self._waiting if notice[0] != sentence]
        self._waiting = [(sentence, offer, accepted), *others[: _MOST_KEPT - 1]]
        self._show_first()

    def hint(self, sentence: str) -> None:
        """About what is selected or shown now: goes by itself when a person moves on."""
        self._hints.add(sentence)
        self.say(sentence)

    def move_on(self) -> None:
        """Another photo is selected, or another page is shown."""
        if self._hints:
            self._waiting = [notice for notice in self._waiting if notice[0] not in self._hints]
            self._hints.clear()
            self._show_first()

    def dismiss(self) -> None:
        self._waiting = self._waiting[1:]
        self._show_first()

    def withdraw(self, sentence: str) -> None:
        """What it says is no longer so."""
        self._waiting = [notice for notice in self._waiting if notice[0] != sentence]
        self._show_first()

    def _accept(self) -> None:
        accepted = self._waiting[0][2]
        self.dismiss()
        if accepted is not None:
            accepted()

    def _show_first(self) -> None:
        self.setVisible(bool(self._waiting))
        if not self._waiting:
            return
        sentence, offer, _ = self._waiting[0]
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.offer.setText(offer)
        self.offer.setVisible(bool(offer))
        behind = len(self._waiting) - 1
        self.more.setText(ntr("1 more", "{n} more", behind) if behind else "")
