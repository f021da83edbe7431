"""Which pages of a damaged database belong to which table, also where the way to them is gone.

Each table is a tree of pages. Where a page on the way is lost, those below it go astray: no tree reaches them, and they
are not free. They are known again by the shape of their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from photo_sorter.store.salvage.pages import PageFile
from photo_sorter.store.salvage.records import Node, Row, UnreadableError

_SCHEMA, SCHEMA_ROOT = "sqlite_schema", 1
_LARGEST_ROW_BYTES = 1 << 30
"""SQLite's own limit."""

Fits = Callable[[Row], bool]


@dataclass
class Tree:
    """`pages` in the order of their keys, without those that could not be read. `is_whole`: nothing of it is lost. One
    that is empty is not: a page of another table that is empty may have been written over its own."""

    pages: list[int] = field(default_factory=list)
    is_whole: bool = True


class Forest:
    """All trees of a file, by the names of their tables and indexes. `shapes`: what rows of the tables look like that
    matter; a page with other rows is none of theirs."""

    def __init__(self, pages: PageFile, shapes: Mapping[str, Fits]) -> None:
        self._pages = pages
        self._claimed: set[int] = set()
        self._free = _free_pages(pages)
        self._lost: list[int] | None = None
        self._roots: dict[str, tuple[bool, int]] = {_SCHEMA: (True, SCHEMA_ROOT)}
        for is_table, name, root in self._schema():
            self._roots.setdefault(name, (is_table, root))
        # A wrong way in another tree must not lead away what is theirs: they come first.
        self._trees = {name: self._grow(name, shapes[name]) for name in shapes if name in self._roots}

    def is_whole(self, name: str) -> bool:
        """Nothing is lost of this table's pages; single rows may be unreadable."""
        return self._tree(name).is_whole

    def pages_of(self, name: str) -> Sequence[int]:
        """Those that its tree reaches."""
        return self._tree(name).pages

    def rows(self, name: str) -> Iterator[Row | None]:
        """Of those pages. None for a row that cannot be read."""
        for number in self.pages_of(name):
            yield from self.rows_on(number)

    def lost_rows(self, is_table: bool, fits: Fits) -> Iterator[Row]:
        """Of pages that no tree that matters reaches, where all rows that can be read fit."""
        for number in self._lost_pages():
            node = self._node(number)
            if node is None or node.is_table is not is_table:
                continue
            if (rows := self._all_that_fit(node, fits)) is not None:
                yield from rows

    def _all_that_fit(self, node: Node, fits: Fits) -> list[Row] | None:
        """The rows of a page that can be read; None from the first on that does not fit: most pages are others', and
        none is read to its end for each table that is sought."""
        rows: list[Row] = []
        for row in node.rows(self._overflow):
            if row is None:
                continue
            if not fits(row):
                return None
            rows.append(row)
        return rows

    def _lost_pages(self) -> Sequence[int]:
        if self._lost is None:
            self._lost = [
                number
                for number in range(1, self._pages.count + 1)
                if number not in self._claimed and number not in self._free and self._node(number) is not None
            ]
        return self._lost

    def rows_on(self, number: int) -> Iterator[Row | None]:
        node = self._node(number)
        if node is not None:
            yield from node.rows(self._overflow)

    def _tree(self, name: str) -> Tree:
        """Those that do not matter by themselves grow when they are asked for."""
        if name not in self._trees:
            self._trees[name] = self._grow(name, None) if name in self._roots else Tree(is_whole=False)
        return self._trees[name]

    def _schema(self) -> Iterator[tuple[bool, str, int]]:
        """Whether it is a tree of rows with ids, its name and its root page; first those that are reached."""
        schema = self._grow(_SCHEMA, _is_schema)
        rows = [row for number in schema.pages for row in self.rows_on(number)]
        if not schema.is_whole or None in rows:
            rows += [*self.lost_rows(True, _is_schema)]
            self._lost = None  # when all have grown there are fewer
        for row in rows:
            if row is not None and _is_schema(row):
                kind, name, _, root, sql = row.values
                without_row_ids = isinstance(sql, str) and "WITHOUT ROWID" in sql.upper()
                if isinstance(root, int) and root > SCHEMA_ROOT:
                    yield kind == "table" and not without_row_ids, str(name), root

    def _grow(self, name: str, fits: Fits | None) -> Tree:
        """With `fits` it is a tree that matters, and its pages are claimed."""
        tree, seen = Tree(), set[int]()
        is_table, root = self._roots[name]
        waiting = [root]
        while waiting:
            number = waiting.pop()
            is_taken = number in self._claimed or number in self._free or number in seen
            node = None if is_taken else self._node(number)
            if node is None or node.is_table is not is_table or not (fits is None or self._is_of(node, fits)):
                tree.is_whole = False
                continue
            seen.add(number)
            if fits is not None:
                self._claimed.add(number)
            tree.pages.append(number)
            tree.is_whole = tree.is_whole and not node.is_empty
            waiting += reversed(node.children())
        return tree

    def _is_of(self, node: Node, fits: Fits) -> bool:
        """By the first row that can be read, if one can."""
        row = next((row for row in node.rows(self._overflow) if row is not None), None)
        return row is None or fits(row)

    def _node(self, number: int) -> Node | None:
        page = self._pages.page(number)
        if page is None:
            return None
        with suppress(UnreadableError):
            return Node(number, page, self._pages.usable_bytes)
        return None

    def _overflow(self, number: int, size: int) -> bytes:
        parts, left, seen = [], size, set[int]()
        room = self._pages.usable_bytes - 4
        if size > min(_LARGEST_ROW_BYTES, room * self._pages.count):
            raise UnreadableError
        while left > 0:
            page = self._pages.page(number)
            if page is None or number in seen:
                raise UnreadableError
            seen.add(number)
            number = int.from_bytes(page[:4], "big")
            parts.append(page[4 : 4 + min(room, left)])
            left -= room
        return b"".join(parts)


def _is_schema(row: Row) -> bool:
    match row.values:
        case ("table" | "index" | "view" | "trigger", str(), str(), int(), str() | None):
            return True
    return False


def _free_pages(pages: PageFile) -> set[int]:
    """They hold what was deleted, and must not come back."""
    free: set[int] = set()
    number = pages.header.free_list if pages.header is not None else 0
    while number and number not in free:
        page = pages.page(number)
        if page is None:
            break
        following, count = (int.from_bytes(page[at : at + 4], "big") for at in (0, 4))
        if count > pages.usable_bytes // 4 - 2:
            break
        free.add(number)
        free.update(int.from_bytes(page[at : at + 4], "big") for at in range(8, 8 + 4 * count, 4))
        number = following
    return free
