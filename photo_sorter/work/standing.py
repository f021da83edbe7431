"""What is counted again as photos come and go: saved searches, and the names that filters can have."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.events import Event, SavedSearchesCounted, VocabularyChanged
from photo_sorter.core.search.completion import Vocabulary
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import Query
from photo_sorter.work.search import Searcher

REST_SECONDS = 2.0
REST_SHARE = 10
"""Between two counts at least so long, and so many times what the last one took. A saved search costs what a search
does without its facets: 10 to 20 ms at 100,000 photos."""


class StandingSearches:
    """Lives on the worker thread. `look` has a picture looked at that a saved search shows; it is counted anew then."""

    def __init__(self, searcher: Searcher, notify: Callable[[Event], None], look: Callable[[Path], None]) -> None:
        self._searcher = searcher
        self._notify = notify
        self._look = look
        self._rest_seconds = REST_SECONDS
        self._due: float | None = time.monotonic()
        self._told: tuple[tuple[int, int], ...] = ()
        self._vocabulary = Vocabulary()

    def library_changed(self, is_awaited: bool = False) -> None:
        """`is_awaited`: a person did something and looks."""
        if self._due is None or is_awaited:
            self._due = time.monotonic() + (0 if is_awaited else self._rest_seconds)

    @property
    def seconds_to_next(self) -> float:
        return float("inf") if self._due is None else self._due - time.monotonic()

    def tell_if_due(self) -> None:
        """Only what is new is told. Raises LibraryError."""
        if self.seconds_to_next > 0:
            return
        self._due = None
        start = time.monotonic()
        counts = tuple(
            (one.id, self._counted(parse(one.text).query))
            for one in self._searcher.library.searches.all()
            if one.id is not None
        )
        if counts != self._told:
            self._told = counts
            self._notify(SavedSearchesCounted(counts))
        vocabulary = self._searcher.vocabulary
        if vocabulary != self._vocabulary:
            self._vocabulary = vocabulary
            self._notify(VocabularyChanged(vocabulary))
        self._rest_seconds = max(REST_SECONDS, REST_SHARE * (time.monotonic() - start))

    def _counted(self, query: Query) -> int:
        for path in self._searcher.unseen(query):
            self._look(path)
        return self._searcher.count(query)
