"""Which row of the matrix is which photo's."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

import numpy as np
from numpy.typing import NDArray

_BITS = 16
_IDS_OF_PAGE = 1 << _BITS
_NO_ROW = -1


class RowsById(MutableMapping[int, int]):
    """Photo ids to rows: 4 bytes an id, in pages that are made when the first of their ids comes, so that neither gaps
    nor one wild id of a damaged library cost much.

    A dict of a million takes 100 MB, and keeps Python's lock while it grows: 30 ms, and 150 where memory comes slowly,
    for which the window waits.
    """

    def __init__(self) -> None:
        self._pages: dict[int, NDArray[np.int32]] = {}

    @classmethod
    def of(cls, ids: NDArray[np.int64]) -> RowsById:
        """(n,) ids, each once, by row."""
        rows, pages = cls(), ids >> _BITS
        for page in np.unique(pages).tolist():
            here = np.flatnonzero(pages == page)
            rows._page(page)[ids[here] % _IDS_OF_PAGE] = here
        return rows

    def __getitem__(self, photo_id: int) -> int:
        page = self._pages.get(photo_id >> _BITS)
        row = _NO_ROW if page is None else int(page[photo_id % _IDS_OF_PAGE])
        if row == _NO_ROW:
            raise KeyError(photo_id)
        return row

    def __setitem__(self, photo_id: int, row: int) -> None:
        self._page(photo_id >> _BITS)[photo_id % _IDS_OF_PAGE] = row

    def __delitem__(self, photo_id: int) -> None:
        self[photo_id]  # KeyError where there is none
        self[photo_id] = _NO_ROW

    def __iter__(self) -> Iterator[int]:
        for page, rows in self._pages.items():
            yield from (np.flatnonzero(rows != _NO_ROW) + page * _IDS_OF_PAGE).tolist()

    def __len__(self) -> int:
        return sum(int((rows != _NO_ROW).sum()) for rows in self._pages.values())

    def _page(self, number: int) -> NDArray[np.int32]:
        if number not in self._pages:
            self._pages[number] = np.full(_IDS_OF_PAGE, _NO_ROW, np.int32)
        return self._pages[number]
