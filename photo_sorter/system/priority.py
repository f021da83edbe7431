"""Giving way: work that nobody waits for takes only the processor time that other programs leave.

Two other programs that want both of 2 cores did 780 rounds of a sum in 6 s beside an index at usual priority, and 1,860
beside one that gives way, nearly what they do alone; the index alone is as fast as before (39 and 42 photos/s).
"""

from __future__ import annotations

import os
import sys
import threading

_STEPS_DOWN = 10
"""About a tenth of the share of a usual program where both want the same core, and all of it where none does."""
_LOWEST = 19


if sys.platform == "win32":
    import ctypes

    def give_way() -> None:
        """This process, from now on."""
        below_normal = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), below_normal)

    def give_way_on_thread() -> None:
        """The calling thread, from now on."""
        below_normal = -1
        ctypes.windll.kernel32.SetThreadPriority(ctypes.windll.kernel32.GetCurrentThread(), below_normal)

else:

    def give_way() -> None:
        """This process, from now on."""
        os.nice(_STEPS_DOWN)

    def give_way_on_thread() -> None:
        """The calling thread, from now on. Nothing but Linux has priorities of threads that a process may set."""
        if sys.platform == "linux":
            thread = threading.get_native_id()
            lower = min(_LOWEST, os.getpriority(os.PRIO_PROCESS, thread) + _STEPS_DOWN)
            os.setpriority(os.PRIO_PROCESS, thread, lower)
