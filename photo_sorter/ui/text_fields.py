"""Text fields that leave Ctrl+Z to the window when they have nothing of their own to take back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class LineField(QLineEdit):
    def event(self, event: QEvent) -> bool:
        if _is_left_to_the_window(event, self.isUndoAvailable(), self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)


class LinesField(QPlainTextEdit):
    """Tab leaves it, which `left` tells. Asks for room for so many lines, and is never smaller."""

    left = Signal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + 20)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def lines(self) -> tuple[str, ...]:
        """Without the empty ones, spaces put in order."""
        return tuple(filter(None, (" ".join(line.split()) for line in self.toPlainText().splitlines())))

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """What says the same already is left alone, with its cursor and its history."""
        if lines != self.lines() or not lines:
            self.setPlainText("\n".join(lines))

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if _is_left_to_the_window(event, document.isUndoAvailable(), document.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _is_left_to_the_window(event: QEvent, can_undo: bool, can_redo: bool) -> bool:
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return (event.matches(_UNDO) and not can_undo) or (event.matches(_REDO) and not can_redo)
