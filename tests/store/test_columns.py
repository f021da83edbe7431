"""Long columns of whole numbers."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from sqlite_utils import Database

from photo_sorter.store import columns as module
from photo_sorter.store.columns import column, columns


@pytest.fixture
def db() -> Database:
    db = Database(sqlite3.connect(":memory:"))
    db.execute("CREATE TABLE pairs (one INTEGER, other INTEGER)")
    db.conn.executemany("INSERT INTO pairs VALUES (?, ?)", [(number, -7 * number) for number in range(500)])
    return db


@pytest.mark.parametrize("at_once_bytes", [1, 10, 11, 1_000, 1_000_000])
def test_numbers_are_the_same_in_however_many_parts_they_are_read(
    db: Database, monkeypatch: pytest.MonkeyPatch, at_once_bytes: int
):
    monkeypatch.setattr(module, "_AT_ONCE_BYTES", at_once_bytes)
    one, other = columns(db, 2, "SELECT one, other FROM pairs ORDER BY one DESC")
    assert one.tolist() == list(range(500))[::-1]
    assert np.array_equal(other, -7 * one)


def test_no_rows_are_no_numbers(db: Database):
    found = column(db, "SELECT one FROM pairs WHERE one > ?", [1_000])
    assert (len(found), found.dtype) == (0, np.dtype(np.int64))
