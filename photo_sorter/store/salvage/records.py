"""Rows as they lie in a page of a B-tree (sqlite.org, "Database File Format", sections 1.6 and 2.1)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 0x0D, 0x05, 0x0A, 0x02
KINDS = (TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER)

Value = int | float | str | bytes | None

Overflow = Callable[[int, int], bytes]
"""Takes the number of the first page of what did not fit, and how many bytes it should be. Raises UnreadableError."""

_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_FAULTS = (IndexError, UnicodeDecodeError, struct.error)


class UnreadableError(Exception):
    """This is no page, or no row, of a database."""


@dataclass(frozen=True)
class Row:
    """`id` is the rowid, None in an index and in a table WITHOUT ROWID."""

    id: int | None
    values: tuple[Value, ...]


class Node:
    """One page of a B-tree. Raises UnreadableError for what is none."""

    def __init__(self, number: int, page: bytes, usable_bytes: int) -> None:
        at = 100 if number == 1 else 0
        self.kind = page[at]
        if self.kind not in KINDS:
            raise UnreadableError
        self._page, self._usable = page, usable_bytes
        cells = int.from_bytes(page[at + 3 : at + 5], "big")
        start = at + (12 if self.is_inner else 8)
        if start + 2 * cells > usable_bytes:
            raise UnreadableError
        self._cells = struct.unpack_from(f">{cells}H", page, start)
        self._last = int.from_bytes(page[at + 8 : at + 12], "big") if self.is_inner else 0

    @property
    def is_inner(self) -> bool:
        return self.kind in (TABLE_INNER, INDEX_INNER)

    @property
    def is_empty(self) -> bool:
        return not self._cells

    @property
    def is_table(self) -> bool:
        return self.kind in (TABLE_LEAF, TABLE_INNER)

    def children(self) -> list[int]:
        """Numbers of the pages below, in the order of their keys."""
        if not self.is_inner:
            return []
        return [*(int.from_bytes(self._page[at : at + 4], "big") for at in self._cells), self._last]

    def rows(self, overflow: Overflow) -> Iterator[Row | None]:
        """None for each that cannot be read. Inner pages of a table hold none."""
        if self.kind == TABLE_INNER:
            return
        for at in self._cells:
            try:
                yield self._row(at, overflow)
            except (*_FAULTS, UnreadableError):
                yield None

    def _row(self, at: int, overflow: Overflow) -> Row:
        page = self._page
        if self.is_inner:
            at += 4
        size, at = _number(page, at)
        row_id = None
        if self.kind == TABLE_LEAF:
            row_id, at = _number(page, at)
            if row_id >= 1 << 63:
                row_id -= 1 << 64
        local = self._local(size)
        end = at + local
        if end > self._usable:
            raise UnreadableError
        payload = page[at:end]
        if local < size:
            payload += overflow(int.from_bytes(page[end : end + 4], "big"), size - local)
        return Row(row_id, _values(payload))

    def _local(self, size: int) -> int:
        """How many bytes of a row lie in the page itself."""
        usable = self._usable
        most = usable - 35 if self.kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (usable - 12) * 32 // 255 - 23
        wanted = least + (size - least) % (usable - 4)
        return wanted if wanted <= most else least


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    byte = data[at]
    if byte < 0x80:
        return byte, at + 1
    value = byte & 0x7F
    for place in range(at + 1, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def _values(payload: bytes) -> tuple[Value, ...]:
    body, at = _number(payload, 0)
    end, values = body, list[Value]()
    if body > len(payload):
        raise UnreadableError
    while at < end:
        kind = payload[at]
        if kind < 0x80:
            at += 1
        else:
            kind, at = _number(payload, at)
        if kind >= 12:
            size = (kind - 12) >> 1
            content = payload[body : body + size]
            if len(content) < size:
                raise UnreadableError
            values.append(content.decode() if kind & 1 else content)
            body += size
        elif kind in (8, 9):
            values.append(kind - 8)
        elif kind == 7:
            values.append(struct.unpack_from(">d", payload, body)[0])
            body += 8
        elif kind == 0:
            values.append(None)
        elif kind < 7:
            size = _INTEGER_BYTES[kind]
            if body + size > len(payload):
                raise UnreadableError
            values.append(int.from_bytes(payload[body : body + size], "big", signed=True))
            body += size
        else:
            raise UnreadableError
    if at != end or body != len(payload):
        raise UnreadableError
    return tuple(values)
