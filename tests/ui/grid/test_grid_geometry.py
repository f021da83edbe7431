"""Where cells lie, and what is selected: arithmetic on numbers, without a window."""

import time

import numpy as np
from PySide6.QtCore import QRect

from photo_sorter.ui.grid.grid_layout import GAP_PX, MARGIN_PX, GridLayout
from photo_sorter.ui.grid.grid_selection import Selection


def test_every_cell_is_found_at_its_own_centre():
    layout = GridLayout(count=101, width_px=900, wished_side_px=150, has_captions=True)
    for index in range(101):
        centre = layout.rect(index).center()
        assert layout.index_at(centre.x(), centre.y()) == index


def test_gaps_margins_and_the_place_after_the_last_photo_hold_nothing():
    layout = GridLayout(count=7, width_px=900, wished_side_px=150)
    assert layout.index_at(MARGIN_PX - 1, 50) is None
    assert layout.index_at(layout.rect(0).right() + GAP_PX // 2, 50) is None
    beyond = layout.rect(7).center()
    assert layout.index_at(beyond.x(), beyond.y()) is None


def test_cells_fill_the_width_at_every_width():
    for width in range(200, 1600, 37):
        layout = GridLayout(1000, width, 180)
        last = layout.rect(layout.columns - 1)
        assert last.right() < width
        assert width - last.right() < MARGIN_PX + layout.columns


def test_a_rubber_band_touches_what_its_rectangle_meets():
    layout = GridLayout(count=500, width_px=900, wished_side_px=150)
    for band in (QRect(0, 0, 900, 40), QRect(100, 100, 320, 500), QRect(10, 3, 2, 2), QRect(500, 40, 1, 1400)):
        met = [index for index in range(500) if layout.rect(index).intersects(band)]
        assert layout.touched(band).tolist() == met


def test_the_range_in_sight_covers_the_viewport_and_little_more():
    layout = GridLayout(count=1000, width_px=900, wished_side_px=150)
    seen = layout.visible(3000, 600)
    met = [index for index in range(1000) if layout.rect(index).intersects(QRect(0, 3000, 900, 600))]
    assert set(met) <= set(seen)
    assert len(seen) <= len(met) + 2 * layout.columns


def test_a_million_photos_are_laid_out_at_once():
    began = time.thread_time()
    layout = GridLayout(count=1_000_000, width_px=1200, wished_side_px=180)
    assert layout.visible(layout.content_height_px - 800, 800).stop == 1_000_000
    assert layout.index_at(*layout.rect(999_999).center().toTuple()) == 999_999
    assert time.thread_time() - began < 0.05


def test_new_ids_keep_what_is_selected_and_current():
    selection = Selection()
    selection.show(np.array([10, 20, 30, 40], np.int64))
    selection.only(1)
    selection.extend(2)
    assert not selection.show(np.array([5, 10, 20, 25, 30], np.int64))
    assert selection.chosen_ids().tolist() == [20, 30]
    assert selection.current_id == 30


def test_a_selected_photo_that_goes_is_told():
    selection = Selection()
    selection.show(np.array([10, 20, 30], np.int64))
    selection.only(1)
    assert selection.show(np.array([10, 30], np.int64))
    assert selection.count() == 0
    assert selection.current_id == 30
