"""Which photos of the grid are selected, and which one is current."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Selection:
    """A mask over the ids shown, with the current index and the anchor of a range; -1 stands for none."""

    def __init__(self) -> None:
        self.ids: NDArray[np.int64] = np.empty(0, np.int64)
        self.mask: NDArray[np.bool_] = np.empty(0, np.bool_)
        self.current = -1
        self.anchor = -1

    def show(self, ids: NDArray[np.int64]) -> bool:
        """Takes new ids and keeps what stays, by id. Says whether a selected photo went."""
        chosen, current_id, anchor_id = self.chosen_ids(), self.current_id, self._id_at(self.anchor)
        former = self.current
        self.ids = ids
        self.mask = np.isin(ids, chosen) if len(chosen) else np.zeros(len(ids), np.bool_)
        self.current = self.index_of(current_id)
        if self.current < 0 <= former and len(ids):
            self.current = min(former, len(ids) - 1)
        self.anchor = self.index_of(anchor_id)
        if self.anchor < 0:
            self.anchor = self.current
        return int(self.mask.sum()) != len(chosen)

    @property
    def current_id(self) -> int | None:
        return self._id_at(self.current)

    def chosen_ids(self) -> NDArray[np.int64]:
        """In the order shown."""
        return self.ids[self.mask]

    def first_ids(self, most: int) -> NDArray[np.int64]:
        """At most so many of those chosen."""
        return self.ids[np.flatnonzero(self.mask)[:most]]

    def count(self) -> int:
        return int(np.count_nonzero(self.mask))

    def index_of(self, photo_id: int | None) -> int:
        if photo_id is None:
            return -1
        found = np.flatnonzero(self.ids == photo_id)
        return int(found[0]) if len(found) else -1

    def only(self, index: int) -> None:
        self.mask[:] = False
        self.mask[index] = True
        self.current = self.anchor = index

    def toggle(self, index: int) -> None:
        self.mask[index] = not self.mask[index]
        self.current = self.anchor = index

    def extend(self, index: int, *, keep: bool = False) -> None:
        """Selects from the anchor to the index; `keep` leaves the rest selected."""
        anchor = self.anchor if self.anchor >= 0 else index
        if not keep:
            self.mask[:] = False
        self.mask[min(anchor, index) : max(anchor, index) + 1] = True
        self.current, self.anchor = index, anchor

    def together(self, photos: range, *, toggles: bool = False) -> None:
        """Selects photos that follow each other; `toggles` leaves the rest, and takes these off if all were on."""
        among = slice(photos.start, photos.stop)
        is_on = toggles and bool(self.mask[among].all())
        if not toggles:
            self.mask[:] = False
        self.mask[among] = not is_on
        self.current = self.anchor = photos.start

    def replace(self, mask: NDArray[np.bool_]) -> None:
        self.mask = mask

    def everything(self) -> None:
        self.mask[:] = True

    def nothing(self) -> None:
        self.mask[:] = False

    def _id_at(self, index: int) -> int | None:
        return int(self.ids[index]) if 0 <= index < len(self.ids) else None
