"""Giving way: work that nobody waits for takes only the processor time that other programs leave.

Two other programs that wanted both of 2 cores did 76 % of what they do alone while photos of 12 MP were indexed by
decoders that give way; 41 % where Linux shares the processor among sessions (`sched_autogroup`) and theirs was another.

Only processes give way. A thread that does is left waiting for a core while it holds Python's lock, and the window
waits with it: beside three busy programs it stalled for 0.7 to 1.2 s when the encoder's threads gave way, else 0.05 to
0.3 s, while ONNX Runtime is loaded, which keeps that lock.
"""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import ctypes

    def give_way() -> None:
        """This process, from now on."""
        below_normal = 0x4000
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), below_normal)

else:
    _STEPS_DOWN = 10
    """About a tenth of the share of a usual program where both want the same core, and all of it where none does."""

    def give_way() -> None:
        """This process, from now on."""
        os.nice(_STEPS_DOWN)
