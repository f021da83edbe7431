"""Who used the processor: this process by its threads, its children, and all other programs.

CPU seconds and not seconds on the clock, so that a figure is much the same beside other programs. Linux only.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import psutil

_PROCESS_CLOCK = 2
"""`(~pid << 3) | 2` is the clock of a process's CPU time (clock_getcpuclockid(3)): nanoseconds, not ticks."""


@dataclass(frozen=True)
class ProcessorTime:
    """Seconds since the machine, or a program, began; or between two moments."""

    wall: float
    ours: float
    children: float
    others: float
    threads: dict[str, float]
    """By the name of the thread up to its number; of those that live at the time."""

    def since(self, before: ProcessorTime) -> ProcessorTime:
        return ProcessorTime(
            self.wall - before.wall,
            self.ours - before.ours,
            self.children - before.children,
            self.others - before.others,
            {name: seconds - before.threads.get(name, 0.0) for name, seconds in self.threads.items()},
        )


def now() -> ProcessorTime:
    """Children that are gone are not counted: ask while they live."""
    ours = time.process_time()
    children = sum(cpu_seconds_of(child.pid) for child in psutil.Process().children(recursive=True))
    threads: dict[str, float] = defaultdict(float)
    for thread in threading.enumerate():
        if thread.ident is not None:
            threads[thread.name.rpartition("-")[0] or thread.name.rpartition("_")[0] or thread.name] += (
                time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
            )
    return ProcessorTime(time.monotonic(), ours, children, _busy() - ours - children, dict(threads))


def cpu_seconds_of(pid: int) -> float:
    try:
        return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)
    except OSError:
        return 0.0


def _busy() -> float:
    """Of all cores together, and what the machine's host took from them."""
    times: Any = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq + times.steal)
