"""What is done with selected photos."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SetVerdicts
from photo_sorter.ui import photo_deeds
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk


def test_more_photos_than_can_be_told_one_by_one_are_refused_with_a_sentence(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(photo_deeds, "MOST_AT_ONCE", 19)
    dogs = desk.library.categories.all()[1]
    window.grid.select_all()
    window.deeds.decide(dogs, True)
    assert window.notices.words.text() == "Select at most 19 photos for this."
    assert desk.count(SetVerdicts) == 0
    monkeypatch.setattr(photo_deeds, "MOST_AT_ONCE", 20)
    window.deeds.decide(dogs, True)
    assert len(desk.last(SetVerdicts).verdicts) == 20
