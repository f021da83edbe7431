"""What is done with hostile files in decoder processes, watched: nothing else is written, nobody is called."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode, load_upright
from photo_sorter.media.metadata import read_xmp
from photo_sorter.media.trash_places import LeavingFile, _tells_of
from photo_sorter.media.xmp_packet import UnfitError
from photo_sorter.media.xmp_writing import PhotoWords, merged

SPEC = PictureSpec(260, 0.89)
WORDS = PhotoWords((("animal", "cat"),), (("pets",),), 4, "A cat")

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.", "ftplib.")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_escapes: list[str] = []
_allowed: list[Path] = []
_is_watching = False


def decode_watched(path: Path, thumbnails: Path) -> DecodedPhoto:
    """As indexing decodes. EscapeError when it did more than that."""
    _watch(thumbnails)
    try:
        return decode(path, SPEC, thumbnails, frozenset())
    finally:
        _check()


def look_watched(path: Path, thumbnails: Path, max_side_px: int = 2560) -> NDArray[np.uint8]:
    """As the viewer decodes."""
    _watch(thumbnails)
    try:
        return load_upright(path, max_side_px)
    finally:
        _check()


def read_sidecar_watched(path: Path, thumbnails: Path) -> str:
    """A hostile sidecar, read and written over; a hostile note in the trash. What came of it, in a word."""
    _watch(thumbnails)
    data = path.read_bytes()
    try:
        read_xmp(data)
        _tells_of(path, path.parent, LeavingFile(path, path.lstat(), "2020", None))
        merged(data, WORDS)
    except UnfitError:
        return "refused"
    finally:
        _check()
    return "read"


def write_elsewhere_watched(path: Path, thumbnails: Path) -> None:
    """What no decoder does."""
    _watch(thumbnails)
    try:
        path.with_suffix(".stolen").touch()
        with suppress(OSError):
            socket.socket(socket.AF_INET).close()
    finally:
        _check()


class EscapeError(Exception):
    """A decoder wrote where it may not, or called somebody."""


def _watch(thumbnails: Path) -> None:
    global _is_watching
    _allowed[:] = [thumbnails]
    if not _is_watching:
        _is_watching = True
        sys.addaudithook(_notice)


def _notice(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        _escapes.append(f"{event} {arguments!r}"[:300])
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        where = arguments[0]
        if not isinstance(where, str | bytes | os.PathLike) or not _is_allowed(Path(os.fsdecode(where))):
            _escapes.append(f"open {arguments!r}"[:300])


def _is_allowed(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _allowed)


def _check() -> None:
    if _escapes:
        said = "; ".join(_escapes)
        _escapes.clear()
        raise EscapeError(said)
