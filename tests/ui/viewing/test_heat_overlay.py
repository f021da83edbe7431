"""The heat map lies where the model looked, and is warm where the category is seen."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from photo_sorter.core.sorting.heat import HeatMap
from photo_sorter.ui.viewing.heat_overlay import draw_heat, seen_rect, upsampled

GRAY = QColor(120, 120, 120)
PICTURE = QRectF(40, 20, 240, 160)
MIDDLE = (1 / 6, 0.0, 5 / 6, 1.0)
"""The square in the middle of a 3 : 2 picture."""


@pytest.mark.parametrize(
    ("region", "rect"),
    [
        ((0.0, 0.0, 1.0, 1.0), QRectF(40, 20, 240, 160)),
        (MIDDLE, QRectF(80, 20, 160, 160)),
        ((0.5, 0.25, 1.0, 0.75), QRectF(160, 60, 120, 80)),
    ],
)
def test_the_region_lies_in_the_picture_as_it_is_drawn(region: tuple[float, float, float, float], rect: QRectF):
    seen = seen_rect(PICTURE, region)
    assert (seen.x(), seen.y(), seen.width(), seen.height()) == pytest.approx(
        (rect.x(), rect.y(), rect.width(), rect.height())
    )


def drawn(values: np.ndarray) -> QImage:
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(GRAY)
    painter = QPainter(image)
    draw_heat(painter, PICTURE, HeatMap(values.astype(np.float32), MIDDLE, "patches"))
    painter.end()
    return image


def warmth(colour: QColor) -> int:
    return colour.red() - colour.blue()


def test_it_is_warm_where_the_category_is_seen(qtbot: QtBot):
    values = np.zeros((4, 4))
    values[1, 0] = 1.0
    image = drawn(values)
    assert warmth(image.pixelColor(100, 80)) > 80
    assert warmth(image.pixelColor(220, 160)) < 10
    assert warmth(image.pixelColor(100, 160)) < 10


def test_what_the_model_did_not_see_is_dimmed_and_the_surroundings_stay(qtbot: QtBot):
    image = drawn(np.ones((4, 4)))
    assert image.pixelColor(60, 100).lightness() < 80
    assert image.pixelColor(260, 100).lightness() < 80
    for x, y in ((20, 100), (300, 100), (160, 10), (160, 190)):
        assert image.pixelColor(x, y) == GRAY


def test_a_single_value_and_values_out_of_range_do_no_harm(qtbot: QtBot):
    assert warmth(drawn(np.full((1, 1), 7.0)).pixelColor(160, 100)) > 80
    assert drawn(np.full((2, 3), -1.0)).pixelColor(160, 100).lightness() < GRAY.lightness()


def test_upsampling_goes_through_the_values_without_steps():
    values = np.array([[0.0, 1.0], [0.5, 0.25]], np.float32)
    smooth = upsampled(values, 16)
    assert smooth.shape == (32, 32)
    assert [smooth[0, 0], smooth[0, -1], smooth[-1, 0], smooth[-1, -1]] == [0.0, 1.0, 0.5, 0.25]
    assert np.abs(np.diff(smooth, axis=1)).max() < 0.15
    row = upsampled(np.linspace(0, 1, 8, dtype=np.float32)[None], 16)[0]
    assert np.diff(row[24:-24]).min() > 0.005  # a slope stays a slope: no terraces
