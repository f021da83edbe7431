"""Why a file could not be read, as a sentence for a person."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from photo_sorter.core.errors import OnlineOnlyError, PhotoUnreadableError
from photo_sorter.media.online_only import NotHereError
from photo_sorter.media.scan import reason, shown
from photo_sorter.media.signatures import HEAD_BYTES, ends_early, looks_like_picture

DECODER_FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow and its plugins raise on damaged files: much more than OSError (all of these occur in shared/odd-files
or Pillow's own fuzz tests). Only ever caught around their code, never around ours."""


def unreadable(path: Path, why: str) -> PhotoUnreadableError:
    """For any reason, given as words that go into a sentence."""
    return PhotoUnreadableError(_sentence(path, why))


def unopened(path: Path, error: OSError) -> PhotoUnreadableError:
    """For a file that the file system would not give, or that was not asked for."""
    if isinstance(error, NotHereError):
        return OnlineOnlyError(_sentence(path, reason(error)))
    # Windows refuses to open a folder as a matter of permission.
    is_folder = os.path.isdir(path)  # noqa: PTH112 - never raises, unlike Path's
    return unreadable(path, "it is a folder" if is_folder else reason(error))


def undecoded(path: Path, file: BinaryIO, size_bytes: int, error: Exception) -> PhotoUnreadableError:
    """For a file that could be read but not decoded. Reads from `file` to find out why."""
    if isinstance(error, Image.DecompressionBombError):
        return unreadable(path, "it claims to hold far more pixels than a photo has")
    try:
        file.seek(0)
        is_picture = looks_like_picture(file.read(HEAD_BYTES))
        is_cut = ends_early(file, size_bytes)
    except OSError as new_error:
        return unopened(path, new_error)
    if is_cut or "truncated" in str(error).lower():
        return unreadable(path, "the file ends early")
    if is_picture:
        return unreadable(path, "it is damaged, or of a variant that Photo Sorter does not know")
    if isinstance(error, UnidentifiedImageError):
        return unreadable(path, "it is not an image, or of a kind that Photo Sorter does not know")
    return unreadable(path, "it is damaged")


def _sentence(path: Path, why: str) -> str:
    return f"Cannot read {shown(Path(path.name))}: {why}."
