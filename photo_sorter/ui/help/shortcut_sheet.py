"""A sheet that lists every key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMainWindow,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from photo_sorter.language import tr
from photo_sorter.ui.appearance import fitting, scaled_font
from photo_sorter.ui.mirroring import mirrored_arrows
from photo_sorter.ui.places.side_bar import RowDeed

Group = tuple[str, list[tuple[str, str]]]
"""A title, and lines of words and keys."""
_LINE_PX = 26
_ISOLATED, _NO_LONGER = "\u2066", "\u2069"
"""From left to right, whichever way the window goes: "Ctrl+," would become ",+Ctrl"."""


class ShortcutSheet(QDialog):
    """Made from the menus themselves, and from what they cannot hold. Two tables beside each other, as one reads."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = [group for group in (*_menus(window), *_pages()) if group[1]]
        self.tables = [KeyTable(half, self) for half in _halves(groups)]
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(40)
        for table in self.tables:
            row.addWidget(table, 1)
        wish = [table.wished_size() for table in self.tables]
        width_px = sum(size[0] for size in wish) + row.spacing() + 48
        self.resize(fitting(self, width_px, max(size[1] for size in wish) + 40))


class KeyTable(QTableWidget):
    """What a key does, and the key; titles go across."""

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setAccessibleName(", ".join(title for title, _ in groups))
        self.setHorizontalHeaderLabels([tr("What it does"), tr("Key")])
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(max(_LINE_PX, self.fontMetrics().height() + 8))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self._bold = scaled_font(self, 1.0, QFont.Weight.DemiBold)
        for number, (title, lines) in enumerate(groups):
            if number:
                self._add_gap()
            self._add_title(title)
            for words, keys in lines:
                self._add_line(words, keys)

    def wished_size(self) -> tuple[int, int]:
        """Enough for every line, in pixels."""
        height_px = sum(self.rowHeight(row) for row in range(self.rowCount()))
        return self.sizeHintForColumn(0) + self.sizeHintForColumn(1) + 48, height_px + 4

    def lines(self) -> list[tuple[str, str]]:
        """What a key does, and the key."""
        texts = [[str(self.model().index(row, column).data()) for column in (0, 1)] for row in range(self.rowCount())]
        return [
            (words, key.strip(_ISOLATED + _NO_LONGER))
            for row, (words, key) in enumerate(texts)
            if self.item(row, 1) is not None
        ]

    def _add_gap(self) -> None:
        self.insertRow(self.rowCount())
        self.setRowHeight(self.rowCount() - 1, self.verticalHeader().defaultSectionSize() // 2)
        self._put(0, "", Qt.ItemFlag.NoItemFlags)
        self.setSpan(self.rowCount() - 1, 0, 1, 2)

    def _add_title(self, title: str) -> None:
        self.insertRow(self.rowCount())
        self._put(0, title, Qt.ItemFlag.ItemIsEnabled).setFont(self._bold)
        self.setSpan(self.rowCount() - 1, 0, 1, 2)

    def _add_line(self, words: str, keys: str) -> None:
        self.insertRow(self.rowCount())
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        self._put(0, words, usual)
        self._put(1, f"{_ISOLATED}{keys}{_NO_LONGER}", usual).setTextAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )

    def _put(self, column: int, text: str, flags: Qt.ItemFlag) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setFlags(flags)
        self.setItem(self.rowCount() - 1, column, item)
        return item


def _halves(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """Cut between two groups, so that both are as equally long as can be."""
    lengths = [len(lines) + 1.5 for _, lines in groups]
    cut = min(range(1, len(groups)), key=lambda cut: abs(sum(lengths[:cut]) - sum(lengths[cut:])))
    return groups[:cut], groups[cut:]


def _menus(window: QMainWindow) -> Iterator[Group]:
    for top in window.menuBar().actions():
        yield _plain(top.text()), list(_lines(cast(QMenu, top.menu())))


def _lines(menu: QMenu) -> Iterator[tuple[str, str]]:
    """A menu within this one is a single line, say "Rating" with the keys from its first to its last."""
    for action in menu.actions():
        below = cast("QMenu | None", action.menu())
        if below is None:
            if not action.shortcut().isEmpty():
                yield _name(action), _keys(action)
        elif keys := [_key(each.shortcut()) for each in below.actions() if not each.shortcut().isEmpty()]:
            yield _plain(action.text()), f"{keys[0]} … {keys[-1]}" if len(keys) > 1 else keys[0]


def _name(action: QAction) -> str:
    # Undo and redo say what they would do: here their plain words.
    return str(action.data() or _plain(action.text()))


def _keys(action: QAction) -> str:
    """One key may be written in two ways, say "Ctrl++" and "Ctrl+=": the first will do."""
    return _key(action.shortcut())


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _pages() -> list[Group]:
    """The keys that stand in no menu, by where they count."""
    return [
        (
            tr("Photos"),
            [
                (tr("Move, select"), tr("Arrows, Shift, Ctrl")),
                (tr("View the photo"), tr("Enter or Space")),
                (tr("Close the view"), _key("Esc")),
                (tr("Next, previous photo"), mirrored_arrows("→ ←", QGuiApplication.layoutDirection())),
                (tr("Tag as the first … ninth category"), f"{_key('Ctrl+1')} … 9"),
                (tr("Zoom; fit or 100 %"), "+ −; Z"),
            ],
        ),
        (
            tr("Review"),
            [
                (tr("Yes"), tr("{key} or {other}", key="Y", other="→")),
                (tr("No"), tr("{key} or {other}", key="N", other="←")),
                (tr("Skip"), tr("{key} or {other}", key="S", other="↓")),
                (tr("Another category"), "C"),
                (tr("Leave"), _key("Esc")),
            ],
        ),
        (
            tr("Saved searches"),
            [
                (tr("Rename"), _key(RowDeed.RENAME.value)),
                (tr("Remove"), _key(RowDeed.REMOVE.value)),
                (tr("Move up, down"), f"{_key(RowDeed.UP.value)}, ↓"),
            ],
        ),
        (
            tr("Duplicates"),
            [
                (tr("Another group, photo"), "↑ ↓, ← →"),
                (tr("Keep, let go"), _key("Space")),
                (tr("Compare"), _key("Enter")),
                (tr("Zoom all or one"), "L"),
                (tr("Move to the trash"), _key("Del")),
            ],
        ),
        (
            tr("Sort into folders"),
            [
                (tr("Take files out"), _key("Del")),
                (tr("Open the file, unfold the folder"), _key("Enter")),
            ],
        ),
    ]


def _key(keys: QKeySequence | str) -> str:
    """As the system and the language write it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
