"""The panel beside the grid, with the worker's answers made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import Explain, ExplainWhy, MakeHeatMap
from photo_sorter.core.events import HeatMapMade, PhotoExplained, WhyAnswered
from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.core.sorting.why import Answer, Example, PromptVoice, Why
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk

HEAT = HeatMap(np.ones((3, 3), np.float32), (0.0, 0.0, 1.0, 1.0), "similarity of each patch")
VOICES = (PromptVoice("a dog", False, 0.8), PromptVoice("a wolf", True, 0.3))


class Bench:
    """The first photo selected, explained, with the row of Dogs open."""

    def __init__(self, qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
        self.qtbot, self.window, self.desk, self.panel = qtbot, window, desk, window.panel
        self.cats, self.dogs = (category.id or 0 for category in desk.library.categories.all()[:2])
        self.ids = [int(id) for id in window.grid.selection.ids]

    def select(self, index: int) -> None:
        before = self.desk.count(Explain)
        self.window.grid.make_current(self.ids[index])
        self.qtbot.waitUntil(lambda: self.desk.count(Explain) > before)
        asked = self.desk.last(Explain)
        self.window.on_event(PhotoExplained(asked.token, asked.photo_id, ((self.cats, 0.9), (self.dogs, 0.44))))

    def why(self, **changes: object) -> Why:
        asked = self.desk.last(ExplainWhy)
        examples = tuple(Example(id, number != 1, 0.5) for number, id in enumerate(self.ids[5:9]))
        why = Why(asked.photo_id, asked.category_id, Answer.YES, 0.87, 0.62, 0.5, VOICES, examples, 12)
        return replace(why, **changes)

    def answer(self, **changes: object) -> None:
        self.window.on_event(WhyAnswered(self.desk.last(ExplainWhy).token, self.why(**changes)))

    def answer_heat(self, heat: HeatMap | None = HEAT, sentence: str | None = None) -> None:
        asked = self.desk.last(MakeHeatMap)
        self.window.on_event(HeatMapMade(asked.token, asked.photo_id, asked.category_id, heat, sentence))

    @property
    def words(self) -> str:
        return self.panel.why.words.text().replace("\u00a0", " ")
