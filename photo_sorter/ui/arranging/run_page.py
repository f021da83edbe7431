"""A run in its window: how it goes, and at the end what has been done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.events import RunEnded
from photo_sorter.core.arranging.run import Run, StepState
from photo_sorter.language import tr
from photo_sorter.ui import desktop
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.arranging.arranging_words import at_work, ended, not_done, progress
from photo_sorter.ui.arranging.parts import button
from photo_sorter.ui.arranging.run_strip import show_share
from photo_sorter.ui.arranging.run_watch import RunWatch

_MOST_LINES = 9
"""In sight at once."""


class RunPage(QWidget):
    """`again`: a person wants to sort more; `closing`: they have seen it."""

    again = Signal()
    closing = Signal()

    def __init__(self, runs: RunWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._run: Run | None = None
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.title.setFont(scaled_font(self, 1.25, QFont.Weight.DemiBold))
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setProperty("muted", True)
        for label in (self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(tr("Progress of the run"))
        self.sentences = QListWidget(self)
        self.sentences.setAccessibleName(tr("What could not be done"))
        self.sentences.setWordWrap(True)
        self.cancel = button(tr("Cancel"), self)
        self.undo = button(tr("Undo"), self)
        self.folder = button(tr("Show in folder"), self)
        self.more = button(tr("Sort more"), self)
        self.close_window = button(tr("Close"), self)
        self.cancel.clicked.connect(runs.cancel)
        self.undo.clicked.connect(self._take_back)
        self.folder.clicked.connect(self._show_folder)
        self.more.clicked.connect(self.again)
        self.close_window.clicked.connect(self.closing)
        runs.changed.connect(self._show_progress)
        self._arrange()
        self._show_progress()

    def begin(self) -> None:
        """A run is under way."""
        self._run = None
        self.sentences.hide()
        self._show_progress()
        self.cancel.setFocus()

    def show_end(self, event: RunEnded, run: Run | None) -> None:
        self._run = run
        if run is None:
            self.title.setText(tr("Nothing was done"))
        else:
            self.title.setText(ended(event, run))
        parts = [event.interruption or ""]
        if event.cancelled:
            parts.append(tr("It was cancelled. The other files are where they were."))
        if event.sentences and run is not None:
            parts.append(not_done(len(event.sentences)))
        self.words.setText(" ".join(part for part in parts if part))
        self.words.setVisible(any(parts))
        self.sentences.clear()
        self.sentences.addItems(list(event.sentences))
        self.sentences.setVisible(bool(event.sentences))
        lines_px = sum(self.sentences.sizeHintForRow(row) for row in range(min(_MOST_LINES, len(event.sentences))))
        self.sentences.setFixedHeight(lines_px + 8)
        self.bar.hide()
        self.cancel.hide()
        has_done = run is not None and run.count(StepState.DONE) > 0
        self.undo.setVisible(has_done)
        self.undo.setText(tr("Undo") if not event.undoing else tr("Take back the rest"))
        self.folder.setVisible(has_done)
        for each in (self.more, self.close_window):
            each.show()
        self.close_window.setFocus()

    def _show_progress(self) -> None:
        runs = self._runs
        if not runs.is_under_way:
            return
        self.title.setText(runs.title or at_work(runs.mode, undoing=runs.is_undoing))
        state = runs.progress
        parts = [tr("Cancelling…") if runs.is_cancelling else at_work(runs.mode, undoing=runs.is_undoing)]
        if state is not None:
            parts.append(progress(state))
        self.words.setText("  ".join(parts))
        self.words.show()
        show_share(self.bar, runs)
        self.bar.show()
        self.cancel.show()
        self.cancel.setEnabled(not runs.is_cancelling)
        self.sentences.hide()
        for each in (self.undo, self.folder, self.more, self.close_window):
            each.hide()

    def _take_back(self) -> None:
        if self._run is not None:
            self._runs.undo(self._run)

    def _show_folder(self) -> None:
        if self._run is not None:
            desktop.show_in_folder(self._run.arrangement.destination)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for each in (self.cancel, self.undo, self.folder, self.more, self.close_window):
            buttons.addWidget(each)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 32, 48, 32)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.sentences)
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addStretch(1)
