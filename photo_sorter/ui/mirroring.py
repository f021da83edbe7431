"""From right to left: code reckons places and keys as for left to right, and maps them here.

Layouts turn round by themselves; what is painted or hit by hand does not. Photos, numbers and names are never turned.
"""

from __future__ import annotations

import unicodedata
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

_RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft
_ARROWS = str.maketrans("→←", "←→")
_KEYS: dict[int, int] = {Qt.Key.Key_Left: Qt.Key.Key_Right, Qt.Key.Key_Right: Qt.Key.Key_Left}

_Place = TypeVar("_Place", QRect, QRectF)


def mirrored(place: _Place, within: QRect | QRectF, direction: Qt.LayoutDirection) -> _Place:
    """As far from the one side as it was from the other, where the direction is right to left; twice: as it was."""
    if direction is not _RIGHT_TO_LEFT:
        return place
    shift = 2 * (within.left() - place.left()) + within.width() - place.width()
    return place.translated(round(shift) if isinstance(place, QRect) else shift, 0)


def mirrored_point(point: QPoint, within: QRect, direction: Qt.LayoutDirection) -> QPoint:
    """Of a pixel that was hit: where it would have been from left to right."""
    if direction is not _RIGHT_TO_LEFT:
        return point
    return QPoint(within.left() + within.right() - point.x(), point.y())


def mirrored_key(key: int, direction: Qt.LayoutDirection) -> int:
    """The arrow key that leads the same way from left to right; any other key as it is."""
    return _KEYS.get(key, key) if direction is _RIGHT_TO_LEFT else key


def mirrored_arrows(words: str, direction: Qt.LayoutDirection) -> str:
    """Words that tell a way by → or ←."""
    return words.translate(_ARROWS) if direction is _RIGHT_TO_LEFT else words


def leading(direction: Qt.LayoutDirection) -> Qt.AlignmentFlag:
    """For labels: where lines begin in a window of this direction. A label by itself looks at its own letters."""
    side = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def isolated(name: str) -> str:
    """For a name in a line with other words: its order is its own. By Unicode's FSI and PDI, which are not seen."""
    return f"\u2068{name}\u2069"


def draw_text(
    painter: QPainter, place: QRect | QRectF, text: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    """One line in the middle of the height, at this `side` of a layout from left to right.

    A name runs as its own letters do, whatever the window's direction: else a “…” at its end would begin it.
    """
    runs = Qt.TextFlag.TextForceRightToLeft if _runs_leftwards(text) else Qt.TextFlag.TextForceLeftToRight
    where = QStyle.visualAlignment(painter.layoutDirection(), side | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(place, where.value | runs.value | Qt.TextFlag.TextSingleLine.value, text)


def _runs_leftwards(text: str) -> bool:
    """By its first letter that has a direction (rule P2 of Unicode's bidirectional algorithm)."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
