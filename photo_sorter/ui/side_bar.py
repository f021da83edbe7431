"""The side bar: places of the library with their counts. Photos dropped on a category are tagged by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from photo_sorter.core.query import Place, View
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.grid_input import PHOTO_IDS_MIME, photo_ids_of
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.library_reader import Overview

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_ROW_PX, _HEADING_PX, _INSET_PX = 30, 40, 8


class Adds(Enum):
    """What the plus sign of a heading adds."""

    CATEGORY = "New category…"
    FOLDER = "Add folder…"


@dataclass(frozen=True)
class Row:
    """A place, or a heading if `view` is None."""

    title: str
    view: View | None = None
    count: int = 0
    icon: str = ""
    colour: str = ""
    is_on: bool = True
    is_urgent: bool = False
    tip: str = ""
    adds: Adds | None = None


def rows_of(overview: Overview) -> tuple[Row, ...]:
    counts, tagged = overview.counts, dict(overview.by_category)
    rows = [Row("All photos", View(), counts.all, icon="all")]
    if overview.categories:
        rows.append(Row("Not sorted", View(Place.NOT_SORTED), counts.not_sorted, icon="not-sorted"))
    if counts.problems:
        rows.append(Row("Problems", View(Place.PROBLEMS), counts.problems, icon="problem", is_urgent=True))
    rows.append(Row("Categories", adds=Adds.CATEGORY))
    rows += [
        Row(
            category.name,
            View(Place.CATEGORY, category.id),
            tagged.get(category.id or 0, 0),
            colour=category.colour,
            is_on=category.enabled,
            tip=", ".join(category.wordings) if category.enabled else f"{category.name} is turned off",
        )
        for category in overview.categories
    ]
    rows.append(Row("Folders", adds=Adds.FOLDER))
    rows += [
        Row(
            folder.path.name or str(folder.path),
            View(Place.FOLDER, folder.id),
            counts.by_folder.get(folder.id, 0),
            icon="folder",
            tip=str(folder.path),
        )
        for folder in overview.folders
    ]
    return tuple(rows)


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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self._is_filling = False
        self.shows_focus = False
        self.setModel(self._rows)
        self.setItemDelegate(_RowPainter(self))
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
        self.setAccessibleName("Places")
        self.setViewportMargins(0, 8, 0, 8)
        self.selectionModel().currentChanged.connect(self._choose)
        self.clicked.connect(self._choose)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Keeps the chosen place if it is still there."""
        chosen = self.view()
        self._is_filling = True
        self._rows.show(tuple(rows))
        self.select(chosen)
        self._is_filling = False

    def view(self) -> View | None:
        row = self.currentIndex().data(_ROW)
        return row.view if isinstance(row, Row) else None

    def select(self, view: View | None) -> None:
        """Marks a place without announcing it; None marks none."""
        was_filling, self._is_filling = self._is_filling, True
        self.setCurrentIndex(self._rows.index_of(view))
        self._is_filling = was_filling

    def has(self, view: View) -> bool:
        return self._rows.index_of(view).isValid()

    def sizeHint(self) -> QSize:
        return QSize(224, 400)

    # --- Qt ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        self.shows_focus = event.reason() in by_keys
        super().focusInEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_focus = True
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = index.data(_ROW)
        if isinstance(row, Row) and row.adds is not None and event.button() is Qt.MouseButton.LeftButton:
            if plus_rect(self.visualRect(index)).adjusted(-6, -6, 6, 6).contains(event.position()):
                self.adding.emit(row.adds)
            return
        if event.button() is Qt.MouseButton.RightButton:
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

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(_ROW)
        if not self._is_filling and isinstance(row, Row) and row.view is not None:
            self.chosen.emit(row.view)

    def _ask_for_menu(self, point: QPoint) -> None:
        index = self.indexAt(point) if self.rect().contains(point) else self.currentIndex()
        row = index.data(_ROW)
        if isinstance(row, Row) and row.view is not None:
            self.menu_wanted.emit(row.view, self.viewport().mapToGlobal(point))


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.target: View | None = None

    def show(self, rows: tuple[Row, ...]) -> None:
        if [row.view for row in rows] == [row.view for row in self.rows]:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def index_of(self, view: View | None) -> QModelIndex:
        if view is None:
            return QModelIndex()
        return next((self.index(number) for number, row in enumerate(self.rows) if row.view == view), QModelIndex())

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self.rows[index.row()].view is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.ToolTipRole:
                # A tool tip guesses at rich text; a zero-width space keeps hostile names plain.
                return row.tip.replace("<", "<\u200b")
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}, {row.count}" if row.view else row.title
        return None


def plus_rect(rect: QRect) -> QRectF:
    """Where a heading's plus sign is."""
    return QRectF(rect.right() - _INSET_PX - 22, rect.bottom() - 23, 14, 14)


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: Row = index.data(_ROW)
        line = QFontMetrics(option.font).height()
        return QSize(100, max(_ROW_PX, line + 12) if row.view else max(_HEADING_PX, line + 22))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        bar = self.parent()
        row: Row = index.data(_ROW)
        if not isinstance(bar, SideBar):
            return
        rect: QRect = option.rect
        state = option.state
        colours = tones()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.view is None:
            painter.setFont(scaled_font(bar, 0.9, QFont.Weight.DemiBold))
            painter.setPen(colours.muted)
            line = rect.adjusted(_INSET_PX + 8, 12, -_INSET_PX - 30, 0)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.title)
            draw_icon(painter, "plus", plus_rect(rect), colours.muted)
            painter.restore()
            return
        body = rect.adjusted(_INSET_PX, 1, -_INSET_PX, -1)
        model = index.model()
        is_target = isinstance(model, _Rows) and model.target == row.view
        ground = None
        if state & QStyle.StateFlag.State_Selected or is_target:
            ground = colours.chosen
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = colours.hover
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(body, 6, 6)
        if (state & QStyle.StateFlag.State_Selected and bar.hasFocus() and bar.shows_focus) or is_target:
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._mark(painter, row, body, colours.warning if row.is_urgent else colours.muted)
        font = scaled_font(bar, 1.0)
        numbers = scaled_font(bar, 0.92)
        count = f"{row.count:,}" if row.is_on else "off"
        count_width = QFontMetrics(numbers).horizontalAdvance(count)
        painter.setFont(numbers)
        painter.setPen(colours.muted)
        painter.drawText(
            body.adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count
        )
        painter.setFont(font)
        painter.setPen(colours.text if row.is_on else colours.muted)
        line = body.adjusted(32, 0, -16 - count_width, 0)
        title = QFontMetrics(font).elidedText(" ".join(row.title.split()), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.restore()

    def _mark(self, painter: QPainter, row: Row, body: QRect, ink: QColor) -> None:
        centre = QRectF(body.left() + 10, body.center().y() - 7.5, 16, 16)
        if row.icon:
            draw_icon(painter, row.icon, centre, ink)
            return
        colour = QColor(row.colour)
        painter.setPen(colour)
        painter.setBrush(colour if row.is_on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre.adjusted(3, 3, -3, -3))
