"""A run under way in the bottom bar, while its window is closed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.arranging.arranging_words import at_work, progress
from photo_sorter.ui.arranging.run_watch import RunWatch
from photo_sorter.ui.icons import IconButton

MOST_STEPS = 1000


class RunStrip(QWidget):
    """`opening`: a person wants to see more of it."""

    opening = Signal()

    def __init__(self, runs: RunWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.words = QPushButton(self)
        self.words.setProperty("quiet", True)
        self.words.setAutoDefault(False)
        self.words.clicked.connect(self.opening)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(120)
        self.bar.setAccessibleName(tr("Progress of the run"))
        self.stop = IconButton("close", tr("Cancel the run"), self)
        self.stop.clicked.connect(runs.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        runs.changed.connect(self.update_words)
        self.hide()

    def show_here(self, is_wanted: bool) -> None:
        """Whether its window is not in sight."""
        self.setVisible(is_wanted and self._runs.is_under_way)
        self.update_words()

    def update_words(self) -> None:
        runs = self._runs
        words = tr("Cancelling…") if runs.is_cancelling else at_work(runs.mode, undoing=runs.is_undoing)
        done = runs.progress
        self.words.setText(words if done is None else _short(words, done.done, done.total))
        self.words.setToolTip(progress(done) if done is not None else runs.title)
        show_share(self.bar, runs)
        self.stop.setEnabled(not runs.is_cancelling)


def show_share(bar: QProgressBar, runs: RunWatch) -> None:
    """By bytes where there are any to be written."""
    done = runs.progress
    if done is None:
        bar.setRange(0, 0)
        return
    part, whole = (done.done_bytes, done.total_bytes) if done.total_bytes else (done.done, done.total)
    bar.setRange(0, MOST_STEPS)
    bar.setValue(round(MOST_STEPS * part / max(1, whole)))


def _short(words: str, done: int, total: int) -> str:
    share = tr("{percent} %", percent=100 * done // max(1, total))
    return f"{words} {share}"
