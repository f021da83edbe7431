"""The tree of a plan on the screen: keys, menu and drag for what a person changes in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from photo_sorter.core.arranging.plan import Plan
from photo_sorter.language import tr
from photo_sorter.ui import desktop
from photo_sorter.ui.arranging.file_pictures import SIDE_PX, FilePictures
from photo_sorter.ui.arranging.plan_model import Column, Index, PlanModel
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

_LEAST_LINE_PX, _STEP_PX = 26, 16
_MANY_FOLDERS, _FEW_FILES = 80, 40


class PlanView(QTreeView):
    """Says what is wanted of the files in the selected rows."""

    taking_out = Signal()
    sending = Signal()
    """To another folder, which is still to be asked for."""
    selection_turned = Signal()

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = PlanModel()
        self.plan.pictures = self._pictures = FilePictures(loader, self)
        self._pictures.arrived.connect(self.viewport().update)
        self.setIconSize(QSize(SIDE_PX, SIDE_PX))
        self.plan.setParent(self)
        self.setModel(self.plan)
        self.setProperty("rows", True)
        self.setItemDelegate(RowHeight(self))
        self.setAccessibleName(tr("Where the files go"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.doubleClicked.connect(lambda index: self._open(self.plan.source(index)))
        self.setIndentation(_STEP_PX)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(24)

    def show_plan(self, plan: Plan | None, wanted: str = "") -> None:
        """What was open stays open."""
        tree, was_shown = self.plan.tree, self.plan.plan is not None
        known = {branch.path for branch in tree.branches}
        opened = {branch.path for branch in tree.branches[1:] if self.isExpanded(self.plan.index_of(branch.path))}
        current = self.currentIndex()
        source, branch = self.plan.source(current) if current.isValid() else None, None
        if current.isValid() and source is None:
            branch = self.plan.branch(current)
        self.plan.show(plan, wanted)
        self._unfold(known if was_shown else set(), opened, all_of_them=bool(wanted.strip()))
        if branch is not None and (index := self.plan.index_of(branch.path)).isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        elif self.plan.rowCount():
            first = self.plan.index(0, 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def chosen_sources(self) -> tuple[Path, ...]:
        """Of the files in the selected rows."""
        return self.plan.sources(self.selectionModel().selectedRows())

    def menu(self) -> QMenu:
        """About the selected rows."""
        menu = QMenu(self)
        rows = self.selectionModel().selectedRows()
        going = bool(rows) and any(index.flags() & Qt.ItemFlag.ItemIsDragEnabled for index in rows)
        take, send = menu.addAction(tr("Take out")), menu.addAction(tr("Send to another folder…"))
        take.triggered.connect(lambda: self.taking_out.emit())
        send.triggered.connect(lambda: self.sending.emit())
        for action in (take, send):
            action.setEnabled(going)
        source = self.plan.source(rows[0]) if len(rows) == 1 else None
        if source is not None:
            menu.addSeparator()
            _add(menu, tr("Open with default program"), lambda: desktop.open_file(source))
            _add(menu, tr("Show in folder"), lambda: desktop.show_in_folder(source))
        menu.addSeparator()
        _add(menu, tr("Unfold all"), self.expandAll)
        _add(menu, tr("Fold all"), self.collapseAll)
        return menu

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taking_out.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a file goes has most room; a remark has the least that it needs."""
        super().resizeEvent(event)
        header, letter_px, width_px = self.header(), self.fontMetrics().averageCharWidth(), self.viewport().width()
        size_px = 11 * letter_px
        note_px = max(9 * letter_px, min(18 * letter_px, width_px // 6))
        rest_px = max(0, width_px - size_px - note_px)
        name_px = rest_px * 11 // 20
        for column, share_px in (
            (Column.NAME, name_px),
            (Column.FROM, rest_px - name_px),
            (Column.SIZE, size_px),
            (Column.NOTE, note_px),
        ):
            header.resizeSection(column, share_px)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pictures.rest()

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        # The view would remove what was drawn away by itself.
        event.setDropAction(Qt.DropAction.IgnoreAction)

    # --- inside ---

    def _unfold(self, known: set[str], opened: set[str], *, all_of_them: bool) -> None:
        """Folders that are new: those that hold folders, and the rest where there is little in them."""
        branches = self.plan.tree.branches
        many = len(branches) > _MANY_FOLDERS
        has_few = branches[0].count <= _FEW_FILES or all_of_them
        self.setUpdatesEnabled(False)
        for number, branch in enumerate(branches):
            if not number:
                continue
            is_outer = branch.parent == 0 and not branch.stays
            fresh = is_outer or (not branch.stays and (has_few or (bool(branch.branches) and not many)))
            wanted = branch.path in opened if branch.path in known and not all_of_them else fresh
            if wanted:
                self.setExpanded(self.plan.index_of(branch.path), True)
        self.setUpdatesEnabled(True)

    def _enter(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        source = self.plan.source(index)
        if source is None:
            self.setExpanded(index.siblingAtColumn(0), not self.isExpanded(index.siblingAtColumn(0)))
        else:
            self._open(source)

    def _open(self, source: Path | None) -> None:
        if source is not None:
            desktop.open_file(source)

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))


class RowHeight(QStyledItemDelegate):
    """Rows with some air, however large the letters."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), max(_LEAST_LINE_PX, option.fontMetrics.height() + 8))


def _add(menu: QMenu, words: str, deed: Callable[[], object]) -> None:
    menu.addAction(words).triggered.connect(lambda: deed())
