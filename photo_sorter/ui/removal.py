"""Removing a category: done at once, and taken back from the notice that says so."""

from __future__ import annotations

from PySide6.QtCore import QObject

from photo_sorter.ui.edits import Edits
from photo_sorter.ui.notices import NoticeBar


def remove_category(edits: Edits, category_id: int, notices: NoticeBar) -> None:
    """Its children move up to its parent. The notice goes with the next edit, whatever that is."""
    category = edits.scheme.category(category_id)
    if category is None or not edits.change(edits.scheme.without(category_id), f"Remove “{category.name}”"):
        return
    sentence = f"“{category.name}” removed."
    notices.say(sentence, "Undo", edits.undo_stack.undo)
    _Withdrawal(edits, notices, sentence)


class _Withdrawal(QObject):
    def __init__(self, edits: Edits, notices: NoticeBar, sentence: str) -> None:
        super().__init__(notices)
        self._notices, self._sentence = notices, sentence
        edits.undo_stack.indexChanged.connect(self._withdraw)

    def _withdraw(self) -> None:
        self._notices.withdraw(self._sentence)
        self.deleteLater()
