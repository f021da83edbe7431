"""When disks come or go, and when the computer has slept: what was true of folders may not be true any more."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import Protocol

import psutil

LOOK_SECONDS = 10.0
"""So often it is looked whether the computer slept, and which disks are there where the system does not tell."""

REST_SECONDS = 0.5
"""Disks come and go by several steps, which are told as one."""

_SLEPT_SECONDS = 30.0
"""A look so much later than meant: the computer slept, or the program was held. Others' load makes it late, too."""


_CLOSE_SECONDS = 1.0
"""Where the system does not tell, it asks all disks, and one may not answer."""


class MountTable(Protocol):
    def wait(self, seconds: float) -> bool:
        """Whether disks came or went since the last call; at once if they did, or when `wake` is called."""

    def wake(self) -> None: ...
    def close(self) -> None: ...


def clock_that_never_sleeps() -> float:
    """Seconds, also of those in which the computer slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.time()


class PolledMounts:
    """Compares what is mounted: for systems that do not tell."""

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._known = self._mounted()

    def wait(self, seconds: float) -> bool:
        self._woken.wait(seconds)
        known, self._known = self._known, self._mounted()
        return known != self._known

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        pass

    def _mounted(self) -> frozenset[tuple[str, str]]:
        try:
            return frozenset((each.device, each.mountpoint) for each in psutil.disk_partitions(all=True))
        except (OSError, psutil.Error):
            return frozenset()


if sys.platform == "linux":

    class ToldMounts:
        """The table of the system's own, which says when it changes (proc(5), mountinfo)."""

        def __init__(self) -> None:
            self._table = os.open("/proc/self/mountinfo", os.O_RDONLY | os.O_CLOEXEC)
            self._woken = os.eventfd(0, os.EFD_CLOEXEC)
            self._poll = select.poll()
            self._poll.register(self._table, select.POLLPRI | select.POLLERR)
            self._poll.register(self._woken, select.POLLIN)

        def wait(self, seconds: float) -> bool:
            return any(descriptor == self._table for descriptor, _ in self._poll.poll(seconds * 1000))

        def wake(self) -> None:
            os.eventfd_write(self._woken, 1)

        def close(self) -> None:
            os.close(self._table)
            os.close(self._woken)

    SystemMounts: type[MountTable] = ToldMounts
else:
    SystemMounts = PolledMounts


class DiskWatch:
    """Calls `on_change` when disks came or went, and `on_wake` when the computer has slept (or the program was held,
    or somebody set the clock: harmless), on a thread of its own. `close` ends it at once, on any other thread."""

    def __init__(
        self,
        on_change: Callable[[], None],
        on_wake: Callable[[], None],
        open_table: Callable[[], MountTable] = SystemMounts,
        clock: Callable[[], float] = clock_that_never_sleeps,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._on_change = on_change
        self._on_wake = on_wake
        self._table = open_table()
        self._clock = clock
        self._look_seconds = look_seconds
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="disk-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._table.wake()
        self._thread.join(_CLOSE_SECONDS)
        if not self._thread.is_alive():
            self._table.close()

    def _run(self) -> None:
        last = self._clock()
        while True:
            has_changed = self._table.wait(self._look_seconds)
            if has_changed:
                while not self._closing.wait(REST_SECONDS) and self._table.wait(0):
                    pass
            if self._closing.is_set():
                return
            now = self._clock()
            has_slept, last = now - last > self._look_seconds + _SLEPT_SECONDS, now
            if has_changed:
                self._on_change()
            if has_slept:
                self._on_wake()
