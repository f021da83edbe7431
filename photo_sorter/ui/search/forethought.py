"""Has the model in memory by the time that the first word of a search is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from photo_sorter.core.commands import Command, PrepareSearch


class Forethought(QObject):
    """Posts `PrepareSearch` when somebody goes to the search field; not when its window comes back with the focus still
    there."""

    def __init__(self, field: QWidget, post: Callable[[Command], None]) -> None:
        super().__init__(field)
        self._post = post
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            is_by_person = event.reason() not in (
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.PopupFocusReason,
            )
            if is_by_person:
                self._post(PrepareSearch())
        return super().eventFilter(watched, event)
