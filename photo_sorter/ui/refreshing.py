"""When what the window shows of the library is looked at again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from photo_sorter.core.events import LibraryChanged

REFRESH_MS, AWAITED_MS = 200, 30
EVERYTHING = LibraryChanged(photos=True, tags=True, categories=True)


class Refreshing(QObject):
    """Gathers changes for REFRESH_MS, and for eight times what the last look took, so that a large library never keeps
    the computer busy while it grows; what a person changed is shown after AWAITED_MS, or once what that took."""

    due = Signal(object)
    """The LibraryChanged that has been gathered."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.took_ms = 0.0
        """What the last look took."""
        self._gathered = LibraryChanged()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell)

    def on_changed(self, change: LibraryChanged) -> None:
        self._gathered = joined(self._gathered, change)
        # Tags alone change only by what a person did, who looks and waits.
        is_awaited = change.tags and not change.photos
        wait_ms = round(max(AWAITED_MS, self.took_ms) if is_awaited else max(REFRESH_MS, 8 * self.took_ms))
        if not self._timer.isActive() or self._timer.remainingTime() > wait_ms:
            self._timer.start(wait_ms)

    def everything_now(self) -> None:
        self._gathered = EVERYTHING
        self._tell()

    def close(self) -> None:
        self._timer.stop()

    def _tell(self) -> None:
        change, self._gathered = self._gathered, LibraryChanged()
        self.due.emit(change)


def joined(first: LibraryChanged, second: LibraryChanged) -> LibraryChanged:
    """What either changes of that by which the window asks for more than counts and places."""
    return LibraryChanged(
        photos=first.photos or second.photos,
        tags=first.tags or second.tags,
        categories=first.categories or second.categories,
    )
