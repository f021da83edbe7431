"""Work that gives way leaves the processor to others."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="niceness")
def test_a_process_gives_way_and_can_do_so_twice():
    code = "import os; from photo_sorter.system.priority import give_way; give_way(); give_way(); print(os.nice(0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 19
