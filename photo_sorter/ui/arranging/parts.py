"""Small parts that several of these windows have."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QPushButton, QWidget


def button(words: str, parent: QWidget, *, is_quiet: bool = False) -> QPushButton:
    """One that Enter in a text field does not press."""
    made = QPushButton(words, parent)
    made.setAutoDefault(False)
    if is_quiet:
        made.setProperty("quiet", True)
    return made


def hairline(parent: QWidget, *, is_upright: bool = False) -> QFrame:
    line = QFrame(parent)
    line.setObjectName("hairline")
    if is_upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
