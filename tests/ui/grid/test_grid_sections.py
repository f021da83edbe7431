"""Photos under headers: where they lie, and mouse and keys across them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import thread_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.photo import Status
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.grid.grid_layout import HEADER_PX, GridLayout
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.grid.sections import Section
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
COUNTS = (7, 1, 12, 3, 40)

sizes = st.lists(st.integers(1, 30), max_size=12).map(tuple)
layouts = st.builds(
    lambda counts, width, side, captions: GridLayout(sum(counts) or 23, width, side, captions, counts=counts),
    sizes, st.integers(120, 1400), st.integers(60, 300), st.booleans(),
)  # fmt: skip


class Photos:
    """A photo a day, back from the last day of June 2024."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def cards(self, photo_ids: Sequence[int]) -> list[PhotoCard]:
        return [PhotoCard(id, Path(f"/p/{id}.jpg"), None, taken(id), Status.READY) for id in photo_ids]

    def reason(self, photo_id: int) -> str:
        return ""

    def paths(self, photo_ids: Sequence[int]) -> dict[int, Path]:
        return {}

    def taken_of(self, photo_ids: Sequence[int]) -> dict[int, str]:
        self.asked.extend(photo_ids)
        return {id: taken(id) for id in photo_ids}


def taken(photo_id: int) -> str:
    return (datetime(2024, 6, 30, 12) - timedelta(days=photo_id)).isoformat()


@pytest.fixture
def grid(qtbot: QtBot, tmp_path: Path) -> Iterator[PhotoGrid]:
    loader = ThumbnailLoader(tmp_path)
    grid = PhotoGrid(loader, Photos())
    qtbot.addWidget(grid)
    grid.resize(700, 500)
    grid.show_as(side_px=88, fills=True, has_captions=False)
    with qtbot.waitExposed(grid):
        grid.show()
    show(grid, COUNTS)
    yield grid
    loader.close()


def show(grid: PhotoGrid, counts: tuple[int, ...], *, keep_place: bool = False) -> None:
    sections = tuple(Section(f"Part {number}", count) for number, count in enumerate(counts))
    grid.show_ids(np.arange(sum(counts), dtype=np.int64), keep_place=keep_place, sections=sections)


def chosen(grid: PhotoGrid) -> list[int]:
    return np.flatnonzero(grid.selection.mask).tolist()


def press(qtbot: QtBot, grid: PhotoGrid, point: QPoint, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifiers, point)


def header(grid: PhotoGrid, section: int) -> QPoint:
    """Its middle, in the viewport, where it stands among its photos."""
    first = grid.cell_rect(sum(COUNTS[:section]))
    return QPoint(60, first.top() - HEADER_PX // 2)


# --- where photos lie ---


@given(layouts)
def test_every_photo_is_found_where_it_lies_and_lies_below_its_header(layout: GridLayout):
    before = None
    for index in range(layout.count):
        rect, section = layout.rect(index), layout.section_of(index)
        assert layout.index_at(rect.center().x(), rect.center().y()) == index
        assert layout.section_at(rect.center().y()) == section
        assert index in layout.photos_of(section)
        if layout.counts:
            assert not rect.intersects(layout.header_rect(section))
        assert before is None or not rect.intersects(before)
        before = rect
    assert layout.content_height_px > layout.rect(layout.count - 1).bottom()


@given(layouts, st.integers(-50, 4_000), st.integers(1, 900))
def test_what_a_viewport_meets_is_in_sight(layout: GridLayout, top: int, height: int):
    area = QRect(0, top, layout.width_px, height)
    met = [index for index in range(layout.count) if layout.rect(index).intersects(area)]
    seen = layout.visible(top, height)
    assert set(met) <= set(seen)
    assert len(seen) <= len(met) + 2 * layout.columns


@given(layouts, st.integers(0, 1400), st.integers(0, 3_000), st.integers(1, 900), st.integers(1, 1500))
def test_a_rubber_band_touches_what_it_meets_across_headers(layout, left, top, width, height):
    band = QRect(left, top, width, height)
    met = [index for index in range(layout.count) if layout.rect(index).intersects(band)]
    assert layout.touched(band).tolist() == met


@given(layouts, st.data())
def test_a_row_down_and_up_again_keeps_the_column_or_ends_at_the_end_of_a_short_row(layout: GridLayout, data):
    index = data.draw(st.integers(0, layout.count - 1))
    below = layout.moved(index, 1)
    rect, goal = layout.rect(index), layout.rect(below)
    if below != index:
        assert goal.top() > rect.top()
        assert not any(rect.top() < layout.rect(other).top() < goal.top() for other in range(index, below))
        assert goal.left() <= rect.left()
    else:
        assert rect.top() == layout.rect(layout.count - 1).top()


@given(layouts.filter(lambda layout: layout.counts), st.integers(0, 4_000))
def test_the_header_of_what_stands_at_the_top_stays_in_sight(layout: GridLayout, top: int):
    top = min(top, layout.rect(layout.count - 1).bottom())
    *_, (section, rect) = layout.headers(top, 500)
    assert section == layout.section_at(top)
    assert rect.bottom() >= top
    assert rect.top() <= max(top, layout.header_rect(section).top())
    places = [rect for _, rect in layout.headers(top, 500)]
    assert not any(one.intersects(other) for one, other in pairwise(places))


def test_a_million_photos_in_five_thousand_sections_are_laid_out_at_once():
    counts = tuple(int(count) for count in np.full(5_000, 200))
    began = thread_time()
    layout = GridLayout(1_000_000, 1200, 180, counts=counts)
    assert layout.content_height_px > 1_000_000
    assert thread_time() - began < 0.05
    began = thread_time()
    for index in range(0, 1_000_000, 10_000):
        centre = layout.rect(index).center()
        assert layout.index_at(centre.x(), centre.y()) == index
        assert index in layout.visible(centre.y(), 800)
    assert thread_time() - began < 0.1


# --- mouse and keys ---


def test_a_click_on_a_header_selects_its_photos_and_moves_nothing(qtbot: QtBot, grid: PhotoGrid):
    press(qtbot, grid, header(grid, 0))
    assert chosen(grid) == list(range(7))
    assert grid.verticalScrollBar().value() == 0
    press(qtbot, grid, header(grid, 1), CTRL)
    assert chosen(grid) == list(range(8))
    press(qtbot, grid, header(grid, 0), CTRL)
    assert chosen(grid) == [7]


def test_shift_and_a_header_select_up_to_its_last_photo(qtbot: QtBot, grid: PhotoGrid):
    press(qtbot, grid, grid.cell_rect(5).center())
    press(qtbot, grid, header(grid, 1), SHIFT)
    assert chosen(grid) == [5, 6, 7]


def test_the_stuck_header_is_clicked_not_the_photo_below_it(qtbot: QtBot, grid: PhotoGrid):
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert grid.cell_rect(23).top() < 0
    place = grid.verticalScrollBar().value()
    press(qtbot, grid, QPoint(60, HEADER_PX // 2))
    assert chosen(grid) == list(range(23, 63))
    assert grid.verticalScrollBar().value() == place


def test_a_double_click_on_a_header_opens_no_photo(qtbot: QtBot, grid: PhotoGrid):
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    opened: list[int] = []
    grid.opened.connect(opened.append)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, HEADER_PX // 2))
    assert opened == []


def test_a_range_and_a_rubber_band_run_across_headers(qtbot: QtBot, grid: PhotoGrid):
    press(qtbot, grid, grid.cell_rect(6).center())
    press(qtbot, grid, grid.cell_rect(9).center(), SHIFT)
    assert chosen(grid) == [6, 7, 8, 9]
    port = grid.viewport()
    start, end = QPoint(grid.cell_rect(7).right() + 40, grid.cell_rect(7).center().y()), grid.cell_rect(8).center()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(port, start - QPoint(30, -30))
    qtbot.mouseMove(port, end)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    assert chosen(grid) == [7, 8, 9]


def test_keys_cross_headers_and_bring_them_along(qtbot: QtBot, grid: PhotoGrid):
    press(qtbot, grid, grid.cell_rect(6).center())
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert chosen(grid) == [7]
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert chosen(grid) == [8]
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert chosen(grid) == [62]
    for _ in range(40):
        qtbot.keyClick(grid, Qt.Key.Key_Up)
        rect = grid.cell_rect(grid.selection.current)
        assert rect.top() >= HEADER_PX
        assert rect.bottom() <= grid.viewport().height()
    assert grid.selection.current < 3
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.selection.current >= 7


def test_what_is_read_aloud_names_the_section(qtbot: QtBot, grid: PhotoGrid):
    qtbot.waitUntil(lambda: grid.card(8) is not None)
    press(qtbot, grid, grid.cell_rect(8).center())
    assert grid.accessibleDescription() == "8.jpg, 9 of 63, Part 2"


def test_grouping_anew_keeps_what_stands_at_the_top(qtbot: QtBot, grid: PhotoGrid):
    grid.verticalScrollBar().setValue(grid.cell_rect(23).top())
    top = next(index for index in range(63) if grid.cell_rect(index).top() >= 0)
    place = grid.cell_rect(top).top()
    show(grid, (20, 43), keep_place=True)
    assert grid.cell_rect(top).top() == place


@pytest.fixture
def painted(grid: PhotoGrid) -> Callable[[QRect], set[tuple[int, int, int]]]:
    """The colours in a part of the viewport."""

    def colours(rect: QRect) -> set[tuple[int, int, int]]:
        image = grid.viewport().grab(rect).toImage()
        return {image.pixelColor(x, y).getRgb()[:3] for x in range(image.width()) for y in range(image.height())}

    return colours


def test_the_stuck_header_hides_the_photos_that_pass_below_it(grid: PhotoGrid, painted):
    grid.verticalScrollBar().setValue(grid.cell_rect(30).top() + 10)
    beside_title = QRect(400, 2, 200, HEADER_PX - 6)
    assert len(painted(beside_title)) == 1
    assert len(painted(QRect(8, 2, 120, HEADER_PX - 6))) > 1
