"""How many of the processor's cores the work may use.

Linux keeps threads to cores, and Windows processes; whatever they start is kept to the same ones. On macOS, which keeps
nobody to any, only the number of threads and processes is chosen by them.
"""

from __future__ import annotations

import os

import psutil

_KEEPS_THREADS = hasattr(os, "sched_setaffinity")
_KEEPS_PROCESSES = hasattr(psutil.Process, "cpu_affinity")
_told: list[int] = []
"""The last one counts, where nobody is kept to anything."""


def all_cores() -> int:
    """What this process was given: in a container or under `taskset` fewer than there are."""
    # By its number and not by 0, which is the calling thread.
    return len(os.sched_getaffinity(os.getpid())) if _KEEPS_THREADS else os.cpu_count() or 1


def usable_cores() -> int:
    """What the calling thread may use."""
    if _KEEPS_THREADS:
        return len(os.sched_getaffinity(0))
    if _KEEPS_PROCESSES:
        return len(psutil.Process().cpu_affinity())
    return _told[-1] if _told else all_cores()


def keep_to(most: int) -> None:
    """This thread, and what it starts from now on, to at most so many cores; 0 for all. On Windows the whole process.

    The last ones: where cores differ they are those that use least power.
    """
    if not 0 < most < usable_cores():
        return
    if _KEEPS_THREADS:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-most:])
    elif _KEEPS_PROCESSES:
        process = psutil.Process()
        process.cpu_affinity(sorted(process.cpu_affinity())[-most:])
    else:
        _told.append(most)
