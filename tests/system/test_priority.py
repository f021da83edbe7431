"""Work that gives way leaves the processor to others."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from photo_sorter.system.priority import give_way_on_thread

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="priorities as Linux tells them")


@pytest.mark.skipif(sys.platform == "win32", reason="niceness")
def test_a_process_gives_way_and_can_do_so_twice():
    code = "import os; from photo_sorter.system.priority import give_way; give_way(); give_way(); print(os.nice(0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 19


@linux_only
def test_a_thread_gives_way_alone():
    found = []

    def work() -> None:
        give_way_on_thread()
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [before + 10]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
