"""What waits and is in sight is asked for first."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import ShowSoon
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.ui.grid.in_sight import InSight
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed, content_hash

MANY = 400


@pytest.fixture
def in_sight(window: MainWindow, desk: Desk) -> InSight:
    """Beside the twenty photos of the window, which have been looked at."""
    return InSight(window.grid, desk.posted.append)


def arrive(qtbot: QtBot, window: MainWindow, desk: Desk, count: int) -> None:
    """So many photos, newer than those that are there."""
    with desk.library.atomic():
        paths = [desk.photos_folder / f"new_{number:03}.jpg" for number in range(count)]
        states = [FileState(path, 1_000, 1_750_000_000_000_000_000 + number) for number, path in enumerate(paths)]
        desk.library.photos.enqueue(desk.folder.id, states)
    changed(qtbot, window, photos=True)


def visible(window: MainWindow) -> list[int]:
    return [int(id) for id in window.grid.selection.ids[window.grid._visible_slice()]]


def test_photos_in_sight_that_wait_are_told_in_their_order(qtbot: QtBot, window: MainWindow, desk: Desk, in_sight):
    arrive(qtbot, window, desk, MANY)
    qtbot.waitUntil(lambda: desk.count(ShowSoon) > 0)
    told = desk.last(ShowSoon).photo_ids
    assert list(told) == visible(window)
    assert 0 < len(told) < MANY


def test_who_scrolls_far_asks_for_where_they_end(qtbot: QtBot, window: MainWindow, desk: Desk, in_sight):
    arrive(qtbot, window, desk, MANY)
    qtbot.waitUntil(lambda: desk.count(ShowSoon) == 1)
    bar = window.grid.verticalScrollBar()
    for value in np.linspace(0, bar.maximum() // 2, 12).astype(int).tolist():
        bar.setValue(value)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: list(desk.last(ShowSoon).photo_ids) == visible(window))
    assert desk.count(ShowSoon) <= 3


def test_nothing_is_told_of_photos_that_have_been_looked_at(qtbot: QtBot, window: MainWindow, desk: Desk, in_sight):
    seen = QSignalSpy(window.grid.waiting_seen)
    changed(qtbot, window, photos=True)
    qtbot.waitUntil(lambda: seen.count() > 0)
    assert not in_sight._timer.isActive()
    assert desk.count(ShowSoon) == 0


def test_as_they_are_looked_at_nothing_is_told_again(qtbot: QtBot, window: MainWindow, desk: Desk, in_sight):
    arrive(qtbot, window, desk, 3)
    qtbot.waitUntil(lambda: desk.count(ShowSoon) == 1)
    with desk.library.atomic():
        desk.library.photos.set_ready(desk.last(ShowSoon).photo_ids[0], content_hash("x"), PhotoFacts(400, 300))
    seen = QSignalSpy(window.grid.waiting_seen)
    changed(qtbot, window, photos=True)
    qtbot.waitUntil(lambda: seen.count() > 0 and len(seen.at(seen.count() - 1)[0]) == 2)
    assert not in_sight._timer.isActive()
    assert desk.count(ShowSoon) == 1
