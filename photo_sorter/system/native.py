"""What native code is about to need: its libraries, its files, its memory. Python keeps its lock while an import or a
call waits for them, and the window waits: for torch 0.3 s, and a second or more for what has to come from a busy disk.
Done here before, it takes as long, but nobody waits for it."""

from __future__ import annotations

import ctypes
import mmap
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


def read_through(file: Path) -> int:
    """So that it need not come from the disk once more; gives how many bytes it has. What cannot be read is told by who
    needs it."""
    buffer, size_bytes = bytearray(_BYTES_AT_ONCE), 0
    with suppress(OSError), file.open("rb", buffering=0) as opened:
        while count := opened.readinto(buffer):
            size_bytes += count
    return size_bytes


def fetch_memory(size_bytes: int) -> None:
    """So that the system need not look for it once more: it hands out next what was given back last. What it does not
    have is told by who needs it.

    The longest wait of the window for a graph of ONNX Runtime, with a library of a million in a virtual machine, which
    gets its memory from another computer's system page by page: 60 ms instead of 190 to 310.
    """
    if not size_bytes:
        return
    with suppress(OSError), mmap.mmap(-1, size_bytes) as memory:
        first = ctypes.c_char.from_buffer(memory)
        ctypes.memset(ctypes.byref(first), 0, size_bytes)
        del first  # what is pointed at cannot be given back


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
