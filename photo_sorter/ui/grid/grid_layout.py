"""Where the cells of the grid lie: arithmetic only, so that a million photos cost what ten do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt

from photo_sorter.ui.mirroring import mirrored, mirrored_point

MARGIN_PX = 16
GAP_PX = 8
RIGHT_PX = 4
"""To the right; the scroll bar beside it makes up for the rest of the margin."""
LIST_ROW_PX = 64
CAPTION_PX = 24
HEADER_PX = 44
"""Above the photos of a section."""


@dataclass(frozen=True)
class GridLayout:
    """Square cells in rows that fill the width, or one list row a photo. Lengths are logical pixels.

    Coordinates are those of the content: y = 0 is the top of the first page. `counts` are the photos of each section,
    none empty, together `count`; every section begins a row of its own under a header. Without them there are no
    headers. What asks for one photo or one point costs a binary search among the sections. From right to left the first
    photo of a row is the one at the right.
    """

    count: int
    width_px: int
    wished_side_px: int
    has_captions: bool = False
    is_list: bool = False
    counts: tuple[int, ...] = ()
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight

    @cached_property
    def columns(self) -> int:
        if self.is_list:
            return 1
        return max(1, round((self._room_px + GAP_PX) / (self.wished_side_px + GAP_PX)))

    @cached_property
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
        return self.cell_height_px + self._gap_px

    @property
    def header_px(self) -> int:
        """Height of a header; 0 without sections."""
        return HEADER_PX if self.counts else 0

    @property
    def content_height_px(self) -> int:
        return int(self._heads[-1]) - self._gap_px + MARGIN_PX if self.count else 0

    # --- photos ---

    def rect(self, index: int) -> QRect:
        section = self.section_of(index)
        line, column = divmod(index - int(self._firsts[section]), self.columns)
        left = MARGIN_PX + column * (self.side_px + GAP_PX)
        top = self._top_px(section) + line * self.pitch_px
        return mirrored(QRect(left, top, self.side_px, self.cell_height_px), self._width, self.direction)

    def index_at(self, x: int, y: int) -> int | None:
        """The photo under a point; None in a gap, in a header or beyond the last."""
        section = self.section_at(y)
        below_px = y - self._top_px(section)
        across_px = mirrored_point(QPoint(x, y), self._width, self.direction).x() - MARGIN_PX
        if below_px < 0 or across_px < 0:
            return None
        line, column = below_px // self.pitch_px, across_px // (self.side_px + GAP_PX)
        index = int(self._firsts[section]) + line * self.columns + column
        if column >= self.columns or index >= self._firsts[section + 1] or not self.rect(index).contains(x, y):
            return None
        return index

    def visible(self, top_px: int, height_px: int) -> range:
        """Indexes of the rows that a viewport of this height at this offset touches."""
        first, last = self._line_at(top_px), self._line_at(top_px + height_px, 1)
        return range(self._line_start(first), self._line_start(last))

    def touched(self, area: QRect) -> NDArray[np.int64]:
        """Indexes of the cells that a rubber band touches."""
        area, step = mirrored(area, self._width, self.direction), self.side_px + GAP_PX
        first_column = max(0, (area.left() - MARGIN_PX + GAP_PX) // step)
        last_column = min(self.columns - 1, (area.right() - MARGIN_PX) // step)
        first_line = self._line_at(area.top() + self._gap_px)
        last_line = self._line_at(area.bottom(), 1) - 1
        if last_column < first_column or last_line < first_line:
            return np.empty(0, np.int64)
        lines = np.arange(first_line, last_line + 1, dtype=np.int64)
        sections = np.searchsorted(self._lines, lines, "right") - 1
        starts = self._firsts[sections] + (lines - self._lines[sections]) * self.columns
        indexes = starts[:, None] + np.arange(first_column, last_column + 1, dtype=np.int64)
        found: NDArray[np.int64] = indexes[indexes < self._firsts[sections + 1][:, None]]
        return found

    def moved(self, index: int, lines: int) -> int:
        """The photo so many rows down (up, if negative) in the same column, or the last of a shorter row.

        Up ends in the first row, down at the last photo; from the last row nothing leads down.
        """
        line, last_line = self._line_of(index), int(self._lines[-1]) - 1
        if (line == 0 and lines < 0) or (line == last_line and lines > 0):
            return index
        if line + lines > last_line:
            return self.count - 1
        target = max(0, line + lines)
        column = index - self._line_start(line)
        return min(self._line_start(target) + column, self._line_start(target + 1) - 1)

    def page_lines(self, index: int, height_px: int) -> int:
        """How many rows a page down (up, if negative) from this photo is; at least one."""
        line, top = self._line_of(index), self.rect(index).top()
        rows_px = max(1, (abs(height_px) - self.header_px) // self.pitch_px) * self.pitch_px
        if height_px < 0:
            return min(-1, self._line_at(top - rows_px) - line)
        return max(1, self._line_at(top + rows_px) - line)

    # --- sections ---

    def section_of(self, index: int) -> int:
        return min(int(np.searchsorted(self._firsts, index, "right")), len(self._firsts) - 1) - 1

    def section_at(self, y: int) -> int:
        """The section whose header or rows lie at this height; the first above, the last below all."""
        return max(0, min(int(np.searchsorted(self._heads, y, "right")), len(self._heads) - 1) - 1)

    def photos_of(self, section: int) -> range:
        return range(int(self._firsts[section]), int(self._firsts[section + 1]))

    def header_rect(self, section: int) -> QRect:
        """Its place among the photos."""
        return QRect(0, int(self._heads[section]), self.width_px, HEADER_PX)

    def headers(self, top_px: int, height_px: int) -> list[tuple[int, QRect]]:
        """(section, place) of the headers that a viewport sees, from below up: the first in sight stays at its top
        until the next pushes it out."""
        if not self.counts:
            return []
        first, last = self.section_at(top_px), self.section_at(top_px + height_px)
        stuck_px = min(top_px, int(self._heads[first + 1]) - HEADER_PX)
        found = [(section, self.header_rect(section)) for section in range(last, first - 1, -1)]
        found[-1][1].moveTop(max(found[-1][1].top(), stuck_px))
        return found

    # --- inside ---

    @property
    def _gap_px(self) -> int:
        return 0 if self.is_list else GAP_PX

    @property
    def _width(self) -> QRect:
        return QRect(0, 0, self.width_px, 1)

    @property
    def _room_px(self) -> int:
        return max(16, self.width_px - MARGIN_PX - RIGHT_PX)

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """(sections + 1,) index of the first photo of each section, and `count`."""
        return np.concatenate([[0], np.cumsum(self.counts or (self.count,), dtype=np.int64)])

    @cached_property
    def _lines(self) -> NDArray[np.int64]:
        """(sections + 1,) rows above each section, and all rows."""
        return np.concatenate([[0], np.cumsum(-(-np.diff(self._firsts) // self.columns))])

    @cached_property
    def _heads(self) -> NDArray[np.int64]:
        """(sections + 1,) y of the top of each header, and of the end of the rows."""
        above = 0 if self.counts else MARGIN_PX
        return above + self._lines * self.pitch_px + np.arange(len(self._lines)) * self.header_px

    def _top_px(self, section: int) -> int:
        """Of the first row."""
        return int(self._heads[section]) + self.header_px

    def _line_of(self, index: int) -> int:
        section = self.section_of(index)
        return int(self._lines[section]) + (index - int(self._firsts[section])) // self.columns

    def _line_at(self, y: int, after: int = 0) -> int:
        """The row at this height, or so many `after`; at a header, the first below it; within the section or the first
        of the next."""
        section = self.section_at(y)
        line = (y - self._top_px(section)) // self.pitch_px + after
        return int(self._lines[section]) + min(max(0, line), int(self._lines[section + 1] - self._lines[section]))

    def _line_start(self, line: int) -> int:
        """Index of the row's first photo; `count` for the one after the last."""
        section = min(int(np.searchsorted(self._lines, line, "right")), len(self._lines) - 1) - 1
        within = (line - int(self._lines[section])) * self.columns
        return min(int(self._firsts[section]) + within, int(self._firsts[section + 1]))
