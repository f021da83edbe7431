"""The model to begin with: the one that is here, or a better one that has to come first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.phrases import file_size


class ModelChoosing(QWidget):
    """`more_wanted`: the other models."""

    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._better: ModelChoice | None = None
        self.built_in, self.better = QRadioButton(tr("Built-in"), self), QRadioButton(self)
        self.built_in.setChecked(True)
        built_in_note = self._note(tr("Works now. Basic: it knows everyday things."))
        self.built_in.setAccessibleDescription(built_in_note.text())
        self.better_note = self._note("")
        self.more = QPushButton(tr("Other models…"), self)
        self.more.setProperty("quiet", True)
        self.more.setStyleSheet("QPushButton { padding-left: 0; padding-right: 0; }")
        self.more.clicked.connect(self.more_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for choice, note in ((self.built_in, built_in_note), (self.better, self.better_note)):
            column.addWidget(choice)
            column.addWidget(note)
            column.addSpacing(6)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def chosen_id(self) -> str:
        """ "" for the one that is here."""
        return self._better.id if self._better is not None and self.better.isChecked() else ""

    def show_better(self, model: ModelChoice) -> None:
        self._better = model
        self.better.setText(model.title)
        if model.is_usable:
            self.better_note.setText(tr("Better. It is on this computer already."))
        else:
            size = file_size((model.download_mb or 0) * 1_000_000)
            self.better_note.setText(
                tr("Better. {size} come while you work; until then the built-in one sorts.", size=size)
            )
        self.better.setAccessibleDescription(self.better_note.text())

    def _note(self, words: str) -> QLabel:
        note = QLabel(words, self)
        note.setProperty("muted", True)
        note.setWordWrap(True)
        # In line with the words of the button above it, whichever way they run.
        note.setIndent(24)
        return note
