"""The middle of the window: the photos as a grid, one of them in full, review, or another page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from photo_sorter.ui.browser import Browser
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.review.review_view import ReviewView
from photo_sorter.ui.viewing.viewer import Viewer


class Stage(QStackedWidget):
    """One page at a time. The viewer goes through the photos of the grid, and keeps its selection."""

    turned = Signal()

    def __init__(
        self, browser: Browser, viewer: Viewer, review: ReviewView, reader: LibraryReader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._browser, self._viewer, self._review, self._reader = browser, viewer, review, reader
        self._grid = browser.grid
        for page in (browser, viewer, review):
            self.addWidget(page)
        viewer.closed.connect(self.show_grid)
        viewer.stepped.connect(self._step)
        self.currentChanged.connect(lambda _: self.turned.emit())

    @property
    def is_reviewing(self) -> bool:
        return self.currentWidget() is self._review

    @property
    def shows_photos(self) -> bool:
        """Whether the grid or one of its photos is shown, which details beside it and keys are about."""
        return self.currentWidget() in (self._browser, self._viewer)

    @property
    def shows_edits(self) -> bool:
        """Whether what a person undoes is seen here: photos, or review."""
        return self.shows_photos or self.is_reviewing

    def view(self, photo_id: int) -> None:
        """One of the photos of the grid in full."""
        photo = self._reader.photo(photo_id)
        index = self._grid.selection.index_of(photo_id)
        if photo is None or index < 0:
            return
        if self._grid.selection.current_id != photo_id or self._grid.selection.count() != 1:
            self._grid.make_current(photo_id)
        ids = self._grid.selection.ids
        self.setCurrentWidget(self._viewer)
        self._viewer.setFocus()
        self._viewer.show_photo(photo, index + 1, len(ids))
        after = self._reader.photo(int(ids[index + 1])) if index + 1 < len(ids) else None
        if after is not None:
            self._viewer.prefetch(after)

    def show_review(self) -> None:
        self.show_page(self._review)

    def add_page(self, page: QWidget) -> None:
        """One with a way back of its own."""
        self.addWidget(page)

    def show_page(self, page: QWidget) -> None:
        self._viewer.clear()
        self.setCurrentWidget(page)
        page.setFocus()

    def show_grid(self) -> None:
        if self.currentWidget() is not self._browser:
            self.setCurrentWidget(self._browser)
            self._viewer.clear()
            self._grid.setFocus()

    def close_viewer(self) -> None:
        if self.currentWidget() is self._viewer:
            self.show_grid()

    def close_viewer_if_gone(self) -> None:
        if self._viewer.photo_id is not None and self._grid.selection.index_of(self._viewer.photo_id) < 0:
            self.close_viewer()

    def _step(self, step: int) -> None:
        ids = self._grid.selection.ids
        target = self._grid.selection.current + step
        if 0 <= target < len(ids):
            self._grid.make_current(int(ids[target]))
            self.view(int(ids[target]))
