"""What has been done with files on disk: runs, newest first, each with its files, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.run import Run, RunState, Step, StepState
from photo_sorter.core.events import LibraryChanged
from photo_sorter.language import ntr, tr
from photo_sorter.ui import desktop
from photo_sorter.ui.appearance import fitting, scaled_font
from photo_sorter.ui.arranging.arranging_words import files, run_state, when
from photo_sorter.ui.arranging.run_watch import RunWatch
from photo_sorter.ui.arranging.step_table import StepTable
from photo_sorter.ui.empty_state import Message
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import leading
from photo_sorter.ui.phrases import file_size

_REST_MS = 200


class RunsWindow(QWidget):
    """Shows what the library holds of them; Undo, Finish and Take back are off while a run is under way."""

    def __init__(self, reader: LibraryReader, runs: RunWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._reader, self._runs = reader, runs
        self._all: list[Run] = []
        self._rule_id: int | None = None
        self._shown: int | None = None
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Runs"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Runs"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(1)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.currentItemChanged.connect(lambda *_: self._show_run())
        self.only = QPushButton(self)
        self.only.setProperty("quiet", True)
        self.only.setAutoDefault(False)
        self.only.clicked.connect(lambda: self.show_rule(None))
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.title.setFont(scaled_font(self, 1.1, QFont.Weight.DemiBold))
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setProperty("muted", True)
        self.filter = QLineEdit(self, placeholderText=tr("Filter"), clearButtonEnabled=True)
        self.filter.setAccessibleName(tr("Filter by name, folder or reason"))
        self.table = StepTable(self)
        self.list.itemActivated.connect(lambda _: self.table.setFocus())
        self.filter.textChanged.connect(self.table.rows.narrow)
        self.reason = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.reason.setProperty("muted", True)
        self.undo_some, self.undo_all = QPushButton(tr("Undo these files"), self), QPushButton(tr("Undo the run"), self)
        self.back, self.finish = QPushButton(tr("Take back"), self), QPushButton(tr("Finish"), self)
        for button in self._buttons:
            button.setAutoDefault(False)
        self.message = Message(self)
        self._pages = QStackedWidget(self)
        self._resting = QTimer(self, singleShot=True, interval=_REST_MS)
        self._resting.timeout.connect(self._look)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_possible())
        self.table.undoing.connect(self._undo_some)
        self.undo_some.clicked.connect(self._undo_some)
        self.undo_all.clicked.connect(self._undo_all)
        self.back.clicked.connect(self._undo_all)
        self.finish.clicked.connect(self._finish)
        runs.changed.connect(self._show_possible)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        for label in (self.title, self.words, self.reason):
            label.setAlignment(leading(self.layoutDirection()))
        self._arrange()
        self.resize(fitting(self, 1040, 680))

    def open(self, run_id: int | None = None, rule_id: int | None = None) -> None:
        """On this run; only those of a rule, where one is named."""
        self._rule_id = rule_id
        self._look(run_id)
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus()

    def show_rule(self, rule_id: int | None) -> None:
        self._rule_id = rule_id
        self._look()

    def on_event(self, event: object) -> None:
        if isinstance(event, LibraryChanged) and event.runs and self.isVisible():
            self._resting.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.setTransientParent(None)  # type: ignore[arg-type]  # Qt takes none

    # --- inside ---

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.undo_some, self.undo_all, self.back, self.finish

    @property
    def run(self) -> Run | None:
        """The chosen one."""
        item = self.list.currentItem()
        run_id = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return next((run for run in self._all if run.id == run_id), None)

    def menu(self) -> QMenu:
        """About the chosen run: what its buttons offer."""
        menu = QMenu(self.list)
        for button in (self.undo_all, self.back, self.finish):
            if not button.isHidden():
                action = menu.addAction(button.text())
                action.triggered.connect(button.click)
                action.setEnabled(button.isEnabled())
        menu.addSeparator()
        if (run := self.run) is not None:
            folder = run.arrangement.destination
            menu.addAction(tr("Show in folder")).triggered.connect(lambda: desktop.show_in_folder(folder))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        if self.run is not None:
            menu = self.menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.list.viewport().mapToGlobal(at))

    def _look(self, run_id: int | None = None) -> None:
        """The chosen run stays chosen."""
        before = self.run
        wanted = run_id if run_id is not None else (before.id if before is not None else None)
        names = {rule.id: rule.name for rule in self._reader.rules()}
        self._all = [run for run in self._reader.runs() if self._rule_id is None or run.rule_id == self._rule_id]
        self.list.blockSignals(True)
        self.list.clear()
        for run in self._all:
            item = QListWidgetItem(self._line(run, names))
            item.setData(Qt.ItemDataRole.UserRole, run.id)
            item.setToolTip(run.title)
            self.list.addItem(item)
            if run.id == wanted:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self._all:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.only.setVisible(self._rule_id is not None)
        self.only.setText(tr("Only those of “{name}”: show all", name=names.get(self._rule_id, "")))
        if not self._all:
            self.message.say(
                tr("Nothing has been done yet"), tr("What is sorted into folders stands here, and can be taken back.")
            )
        self._show_run()

    def _line(self, run: Run, names: dict[int | None, str]) -> str:
        title = names.get(run.rule_id) if run.rule_id is not None else None
        said = tr("{rule}: {title}", rule=title, title=run.title) if title else run.title
        return f"{said}\n{when(run.started_at)} · {run_state(run, self._runs.run_id)}"

    def _show_run(self) -> None:
        run = self.run
        self._pages.setCurrentIndex(0 if run is None else 1)
        if run is None:
            self._shown = None
            self._show_possible()
            return
        if run.id != self._shown:
            self.filter.clear()
        self._shown = run.id
        self.title.setText(run.title)
        parts = [when(run.started_at), files(run.files), file_size(run.size_bytes), run_state(run, self._runs.run_id)]
        self.words.setText(" · ".join(parts) + (f"\n{run.interruption}" if run.interruption else ""))
        self.table.rows.show(self._reader.steps(run.id), self.filter.text())
        self._show_possible()

    def _show_possible(self) -> None:
        run, is_busy = self.run, self._runs.is_under_way
        is_open = run is not None and run.is_open
        can_undo = run is not None and not run.is_open and run.count(StepState.DONE) > 0
        chosen = self._undoable()
        self.undo_some.setText(ntr("Undo 1 file", "Undo {n} files", len(chosen)) if chosen else tr("Undo these files"))
        for button, is_shown, is_on in (
            (self.undo_some, not is_open, can_undo and bool(chosen)),
            (self.undo_all, not is_open, can_undo),
            (self.back, is_open and run is not None and run.state is RunState.RUNNING, is_open),
            (self.finish, is_open, is_open),
        ):
            button.setVisible(is_shown)
            button.setEnabled(is_on and not is_busy)
        steps = self.table.chosen()
        why = (steps[0].reason or "") if len(steps) == 1 else ""
        if is_busy and run is not None:
            why = tr("A run is under way: others wait for its end.")
        self.reason.setText(why)

    def _undoable(self) -> list[Step]:
        return [step for step in self.table.chosen() if step.state is StepState.DONE]

    def _undo_some(self) -> None:
        run, steps = self.run, self._undoable()
        if run is not None and steps and not run.is_open:
            self._runs.undo(run, tuple(step.target for step in steps))

    def _undo_all(self) -> None:
        if (run := self.run) is not None:
            self._runs.undo(run)

    def _finish(self) -> None:
        if (run := self.run) is not None and run.is_open:
            self._runs.finish(run)

    def _arrange(self) -> None:
        left, right, empty = QWidget(self), QWidget(self), self.message
        side = QVBoxLayout(left)
        side.setContentsMargins(12, 12, 8, 12)
        side.addWidget(self.only)
        side.addWidget(self.list, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.reason, 1)
        for button in self._buttons:
            below.addWidget(button)
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(6)
        for widget in (self.title, self.words, self.filter):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addLayout(below)
        self._pages.addWidget(empty)
        self._pages.addWidget(right)
        splitter = QSplitter(self)
        splitter.setHandleWidth(1)
        splitter.addWidget(left)
        splitter.addWidget(self._pages)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        left.setMinimumWidth(220)
        splitter.setSizes([320, 720])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
