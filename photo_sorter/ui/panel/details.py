"""Fills the right panel from the selection, and asks the worker for scores and reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer

from photo_sorter.core.commands import Command, Explain
from photo_sorter.core.events import HeatMapMade, PhotoExplained
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.sorting.why import Why
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.marks.marking import Marking
from photo_sorter.ui.panel.photo_panel import PhotoPanel
from photo_sorter.ui.panel.why_desk import WhyDesk
from photo_sorter.ui.panel.why_panel import heat_caption
from photo_sorter.ui.tagging import Tagging
from photo_sorter.ui.viewing.viewer import Viewer

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
        viewer: Viewer,
        tagging: Tagging,
        marking: Marking,
        scheme: Callable[[], Scheme],
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(panel)
        self._reader, self._grid, self._panel, self._viewer = reader, grid, panel, viewer
        self._tagging, self._marking, self._scheme, self._post = tagging, marking, scheme, post
        self._token = 0
        self._photo_id: int | None = None
        self._scores: dict[int, float] = {}
        self._leads_to_why = False
        self._heat: HeatMapMade | None = None
        self.why = WhyDesk(scheme, post, self)
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._show)
        grid.selection_changed.connect(self._timer.start)
        viewer.shown.connect(self._show_heat_in_full)
        panel.scores.opened.connect(self._ask_why)
        panel.why.heat_wanted.connect(self.why.switch_heat)
        self.why.explained.connect(self._show_why)
        self.why.heat_changed.connect(self._show_heat)

    def refresh(self) -> None:
        """What is shown may have changed in the library."""
        self._timer.start()

    def on_event(self, event: object) -> None:
        """Scores and reasons."""
        if isinstance(event, PhotoExplained):
            if event.token == self._token:
                self._scores = dict(event.scores)
                self._panel.show_scores(self._scores)
        else:
            self.why.on_event(event)

    def open_why(self) -> bool:
        """Shows why the selected photo is in its strongest category. False where there is none."""
        self._catch_up()
        category_id = self._panel.scores.open_id or self._strongest()
        if self._photo_id is None or category_id is None:
            return False
        self._panel.scores.open(category_id)
        self._panel.scores.row_of(category_id).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._leads_to_why = True
        self._lead_to_why()
        return True

    def toggle_heat(self) -> bool:
        """Where in the picture the open category is seen, or else the strongest one. False where there is none."""
        if self.why.wants_heat:
            self.why.switch_heat(False)
            return True
        self._catch_up()
        category_id = self._panel.scores.open_id or self._strongest()
        if self._photo_id is None or category_id is None:
            return False
        self.why.switch_heat(True)
        self._panel.scores.open(category_id)
        if self.why.pair != (self._photo_id, category_id):
            self._ask_why(category_id)
        return True

    # --- inside ---

    def _catch_up(self) -> None:
        """With a selection that has not rested yet."""
        if self._timer.isActive():
            self._timer.stop()
            self._show()

    def _show(self) -> None:
        count = self._grid.selection.count()
        if count == 1:
            self._show_one(int(self._grid.selection.chosen_ids()[0]))
            return
        self._photo_id = None
        self.why.leave()
        if count == 0:
            self._panel.show_nothing()
        elif self._panel.isVisible():
            ids = [int(id) for id in self._grid.selection.chosen_ids()[:_MOST_COMPARED]]
            self._panel.show_several(count, self._common_tags(ids), self._tagging.common_verdicts(ids))
            self._panel.marks.show_several(self._marking.common(ids))

    def _show_one(self, photo_id: int) -> None:
        photo = self._reader.photo(photo_id)
        if photo is None:
            self._photo_id = None
            self._panel.show_nothing()
            return
        if photo_id != self._photo_id:
            self._scores = {}
            self._panel.show_scores({})
        self._photo_id = photo_id
        unsure = {tag.category_id for tag in self._reader.suggestions(photo_id)}
        self._panel.show_photo(photo, self._reader.tags(photo_id), self._tagging.verdicts(photo_id), unsure)
        keywords = photo.facts.keywords if photo.facts is not None else ()
        self._panel.marks.show_photo(photo_id, self._marking.shown([photo_id])[photo_id], keywords)
        if self._panel.isVisible():
            self._token += 1
            self._post(Explain(self._token, photo_id))
        self._ask_why(self._panel.scores.open_id)

    def _ask_why(self, category_id: object) -> None:
        if self._photo_id is None or not isinstance(category_id, int):
            self.why.switch_heat(False)
            self.why.leave()
            return
        if not (self._panel.isVisible() or self.why.wants_heat):
            return
        if self.why.pair != (self._photo_id, category_id):
            self._panel.why.show_waiting()
        self.why.ask(self._photo_id, category_id)

    def _strongest(self) -> int | None:
        """A tag or a suggestion, or the category with the highest score."""
        if self._photo_id is None:
            return None
        known = self._panel.scores.ids
        tags = (*self._reader.tags(self._photo_id), *self._reader.suggestions(self._photo_id))
        tagged = next((tag.category_id for tag in tags if tag.category_id in known), None)
        return tagged or max(known, key=lambda id: self._scores.get(id, 0.0), default=None)

    def _show_why(self, why: Why | None) -> None:
        self._panel.why.show_why(why, self._scheme())
        if self._leads_to_why:
            self._leads_to_why = False
            self._lead_to_why()

    def _lead_to_why(self) -> None:
        """Into sight, once it has its place."""
        QTimer.singleShot(0, self, lambda: self._panel.ensureWidgetVisible(self._panel.why, 0, 16))

    def _show_heat(self, made: HeatMapMade | None) -> None:
        self._heat = made
        self._panel.show_heat(made.heat if made is not None else None)
        self._panel.why.show_heat(self.why.wants_heat, made)
        if self._photo_id is not None:
            self._show_heat_in_full(self._photo_id)

    def _show_heat_in_full(self, photo_id: int) -> None:
        """In the viewer, if it shows the photo that is explained."""
        if photo_id != self._photo_id:
            return
        made, category = self._heat, self._scheme().category(self.why.pair[1]) if self.why.pair else None
        self._viewer.show_heat(photo_id, made.heat if made is not None else None)
        caption = heat_caption(self.why.wants_heat, made)
        self._viewer.show_caption(photo_id, f"{category.name} · {caption}" if category is not None and caption else "")

    def _common_tags(self, photo_ids: Sequence[int]) -> dict[int, bool]:
        common: dict[int, bool] | None = None
        for photo_id in photo_ids:
            tags = {tag.category_id: tag.source == "user" for tag in self._reader.tags(photo_id)}
            common = tags if common is None else {id: common[id] and tags[id] for id in common if id in tags}
            if not common:
                break
        return common or {}
