"""A small sheet that lists every key."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font


def show_shortcuts(window: QMainWindow) -> QDialog:
    """Made from the menus themselves, and from what they cannot hold."""
    dialog = QDialog(window)
    dialog.setWindowTitle(tr("Keyboard shortcuts"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    columns = QHBoxLayout(dialog)
    columns.setContentsMargins(24, 20, 24, 24)
    columns.setSpacing(40)
    groups = _pages()
    for top in window.menuBar().actions():
        lines = [
            (
                # Undo and redo say what they would do: here their plain words.
                action.data() or action.text().replace("&", "").rstrip("…"),
                _key(action.shortcut()),
            )
            for action in cast(QMenu, top.menu()).actions()
            if not action.shortcut().isEmpty()
        ]
        groups.append((top.text().replace("&", ""), lines))
    for half in (groups[: len(groups) // 2], groups[len(groups) // 2 :]):
        column = QVBoxLayout()
        column.setSpacing(16)
        for title, lines in half:
            if lines:
                column.addWidget(_group(dialog, title, lines))
        column.addStretch(1)
        columns.addLayout(column)
    dialog.show()
    return dialog


def _pages() -> list[tuple[str, list[tuple[str, str]]]]:
    """The keys that stand in no menu, by where they count."""
    return [
        (
            tr("Photos"),
            [
                (tr("Move, select"), tr("Arrows, Shift, Ctrl")),
                (tr("View the photo"), tr("Enter or Space")),
                (tr("Close the view"), _key("Esc")),
                (tr("Next, former photo"), "→ ←"),
                (tr("Tag as the first … ninth category"), f"{_key('Ctrl+1')} … 9"),
                (tr("Rating"), "0 … 5"),
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
            tr("Duplicates"),
            [
                (tr("Another group, photo"), "↑ ↓, ← →"),
                (tr("Keep, let go"), _key("Space")),
                (tr("Compare"), _key("Enter")),
                (tr("Zoom all or one"), "L"),
                (tr("Move to the trash"), _key("Del")),
            ],
        ),
    ]


def _key(keys: QKeySequence | str) -> str:
    """As the system and the language write it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _group(parent: QWidget, title: str, lines: list[tuple[str, str]]) -> QWidget:
    group = QWidget(parent)
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    heading = QLabel(title, group)
    heading.setFont(scaled_font(group, 1.0, QFont.Weight.DemiBold))
    grid.addWidget(heading, 0, 0, 1, 2)
    for number, (words, keys) in enumerate(lines, start=1):
        key = QLabel(keys, group)
        key.setProperty("muted", True)
        grid.addWidget(QLabel(words, group), number, 0)
        grid.addWidget(key, number, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return group
