"""Removing without asking: done at once, and taken back from the notice that says so."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from photo_sorter.language import tr
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.notices import NoticeBar


def remove_category(edits: Edits, category_id: int, notices: NoticeBar) -> None:
    """Its children move up to its parent."""
    category = edits.scheme.category(category_id)
    if category is None or not edits.change(
        edits.scheme.without(category_id), tr("Remove “{name}”", name=category.name)
    ):
        return
    tell_with_undo(tr("“{name}” removed.", name=category.name), notices, edits.undo_stack)


def tell_with_undo(sentence: str, notices: NoticeBar, undo_stack: QUndoStack) -> None:
    """Of the last step. The notice goes with the next one, whatever that is."""
    notices.say(sentence, tr("Undo"), undo_stack.undo)
    _Withdrawal(undo_stack, notices, sentence)


class _Withdrawal(QObject):
    def __init__(self, undo_stack: QUndoStack, notices: NoticeBar, sentence: str) -> None:
        super().__init__(notices)
        self._notices, self._sentence = notices, sentence
        undo_stack.indexChanged.connect(self._withdraw)

    def _withdraw(self) -> None:
        self._notices.withdraw(self._sentence)
        self.deleteLater()
