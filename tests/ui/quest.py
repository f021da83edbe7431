"""Search in the window, with the worker's answers made by hand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import Search
from photo_sorter.core.events import SearchAnswered
from photo_sorter.core.search.query import Facet, Query
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk


class Quest:
    """The window's field in use."""

    def __init__(self, qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
        self.qtbot, self.window, self.desk = qtbot, window, desk
        self.field, self.bar, self.browser = window.browser.search, window.browser.query, window.browser
        self.searching, self.grid = window.searching, window.grid
        self.ids = [int(id) for id in window.grid.selection.ids]

    def type(self, text: str) -> None:
        """With the focus in the field, until what is typed has been asked."""
        self.field.setFocus()
        self.qtbot.keyClicks(self.field, text)
        self.qtbot.waitUntil(lambda: not self.field.is_waiting)

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.field, key)

    @property
    def asked(self) -> Query:
        return self.desk.last(Search).query

    def answer(
        self,
        *indices: int,
        to: Search | None = None,
        relevant: int | None = None,
        nothing: bool = False,
        hints: tuple[str, ...] = (),
        facets: tuple[Facet, ...] = (),
        meant: Query | None = None,
    ) -> None:
        """The worker's answer to the last question, or to another: photos by their place in the library."""
        ids = np.array([self.ids[index] for index in indices], np.int64)
        scores = np.linspace(0.9, 0.1, len(ids), dtype=np.float32)
        count = len(ids) if relevant is None else relevant
        asked = to or self.desk.last(Search)
        found = SearchAnswered(asked.token, asked.query, ids, scores, count, nothing, hints, facets, meant)
        self.window.on_event(found)

    @property
    def shown(self) -> list[int]:
        return [self.ids.index(int(id)) for id in self.grid.selection.ids]

    @property
    def chips(self) -> list[str]:
        return [chip.accessibleName() for chip in self.bar.chips.values()]
