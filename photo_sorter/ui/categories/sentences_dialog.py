"""The sentences around the words of every category."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from photo_sorter.core.errors import CategoryError
from photo_sorter.language import tr
from photo_sorter.ui.text_fields import LinesField


class SentencesDialog(QDialog):
    """`save` takes the sentences and raises CategoryError where they will not do."""

    def __init__(
        self, sentences: tuple[str, ...], save: Callable[[tuple[str, ...]], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._save = save
        self.setWindowTitle(tr("Sentences around the words"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        hint = QLabel(
            tr(
                "Models know sentences better than single words: “{}” stands for the words of a category. "
                "Say here what your photos are, such as “a scan of {}”."
            ),
            self, textFormat=Qt.TextFormat.PlainText, wordWrap=True,
        )  # fmt: skip
        hint.setProperty("muted", True)
        self.field = LinesField(5)
        self.field.setAccessibleName(tr("Sentences, one a line"))
        self.field.setPlaceholderText(tr("One a line, such as\na photo of {}\nWhile empty, the model uses its own."))
        self.field.show_lines(sentences)
        self.error = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.error.setProperty("warning", True)
        self.error.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(hint)
        column.addWidget(self.field, 1)
        column.addWidget(self.error)
        column.addWidget(buttons)
        self.resize(480, 320)

    def accept(self) -> None:
        try:
            self._save(self.field.lines())
        except CategoryError as error:
            self.error.setText(str(error))
            self.error.show()
            return
        super().accept()
