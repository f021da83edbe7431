"""Precision and recall of every class, as a table that can be sorted and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from photo_sorter.core.sorting.accuracy import Accuracy, class_figures
from photo_sorter.language import number, tr
from photo_sorter.ui.phrases import percentage

_LINE_PX, _FEWEST_LETTERS = 28, 9
_FINE_FROM = 200
"""From so many photos on a tenth of a percent says something."""


class ClassTable(QTableWidget):
    """A line a class; a click on a title sorts, Ctrl+C copies the chosen lines, or all, as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        columns = _columns()
        super().__init__(0, len(columns), parent)
        self.setAccessibleName(tr("Classes"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(_LINE_PX, self.fontMetrics().height() + 10))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * _FEWEST_LETTERS)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, (title, tip) in enumerate(columns):
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item = QTableWidgetItem(title)
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(tip)
            self.setHorizontalHeaderItem(column, item)

    def show_accuracy(self, accuracy: Accuracy) -> None:
        figures = class_figures(accuracy)
        self.setSortingEnabled(False)
        self.setRowCount(len(figures))
        for line, one in enumerate(figures):
            self.setItem(line, 0, _Cell(one.label, one.label.casefold()))
            self.setItem(line, 1, _Cell(number(one.photos), one.photos))
            self.setItem(line, 2, _Cell(percent(one.precision, one.photos), _sortable(one.precision)))
            self.setItem(line, 3, _Cell(percent(one.recall, one.photos), _sortable(one.recall)))
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        # Once, and not by the header's own mode, which measures anew at every item.
        for column in range(1, self.columnCount()):
            self.resizeColumnToContents(column)

    def wished_height_px(self) -> int:
        """Enough for every line."""
        line_px = self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + self.rowCount() * line_px + 4

    def as_text(self) -> str:
        """Tabs and lines, the titles first."""
        chosen = sorted({index.row() for index in self.selectedIndexes()}) or range(self.rowCount())
        lines = [[title for title, _ in _columns()]]
        lines += [
            [str(self.model().index(row, column).data()) for column in range(self.columnCount())] for row in chosen
        ]
        return "\n".join("\t".join(line) for line in lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.as_text())
        else:
            super().keyPressEvent(event)


class _Cell(QTableWidgetItem):
    def __init__(self, text: str, key: str | float) -> None:
        super().__init__(text)
        self._key = key
        if not isinstance(key, str):
            self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return self._key < other._key if isinstance(other, _Cell) else super().__lt__(other)  # type: ignore[operator]


def percent(share: float | None, photos: int) -> str:
    """As exact as the number of photos allows; a dash for None."""
    if share is None:
        return "–"
    return percentage(share, 1 if photos >= _FINE_FROM else 0)


def _columns() -> tuple[tuple[str, str], ...]:
    """Their titles, and what they tell."""
    return (
        (tr("Class"), ""),
        (tr("Photos"), tr("How many photos are of this class")),
        (tr("Precision"), tr("How many of the photos taken for this class are of it")),
        (tr("Recall"), tr("How many photos of this class were recognised")),
    )


def _sortable(share: float | None) -> float:
    return -1.0 if share is None else share
