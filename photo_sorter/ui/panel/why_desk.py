"""Asks the worker why a photo is in a category, and where in the picture."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, Signal

from photo_sorter.core.commands import Command, ExplainWhy, MakeHeatMap
from photo_sorter.core.events import HeatMapMade, ModelReady, WhyAnswered
from photo_sorter.core.sorting.category import Scheme

# All desks share it: each takes only answers to its own questions.
_tokens = count(1)
_Words = tuple[tuple[str, ...], ...]


class WhyDesk(QObject):
    """About one photo and one category at a time; later questions outdate earlier ones."""

    explained = Signal(object)
    """A Why, or None where nothing can be said."""
    heat_changed = Signal(object)
    """A HeatMapMade about the pair asked for, or None: none is here, or wanted."""

    def __init__(
        self, scheme: Callable[[], Scheme], post: Callable[[Command], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._scheme, self._post = scheme, post
        self._pair: tuple[int, int] | None = None
        self._words: _Words | None = None
        self._why_token = self._heat_token = 0
        self.wants_heat = False

    @property
    def pair(self) -> tuple[int, int] | None:
        """Photo id and category id."""
        return self._pair

    def ask(self, photo_id: int, category_id: int) -> None:
        """Asking again about the same pair brings the reason up to date; its heat map stays while the words of
        the category do."""
        words = _words(self._scheme(), category_id)
        is_new = (photo_id, category_id) != self._pair or words != self._words
        self._pair, self._words = (photo_id, category_id), words
        self._why_token = next(_tokens)
        self._post(ExplainWhy(self._why_token, photo_id, category_id))
        if is_new:
            self._renew_heat()

    def leave(self) -> None:
        """Nothing is asked any more."""
        self._pair, self._why_token = None, 0
        self._renew_heat()

    def switch_heat(self, wanted: bool) -> None:
        """Whether a heat map is shown, of this pair and of those that follow."""
        if wanted is not self.wants_heat:
            self.wants_heat = wanted
            self._renew_heat()

    def on_event(self, event: object) -> None:
        match event:
            case WhyAnswered() if event.token == self._why_token:
                self.explained.emit(event.why)
            case HeatMapMade() if event.token == self._heat_token:
                self.heat_changed.emit(event)
            case ModelReady():
                self._renew_heat()

    def _renew_heat(self) -> None:
        self._heat_token = 0
        self.heat_changed.emit(None)
        if self.wants_heat and self._pair is not None:
            self._heat_token = next(_tokens)
            self._post(MakeHeatMap(self._heat_token, *self._pair))


def _words(scheme: Scheme, category_id: int) -> _Words | None:
    category = scheme.category(category_id)
    return (category.wordings, category.wordings_against, scheme.templates) if category is not None else None
