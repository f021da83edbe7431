"""The scroll bar with years beside it."""

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.ui import phrases
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.grid.timeline_bar import TimelineBar
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from tests.ui.grid.test_grid_sections import Photos, taken

DAYS = 3_650


@pytest.fixture
def photos() -> Photos:
    return Photos()


@pytest.fixture
def grid(qtbot: QtBot, tmp_path: Path, photos: Photos) -> Iterator[PhotoGrid]:
    loader = ThumbnailLoader(tmp_path)
    grid = PhotoGrid(loader, photos)
    qtbot.addWidget(grid)
    grid.resize(700, 500)
    with qtbot.waitExposed(grid):
        grid.show()
    yield grid
    loader.close()


def show(grid: PhotoGrid, count: int = DAYS, *, is_by_date: bool = True) -> TimelineBar:
    grid.show_ids(np.arange(count, dtype=np.int64), keep_place=False, is_by_date=is_by_date)
    bar = grid.verticalScrollBar()
    assert isinstance(bar, TimelineBar)
    return bar


def first_in_sight(grid: PhotoGrid) -> int:
    return next(index for index in range(len(grid.selection.ids)) if grid.cell_rect(index).bottom() > 0)


def has_years(bar: TimelineBar) -> bool:
    return bool(bar.years_in_place())


def test_years_stand_in_order_without_overlap(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    qtbot.waitUntil(lambda: has_years(bar))
    _, years, places = zip(*bar.years_in_place(), strict=True)
    assert list(years) == [str(year) for year in range(2024, 2013, -1)]
    assert all(above.bottom() < below.top() for above, below in pairwise(places))
    assert all(bar.rect().contains(place) for place in places)


def test_a_low_bar_leaves_out_the_years_it_has_no_room_for(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    grid.resize(700, 120)
    qtbot.waitUntil(lambda: has_years(bar))
    places = [place for *_, place in bar.years_in_place()]
    assert len(places) < 11
    assert all(above.bottom() < below.top() for above, below in pairwise(places))


def test_a_click_on_a_year_leads_to_its_first_photos(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    qtbot.waitUntil(lambda: has_years(bar))
    place = next(place for _, year, place in bar.years_in_place() if year == "2019")
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place.center() + QPoint(0, 4))
    shown = first_in_sight(grid)
    assert "2019" in {taken(id)[:4] for id in range(shown, shown + grid.columns)}
    assert taken(shown - 1).startswith("2020")
    assert bar.bubble_text.endswith("2019") or taken(shown).startswith("2020")


def test_dragging_goes_along_and_names_the_month(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 6, 10))
    assert bar.value() == 0
    for y in (100, 300):
        qtbot.mouseMove(bar, QPoint(bar.width() - 6, y))
        assert bar.value() > 0
        assert bar.bubble_text == phrases.month(taken(first_in_sight(grid)))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 6, 5_000))
    assert not bar.isSliderDown()


def test_pointing_names_a_month_without_going_there(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    for y in (bar.height() - 30, bar.height() - 2):
        qtbot.mouseMove(bar, QPoint(6, y))
    qtbot.waitUntil(lambda: bar.bubble_text == phrases.month(taken(DAYS - 1)))
    assert bar.value() == 0
    qtbot.waitUntil(lambda: not bar.bubble_text)


def test_the_wheel_over_the_photos_scrolls_and_names_the_month(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    at = QPointF(100, 100)
    down = QWheelEvent(
        at, grid.viewport().mapToGlobal(at), QPoint(), QPoint(0, -480), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), down)
    assert bar.value() > 0
    assert bar.bubble_text == phrases.month(taken(first_in_sight(grid)))


def test_keys_scroll_without_a_bubble(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert bar.value() > 0
    assert bar.bubble_text == ""


def test_few_photos_or_another_order_have_a_plain_bar(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid)
    assert bar.is_timeline
    qtbot.waitUntil(lambda: bar.width() > 30)
    assert not show(grid, is_by_date=False).is_timeline
    qtbot.waitUntil(lambda: bar.width() < 30)
    assert not show(grid, 12).is_timeline


def test_where_all_photos_are_in_sight_no_handle_is_drawn(qtbot: QtBot, grid: PhotoGrid):
    bar = show(grid, 3)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    drawn = bar.grab().toImage()
    assert len({drawn.pixel(x, y) for x in range(drawn.width()) for y in range(drawn.height())}) == 1


def test_the_width_of_the_bar_never_decides_on_itself(qtbot: QtBot, grid: PhotoGrid):
    for count in range(12, 60):
        bar, changed = show(grid, count), []
        for _ in range(6):
            QApplication.processEvents()
            changed.append(bar.is_timeline)
        assert len(set(changed[2:])) == 1


def test_a_hundred_thousand_photos_are_not_asked_for_their_dates(qtbot: QtBot, grid: PhotoGrid, photos: Photos):
    bar = show(grid, 100_000)
    assert photos.asked == []
    began = time.thread_time()
    qtbot.waitUntil(lambda: has_years(bar))
    assert time.thread_time() - began < 2
    assert len(photos.asked) < 8_000
    assert len(bar.years_in_place()) > 10
