"""Has what somebody sees looked at before the rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from photo_sorter.core.commands import Command, ShowSoon
from photo_sorter.ui.grid.photo_grid import PhotoGrid

COALESCING_MS = 300
"""Who scrolls sees more in a second than can be looked at."""


class InSight(QObject):
    """Posts `ShowSoon` when photos that wait have come into sight; as they are looked at one by one, nothing."""

    def __init__(self, grid: PhotoGrid, post: Callable[[Command], None]) -> None:
        super().__init__(grid)
        self._post = post
        self._seen: tuple[int, ...] = ()
        self._told: frozenset[int] = frozenset()
        self._timer = QTimer(self, singleShot=True, interval=COALESCING_MS)
        self._timer.timeout.connect(self._tell)
        grid.waiting_seen.connect(self._on_seen)

    def _on_seen(self, photo_ids: tuple[int, ...]) -> None:
        self._seen = photo_ids
        if not self._told.issuperset(photo_ids) and not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        if not self._told.issuperset(self._seen):
            self._told = frozenset(self._seen)
            self._post(ShowSoon(self._seen))
