"""Finds what a window shows or says that no translation was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QWidget,
)

NAMES = {
    "Photo Sorter", "Leica", "Main", "Cats", "Dogs", "cats", "dogs", "photos",
    "Built-in (basic)", "Large", "Many languages", "Needs the extra multilingual", "English", "over 100 languages",
}  # fmt: skip
"""What is called the same in every language, and what the tests call folders, categories and models."""
KEYS = r"\b(?:Ctrl|Shift|Alt|Meta|Return|Enter|Space|Esc|Del|Up|F\d+)\b"
PATHS = r"\S*/\S*|\w+\.(?:jpg|ini|db)"
TAGS = r"<[^>]+>"
COUNTS = r"\(\d+\)"
NO_WORDS = re.compile("|".join((TAGS, PATHS, KEYS, COUNTS)))
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
CUT_OFF = re.compile(r"⟦.*…$")
"""A sentence that had no room for its end."""
WORD = re.compile(r"[^\W\d_]{2,}")
SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def unbracketed(text: str) -> str:
    """What is left of a text without its sentences, keys and names; empty if no word is."""
    while (rest := BRACKETED.sub(" ", text)) != text:
        text = rest
    text = NO_WORDS.sub(" ", CUT_OFF.sub(" ", text)).replace("&&", "&")
    parts = (part.strip(" ·.0123456789") for part in re.split(r"[,:;\n]", text))
    return ", ".join(part for part in parts if WORD.search(part) and part not in NAMES)


def untranslated(window: QWidget) -> list[str]:
    """Each with where it stands."""
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}: {text}"
        for widget in (window, *window.findChildren(QWidget))
        for text in dict.fromkeys(_texts(widget))
        if unbracketed(text)
    ]


def _texts(widget: QWidget) -> Iterator[str]:
    """What is seen and heard of it; not what a person writes into it."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    for action in widget.actions():
        yield from (action.text(), action.toolTip(), action.statusTip())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit() | QPlainTextEdit():
            yield widget.placeholderText()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QComboBox():
            yield from map(widget.itemText, range(widget.count()))
        case QTabWidget() | QTabBar():
            yield from map(widget.tabText, range(widget.count()))
        case QHeaderView() if widget.model() is not None:
            for section in range(widget.count()):
                yield str(widget.model().headerData(section, widget.orientation()) or "")
        case QAbstractItemView() if widget.model() is not None:
            yield from _cells(widget.model(), QModelIndex())


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        column = 0
        # A list keeps to itself how many columns it has.
        while model.hasIndex(row, column, parent):
            index = model.index(row, column, parent)
            yield from (said for role in SAID if isinstance(said := index.data(role), str))
            yield from _cells(model, index)
            column += 1
