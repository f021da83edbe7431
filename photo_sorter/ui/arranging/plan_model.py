"""A plan as a tree: folders with counts, below them each file with where it comes from."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from photo_sorter.core.arranging.plan import Plan, PlannedFile
from photo_sorter.language import ntr, tr
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.arranging.arranging_words import files
from photo_sorter.ui.arranging.file_pictures import FilePictures
from photo_sorter.ui.arranging.plan_tree import Branch, PlanTree
from photo_sorter.ui.icons import inked_icon
from photo_sorter.ui.mirroring import isolated
from photo_sorter.ui.phrases import file_size

Index = QModelIndex | QPersistentModelIndex
_MIME = "application/x-photo-sorter-planned-files"
_NOWHERE = QModelIndex()


class Column(IntEnum):
    NAME = 0
    FROM = 1
    SIZE = 2
    NOTE = 3


class PlanModel(QAbstractItemModel):
    """Rows are made as they are asked for: an index knows the number of its parent's branch, and no more."""

    dropped = Signal(object, object)
    """Files, a tuple of their sources, were drawn onto a folder, a Path."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: FilePictures | None = None
        self._plan: Plan | None = None
        self.tree = PlanTree(None)
        self._together: Counter[int] = Counter()

    @property
    def plan(self) -> Plan | None:
        return self._plan

    def show(self, plan: Plan | None, wanted: str = "") -> None:
        """`wanted`: only files with this in one of their paths."""
        self.beginResetModel()
        if plan is not self._plan:
            self._together = Counter(file.group for file in plan.files) if plan is not None else Counter()
        self._plan = plan
        self.tree = PlanTree(plan, wanted, tr("Stay where they are"))
        self.endResetModel()

    # --- what an index is about ---

    def branch(self, index: Index) -> Branch | None:
        """None for a file."""
        number = self._branch_number(index)
        return self.tree.branches[number] if number is not None else None

    def sources(self, indexes: Sequence[Index]) -> tuple[Path, ...]:
        """Of the files that go, and of those in folders, each once."""
        if self._plan is None:
            return ()
        places: dict[int, None] = {}
        for index in indexes:
            number = self._branch_number(index)
            if number is not None and not self.tree.branches[number].stays:
                places.update(dict.fromkeys(self.tree.files_below(number)))
            elif number is None and not self._above(index).stays:
                places[self._place(index)] = None
        return tuple(self._plan.files[place].source for place in places)

    def source(self, index: Index) -> Path | None:
        """None for a folder."""
        if self._plan is None or not index.isValid() or self._branch_number(index) is not None:
            return None
        if self._above(index).stays:
            return self._plan.staying[self._place(index)].source
        return self._plan.files[self._place(index)].source

    def folder(self, index: Index) -> Path | None:
        """The new folder that the row is, or that the file goes to."""
        number = self._branch_number(index)
        branch = self._above(index) if number is None else self.tree.branches[number]
        return None if branch.stays or not branch.path else Path(branch.path)

    def index_of(self, path: str) -> QModelIndex:
        """Of a branch, by its path."""
        number = self.tree.branch_at(path)
        if number is None:
            return QModelIndex()
        branch = self.tree.branches[number]
        return self.createIndex(branch.row, 0, branch.parent)

    # --- Qt ---

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        number = self._branch_number(parent) if parent.isValid() else 0
        if number is None or not 0 <= row < self.tree.branches[number].rows or not 0 <= column < len(Column):
            return QModelIndex()
        return self.createIndex(row, column, number)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # the other overload is QObject's
        above = index.internalId() if index.isValid() else 0
        if above == 0:
            return QModelIndex()
        branch = self.tree.branches[above]
        return self.createIndex(branch.row, 0, branch.parent)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if parent.isValid() and parent.column() > 0:
            return 0
        number = self._branch_number(parent) if parent.isValid() else 0
        return self.tree.branches[number].rows if number is not None else 0

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        return self.rowCount(parent) > 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("To"), tr("From"), tr("Size"), tr("Remark"))[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        number = self._branch_number(index)
        if (self._above(index) if number is None else self.tree.branches[number]).stays:
            return usual
        return usual | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        mime = QMimeData()
        mime.setData(_MIME, b"\0".join(os.fsencode(source) for source in self.sources(indexes)))
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        folder = self.folder(parent) if parent.isValid() else None
        if folder is not None and data.hasFormat(_MIME):
            raw = bytes(data.data(_MIME).data())
            self.dropped.emit(tuple(Path(os.fsdecode(one)) for one in raw.split(b"\0")), folder)
        # What is drawn away is told by the new plan: rows are not to be removed here.
        return False

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._plan is None:
            return None
        number = self._branch_number(index)
        column = Column(index.column())
        if number is not None:
            return _of_branch(self.tree.branches[number], column, role, is_outermost=index.internalId() == 0)
        if self._above(index).stays:
            return _of_staying(self._plan.staying[self._place(index)].source, column, role)
        return self._of_file(self._plan.files[self._place(index)], column, role)

    # --- inside ---

    def _branch_number(self, index: Index) -> int | None:
        above = self.tree.branches[index.internalId()]
        return above.branches[index.row()] if index.row() < len(above.branches) else None

    def _above(self, index: Index) -> Branch:
        return self.tree.branches[index.internalId()]

    def _place(self, index: Index) -> int:
        above = self._above(index)
        return above.files[index.row() - len(above.branches)]

    def _of_file(self, file: PlannedFile, column: Column, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            match column:
                case Column.NAME:
                    return file.target.name
                case Column.FROM:
                    return isolated(str(file.source))
                case Column.SIZE:
                    return file_size(file.size_bytes)
                case Column.NOTE:
                    return self._note(file)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{isolated(str(file.source))}\n→ {isolated(str(file.target))}"
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
            said = tr("{name} from {folder}", name=file.target.name, folder=file.source.parent)
            note = self._note(file)
            return f"{said}. {note}" if note else said
        if role == Qt.ItemDataRole.DecorationRole and column is Column.NAME and self.pictures is not None:
            return self.pictures.picture(file.content_hash if file.photo_id is not None else None)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _ink(column, is_warning=column is Column.NOTE and file.renamed)
        return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _note(self, file: PlannedFile) -> str:
        parts = []
        if file.renamed:
            parts.append(tr("renamed"))
        others = self._together[file.group] - 1
        if others > 0:
            parts.append(ntr("with 1 other file", "with {n} other files", others))
        return " · ".join(parts)


def _of_branch(branch: Branch, column: Column, role: int, *, is_outermost: bool) -> object:
    if role == Qt.ItemDataRole.DisplayRole:
        match column:
            case Column.NAME:
                return Path(branch.path).name or branch.name if is_outermost and not branch.stays else branch.name
            case Column.FROM:
                return files(branch.count)
            case Column.SIZE:
                return "" if branch.stays else file_size(branch.size_bytes)
            case Column.NOTE:
                return ""
    if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.NAME:
        return f"{branch.name}: {files(branch.count)}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return branch.name if branch.stays else branch.path
    if role == Qt.ItemDataRole.DecorationRole and column is Column.NAME:
        return None if branch.stays else inked_icon("folder", tones().muted.name())
    if role == Qt.ItemDataRole.ForegroundRole:
        return _ink(column)
    return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _of_staying(source: Path, column: Column, role: int) -> object:
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return {Column.NAME: source.name, Column.FROM: isolated(str(source))}.get(column, "")
    if role == Qt.ItemDataRole.ToolTipRole:
        return str(source)
    return _ink(column) if role == Qt.ItemDataRole.ForegroundRole else None


def _ink(column: Column, *, is_warning: bool = False) -> QColor:
    if is_warning:
        return tones().warning
    return tones().text if column is Column.NAME else tones().muted


def _alignment(column: Column) -> int | None:
    if column is Column.SIZE:
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return None
