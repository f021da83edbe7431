"""Where the cells of the grid lie: arithmetic only, so that a million photos cost what ten do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect

MARGIN_PX = 16
GAP_PX = 8
RIGHT_PX = 4
"""To the right; the scroll bar beside it makes up for the rest of the margin."""
LIST_ROW_PX = 64
CAPTION_PX = 24


@dataclass(frozen=True)
class GridLayout:
    """Square cells in rows that fill the width, or one list row a photo. Lengths are logical pixels.

    Coordinates are those of the content: y = 0 is the top of the first page.
    """

    count: int
    width_px: int
    wished_side_px: int
    has_captions: bool = False
    is_list: bool = False

    @property
    def columns(self) -> int:
        if self.is_list:
            return 1
        return max(1, round((self._room_px + GAP_PX) / (self.wished_side_px + GAP_PX)))

    @property
    def side_px(self) -> int:
        """Width of a cell: the wished side, a little larger or smaller, so that the row is full."""
        return max(16, (self._room_px - GAP_PX * (self.columns - 1)) // self.columns)

    @property
    def cell_height_px(self) -> int:
        if self.is_list:
            return LIST_ROW_PX
        return self.side_px + (CAPTION_PX if self.has_captions else 0)

    @property
    def pitch_px(self) -> int:
        """From the top of a row to the top of the next."""
        return self.cell_height_px + (0 if self.is_list else GAP_PX)

    @property
    def lines(self) -> int:
        return -(-self.count // self.columns)

    @property
    def content_height_px(self) -> int:
        if self.count == 0:
            return 0
        return 2 * MARGIN_PX + self.lines * self.pitch_px - (0 if self.is_list else GAP_PX)

    def rect(self, index: int) -> QRect:
        line, column = divmod(index, self.columns)
        left = MARGIN_PX + column * (self.side_px + GAP_PX)
        return QRect(left, MARGIN_PX + line * self.pitch_px, self.side_px, self.cell_height_px)

    def index_at(self, x: int, y: int) -> int | None:
        """The photo under a point; None in a gap or beyond the last."""
        if y < MARGIN_PX or x < MARGIN_PX:
            return None
        line, column = (y - MARGIN_PX) // self.pitch_px, (x - MARGIN_PX) // (self.side_px + GAP_PX)
        index = line * self.columns + column
        if column >= self.columns or index >= self.count or not self.rect(index).contains(x, y):
            return None
        return index

    def visible(self, top_px: int, height_px: int) -> range:
        """Indexes of the rows that a viewport of this height at this offset touches."""
        first = max(0, (top_px - MARGIN_PX) // self.pitch_px)
        last = max(0, (top_px + height_px - MARGIN_PX) // self.pitch_px + 1)
        return range(min(self.count, first * self.columns), min(self.count, last * self.columns))

    def touched(self, area: QRect) -> NDArray[np.int64]:
        """Indexes of the cells that a rubber band touches."""
        step = self.side_px + GAP_PX
        first_column = max(0, (area.left() - MARGIN_PX + GAP_PX) // step)
        last_column = min(self.columns - 1, (area.right() - MARGIN_PX) // step)
        gap = self.pitch_px - self.cell_height_px
        first_line = max(0, (area.top() - MARGIN_PX + gap) // self.pitch_px)
        last_line = min(self.lines - 1, (area.bottom() - MARGIN_PX) // self.pitch_px)
        if last_column < first_column or last_line < first_line:
            return np.empty(0, np.int64)
        lines = np.arange(first_line, last_line + 1, dtype=np.int64)[:, None] * self.columns
        indexes = (lines + np.arange(first_column, last_column + 1, dtype=np.int64)).ravel()
        return indexes[indexes < self.count]

    @property
    def _room_px(self) -> int:
        return max(16, self.width_px - MARGIN_PX - RIGHT_PX)
