"""The categories of the settings: nested, switched on and off, moved by dragging or with Alt and an arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QDropEvent, QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QWidget,
)

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.icons import dot_icon, draw_icon
from photo_sorter.ui.mirroring import mirrored, mirrored_key

_MIME = "application/x-photo-sorter-category"
_ID = Qt.ItemDataRole.UserRole
_ROW_PX, _CHEVRON_PX, _DOT_PX = 34, 12, 14
_STEPS: dict[int, str] = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Right: "in", Qt.Key.Key_Left: "out"}
_Position = QAbstractItemView.DropIndicatorPosition


class CategoryTree(QTreeWidget):
    """Shows a scheme and says what a person wants of it; changes nothing itself. A category that is not saved yet has
    no id."""

    switched = Signal(object, bool)
    """Category id, on or off."""
    dropped = Signal(int, object, int)
    """Category id, the id of its new parent or None, and its position there."""
    stepped = Signal(str)
    """The current category is to go "up", "down", "in" or "out"."""
    removing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_filling = self._shows_focus = False
        self._shape: tuple[tuple[int | None, int], ...] = ()
        self._filled: dict[int | None, tuple[Category, int]] = {}
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(_DOT_PX, _DOT_PX))
        self.setIndentation(18)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAccessibleName(tr("Categories"))
        self.setAccessibleDescription(tr("Alt and an arrow order and nest"))
        self.setItemDelegate(_Plain(self))
        self.itemChanged.connect(self._on_switch)

    def show_scheme(self, scheme: Scheme, counts: Mapping[int, int]) -> None:
        """Keeps the current category and what is folded."""
        places = nested(scheme)
        shape = tuple((place.category.id, place.depth) for place in places)
        figures = [counts.get(place.category.id or 0, 0) for place in places]
        self._is_filling = True
        self.setUpdatesEnabled(False)
        if shape != self._shape:
            self._build(shape)
        for item, place, count in zip(self._items(), places, figures, strict=True):
            if self._filled.get(place.category.id) != (place.category, count):
                former, _ = self._filled.get(place.category.id, (None, 0))
                self._filled[place.category.id] = place.category, count
                if former != place.category:
                    self._fill(item, place.category)
                self._fill_count(item, place.category, count)
        widest = max((self.fontMetrics().horizontalAdvance(item.text(1)) for item in self._items()), default=0)
        self.header().resizeSection(1, widest + 24)
        self.setUpdatesEnabled(True)
        self._is_filling = False

    def current_id(self) -> int | None:
        item = self.currentItem()
        return item.data(0, _ID) if item is not None else None

    def choose(self, category_id: int | None) -> bool:
        """Makes it the current one, in sight, if it is there."""
        item = self._item(category_id)
        if item is not None:
            self.setCurrentItem(item)
            # The one before may have been saved by that, and all items made anew.
            self.scrollTo(self.currentIndex())
        return item is not None

    def choose_first(self) -> None:
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def neighbour_id(self) -> int | None:
        """Of the row below the current one, else of the one above."""
        item = self.currentItem()
        beside = (self.itemBelow(item) or self.itemAbove(item)) if item is not None else None
        return beside.data(0, _ID) if beside is not None else None

    # --- Qt ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._shows_focus = True
        step = _STEPS.get(mirrored_key(event.key(), self.layoutDirection()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.emit()
        else:
            super().keyPressEvent(event)

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        mime = QMimeData()
        mime.setData(_MIME, QByteArray(str(items[0].data(0, _ID) or 0).encode()))
        return mime

    def startDrag(self, actions: Qt.DropAction) -> None:
        # Not the view's own, which takes the row out after a move: nothing moves but by the scheme that comes back.
        item = self.currentItem()
        if item is not None:
            drag = QDrag(self)
            drag.setMimeData(self.mimeData([item]))
            drag.setPixmap(self.viewport().grab(self.visualItemRect(item)))
            drag.exec(Qt.DropAction.MoveAction)

    def dropEvent(self, event: QDropEvent) -> None:
        moved = int(bytes(event.mimeData().data(_MIME).data()) or b"0")
        item = self.itemAt(event.position().toPoint())
        where = self.dropIndicatorPosition()
        event.acceptProposedAction()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        if not moved:
            return
        if item is None or where is _Position.OnViewport:
            self.dropped.emit(moved, None, self.topLevelItemCount())
        elif where is _Position.OnItem:
            # Nothing can lie within a category that is not saved yet.
            if item.data(0, _ID) is not None:
                self.dropped.emit(moved, item.data(0, _ID), item.childCount())
        else:
            parent = item.parent() or self.invisibleRootItem()
            position = parent.indexOfChild(item) + (where is _Position.BelowItem)
            self.dropped.emit(moved, parent.data(0, _ID) if item.parent() else None, position)

    def drawRow(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours, ground = tones(), None
        if self.selectionModel().isSelected(index):
            ground = colours.chosen
        elif option.rect.contains(self.viewport().mapFromGlobal(self.cursor().pos())) and self.underMouse():
            ground = colours.hover
        if ground is not None:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            row = QRectF(0.5, option.rect.y() + 0.5, self.viewport().width() - 1, option.rect.height() - 1)
            painter.drawRoundedRect(row, 6, 6)
            if self._shows_focus and self.hasFocus() and index.row() == self.currentIndex().row():
                painter.setPen(colours.accent)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(row, 6, 6)
            painter.restore()
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        if self.model().hasChildren(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron"
            centre = rect.center()
            place = QRectF(rect.right() - _CHEVRON_PX - 2, centre.y() - _CHEVRON_PX / 2, _CHEVRON_PX, _CHEVRON_PX)
            draw_icon(painter, name, mirrored(place, rect, self.layoutDirection()), tones().muted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and not self._is_filling:
            self._is_filling = True
            for item in self._items():
                self._ink(item)
            self._is_filling = False

    # --- inside ---

    def _build(self, shape: tuple[tuple[int | None, int], ...]) -> None:
        had_current, current = self.currentItem() is not None, self.current_id()
        folded = {item.data(0, _ID) for item in self._items() if item.childCount() and not item.isExpanded()}
        scrolled = self.verticalScrollBar().value()
        self._shape, self._filled = shape, {}
        self.blockSignals(True)
        self.clear()
        above: list[QTreeWidgetItem] = [self.invisibleRootItem()]
        outermost = []
        for category_id, depth in shape:
            item = QTreeWidgetItem()
            item.setData(0, _ID, category_id)
            del above[depth + 1 :]
            above[depth].addChild(item) if depth else outermost.append(item)
            above.append(item)
        self.addTopLevelItems(outermost)
        for item in self._items():
            item.setExpanded(item.data(0, _ID) not in folded)
        chosen = self._item(current) if had_current else None
        if chosen is not None:
            self.setCurrentItem(chosen)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(scrolled)

    def _fill(self, item: QTreeWidgetItem, category: Category) -> None:
        item.setText(0, category.name)
        item.setIcon(0, dot_icon(category.colour, _DOT_PX))
        item.setCheckState(0, Qt.CheckState.Checked if category.enabled else Qt.CheckState.Unchecked)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        )  # fmt: skip
        self._ink(item)

    def _fill_count(self, item: QTreeWidgetItem, category: Category, count: int) -> None:
        item.setText(1, number(count) if category.enabled else tr("off"))
        spoken = tr("{name}, off", name=category.name)
        if category.enabled:
            spoken = ntr("{name}, 1 photo", "{name}, {n} photos", count, name=category.name)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _ink(self, item: QTreeWidgetItem) -> None:
        is_on = item.checkState(0) is Qt.CheckState.Checked
        item.setForeground(0, tones().text if is_on else tones().muted)
        item.setForeground(1, tones().muted)

    def _on_switch(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._is_filling and column == 0:
            self._filled.pop(item.data(0, _ID), None)
            self.switched.emit(item.data(0, _ID), item.checkState(0) is Qt.CheckState.Checked)

    def _items(self) -> list[QTreeWidgetItem]:
        """From top to bottom."""
        walk, found = QTreeWidgetItemIterator(self), []
        while walk.value():
            found.append(walk.value())
            walk += 1
        return found

    def _item(self, category_id: int | None) -> QTreeWidgetItem | None:
        return next((item for item in self._items() if item.data(0, _ID) == category_id), None)


class _Plain(QStyledItemDelegate):
    """The tree paints the ground of a row itself, all across."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, max(_ROW_PX, option.fontMetrics.height() + 14))

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.state &= ~(
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
        )
