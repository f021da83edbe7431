"""What rows of the library's tables look like: by this they are known where nothing else says whose they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from photo_sorter.store.salvage.records import Row, Value

SALVAGED = (
    "volumes", "folders", "photos", "models", "embeddings", "fingerprints", "category_sets", "categories", "prompts",
    "templates", "verdicts", "skips", "marks", "saved_searches", "photo_ids", "rules", "runs", "run_steps",
    "run_folders",
)  # fmt: skip
"""All but what is derived from these."""

_FROM_LENGTH_1 = 0.02
"""Rounding to float16 changes the square of a vector's length by less than 0.002."""
_FORMER_WIDTHS = {
    "photos": 19, "folders": 5, "category_sets": 3, "categories": 7, "models": 2, "rules": 6, "runs": 10,
    "run_steps": 13,
}  # fmt: skip
"""Columns of tables that grew since: rows that were written before have fewer."""
_KINDS: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "TEXT": (str,), "BLOB": (bytes,), "REAL": (float, int)}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    is_needed: bool


@dataclass(frozen=True)
class Shape:
    """`id_column`: the place of the one that stands for the rowid, None where none does. `is_table`: its rows lie in a
    tree of rows with ids."""

    table: str
    columns: tuple[Column, ...]
    id_column: int | None
    is_table: bool

    @cached_property
    def narrowest(self) -> int:
        return _FORMER_WIDTHS.get(self.table, len(self.columns))

    def fits(self, row: Row) -> bool:
        values = row.values
        if not self.narrowest <= len(values) <= len(self.columns) or (row.id is not None) is not self.is_table:
            return False
        for place, (value, column) in enumerate(zip(values, self.columns, strict=False)):
            if place == self.id_column:
                if value is not None:
                    return False
            elif value is None:
                if column.is_needed:
                    return False
            elif type(value) not in _KINDS[column.kind]:
                return False
        special = _SPECIAL.get(self.table)
        return special is None or special(values)

    def stored(self, row: Row) -> tuple[Value, ...]:
        """The values as SQL sees them."""
        if self.id_column is None:
            return row.values
        return *row.values[: self.id_column], row.id, *row.values[self.id_column + 1 :]


def shapes(connection: sqlite3.Connection) -> dict[str, Shape]:
    """Of the tables that are salvaged, as the schema of this connection has them."""
    return {table: _shape(connection, table) for table in SALVAGED}


def _shape(connection: sqlite3.Connection, table: str) -> Shape:
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    is_table = "WITHOUT ROWID" not in sql
    keys = [number for number, *_, key in rows if key]
    has_id = is_table and len(keys) == 1 and rows[keys[0]][2] == "INTEGER"
    columns = tuple(Column(name, kind, bool(needed or key)) for _, name, kind, needed, _, key in rows)
    return Shape(table, columns, keys[0] if has_id else None, is_table)


def _is_vector(value: Value) -> bool:
    """Of length 1, up to half precision: what was damaged within is embedded again."""
    if not isinstance(value, bytes) or len(value) % 2:
        return False
    vector = np.frombuffer(value, "<f2").astype(np.float32)
    return abs(float(vector @ vector) - 1) < _FROM_LENGTH_1


def _is_flag(value: Value) -> bool:
    return value in (0, 1)


_SPECIAL: dict[str, Callable[[tuple[Value, ...]], bool]] = {
    "models": lambda values: "{}" not in str(values[1]),
    "templates": lambda values: "{}" in str(values[1]),
    "embeddings": lambda values: _is_vector(values[2]),
    "verdicts": lambda values: _is_flag(values[2]),
    "marks": lambda values: _is_flag(values[1]),
}
"""What types alone do not tell apart, or would let through."""
