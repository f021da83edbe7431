"""Functions that tests call in decoder processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.errors import PhotoUnreadableError
from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode


def process_id() -> int:
    return os.getpid()


def niceness() -> int:
    return os.nice(0)


def end_at_once(*_: object) -> None:
    """In place of the child's main function."""
    os._exit(1)


def hang(path: Path) -> None:
    (path.parent / "hangs").touch()
    time.sleep(600)


def decode_unless_poison(
    path: Path, picture: PictureSpec, thumbnails: Path, known_hashes: frozenset[bytes]
) -> DecodedPhoto:
    """As the real one, but that files named so kill it, or hang it. It writes down each try beside the thumbnails."""
    if path.name.startswith(("kills", "hangs")):
        with (thumbnails.parent / "tries").open("a", encoding="utf-8") as tries:
            tries.write(f"{path.name}\n")
    if path.name.startswith("kills"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if path.name.startswith("hangs"):
        compute(path, 600)
    return decode(path, picture, thumbnails, known_hashes)


def wait(path: Path, seconds: float) -> str:
    """As on a disk that is slow: nothing is computed."""
    time.sleep(seconds)
    return "went on"


def compute(path: Path, seconds: float) -> str:
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        pass
    return "went on"


def die(path: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_in_the_viewer(path: Path, max_side_px: int) -> None:
    die(path)


def take_memory(path: Path, size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def refuse_with_hands_full(path: Path, size_bytes: int) -> None:
    picture = bytearray(size_bytes)
    raise PhotoUnreadableError(f"Cannot read {path.name}: {len(picture)} bytes are not enough.")


def refuse(path: Path) -> None:
    raise PhotoUnreadableError(f"Cannot read {path.name}: on principle.")


def have_a_bug() -> None:
    raise KeyError("a bug")


def most_dumped_bytes() -> int:
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[0]


def array(side: int) -> NDArray[np.uint8]:
    return np.full((side, side, 3), 7, np.uint8)


def loaded_modules() -> list[str]:
    return sorted(sys.modules)


def interrupt_self() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "went on"
