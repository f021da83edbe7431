"""The pages of a database file, with what its write-ahead log holds, read one at a time.

The formats are those of sqlite.org, "Database File Format", sections 1.2 to 1.5 and 4. A disk that fails may refuse
some of the pages: those are as unreadable as the ones that hold something else.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_USUAL_PAGE_BYTES = 4096
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_LOG_MAGIC = 0x377F0682
_MASK = 0xFFFFFFFF


@dataclass(frozen=True)
class FileHeader:
    """`free_list`: number of its first page, 0 for none. `version`: `user_version`, the library's schema."""

    page_bytes: int
    reserved_bytes: int
    free_list: int
    version: int


class PageFile:
    """The pages as they were last committed, by number from 1. Raises OSError if the file cannot be opened at all."""

    def __init__(self, path: Path) -> None:
        with ExitStack() as opening:
            self._file: BinaryIO = opening.enter_context(path.open("rb", buffering=0))
            self._file_bytes = self._file.seek(0, 2)
            self._log: BinaryIO | None = None
            self._frames: dict[int, int] = {}
            log = path.with_name(f"{path.name}-wal")
            if log.exists():
                self._log = opening.enter_context(log.open("rb", buffering=0))
            self._open = opening.pop_all()
        self.page_bytes = _page_bytes(self._read(self._file, 0, _HEADER_BYTES))
        committed = self._read_log() if self._log is not None else 0
        self.count = committed or -(-self._file_bytes // self.page_bytes)
        self.header = _understood(self.page(1))
        self.usable_bytes = self.page_bytes - (self.header.reserved_bytes if self.header else 0)

    def __enter__(self) -> PageFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def page(self, number: int) -> bytes | None:
        """None for one that is not there, or that the disk refuses."""
        if not 1 <= number <= self.count:
            return None
        frame = self._frames.get(number)
        if frame is not None and self._log is not None:
            content = self._read(self._log, frame, self.page_bytes)
        else:
            content = self._read(self._file, (number - 1) * self.page_bytes, self.page_bytes)
        return content if len(content) == self.page_bytes else None

    def _read_log(self) -> int:
        """Finds the newest committed frame of each page; gives how many pages the database has by them, 0 if none."""
        assert self._log is not None
        header = self._read(self._log, 0, _LOG_HEADER_BYTES)
        if len(header) < _LOG_HEADER_BYTES:
            return 0
        magic, _, page_bytes, _, *salts, first, second = struct.unpack(">8I", header)
        if magic & ~1 != _LOG_MAGIC or not _is_page_size(page_bytes):
            return 0
        words = _words(">" if magic & 1 else "<")
        sums = _summed((0, 0), words(header[:24]))
        if sums != (first, second):
            return 0
        self.page_bytes = page_bytes
        at, count, pending = _LOG_HEADER_BYTES, 0, dict[int, int]()
        while True:
            frame = self._read(self._log, at, _FRAME_HEADER_BYTES + page_bytes)
            if len(frame) < _FRAME_HEADER_BYTES + page_bytes:
                return count
            number, committed, *own_salts, first, second = struct.unpack(">6I", frame[:_FRAME_HEADER_BYTES])
            sums = _summed(_summed(sums, words(frame[:8])), words(frame[_FRAME_HEADER_BYTES:]))
            if own_salts != salts or sums != (first, second) or not number:
                return count
            pending[number] = at + _FRAME_HEADER_BYTES
            if committed:
                self._frames |= pending
                pending, count = {}, committed
            at += len(frame)

    @staticmethod
    def _read(file: BinaryIO, at: int, size: int) -> bytes:
        try:
            file.seek(at)
            return file.read(size)
        except OSError:
            return b""


def _page_bytes(header: bytes) -> int:
    """As the file says, else SQLite's own choice, which is the library's."""
    if len(header) < 18 or not header.startswith(_MAGIC):
        return _USUAL_PAGE_BYTES
    said = int.from_bytes(header[16:18], "big")
    said = 65536 if said == 1 else said
    return said if _is_page_size(said) else _USUAL_PAGE_BYTES


def _is_page_size(value: int) -> bool:
    return 512 <= value <= 65536 and value & (value - 1) == 0


def _understood(first: bytes | None) -> FileHeader | None:
    if first is None or not first.startswith(_MAGIC) or first[20] > 64:
        return None
    free_list, version = (int.from_bytes(first[at : at + 4], "big") for at in (32, 60))
    return FileHeader(_page_bytes(first), first[20], free_list, version)


def _words(order: str) -> Callable[[bytes], tuple[int, ...]]:
    return lambda data: struct.unpack(f"{order}{len(data) // 4}I", data)


def _summed(sums: tuple[int, int], words: tuple[int, ...]) -> tuple[int, int]:
    """The log's own checksum, gone on with."""
    first, second = sums
    for each, next_one in zip(words[::2], words[1::2], strict=True):
        first = (first + each + second) & _MASK
        second = (second + next_one + first) & _MASK
    return first, second
