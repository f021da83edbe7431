"""The entries of the log, a line each, the newest first."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableWidget, QTableWidgetItem, QWidget

from photo_sorter.language import tr
from photo_sorter.logs import LogEntry
from photo_sorter.ui import phrases
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.icons import inked_icon
from photo_sorter.ui.phrases import labelled

MOST_ROWS = 1000
_LINE_PX = 28
_TIME, _SENTENCE = range(2)


class LogTable(QTableWidget):
    """What comes in while it is open goes on top; the line that is chosen stays chosen. Ctrl+C copies it."""

    chosen = Signal(object)
    """A LogEntry, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._entries: list[LogEntry] = []
        self.setAccessibleName(tr("Log"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalHeaderLabels([tr("When"), tr("What")])
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(_LINE_PX, self.fontMetrics().height() + 10))
        self.itemSelectionChanged.connect(lambda: self.chosen.emit(self.entry))

    @property
    def entry(self) -> LogEntry | None:
        """The chosen one."""
        rows = self.selectionModel().selectedRows()
        return self._entries[rows[0].row()] if rows else None

    def show_entries(self, entries: Sequence[LogEntry]) -> None:
        """The oldest first, as they stand in the log."""
        wanted = list(reversed(entries[-MOST_ROWS:]))
        fresh = wanted.index(self._entries[0]) if self._entries and self._entries[0] in wanted else len(wanted)
        kept = wanted[fresh:]
        if kept != self._entries[: len(kept)]:
            fresh, kept = len(wanted), []
        self.setRowCount(len(kept))
        self._entries = kept
        for entry in reversed(wanted[:fresh]):
            self._entries.insert(0, entry)
            self.insertRow(0)
            for column, item in enumerate(_items(entry)):
                self.setItem(0, column, item)
        if fresh:
            self.resizeColumnToContents(_TIME)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.entry is not None:
            QApplication.clipboard().setText(as_text(self.entry))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            for row, entry in enumerate(self._entries):
                if (item := self.item(row, _SENTENCE)) is not None:
                    _mark(item, entry)
        super().changeEvent(event)


def as_text(entry: LogEntry) -> str:
    """All that is known of it."""
    origin = f"{phrases.taken(entry.when.isoformat())} · {level_word(entry.level)} · {entry.source}"
    return "\n\n".join(part for part in (entry.message, origin, entry.details) if part)


def level_word(level: int) -> str:
    if level >= logging.ERROR:
        return tr("Error")
    return tr("Warning") if level >= logging.WARNING else tr("Note")


def _items(entry: LogEntry) -> tuple[QTableWidgetItem, QTableWidgetItem]:
    when = phrases.taken(entry.when.isoformat())
    time, sentence = QTableWidgetItem(when), QTableWidgetItem(entry.message)
    sentence.setData(Qt.ItemDataRole.AccessibleTextRole, labelled(level_word(entry.level), entry.message))
    _mark(sentence, entry)
    return time, sentence


def _mark(item: QTableWidgetItem, entry: LogEntry) -> None:
    if entry.is_problem:
        item.setIcon(inked_icon("problem", tones().warning.name()))
