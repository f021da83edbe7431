"""One model of the page: what it is on the left, what can be done with it on the right and below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import mark, scaled_font
from photo_sorter.ui.models import model_words
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.models.standing import Standing
from photo_sorter.ui.phrases import labelled

_STEPS = 1000


class ModelRow(QFrame):
    """Shows; its buttons are connected by the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.title.setFont(scaled_font(self, 1.05, QFont.Weight.DemiBold))
        self.quality, self.facts = self._muted(), self._muted()
        self.facts.setWordWrap(True)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.progress = QProgressBar(self)
        self.used = self._muted()
        self.used.setText(tr("In use"))
        self.use, self.download = QPushButton(tr("Use"), self), QPushButton(self)
        self.stop, self.cancel = self._link(tr("Stop")), self._link(tr("Cancel"))
        self.discard, self.compare = self._link(tr("Discard")), self._link(tr("Compare…"))
        self.measure, self.remove = self._link(""), self._link(tr("Remove…"))
        links = QHBoxLayout()
        links.setSpacing(20)
        for link in self._links:
            links.addWidget(link)
        links.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(3)
        # A name in another script than the language's would stand on the wrong side of a label that is too wide.
        for label in (self.title, self.quality):
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.facts)
        column.addSpacing(3)
        column.addWidget(self.progress)
        column.addWidget(self.words)
        column.addLayout(links)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 14, 0, 10)
        row.setSpacing(16)
        row.addLayout(column, 1)
        row.addWidget(self.used, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self.use, self.download):
            button.setAutoDefault(False)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """As Tab walks through them."""
        return *self._links, self.use, self.download

    def show_model(self, model: ModelChoice, standing: Standing) -> None:
        focused = next((button for button in self.buttons if button is self.window().focusWidget()), None)
        self._show_words(model, standing)
        self._show_buttons(model, standing)
        self._name_buttons(model)
        if focused is not None and not _can_be_pressed(focused):
            self._focus_anew()

    # --- inside ---

    @property
    def _links(self) -> tuple[QPushButton, ...]:
        return self.stop, self.cancel, self.discard, self.compare, self.measure, self.remove

    def _show_words(self, model: ModelChoice, standing: Standing) -> None:
        self.title.setText(model.title)
        filled, word = model_words.quality(model)
        languages = model.languages if model.languages != "unknown" else ""
        said = f"{model_words.dots(filled)}  {word}" if word else tr("Quality unknown")
        self.quality.setText(" · ".join(filter(None, (said, languages))))
        self.quality.setToolTip(model_words.quality_tip(model))
        heard = tr("Quality: {word}, {dots} of {most}", word=word, dots=filled, most=model_words.MOST_DOTS)
        self.quality.setAccessibleName(" · ".join(filter(None, (heard if word else said, languages))))
        self.facts.setText(model_words.facts(model, standing.speeds.get(model.id)))
        self.words.setText(self._sentence(model, standing))
        self.words.setVisible(bool(self.words.text()))
        mark(self.words, "warning", self.words.text() == standing.faults.get(model.id))
        share = self._share(model, standing)
        self.progress.setVisible(share is not None)
        if share is not None:
            self.progress.setRange(0, _STEPS if share >= 0 else 0)
            self.progress.setValue(round(share * _STEPS))
        self.progress.setAccessibleName(labelled(model.title, self.words.text()))

    def _sentence(self, model: ModelChoice, standing: Standing) -> str:
        if standing.download is not None and standing.download_id == model.id:
            return model_words.arriving(standing.download)
        if standing.change is not None and standing.next_id == model.id:
            return model_words.changing(standing.change, is_paused=standing.is_paused)
        if model.id in standing.faults:
            return standing.faults[model.id]
        if model.hint:
            return model.hint
        return model_words.unfinished(model) if model.unfinished_bytes else ""

    def _share(self, model: ModelChoice, standing: Standing) -> float | None:
        """From 0 to 1 of what goes on; -1 while that is unknown, None where nothing does."""
        download, change = standing.download, standing.change
        if download is not None and download.model_id == model.id:
            return download.done_bytes / download.total_bytes if download.total_bytes else -1
        if change is not None and change.model_id == model.id:
            return change.done / change.total if change.total else -1
        return None

    def _show_buttons(self, model: ModelChoice, standing: Standing) -> None:
        is_used, is_next = model.id == standing.used_id, model.id == standing.next_id
        is_coming = model.id == standing.download_id
        is_measured = model.id == standing.measured_id
        is_free = not (is_used or is_next or is_coming)
        self.used.setVisible(is_used)
        self.use.setVisible(is_free and model.is_usable)
        self.download.setVisible(is_free and model.can_download)
        self.download.setEnabled(standing.download is None)
        self.download.setText(tr("Go on") if model.unfinished_bytes else tr("Download"))
        self.stop.setVisible(is_next)
        self.cancel.setVisible(is_coming)
        self.discard.setVisible(is_free and bool(model.unfinished_bytes))
        self.compare.setVisible(model.is_usable and not is_used)
        self.measure.setVisible(model.is_usable)
        # The one that is measured keeps the focus of who pressed it.
        self.measure.setEnabled(is_measured or not standing.measured_id)
        self.measure.setText(tr("Measuring…") if is_measured else tr("Measure speed"))
        self.remove.setVisible(is_free and model.is_installed and not model.is_built_in and not is_measured)

    def _name_buttons(self, model: ModelChoice) -> None:
        for button in self.buttons:
            button.setAccessibleName(labelled(button.text().rstrip("…"), model.title))

    def _focus_anew(self) -> None:
        """Who pressed a button that has gone shall not be thrown to another place, nor onto one that destroys."""
        safe = (self.use, self.download, self.stop, self.cancel, self.compare, self.measure)
        left = next((button for button in safe if _can_be_pressed(button)), None)
        if left is not None:
            left.setFocus()

    def _muted(self) -> QLabel:
        label = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("muted", True)
        return label

    def _link(self, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("quiet", True)
        button.setAutoDefault(False)
        # Their words stand on the row's edge, whichever that is.
        button.setStyleSheet("QPushButton { padding-left: 0; padding-right: 0; }")
        return button


def _can_be_pressed(button: QPushButton) -> bool:
    return not button.isHidden() and button.isEnabled()
