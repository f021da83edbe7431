"""Where the groups of duplicates lie: arithmetic only, so that ten thousand cost what ten do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt

from photo_sorter.ui.mirroring import mirrored

MARGIN_PX = 16
GAP_PX = 10
PICTURE_PX = (164, 124)
"""Width and height that a picture has room in."""
TITLE_PX = 52
"""Above the first group of a section."""
BAR_PX = 44
"""Of a group, above its photos."""
LEAST_LINE_PX = 17
"""Of each of the two lines below a picture."""
_BETWEEN_PX = 14
"""Between those lines and the pictures."""
_BELOW_PX = 14


@dataclass(frozen=True)
class GroupsLayout:
    """Each group is a bar and its photos in rows below it. Lengths are logical pixels, y = 0 the top of the content.

    `counts`: the photos of each group, none empty; `titled`: the groups, ascending, that begin a section.
    """

    counts: tuple[int, ...]
    titled: tuple[int, ...]
    width_px: int
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight
    line_px: int = LEAST_LINE_PX

    @cached_property
    def columns(self) -> int:
        return max(1, (self.width_px - 2 * MARGIN_PX + GAP_PX) // (PICTURE_PX[0] + GAP_PX))

    @property
    def cell_px(self) -> int:
        """Height of a picture with the words below it."""
        return PICTURE_PX[1] + 2 * self.line_px + _BETWEEN_PX

    @property
    def height_px(self) -> int:
        return int(self._tops[-1]) if self.counts else 0

    def groups(self, top_px: int, height_px: int) -> range:
        """Those that a viewport of this height at this offset touches."""
        if not self.counts:
            return range(0)
        first = max(0, int(np.searchsorted(self._tops, top_px, "right")) - 1)
        return range(min(first, len(self.counts)), int(np.searchsorted(self._tops[:-1], top_px + height_px, "left")))

    def title(self, group: int) -> QRect | None:
        """The place of the section's title above a group that begins one."""
        if group not in self.titled:
            return None
        return QRect(MARGIN_PX, int(self._tops[group]), self.width_px - 2 * MARGIN_PX, TITLE_PX)

    def bar(self, group: int) -> QRect:
        return QRect(MARGIN_PX, self._bar_top(group), self.width_px - 2 * MARGIN_PX, BAR_PX)

    def cell(self, group: int, place: int) -> QRect:
        """Of the photo at this place in the group: its picture and the words below it."""
        line, column = divmod(place, self.columns)
        top = self._bar_top(group) + BAR_PX + line * self.cell_px
        cell = QRect(MARGIN_PX + column * (PICTURE_PX[0] + GAP_PX), top, PICTURE_PX[0], self.cell_px)
        return mirrored(cell, QRect(0, 0, self.width_px, 1), self.direction)

    def whole(self, group: int) -> QRect:
        """The bar and all photos."""
        top = self._bar_top(group)
        return QRect(0, top, self.width_px, int(self._tops[group + 1]) - top)

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """(group, place) of the photo under a point."""
        for group in self.groups(y, 1):
            for place in range(self.counts[group]):
                if self.cell(group, place).contains(x, y):
                    return group, place
        return None

    @cached_property
    def _tops(self) -> NDArray[np.int64]:
        """(groups + 1,) y of the top of each, its section's title included, and the end of the last."""
        lines = -(-np.array(self.counts, np.int64) // self.columns)
        heights = BAR_PX + lines * self.cell_px + _BELOW_PX
        heights[list(self.titled)] += TITLE_PX
        return np.concatenate([[0], np.cumsum(heights)])

    def _bar_top(self, group: int) -> int:
        return int(self._tops[group]) + (TITLE_PX if group in self.titled else 0)
