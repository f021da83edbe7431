"""The rows of the side bar as a Qt model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from photo_sorter.core.query import View
from photo_sorter.language import tr
from photo_sorter.ui.places.place_rows import Row
from photo_sorter.ui.places.state_words import state_words

_Index = QModelIndex | QPersistentModelIndex


class PlaceModel(QAbstractListModel):
    """Each row as UserRole; headings cannot be chosen. `target`: the place onto which photos are dragged."""

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
                return "\n".join([row.tip, *state_words(row.state)]).replace("<", "<\u200b")
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(row)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return " ".join(state_words(row.state))
        return None


def _spoken(row: Row) -> str:
    parts = [row.title]
    if row.view is not None and row.count is not None:
        parts.append(str(row.count))
    if row.state.is_offline:
        parts.append(tr("offline"))
    if row.view is not None and row.folds:
        parts.append(tr("folded") if row.is_folded else tr("unfolded"))
    return ", ".join(parts)
