"""Long columns of whole numbers: SQLite gathers them in one step, during which other threads have Python's lock."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

_AT_ONCE_BYTES = 1_000_000
"""Digits that are read together: numpy keeps the lock meanwhile, for a million numbers 20 ms and 100 on a busy
computer."""


def columns(db: Database, count: int, sql: str, values: Sequence[object] = ()) -> tuple[NDArray[np.int64], ...]:
    """The `count` columns (n,) of a query, each of whole numbers and none NULL, in the order of its rows.

    Row by row the lock would change hands as often as there are rows: the window stalled for seconds at a million.
    """
    names = [f"c{number}" for number in range(count)]
    # SQLite leaves out the order of a subquery only where it does not show, and in a concatenation it does. Since 3.44
    # the aggregate itself can have an order.
    gathered = ", ".join(f"CAST(group_concat({name}) AS BLOB)" for name in names)
    row = db.execute(f"WITH gathered({', '.join(names)}) AS ({sql}) SELECT {gathered} FROM gathered", values).fetchone()
    return tuple(map(_numbers, row))


def column(db: Database, sql: str, values: Sequence[object] = ()) -> NDArray[np.int64]:
    """As `columns`, of a query with one."""
    return columns(db, 1, sql, values)[0]


def _numbers(text: bytes | None) -> NDArray[np.int64]:
    """Of numbers with commas between them; None if there are none."""
    parts = [np.empty(0, np.int64)]
    start, length = 0, len(text or b"")
    while text and start < length:
        comma = text.find(b",", start + _AT_ONCE_BYTES)
        end = comma if comma >= 0 else length
        parts.append(np.fromstring(text[start:end], np.int64, sep=","))
        start = end + 1
    return np.concatenate(parts)
