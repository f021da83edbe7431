"""Wavy lines under words of a line edit, and the sentences behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPen, QPolygonF, QTextLayout
from PySide6.QtWidgets import QLineEdit

from photo_sorter.core.search.language import Problem
from photo_sorter.ui.appearance import tones

_WAVE_PX, _HIGH_PX = 2.0, 1.5


def problem_at(problems: Sequence[Problem], position: int) -> Problem | None:
    """The one within which, or at whose end, this place between two characters is."""
    return next((one for one in problems if one.start < position <= one.end), None)


def paint_marks(field: QLineEdit, cursor: QRect, inner: QRect, problems: Sequence[Problem]) -> None:
    """`cursor`: where the caret is, by which the text's scrolling is known; `inner`: where text is seen."""
    text = QTextLayout(field.text(), field.font())
    text.beginLayout()
    line = text.createLine()
    text.endLayout()

    def x_of(position: int) -> float:
        # PySide gives a pair, of which its stubs do not know.
        x: Any = line.cursorToX(position)
        return float(x[0] if isinstance(x, tuple) else x)

    left = cursor.center().x() - x_of(field.cursorPosition())
    y = cursor.bottom() - 1
    painter = QPainter(field)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(inner)
    painter.setPen(QPen(tones().warning, 1.2))
    for problem in problems:
        ends = sorted((left + x_of(problem.start), left + x_of(min(problem.end, len(field.text())))))
        # A line of 10,000 characters is longer than what is seen of it.
        first, last = max(0.0, inner.left() - ends[0]), min(ends[1], inner.right()) - ends[0]
        steps = range(int(first / _WAVE_PX), int(last / _WAVE_PX) + 1)
        painter.drawPolyline(
            QPolygonF([QPointF(ends[0] + step * _WAVE_PX, y + (_HIGH_PX if step % 2 else 0)) for step in steps])
        )
    painter.end()
