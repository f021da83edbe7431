"""Draws a heat map over a picture: warm where the category is seen, dimmed where the model did not look."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from photo_sorter.core.sorting.heat import HeatMap

_STEPS = 16
"""Pixels of the image that is made for each value of the map."""
_WARM = (255, 106, 19)
_MOST_COVER = 0.66
_SHADE = 0.34
"""How dark the picture gets where nothing is seen."""
_OUTSIDE = QColor(0, 0, 0, 140)


def seen_rect(picture: QRectF, region: tuple[float, float, float, float]) -> QRectF:
    """Where `region` (left, top, right, bottom; 0..1) lies, the picture being drawn in `picture`."""
    left, top, right, bottom = region
    return QRectF(
        picture.left() + left * picture.width(),
        picture.top() + top * picture.height(),
        (right - left) * picture.width(),
        (bottom - top) * picture.height(),
    )


def draw_heat(painter: QPainter, picture: QRectF, heat: HeatMap) -> None:
    """Over a picture that has been drawn into `picture`."""
    seen = seen_rect(picture, heat.region)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    outside = QPainterPath()
    outside.addRect(picture)
    inside = QPainterPath()
    inside.addRect(seen)
    painter.fillPath(outside.subtracted(inside), _OUTSIDE)
    painter.setClipRect(seen, Qt.ClipOperation.IntersectClip)
    painter.drawImage(seen, _heat_image(heat))
    painter.restore()


@lru_cache(maxsize=8)
def _heat_image(heat: HeatMap) -> QImage:
    """Premultiplied: black lies over what is cold, and gives way to a warm tone."""
    values = upsampled(heat.values, _STEPS)
    warm = (_MOST_COVER * _eased(values))[..., None]
    shade = (_SHADE * (1 - _eased(np.minimum(1.0, values * 1.4))))[..., None]
    pixels = np.empty((*values.shape, 4), np.uint8)
    pixels[..., :3] = np.array(_WARM) * warm
    pixels[..., 3:] = 255 * (warm + shade * (1 - warm))
    height, width = values.shape
    image = QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.copy()


def upsampled(values: NDArray[np.float32], steps: int) -> NDArray[np.float64]:
    """(rows, columns) → (rows × steps, columns × steps), smooth, each value in the middle of its square."""
    return _stretched(_stretched(np.clip(values.astype(np.float64), 0, 1), steps).T, steps).T


def _stretched(values: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Along the first axis, by Catmull–Rom splines: through every value, and without creases."""
    places = np.clip((np.arange(len(values) * steps) + 0.5) / steps - 0.5, 0, len(values) - 1)
    first = np.floor(places).astype(int)
    share = (places - first)[:, None]
    a, b, c, d = (values[np.clip(first + shift, 0, len(values) - 1)] for shift in (-1, 0, 1, 2))
    curve = 2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2 + (3 * b - a - 3 * c + d) * share**3
    stretched: NDArray[np.float64] = np.clip(curve / 2, 0, 1)
    return stretched


def _eased(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return share * share * (3 - 2 * share)
