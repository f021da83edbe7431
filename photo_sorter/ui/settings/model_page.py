"""Settings, page Model: what recognises the pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.phrases import file_size


@dataclass(frozen=True)
class ModelChoice:
    """A model that can be used or downloaded. `hint` says what is missing to use it, "" if nothing; `languages`: those
    that it understands, e.g. "English"."""

    id: str
    title: str
    description: str
    installed: bool
    hint: str = ""
    languages: str = ""


class ModelPage(QWidget):
    """`using` and `downloading` carry a model id."""

    using = Signal(str)
    downloading = Signal(str)
    cancelling = Signal()

    def __init__(self, models: tuple[ModelChoice, ...], model_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        body = QWidget(self)
        body.setObjectName("panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 24, 16)
        column.setSpacing(0)
        intro = QLabel("Another model looks at every photo again, in the background.", self)
        intro.setProperty("muted", True)
        intro.setWordWrap(True)
        column.addWidget(intro)
        self.rows: dict[str, ModelRow] = {}
        for model in models:
            row = ModelRow(model, body)
            row.use.clicked.connect(lambda _=False, id=model.id: self._use(id))
            row.download.clicked.connect(lambda _=False, id=model.id: self._download(id))
            row.cancel.clicked.connect(self.cancelling)
            self.rows[model.id] = row
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.show_used(model_id)

    def show_used(self, model_id: str) -> None:
        for id, row in self.rows.items():
            row.show_used(id == model_id)

    def show_failure(self, model_id: str, sentence: str) -> None:
        if model_id in self.rows:
            self.rows[model_id].say(sentence)

    def show_progress(self, model_id: str, done_bytes: int, total_bytes: int | None) -> None:
        if model_id in self.rows:
            self.rows[model_id].show_progress(done_bytes, total_bytes)

    def show_download_ended(self, model_id: str, sentence: str | None) -> None:
        if model_id in self.rows:
            self.rows[model_id].show_ended(sentence)

    def _use(self, model_id: str) -> None:
        self.rows[model_id].say("Loading…")
        self.using.emit(model_id)

    def _download(self, model_id: str) -> None:
        self.rows[model_id].show_progress(0, None)
        self.downloading.emit(model_id)


class ModelRow(QFrame):
    """One model: its words on the left, what can be done on the right."""

    def __init__(self, model: ModelChoice, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._is_used, self._is_loading = model, False, False
        title = QLabel(model.title, self, textFormat=Qt.TextFormat.PlainText)
        title.setFont(scaled_font(self, 1.05, QFont.Weight.DemiBold))
        text = QLabel(model.description, self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        text.setProperty("muted", True)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(f"Download of {model.title}")
        self.use = QPushButton("Use", self)
        self.download = QPushButton("Download", self)
        self.cancel = QPushButton("Cancel", self)
        self.used = QLabel("In use", self)
        self.used.setProperty("muted", True)
        words = QVBoxLayout()
        words.setSpacing(4)
        for widget in (title, text, self.progress, self.words):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 8)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.used, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self.use, self.download, self.cancel):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{button.text()} {model.title}")
        self.say(model.hint)

    def show_used(self, is_used: bool) -> None:
        self._is_used = is_used
        self.say(self._model.hint)

    def show_progress(self, done_bytes: int, total_bytes: int | None) -> None:
        self._is_loading = True
        self.progress.setRange(0, 1000 if total_bytes else 0)
        if total_bytes:
            self.progress.setValue(round(done_bytes / total_bytes * 1000))
        of = f" of {file_size(total_bytes)}" if total_bytes else ""
        self.say(f"{file_size(done_bytes)}{of}")

    def show_ended(self, sentence: str | None) -> None:
        self._is_loading = False
        if sentence is None:
            self._model = replace(self._model, installed=True)
        self.say(sentence or self._model.hint)

    def say(self, sentence: str) -> None:
        """Shows the sentence, and the buttons that fit the state."""
        self.words.setText(sentence)
        self.words.setVisible(bool(sentence))
        self.progress.setVisible(self._is_loading)
        self.used.setVisible(self._is_used)
        idle = not self._is_loading and not self._is_used
        self.use.setVisible(idle and self._model.installed)
        self.download.setVisible(idle and not self._model.installed and not self._model.hint)
        self.cancel.setVisible(self._is_loading)
