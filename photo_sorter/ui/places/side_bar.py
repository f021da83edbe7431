"""The side bar: places of the library with their counts. Photos dropped on a category are tagged by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QWidget,
)

from photo_sorter.core.folder_state import ALL_WELL, FolderState
from photo_sorter.core.query import Place, View
from photo_sorter.language import tr
from photo_sorter.ui.focus_frame import came_by_keys, draw_focus_frame
from photo_sorter.ui.grid.grid_input import PHOTO_IDS_MIME, photo_ids_of
from photo_sorter.ui.mirroring import mirrored_key
from photo_sorter.ui.places.place_model import PlaceModel
from photo_sorter.ui.places.place_painter import PlacePainter, fold_rect, plus_rect
from photo_sorter.ui.places.place_rows import Row

_ROW = Qt.ItemDataRole.UserRole


class RowDeed(Enum):
    """What keys ask for of a saved search."""

    RENAME = "F2"
    REMOVE = "Del"
    UP = "Alt+Up"
    DOWN = "Alt+Down"


_DEEDS = {QKeySequence(deed.value): deed for deed in RowDeed} | {QKeySequence("Backspace"): RowDeed.REMOVE}


class SideBar(QListView):
    """A list with headings. `chosen` comes at once, with the keyboard as well as with the mouse."""

    chosen = Signal(object)
    """A View."""
    adding = Signal(object)
    """One of Adds."""
    photos_dropped = Signal(int, object)
    """Category id, tuple of photo ids."""
    menu_wanted = Signal(object, QPoint)
    """A View and where."""
    deed_wanted = Signal(object, object)
    """The View of a saved search, and a RowDeed."""
    left = Signal()
    """Towards what is in the place: by Enter, or by the key that would unfold a row with nothing to unfold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = PlaceModel(self)
        self._is_filling = False
        self._all: tuple[Row, ...] = ()
        self._folded: set[View] = set()
        self.state_of: Callable[[int], FolderState] = lambda folder_id: ALL_WELL
        """How a folder stands; after `show_states` what it says is shown."""
        self.shows_focus = False
        self.setModel(self._rows)
        self.setItemDelegate(
            PlacePainter(self, lambda: self.hasFocus() and self.shows_focus, lambda: self._rows.target)
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_for_menu)
        self.setAccessibleName(tr("Places"))
        self.setViewportMargins(0, 8, 0, 8)
        self.selectionModel().currentChanged.connect(self._choose)
        self.clicked.connect(self._choose)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Keeps the chosen place if it is still there, and what is folded."""
        chosen = self.view()
        self._all = tuple(rows)
        self._show_unfolded(chosen)

    def show_states(self) -> None:
        """Folders may stand otherwise."""
        self._show_unfolded(self.view())

    def fold(self, view: View, folded: bool) -> None:
        """Hides or shows what is inside a row. A place that is hidden so gives way to the row."""
        row = next((row for row in self._all if row.view == view and row.folds), None)
        if row is None or (view in self._folded) is folded:
            return
        chosen = self.view()
        (self._folded.add if folded else self._folded.discard)(view)
        self._show_unfolded(chosen)
        if chosen is not None and not self._rows.index_of(chosen).isValid():
            self.select(view)
            self.chosen.emit(view)

    @property
    def folded(self) -> str:
        """The categories that are folded, as one word to be kept."""
        return "-".join(str(id) for id in sorted(view.id for view in self._folded if view.id is not None))

    def fold_again(self, folded: str) -> None:
        """As `folded` told; what is not a number is passed over."""
        self._folded = {View(Place.CATEGORY, int(id)) for id in folded.split("-") if id.isdecimal()}
        self._show_unfolded(self.view())

    def view(self) -> View | None:
        row = self.currentIndex().data(_ROW)
        return row.view if isinstance(row, Row) else None

    def select(self, view: View | None) -> None:
        """Marks a place without announcing it, unfolding what it is in; None marks none."""
        if view is not None and not self._rows.index_of(view).isValid():
            self._unfold_to(view)
        was_filling, self._is_filling = self._is_filling, True
        self.setCurrentIndex(self._rows.index_of(view))
        self._is_filling = was_filling

    def has(self, view: View) -> bool:
        return any(row.view == view for row in self._all)

    def rect_of(self, view: View) -> QRect:
        """The row of a place, in global pixels."""
        row = self.visualRect(self._rows.index_of(view))
        return QRect(self.viewport().mapToGlobal(row.topLeft()), row.size())

    def sizeHint(self) -> QSize:
        return QSize(224, 400)

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.shows_focus and not self.currentIndex().isValid():
            draw_focus_frame(QPainter(self.viewport()), self.viewport().rect())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shows_focus = came_by_keys(event)
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_focus = True
        row = self.currentIndex().data(_ROW)
        deed = _DEEDS.get(QKeySequence(event.keyCombination()))
        if isinstance(row, Row) and row.view is not None and row.view.place is Place.SEARCH and deed is not None:
            self.deed_wanted.emit(row.view, deed)
            return
        key = mirrored_key(event.key(), self.layoutDirection())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(row, Row) and row.view is not None:
            self.chosen.emit(row.view)
            self.left.emit()
            return
        if isinstance(row, Row) and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(row, outwards=key == Qt.Key.Key_Left)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index, direction = self.indexAt(event.position().toPoint()), self.layoutDirection()
        row = index.data(_ROW)
        if isinstance(row, Row) and row.adds is not None and event.button() is Qt.MouseButton.LeftButton:
            if plus_rect(self.visualRect(index), direction).adjusted(-6, -6, 6, 6).contains(event.position()):
                self.adding.emit(row.adds)
            return
        if event.button() is Qt.MouseButton.RightButton:
            return
        is_on_fold = isinstance(row, Row) and row.folds and (
            fold_rect(self.visualRect(index), row, direction).adjusted(-4, -6, 4, 6).contains(event.position())
        )  # fmt: skip
        if is_on_fold:
            self.fold(row.view, not row.is_folded)
            return
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(PHOTO_IDS_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        row = self.indexAt(event.position().toPoint()).data(_ROW)
        takes = isinstance(row, Row) and row.view is not None and row.view.place is Place.CATEGORY
        self._rows.target = row.view if takes else None
        self.viewport().update()
        if takes and event.mimeData().hasFormat(PHOTO_IDS_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._rows.target = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        target, self._rows.target = self._rows.target, None
        self.viewport().update()
        if target is not None and target.id is not None:
            self.photos_dropped.emit(target.id, photo_ids_of(event.mimeData()))
            event.acceptProposedAction()

    def _show_unfolded(self, chosen: View | None) -> None:
        shown, hidden_below = [], None
        for row in self._all:
            if hidden_below is not None and row.view is not None and row.depth > hidden_below:
                continue
            is_folded = row.folds and row.view in self._folded
            hidden_below = row.depth if is_folded else None
            shown.append(replace(row, is_folded=is_folded, state=self._state_of(row.view)))
        was_filling, self._is_filling = self._is_filling, True
        place = self.verticalScrollBar().value()
        self._rows.show(tuple(shown))
        index = self._rows.index_of(chosen)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(place)
        self._is_filling = was_filling

    def _state_of(self, view: View | None) -> FolderState:
        if view is None or view.place is not Place.FOLDER or view.id is None:
            return ALL_WELL
        return self.state_of(view.id)

    def _unfold_to(self, view: View) -> None:
        above: list[Row] = []
        for row in self._all:
            del above[row.depth :]
            if row.view == view:
                self._folded -= {one.view for one in above if one.view is not None}
                self._show_unfolded(self.view())
                return
            above.append(row)

    def _walk(self, row: Row, *, outwards: bool) -> None:
        """Folds and unfolds; folded already, to the row around it; unfolded already, to the first one inside, or to the
        photos where there is none."""
        if row.view is None:
            return
        if row.folds and row.is_folded is not outwards:
            self.fold(row.view, outwards)
            return
        number = self.currentIndex().row()
        if outwards and row.depth:
            around = (one for one in range(number, -1, -1) if self._rows.rows[one].depth == row.depth - 1)
            self.setCurrentIndex(self._rows.index(next(around, number)))
        elif not outwards and row.folds:
            self.setCurrentIndex(self._rows.index(number + 1))
        elif not outwards:
            self.left.emit()

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(_ROW)
        if not self._is_filling and isinstance(row, Row) and row.view is not None:
            self.chosen.emit(row.view)

    def _ask_for_menu(self, point: QPoint) -> None:
        index = self.indexAt(point) if self.rect().contains(point) else self.currentIndex()
        row = index.data(_ROW)
        if isinstance(row, Row) and row.view is not None:
            self.menu_wanted.emit(row.view, self.viewport().mapToGlobal(point))
