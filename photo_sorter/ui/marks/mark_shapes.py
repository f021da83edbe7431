"""A star and a heart, as paths: drawn on every tile, where an SVG for each would be slow."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPolygonF, QTransform

FAVOURITE = QColor("#e5484d")
"""A filled heart: at least 3 : 1 on light and dark grounds, which WCAG 2.2 asks of graphics."""


def star(box: QRectF) -> QPainterPath:
    """Fills the box, which is a square."""
    return _placed(_star(), box)


def heart(box: QRectF) -> QPainterPath:
    """Fills the box, which is a square."""
    return _placed(_heart(), box)


@lru_cache(maxsize=64)
def row(has_heart: bool, stars: int, pitch_px: float) -> QPainterPath:
    """A heart and so many stars beside each other, from the origin on, with a gap of 1 px between them."""
    path = QPainterPath()
    for number, shape in enumerate([heart] * has_heart + [star] * stars):
        path.addPath(shape(QRectF(number * pitch_px + 0.5, 0.5, pitch_px - 1, pitch_px - 1)))
    return path


@lru_cache(maxsize=1)
def _star() -> QPainterPath:
    path = QPainterPath()
    radii = (0.52, 0.22)
    points = [
        QPointF(0.5 + radii[turn % 2] * sin(turn * pi / 5), 0.535 - radii[turn % 2] * cos(turn * pi / 5))
        for turn in range(10)
    ]
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


@lru_cache(maxsize=1)
def _heart() -> QPainterPath:
    path = QPainterPath(QPointF(0.5, 0.93))
    path.cubicTo(0.1, 0.64, 0.0, 0.46, 0.02, 0.32)
    path.cubicTo(0.06, 0.04, 0.4, 0.02, 0.5, 0.27)
    path.cubicTo(0.6, 0.02, 0.94, 0.04, 0.98, 0.32)
    path.cubicTo(1.0, 0.46, 0.9, 0.64, 0.5, 0.93)
    return path


def _placed(path: QPainterPath, box: QRectF) -> QPainterPath:
    return QTransform.fromTranslate(box.x(), box.y()).scale(box.width(), box.height()).map(path)
