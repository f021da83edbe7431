"""Memory that a program no longer uses, for others; and what it uses to the end."""

from __future__ import annotations

import ctypes
import gc
import sys
import time

_SECONDS_BETWEEN = 600.0


def give_back_memory() -> None:
    """What was freed goes back to the system. 0.1 s after a model of 600 MB, in which others may wait for memory up to
    80 ms.

    glibc keeps it otherwise: a CLIP model that is gone leaves 550 MB of its 580 MB behind. Windows and macOS do not.
    """
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
    if trim is not None:
        trim(0)


class LooseMemory:
    """What is free between what is used: where a photo comes, changes or goes each second it grows by 40 MB an hour
    [benchmark `soak`, 2 cores]. For one thread."""

    def __init__(self) -> None:
        self._given_at = time.monotonic()

    def give_back(self) -> None:
        """Every ten minutes at most."""
        if time.monotonic() - self._given_at >= _SECONDS_BETWEEN:
            give_back_memory()
            self._given_at = time.monotonic()


def keep_for_good() -> None:
    """What is there now stays to the end: Python never looks through it for garbage again.

    It does that in one step in which no other thread runs Python, the window's neither, and dozens of times while a
    large library is read: 0.1 to 0.3 s each time with the window's 90,000 objects on a busy computer, 0.5 s with the
    390,000 of torch.
    """
    gc.freeze()
