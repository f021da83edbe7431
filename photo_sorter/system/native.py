"""Native libraries that are about to be imported. Python keeps its lock while the system loads one, and the window
waits: for torch 0.3 s, and a second or more for any that has to come from a busy disk. Done here before, it takes as
long, but nobody waits for it."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

_BYTES_AT_ONCE = 1 << 20


def files_of(package: str, pattern: str) -> list[Path]:
    """Of an installed package; none if it is imported already, or not there."""
    spec = find_spec(package) if package not in sys.modules else None
    places = (spec and spec.submodule_search_locations) or ()
    return [file for place in places for file in Path(place).glob(pattern)]


def read_through(file: Path) -> None:
    """So that it need not come from the disk once more. What cannot be read is told by who needs it."""
    buffer = bytearray(_BYTES_AT_ONCE)
    with suppress(OSError), file.open("rb", buffering=0) as opened:
        while opened.readinto(buffer):
            pass


def load(library: Path) -> None:
    """Loads a library for good, which is none of Python's own. What cannot be loaded is told by who imports it.

    On Linux; elsewhere the import does it. The longest wait of others for `import torch` [2 cores]: 80 ms instead of
    290, from a busy disk 320 ms instead of 990.
    """
    if sys.platform == "linux":
        # Functions that are called so do not keep the lock; `ctypes.CDLL(library)` does.
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.argtypes, dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
        dlopen(os.fsencode(library), os.RTLD_NOW)
