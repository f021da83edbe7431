"""A heat map drawn over its picture, for a file; the window draws its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from photo_sorter.core.sorting.heat import HeatMap

WARM = (255, 106, 19)
"""One hue that only grows in strength: a rainbow shows steps where there are none (Borland & Taylor 2007, "Rainbow
Color Map (Still) Considered Harmful")."""
WARM_IN_SHADOW = (115, 48, 9)
"""The tone keeps the picture's own lights and shadows, so that the thing itself stays to be seen."""
MOST_COVER = 0.75
GREY = 0.5
"""How much of its colour the picture loses where nothing is seen."""
LIGHT = 0.8
"""How much of its light is left there."""


def heat_overlay(picture: Image.Image, heat: HeatMap) -> Image.Image:
    """The upright RGB picture in a copy: warm where the thing is seen, duller where it is not.

    Outside `heat.region`, where the model did not look, the picture stays as it is. 12 MP take half a second.
    """
    drawn = picture.copy()
    box = _box(heat.region, drawn.size)
    seen = drawn.crop(box)
    grey = seen.convert("L")
    cold = Image.blend(seen, grey.convert("RGB"), GREY).point(lambda level: round(LIGHT * level))
    warm = Image.blend(seen, ImageOps.colorize(grey, WARM_IN_SHADOW, WARM), MOST_COVER)
    drawn.paste(Image.composite(warm, cold, _mask(heat.values, seen.size)), box)
    return drawn


def _box(region: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The region in whole pixels, at least one each way."""
    width, height = size
    left, top = min(round(region[0] * width), width - 1), min(round(region[1] * height), height - 1)
    return left, top, max(round(region[2] * width), left + 1), max(round(region[3] * height), top + 1)


def _mask(values: NDArray[np.float32], size: tuple[int, int]) -> Image.Image:
    """(rows, columns) of 0..1 → greys of this size, each value in the middle of its part; with an eased rise."""
    eased = values * values * (3 - 2 * values)
    return Image.fromarray(np.rint(255 * eased).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
