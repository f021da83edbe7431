"""A run that was interrupted: finish it, take it back, leave it for later, or as it is where neither can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.arranging.run import Run, RunState
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.arranging.arranging_words import interrupted, when
from photo_sorter.ui.mirroring import leading


class RecoveryDialog(QDialog):
    """No way loses anything. It does not stand in the way: the window can be used beside it."""

    finishing = Signal(object)
    """A Run, as with `returning`."""
    returning = Signal(object)
    leaving = Signal(object)
    postponed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self.setWindowTitle(tr("Interrupted run"))
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.title, self.words = (QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True) for _ in range(2))
        self.title.setFont(scaled_font(self, 1.1, QFont.Weight.DemiBold))
        self.words.setProperty("muted", True)
        for label in (self.title, self.words):
            label.setAlignment(leading(self.layoutDirection()))
            label.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self.finish, self.back, self.leave, self.later = (QPushButton(self) for _ in range(4))
        self.finish.setText(tr("Finish"))
        self.back.setText(tr("Take back"))
        self.leave.setText(tr("Leave as it is"))
        self.later.setText(tr("Later"))
        for button in (self.finish, self.back, self.leave, self.later):
            button.setAutoDefault(False)
        self.finish.clicked.connect(lambda: self._answer(self.finishing))
        self.back.clicked.connect(lambda: self._answer(self.returning))
        self.leave.clicked.connect(lambda: self._answer(self.leaving))
        self.later.clicked.connect(self.reject)
        self.rejected.connect(lambda: self.postponed.emit(self._run))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.later, self.leave, self.back, self.finish):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addSpacing(8)
        column.addStretch(1)
        column.addLayout(buttons)

    def ask(self, run: Run) -> None:
        self._run = run
        self.title.setText(interrupted(run))
        is_undoing = run.state is RunState.UNDOING
        ways = (
            tr("Finish takes back the rest. Nothing has been lost.")
            if is_undoing
            else tr("Finish does the rest. Take back puts everything where it was. Nothing has been lost.")
        )
        why = run.interruption or tr(
            "The program ended before it was done. It began {when}.", when=when(run.started_at)
        )
        if run.interruption:
            ways += " " + tr("Leave as it is ends the run: no file is touched any more.")
        self.words.setText(f"{why}\n{ways}")
        self.leave.setVisible(bool(run.interruption))
        self.back.setVisible(not is_undoing)
        self.later.setFocus()
        self.show()
        self.raise_()
        self.activateWindow()

    def _answer(self, signal: SignalInstance) -> None:
        run = self._run
        self.hide()
        signal.emit(run)
