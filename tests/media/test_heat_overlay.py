"""A heat map on a picture: warm, dull, and untouched."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.media.heat_overlay import heat_overlay

MIDDLE = (0.25, 0.0, 0.75, 1.0)
WHOLE = (0.0, 0.0, 1.0, 1.0)


def heat(values: object, region: tuple[float, float, float, float] = WHOLE) -> HeatMap:
    return HeatMap(np.array(values, np.float32), region, "by hand")


def painted(picture: Image.Image, heat: HeatMap) -> NDArray[np.int16]:
    return np.asarray(heat_overlay(picture, heat)).astype(np.int16)


@pytest.fixture
def picture() -> Image.Image:
    """Blue sky that gets brighter from left to right, 200 × 100."""
    across = np.linspace(40, 200, 200)
    rows = np.stack([across * 0.4, across * 0.7, across], axis=1)
    return Image.fromarray(np.broadcast_to(rows, (100, 200, 3)).round().astype(np.uint8))


def test_it_is_a_copy_of_the_same_size(picture: Image.Image) -> None:
    before = picture.tobytes()
    drawn = heat_overlay(picture, heat([[0, 1], [0, 0]]))
    assert (drawn.size, drawn.mode) == (picture.size, "RGB")
    assert picture.tobytes() == before
    assert drawn.tobytes() != before


def test_outside_of_what_the_model_saw_the_picture_is_untouched(picture: Image.Image) -> None:
    before, after = np.asarray(picture), painted(picture, heat([[1, 0], [0, 1]], MIDDLE))
    changed = (before != after).any(axis=2)
    assert not changed[:, :50].any()
    assert not changed[:, 150:].any()
    assert changed[:, 50:150].all()


def test_a_warm_place_is_warm_and_a_cold_one_darker_and_greyer(picture: Image.Image) -> None:
    before, after = np.asarray(picture).astype(np.int16), painted(picture, heat([[0, 1]]))
    red, green, blue = after[50, 190]
    assert red > green > blue
    cold_before, cold_after = before[50, 10], after[50, 10]
    assert cold_after.max() < cold_before.max()
    assert np.ptp(cold_after) < np.ptp(cold_before)
    assert cold_after.argmax() == 2


def test_more_heat_is_more_colour_at_every_step(picture: Image.Image) -> None:
    grey = Image.new("RGB", picture.size, (120, 120, 120))
    redness = [int(pixel[0] - pixel[2]) for pixel in (painted(grey, heat([[step / 8]]))[50, 100] for step in range(9))]
    assert redness == sorted(set(redness))
    assert redness[0] == 0


def test_it_is_smooth_between_the_places(picture: Image.Image) -> None:
    grey = Image.new("RGB", (200, 100), (120, 120, 120))
    warmth = painted(grey, heat([[0, 1, 0, 0]]))[50, :, 0] - painted(grey, heat([[0, 1, 0, 0]]))[50, :, 2]
    assert abs(np.diff(warmth)).max() <= 8
    assert 60 <= warmth.argmax() <= 90


def test_the_picture_is_still_to_be_seen_through_the_heat(picture: Image.Image) -> None:
    brightness = painted(picture, heat([[1]])).sum(axis=2)[50]
    assert (np.diff(brightness[::10]) > 0).all()


def test_a_map_of_one_value_and_a_picture_of_one_pixel_can_be_drawn() -> None:
    for size in ((1, 1), (3, 1), (1, 400)):
        assert heat_overlay(Image.new("RGB", size), heat(np.ones((9, 9)), (0.4, 0.4, 0.6, 0.6))).size == size
