"""A step of Undo between two values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand

T = TypeVar("T")


class UndoStep(QUndoCommand, Generic[T]):
    """`say` takes `after` at once and by redo, `before` by undo. `words`: what Undo calls it."""

    def __init__(self, words: str, say: Callable[[T], object], before: T, after: T) -> None:
        # An ampersand in a name is no shortcut.
        super().__init__(words.replace("&", "&&"))
        self._say, self._before, self._after = say, before, after

    def redo(self) -> None:
        self._say(self._after)

    def undo(self) -> None:
        self._say(self._before)


class AdoptedStep(UndoStep[T]):
    """What was done elsewhere, on the command line: it is done already, and who takes it back is told what it was."""

    def __init__(
        self, words: str, say: Callable[[T], object], before: T, after: T, taken_back: Callable[[str], object]
    ) -> None:
        super().__init__(words, say, before, after)
        self._words, self._taken_back = words, taken_back
        self._is_new = True

    def redo(self) -> None:
        if self._is_new:
            self._is_new = False
        else:
            super().redo()

    def undo(self) -> None:
        super().undo()
        self._taken_back(self._words)
