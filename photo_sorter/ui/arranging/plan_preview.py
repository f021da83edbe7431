"""The preview: what would go where, what stays and why, and what a person changes in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.plan import Plan
from photo_sorter.core.arranging.plan_text import plan_text
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr
from photo_sorter.ui.arranging.arranging_words import files
from photo_sorter.ui.arranging.hand_edits import HandEdits
from photo_sorter.ui.arranging.parts import button
from photo_sorter.ui.arranging.plan_view import PlanView
from photo_sorter.ui.empty_state import Message
from photo_sorter.ui.mirroring import leading
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.path_questions import nearest_folder
from photo_sorter.ui.phrases import file_size
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

_FILTER_REST_MS = 150


class PlanPreview(QWidget):
    """`changed`: another plan is shown, or none."""

    changed = Signal()

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made: Plan | None = None
        self.plan: Plan | None = None
        """What would be run: as it was made, with what was changed by hand."""
        self.edits = HandEdits(self)
        self.edits.changed.connect(self._apply)
        self.totals = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.faults = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.faults.setProperty("warning", True)
        self.remarks = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.remarks.setProperty("muted", True)
        for label in (self.totals, self.faults, self.remarks):
            label.setAlignment(leading(self.layoutDirection()))
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(tr("Making the preview"))
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.filter = QLineEdit(self, placeholderText=tr("Filter"), clearButtonEnabled=True)
        self.filter.setAccessibleName(tr("Filter by name or folder"))
        self._filtering = QTimer(self, singleShot=True, interval=_FILTER_REST_MS)
        self._filtering.timeout.connect(self._show)
        self.filter.textChanged.connect(lambda _: self._filtering.start())
        self.take_out, self.send = (
            button(tr("Take out"), self, is_quiet=True),
            button(tr("Send to another folder…"), self, is_quiet=True),
        )
        self.take_out.setToolTip(tr("These files stay where they are"))
        self.view = PlanView(loader, self)
        self.view.taking_out.connect(self._take_out)
        self.view.sending.connect(self._send)
        self.view.plan.dropped.connect(self._send_to)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._show_possible())
        self.take_out.clicked.connect(self._take_out)
        self.send.clicked.connect(self._send)
        self.message = Message(self)
        self.notices = NoticeBar(self)
        self._pages = QStackedWidget(self)
        self._undo, self._redo = QAction(tr("Undo"), self), QAction(tr("Redo"), self)
        self._undo.setShortcut(QKeySequence("Ctrl+Z"))
        self._redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._undo.triggered.connect(self.edits.undo_stack.undo)
        self._redo.triggered.connect(self.edits.undo_stack.redo)
        self.addActions([self._undo, self._redo])
        self._arrange()
        self.say("", "")

    def show_waiting(self, is_waiting: bool) -> None:
        self.progress.setVisible(is_waiting)

    def show_plan(self, plan: Plan) -> None:
        """As it was made; what was changed by hand holds as far as its files are in it."""
        self._made = plan
        self._apply()

    def say(self, title: str, sentence: str) -> None:
        """In place of a plan."""
        self._made = self.plan = None
        self.message.say(title, sentence)
        self._pages.setCurrentIndex(0)
        self._say_totals()
        self.changed.emit()

    # --- inside ---

    def _apply(self) -> None:
        if self._made is not None:
            self.plan = self.edits.applied(self._made)
            self._show()
            self._pages.setCurrentIndex(1)
            self._say_totals()
            self.changed.emit()

    def _show(self) -> None:
        if self.plan is not None:
            self.view.show_plan(self.plan, self.filter.text())
            self._show_possible()

    def _show_possible(self) -> None:
        has_some = bool(self.view.selectionModel().hasSelection())
        for each in (self.take_out, self.send):
            each.setEnabled(has_some)

    def _say_totals(self) -> None:
        plan = self.plan
        parts: list[str] = []
        if plan is not None:
            parts = [files(len(plan.files)), file_size(plan.size_bytes)]
            if plan.size_bytes and not plan.needs_bytes:
                parts.append(tr("takes no more space"))
            elif plan.needs_bytes != plan.size_bytes:
                parts.append(tr("{size} needed", size=file_size(plan.needs_bytes)))
            if plan.free_bytes is not None:
                parts.append(tr("{size} free there", size=file_size(plan.free_bytes)))
            if plan.staying:
                parts.append(tr("{count} stay", count=files(len(plan.staying))))
        for label, lines in (
            (self.totals, [" · ".join(parts)]),
            (self.faults, plan.faults if plan is not None else ()),
            (self.remarks, plan.remarks if plan is not None else ()),
        ):
            text = "\n".join(lines)
            label.setText(text)
            label.setVisible(bool(text))

    def _take_out(self) -> None:
        self.edits.take_out(self.view.chosen_sources())

    def _send(self) -> None:
        sources = self.view.chosen_sources()
        if self.plan is None or not sources:
            return
        begin = nearest_folder(self.plan.arrangement.destination)
        chosen = QFileDialog.getExistingDirectory(self, tr("Send to another folder"), str(begin))
        if chosen:
            self._send_to(sources, Path(chosen))

    def _send_to(self, sources: tuple[Path, ...], folder: Path) -> None:
        if self.plan is None:
            return
        try:
            self.edits.send(sources, folder)
        except ArrangeError as error:
            self.notices.say(str(error))

    def save_text(self) -> None:
        """Where a person says; what could not be written is said."""
        if self.plan is None:
            return
        start = str(Path.home() / tr("Plan.txt"))
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save the preview as text"), start, tr("Text (*.txt)"))
        if not chosen:
            return
        try:
            Path(chosen).write_text(plan_text(self.plan), encoding="utf-8")
        except OSError as error:
            self.notices.say(tr("{path} cannot be written: {reason}.", path=chosen, reason=error.strerror or error))

    def _arrange(self) -> None:
        shown = QWidget(self)
        above = QHBoxLayout()
        above.setSpacing(4)
        above.addWidget(self.filter, 1)
        above.addWidget(self.take_out)
        above.addWidget(self.send)
        inside = QVBoxLayout(shown)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(above)
        inside.addWidget(self.view, 1)
        self._pages.addWidget(self.message)
        self._pages.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(self.totals)
        column.addWidget(self.faults)
        column.addWidget(self.remarks)
        column.addWidget(self.progress)
        column.addWidget(self._pages, 1)
        column.addWidget(self.notices)
