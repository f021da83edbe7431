"""Asks the worker what the category in the editor would give, and shows the answer there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from photo_sorter.core.commands import Command, PreviewCategory
from photo_sorter.core.events import CategoryPreviewed
from photo_sorter.ui.categories.category_editor import CategoryEditor

TYPING_MS = 250
LIBRARY_MS = 1_000
"""How long after a change in the library the figures are asked for again."""


class CategoryPreview(QTimer):
    """Asks once its time is over, and only while the editor is seen. Only the answer to the last question counts."""

    def __init__(self, editor: CategoryEditor, post: Callable[[Command], None]) -> None:
        super().__init__(editor, singleShot=True)
        self._editor, self._post = editor, post
        self._token = 0
        self.timeout.connect(self._ask)

    def ask_now(self) -> None:
        """In the next turn of the event loop."""
        self.start(0)

    def ask_after_typing(self) -> None:
        self.start(TYPING_MS)

    def ask_after_changes(self) -> None:
        """Changes in a row do not put it off."""
        if self._editor.isVisible() and not self.isActive():
            self.start(LIBRARY_MS)

    def on_previewed(self, event: CategoryPreviewed) -> None:
        if event.token == self._token:
            self._editor.show_preview(event.curve, event.remarks, event.overlap)

    def _ask(self) -> None:
        category = self._editor.category()
        if self._editor.isVisible() and self._editor.isEnabled() and (category.name or category.prompts):
            self._token += 1
            self._post(PreviewCategory(self._token, category))
