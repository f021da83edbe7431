"""The files of a run: from where to where, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from photo_sorter.core.arranging.run import Step, StepState
from photo_sorter.language import tr
from photo_sorter.ui import desktop
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.arranging.arranging_words import step_state
from photo_sorter.ui.mirroring import isolated

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEAST_LINE_PX = 26


class Column(IntEnum):
    FROM = 0
    TO = 1
    STATE = 2


class StepModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Step, ...] = ()
        self.steps: list[Step] = []

    def show(self, steps: Sequence[Step], wanted: str = "") -> None:
        """`wanted`: only files with this in a path, or in the reason."""
        self.beginResetModel()
        self._all = tuple(steps)
        self.steps = [step for step in self._all if _has(step, wanted.strip().casefold())]
        self.endResetModel()

    def narrow(self, wanted: str) -> None:
        self.show(self._all, wanted)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.steps)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("From"), tr("To"), tr("State"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        step, column = self.steps[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return (isolated(str(step.source)), isolated(str(step.target)), _state(step))[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{isolated(str(step.source))}\n→ {isolated(str(step.target))}\n{_state(step)}"
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.FROM:
            return tr("{name} to {folder}: {state}", name=step.source, folder=step.target, state=_state(step))
        if role == Qt.ItemDataRole.ForegroundRole:
            return _ink(step, column)
        return None


class StepTable(QTableView):
    """Enter or a double click opens the file where it is now; `undoing`: the selected files are to be taken back."""

    undoing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = StepModel()
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setProperty("rows", True)
        self.setAccessibleName(tr("Files of the run"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(max(_LEAST_LINE_PX, self.fontMetrics().height() + 8))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        for column in (Column.FROM, Column.TO):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.STATE, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(Column.STATE, 26 * self.fontMetrics().averageCharWidth())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.doubleClicked.connect(lambda _: self._open())

    def chosen(self) -> list[Step]:
        return [self.rows.steps[index.row()] for index in self.selectionModel().selectedRows()]

    def menu(self) -> QMenu:
        """About the selected files."""
        menu = QMenu(self)
        steps = self.chosen()
        undo = menu.addAction(tr("Undo these files"))
        undo.triggered.connect(lambda: self.undoing.emit())
        undo.setEnabled(any(step.state is StepState.DONE for step in steps))
        if len(steps) == 1:
            menu.addSeparator()
            menu.addAction(tr("Open with default program")).triggered.connect(self._open)
            menu.addAction(tr("Show in folder")).triggered.connect(lambda: desktop.show_in_folder(_where(steps[0])))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        steps = self.chosen()
        if len(steps) == 1:
            desktop.open_file(_where(steps[0]))

    def _show_menu(self, at: QPoint) -> None:
        if self.chosen():
            menu = self.menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(at))


def _where(step: Step) -> Path:
    """Where the file is now."""
    return step.target if step.state is StepState.DONE else step.source


def _has(step: Step, sought: str) -> bool:
    return not sought or any(
        sought in text.casefold() for text in (str(step.source), str(step.target), step.reason or "")
    )


def _state(step: Step) -> str:
    said = step_state(step)
    return tr("{title}: {text}", title=said, text=step.reason) if step.reason else said


def _ink(step: Step, column: Column) -> QColor:
    if column is Column.STATE and step.reason:
        return tones().warning
    return tones().muted if column is Column.STATE else tones().text
