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


def die(path: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def take_memory(path: Path, size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def refuse(path: Path) -> None:
    raise PhotoUnreadableError(f"Cannot read {path.name}: on principle.")


def have_a_bug() -> None:
    raise KeyError("a bug")


def array(side: int) -> NDArray[np.uint8]:
    return np.full((side, side, 3), 7, np.uint8)


def loaded_modules() -> list[str]:
    return sorted(sys.modules)


def interrupt_self() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "went on"
