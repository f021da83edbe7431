"""One wording on the bench, and the photos that it would take."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import LONGEST_PROMPT
from photo_sorter.core.sorting.preview import WordingTrial
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import IconButton, draw_icon
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import draw_text, mirrored
from photo_sorter.ui.photo_strip import PhotoStrip, library_photos
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class WordingColumn(QWidget):
    """`line` is the hairline before it; the bench places it."""

    def __init__(self, loader: ThumbnailLoader, reader: LibraryReader, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._reader = reader
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST_PROMPT)
        self.field.setPlaceholderText(tr("Other words"))
        self.remove = IconButton("cross", tr("Remove this wording"), self, 14)
        self.count = QLabel(self)
        self.count.setFont(scaled_font(self, 1.7, QFont.Weight.DemiBold))
        self.best = _Best(self)
        self.accuracy = QLabel(self)
        self.accuracy.setProperty("muted", True)
        self.remark = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.remark.setProperty("warning", True)
        self.remark.hide()
        self.photos = PhotoStrip(loader, self)
        self.add, self.use = QPushButton(tr("Add"), self), QPushButton(tr("Use instead"), self)
        self.add.setToolTip(tr("Beside the words that the category has"))
        self.use.setToolTip(tr("Instead of all words that the category has"))
        self.line = QFrame(parent)
        self.line.setObjectName("hairline")
        self.line.setFixedWidth(1)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        top.addWidget(self.remove)
        figures = QHBoxLayout()
        figures.addWidget(self.count, 1)
        figures.addWidget(self.best)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(4)
        body.addLayout(top)
        body.addSpacing(8)
        body.addLayout(figures)
        body.addWidget(self.accuracy)
        body.addWidget(self.remark)
        body.addSpacing(6)
        body.addWidget(self.photos, 1)
        body.addSpacing(6)
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        for button in (self.add, self.use):
            button.setAutoDefault(False)
            deeds.addWidget(button)
        deeds.addStretch(1)
        body.addLayout(deeds)
        self.setMinimumWidth(max(200, 26 * self.fontMetrics().averageCharWidth()))
        self.field.setText(text)
        self.field.setCursorPosition(0)
        self.wait()

    def wording(self) -> str:
        """On one line, without spaces around."""
        return " ".join(self.field.text().split())

    def number(self, number: int) -> None:
        """For those who hear the window."""
        self.field.setAccessibleName(tr("Wording {number}", number=number))
        self.add.setAccessibleName(tr("Add wording {number}", number=number))
        self.use.setAccessibleName(tr("Use wording {number} instead", number=number))
        self.remove.setAccessibleName(tr("Remove wording {number}", number=number))
        self.photos.setAccessibleName(tr("Photos of wording {number}", number=number))

    def compare_with(self, present: tuple[str, ...]) -> None:
        """The words that the category has: what is among them cannot be added, what is all of them not be chosen."""
        wording = self.wording()
        self.add.setEnabled(bool(wording) and wording not in present)
        self.use.setEnabled(bool(wording) and present != (wording,))

    def wait(self) -> None:
        """What is shown is not of these words any more."""
        has_words = bool(self.wording())
        self.remark.setText("")
        self.best.show_whether(False)
        self._shade(is_muted=True)
        if not has_words or not self.count.text():
            self.count.setText("…" if has_words else "")
            self.accuracy.setText(" ")
        if has_words:
            self.photos.show_photos(self.photos.photos)
        else:
            self.photos.show_photos((), tr("Type a wording to see\nwhich photos it would take."))

    def show_trial(self, trial: WordingTrial, *, is_best: bool, compares: bool) -> None:
        self._shade(is_muted=False)
        self.count.setText(phrases.photos(trial.count))
        accuracy = tr("No photos judged yet")
        if trial.judged:
            accuracy = ntr(
                "{right} of 1 judged photo right",
                "{right} of {n} judged photos right",
                trial.judged,
                right=number(trial.right),
            )
        self.accuracy.setText(accuracy)
        self.best.show_whether(is_best)
        self.remark.setText(trial.remark or "")
        only_here = trial.only_here if compares else frozenset()
        self.photos.show_photos(
            library_photos(self._reader, trial.photo_ids, only_here, tr("only this wording takes it")),
            tr("No photo is taken by these words."),
        )

    def _shade(self, *, is_muted: bool) -> None:
        self.count.setProperty("muted", is_muted)
        self.count.style().polish(self.count)


class _Best(QWidget):
    """A check mark and a word; keeps its place while hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setFixedSize(self.fontMetrics().horizontalAdvance(tr("Best")) + 34, self.fontMetrics().height() + 8)
        self.setToolTip(tr("The most judged photos are right with these words"))
        self.setAccessibleName(tr("Best"))

    def show_whether(self, is_best: bool) -> None:
        self.setVisible(is_best)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tones()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.chosen)
        painter.drawRoundedRect(self.rect(), self.height() / 2, self.height() / 2)
        icon, direction = QRectF(8, self.height() / 2 - 7, 14, 14), self.layoutDirection()
        draw_icon(painter, "check", mirrored(icon, self.rect(), direction), colours.text)
        painter.setPen(colours.text)
        draw_text(painter, mirrored(self.rect().adjusted(24, 0, 0, 0), self.rect(), direction), tr("Best"))
