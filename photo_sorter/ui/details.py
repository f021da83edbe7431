"""Fills the right panel from the selection, and asks the worker for scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from photo_sorter.core.messages import Command, Explain, PhotoExplained
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.photo_grid import PhotoGrid
from photo_sorter.ui.photo_panel import PhotoPanel
from photo_sorter.ui.tagging import Tagging

_REST_MS = 60
_MOST_COMPARED = 300
"""Of a large selection: more would cost time and surprise nobody."""


class Details(QObject):
    """Waits until the selection rests for a moment, so that arrow keys held down cost nothing."""

    def __init__(
        self,
        reader: LibraryReader,
        grid: PhotoGrid,
        panel: PhotoPanel,
        tagging: Tagging,
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(panel)
        self._reader, self._grid, self._panel, self._tagging, self._post = reader, grid, panel, tagging, post
        self._token = 0
        self._explained_id: int | None = None
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._show)
        grid.selection_changed.connect(self._timer.start)

    def refresh(self) -> None:
        """What is shown may have changed in the library."""
        self._timer.start()

    def on_explained(self, event: PhotoExplained) -> None:
        if event.token == self._token:
            self._panel.show_scores(dict(event.scores))

    def _show(self) -> None:
        if not self._panel.isVisible():
            return
        count = self._grid.selection.count()
        if count == 0:
            self._explained_id = None
            self._panel.show_nothing()
        elif count == 1:
            self._show_one(int(self._grid.selection.chosen_ids()[0]))
        else:
            self._explained_id = None
            ids = [int(id) for id in self._grid.selection.chosen_ids()[:_MOST_COMPARED]]
            self._panel.show_several(count, self._common_tags(ids), self._tagging.common_verdicts(ids))

    def _show_one(self, photo_id: int) -> None:
        photo = self._reader.photo(photo_id)
        if photo is None:
            self._panel.show_nothing()
            return
        if photo_id != self._explained_id:
            self._panel.show_scores({})
        self._explained_id = photo_id
        self._panel.show_photo(photo, self._reader.tags(photo_id), self._tagging.verdicts(photo_id))
        self._token += 1
        self._post(Explain(self._token, photo_id))

    def _common_tags(self, photo_ids: Sequence[int]) -> dict[int, bool]:
        common: dict[int, bool] | None = None
        for photo_id in photo_ids:
            tags = {tag.category_id: tag.source == "user" for tag in self._reader.tags(photo_id)}
            common = tags if common is None else {id: common[id] and tags[id] for id in common if id in tags}
            if not common:
                break
        return common or {}
