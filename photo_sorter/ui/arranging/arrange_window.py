"""Sort into folders: which photos, where to and how; beside it the preview; then the run itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.commands import CancelPlan, MakePlan
from photo_sorter.core.arranging.events import PlanMade
from photo_sorter.core.arranging.plan import Plan
from photo_sorter.core.commands import Command
from photo_sorter.core.events import LibraryChanged
from photo_sorter.language import tr
from photo_sorter.ui.appearance import fitting
from photo_sorter.ui.arranging.arrangement_form import ArrangementForm
from photo_sorter.ui.arranging.arranging_words import doing
from photo_sorter.ui.arranging.example_photo import example_photo, made_up
from photo_sorter.ui.arranging.parts import button, hairline
from photo_sorter.ui.arranging.plan_preview import PlanPreview
from photo_sorter.ui.arranging.remembered import remember, remembered
from photo_sorter.ui.arranging.run_page import RunPage
from photo_sorter.ui.arranging.run_watch import RunWatch
from photo_sorter.ui.arranging.scope import Scope
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.view_state import ViewState

REST_MS = 300
"""After so long without another change a plan is made."""
_FORM_PX = 340


class ArrangeWindow(QWidget):
    """`running` carries the Plan to be run, as it is shown."""

    running = Signal(object)
    turned = Signal()
    """It has been shown or closed."""
    runs_wanted = Signal()

    def __init__(
        self,
        state: ViewState,
        reader: LibraryReader,
        loader: ThumbnailLoader,
        runs: RunWatch,
        post: Callable[[Command], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._state, self._reader, self._runs, self._post = state, reader, runs, post
        self._example = made_up()
        self._tokens = count(1)
        self._token = 0
        self._is_current = False
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("Sort into folders"))
        self.scopes = QComboBox(self)
        self.scopes.setAccessibleName(tr("Photos"))
        self.form = ArrangementForm(self)
        self.preview = PlanPreview(loader, self)
        self.run_page = RunPage(runs, self)
        self.stale = QLabel(tr("The library has changed since."), self)
        self.stale.setProperty("muted", True)
        self.again = button(tr("Refresh the preview"), self, is_quiet=True)
        self.export, self.show_runs = (
            button(tr("Save as Text…"), self, is_quiet=True),
            button(tr("Runs…"), self, is_quiet=True),
        )
        self.cancel, self.run = button(tr("Close"), self), button("", self)
        self.run.setProperty("primary", True)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._ask)
        self._pages = QStackedWidget(self)
        self._arrange()
        arrangement, is_known = remembered(state)
        self.form.show_arrangement(arrangement)
        if not is_known:
            self.form.destination.show_folder(None)
        self.form.changed.connect(self._on_change)
        self.scopes.currentIndexChanged.connect(lambda _: self._on_scope())
        self.preview.changed.connect(self._show_possible)
        self.again.clicked.connect(self._ask)
        self.export.clicked.connect(self.preview.save_text)
        self.show_runs.clicked.connect(self.runs_wanted)
        self.cancel.clicked.connect(self.close)
        self.run.clicked.connect(self._run)
        self.run_page.closing.connect(self.close)
        self.run_page.again.connect(self._show_form)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self._show_stale(False)
        self.resize(fitting(self, 1120, 780))

    # --- from outside ---

    def open_for(self, scopes: tuple[Scope, ...]) -> None:
        """The first of these is chosen. While a run is under way, that is shown instead."""
        self.preview.edits.forget()
        self.scopes.blockSignals(True)
        self.scopes.clear()
        for scope in scopes:
            self.scopes.addItem(scope.words, scope)
        self.scopes.blockSignals(False)
        if self._runs.is_under_way:
            self.show_run()
        else:
            self._show_form()
        self.come_forward()

    def come_forward(self) -> None:
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def is_resting(self) -> bool:
        """Whether a plan is about to be asked for."""
        return self._resting.isActive()

    @property
    def shows_run(self) -> bool:
        """Whether a run, or its end, is what is seen here."""
        return self.isVisible() and self._pages.currentWidget() is self.run_page

    def show_run(self) -> None:
        self._leave_plan()
        self._pages.setCurrentWidget(self.run_page)
        self.run_page.begin()
        self.turned.emit()

    def on_event(self, event: object) -> None:
        match event:
            case PlanMade(token, plan, sentence) if token == self._token:
                self._token = 0
                self.preview.show_waiting(False)
                self._is_current = plan is not None
                if plan is not None:
                    self.preview.show_plan(plan)
                else:
                    self.preview.say(tr("No preview"), sentence or "")
                self._show_possible()
            case LibraryChanged() if (event.photos or event.tags) and self.preview.plan is not None:
                self._show_stale(True)

    # --- Qt ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # It belongs to the main window, but must not lie over it.
        handle = self.windowHandle()
        if handle is not None:
            handle.setTransientParent(None)  # type: ignore[arg-type]  # Qt takes none
        self.turned.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave_plan()
        arrangement = self.form.arrangement
        if arrangement is not None:
            remember(self._state, arrangement)
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.turned.emit()

    # --- inside ---

    @property
    def scope(self) -> Scope | None:
        scope = self.scopes.currentData()
        return scope if isinstance(scope, Scope) else None

    def _show_form(self) -> None:
        self._pages.setCurrentIndex(0)
        self._on_scope()
        target = self.form.destination if self.form.destination.folder is None else self.form.template
        target.setFocus()

    def _on_scope(self) -> None:
        scope = self.scope
        if scope is not None:
            self._example = example_photo(self._reader, scope)
            self.form.use_categories(scope.category_ids)
        self._on_change()

    def _on_change(self) -> None:
        """What is asked for is something else: the plan that is shown is not that of it any more."""
        self._leave_plan()
        words, is_fault = self._example.said(self.form.template.template)
        self.form.template.show_example(words, is_fault=is_fault)
        self._is_current = False
        if self.form.arrangement is None:
            self.preview.say(
                tr("Where to?"), tr("Choose a folder, and see here what would go where. Nothing is moved yet.")
            )
        elif not is_fault:
            self.preview.show_waiting(True)
            self._resting.start()
        self._show_possible()

    def _ask(self) -> None:
        arrangement, scope = self.form.arrangement, self.scope
        if arrangement is None or scope is None:
            return
        self._leave_plan()
        self._show_stale(False)
        self._is_current = False
        self._token = next(self._tokens)
        self.preview.show_waiting(True)
        self._post(MakePlan(self._token, arrangement, scope.photo_ids))
        self._show_possible()

    def _leave_plan(self) -> None:
        """What is on its way is not wanted any more."""
        self._resting.stop()
        self.preview.show_waiting(False)
        if self._token:
            self._token = 0
            self._post(CancelPlan())

    def _run(self) -> None:
        plan = self.preview.plan
        if plan is not None and self._can_run(plan):
            remember(self._state, plan.arrangement)
            self.running.emit(plan)

    def _can_run(self, plan: Plan) -> bool:
        return self._is_current and bool(plan.files) and not plan.faults and not self._runs.is_under_way

    def _show_possible(self) -> None:
        plan = self.preview.plan
        self.run.setText(doing(self.form.mode, len(plan.files) if plan is not None else 0))
        self.run.setEnabled(plan is not None and self._can_run(plan))
        self.run.setToolTip("\n".join(plan.faults) if plan is not None else "")
        self.export.setEnabled(plan is not None)

    def _show_stale(self, is_stale: bool) -> None:
        self.stale.setVisible(is_stale)
        self.again.setVisible(is_stale)

    def _arrange(self) -> None:
        left, body = QWidget(self), QScrollArea(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.scopes)
        column.addWidget(self.form, 1)
        left.setObjectName("panel")
        body.setWidget(left)
        body.setWidgetResizable(True)
        body.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setFixedWidth(max(_FORM_PX, 44 * self.fontMetrics().averageCharWidth()))
        sides = QHBoxLayout()
        sides.setSpacing(0)
        sides.addWidget(body)
        sides.addWidget(hairline(self, is_upright=True))
        sides.addWidget(self.preview, 1)
        below = QHBoxLayout()
        below.setContentsMargins(20, 10, 20, 10)
        below.setSpacing(8)
        for widget in (self.export, self.show_runs, self.stale, self.again):
            below.addWidget(widget)
        below.addStretch(1)
        below.addWidget(self.cancel)
        below.addWidget(self.run)
        asking = QWidget(self)
        page = QVBoxLayout(asking)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(sides, 1)
        page.addWidget(hairline(self))
        page.addLayout(below)
        self._pages.addWidget(asking)
        self._pages.addWidget(self.run_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
