"""Shows marks wherever photos are shown, at once, and takes what a person chooses there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from photo_sorter.ui.gallery import Gallery
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.marks.marking import Marking
from photo_sorter.ui.panel.details import Details
from photo_sorter.ui.panel.photo_panel import PhotoPanel
from photo_sorter.ui.review.review_view import ReviewView
from photo_sorter.ui.stage import Stage
from photo_sorter.ui.viewing.viewer import Viewer


class MarksDesk(QObject):
    """Between `marking`, the grid, the panel, the viewer and review."""

    def __init__(
        self,
        marking: Marking,
        grid: PhotoGrid,
        panel: PhotoPanel,
        viewer: Viewer,
        review: ReviewView,
        stage: Stage,
        gallery: Gallery,
        details: Details,
    ) -> None:
        super().__init__(marking)
        self._marking, self._grid = marking, grid
        self._in_full = ((viewer, viewer.marks), (review.picture, review.marks))
        for row in (panel.marks.row, viewer.marks):
            row.favoured.connect(lambda favourite: marking.favour(self._selected(), favourite))
            row.rated.connect(lambda stars: marking.rate(self._selected(), stars))
        review.marks.favoured.connect(lambda favourite: marking.favour(self._asked(review), favourite))
        review.marks.rated.connect(lambda stars: marking.rate(self._asked(review), stars))
        panel.marks.caption.written.connect(marking.caption)
        panel.marks.caption.done.connect(lambda: (viewer if stage.currentWidget() is viewer else grid).setFocus())
        for page in (viewer, review):
            page.shown.connect(self._show_in_full)
        marking.changed.connect(lambda: grid.show_marks(marking.on_their_way()))
        marking.changed.connect(self._show_in_full)
        marking.changed.connect(details.refresh)
        gallery.overview_changed.connect(marking.on_committed)
        gallery.overview_changed.connect(self._show_in_full)

    def _selected(self) -> list[int]:
        return [int(id) for id in self._grid.selection.chosen_ids()]

    @staticmethod
    def _asked(review: ReviewView) -> list[int]:
        """The photo of the question."""
        return [review.picture.photo_id] if review.picture.photo_id is not None else []

    def _show_in_full(self) -> None:
        for picture, row in self._in_full:
            if picture.photo_id is not None:
                row.show_marks(self._marking.shown([picture.photo_id])[picture.photo_id])
