"""The bottom bar: what the worker is doing, and the size of the tiles."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSlider, QWidget

from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.language import tr
from photo_sorter.ui import phrases
from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.grid.photo_grid import SIDES_PX
from photo_sorter.ui.icons import IconButton


class StatusBar(QWidget):
    """One calm line. `paused` carries whether the person wants a pause; `run_anyway` ends one that nobody wished."""

    paused = Signal(bool)
    run_anyway = Signal()
    side_changed = Signal(int)

    def __init__(self, side_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ActivityChanged(Activity.STARTING)
        self._shown = 0
        self.words = ElidedLabel(self, Qt.TextElideMode.ElideRight)
        self.words.setProperty("muted", True)
        self.progress = QProgressBar(self)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(tr("Progress"))
        self.pause = IconButton("pause", tr("Pause"), self)
        self.pause.clicked.connect(self.toggle_pause)
        self.anyway = QPushButton(tr("Run anyway"), self)
        self.anyway.setProperty("quiet", True)
        self.anyway.clicked.connect(self.toggle_pause)
        self.side = QSlider(Qt.Orientation.Horizontal, self)
        self.side.setRange(*SIDES_PX)
        self.side.setValue(side_px)
        self.side.setFixedWidth(120)
        self.side.setToolTip(tr("Size of the pictures"))
        self.side.setAccessibleName(self.side.toolTip())
        self.side.valueChanged.connect(self.side_changed)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.progress)
        row.addWidget(self.pause)
        row.addWidget(self.anyway)
        row.addStretch(1)
        row.addWidget(self.side)
        self.setMinimumHeight(36)
        self._say()

    @property
    def is_paused(self) -> bool:
        return self._state.activity is Activity.PAUSED

    def add_strip(self, strip: QWidget) -> None:
        """Room for work that a person began, before the size of the tiles."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(self.side), strip)

    def add(self, part: QWidget) -> None:
        """Beside what the worker is doing."""
        self._row.insertWidget(self._row.indexOf(self.anyway) + 1, part)

    def toggle_pause(self) -> None:
        """What the button in sight does."""
        if self._state.reason:
            self.run_anyway.emit()
        else:
            self.paused.emit(not self.is_paused)

    def show_activity(self, state: ActivityChanged) -> None:
        self._state = state
        self._say()

    def show_count(self, shown: int) -> None:
        """How many photos the library shows."""
        self._shown = shown
        self._say()

    def _say(self) -> None:
        state = self._state
        self.words.setText(phrases.activity(state, self._shown))
        works = state.activity in (Activity.INDEXING, Activity.PAUSED) and state.total > 0
        self.progress.setVisible(works)
        if works:
            self.progress.setRange(0, state.total)
            self.progress.setValue(state.done)
        waits = bool(state.reason)
        self.anyway.setVisible(waits)
        self.pause.setVisible(not waits and (works or self.is_paused or state.activity is Activity.SCANNING))
        self.pause.show_icon("play" if self.is_paused else "pause")
        self.pause.setToolTip(tr("Resume") if self.is_paused else tr("Pause"))
        self.pause.setAccessibleName(self.pause.toolTip())
