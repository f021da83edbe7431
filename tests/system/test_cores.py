"""Work that keeps to a few cores, and leaves the window alone."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from photo_sorter.system.cores import all_cores, keep_to, usable_cores

pytestmark = pytest.mark.skipif(all_cores() < 2, reason="needs two cores")
COUNT = "from photo_sorter.system.cores import usable_cores; print(usable_cores())"


def on_a_thread(work):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_a_thread_keeps_to_its_cores_with_all_that_it_starts():
    def work():
        keep_to(1)
        child = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
        return usable_cores(), on_a_thread(usable_cores), int(child.stdout)

    assert on_a_thread(work) == (1, 1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is the process that is kept")
def test_the_thread_of_the_window_keeps_all_of_them():
    before = usable_cores()
    on_a_thread(lambda: keep_to(1))
    assert (usable_cores(), all_cores()) == (before, before)


@pytest.mark.parametrize("most", [0, -3, 10_000])
def test_no_limit_and_one_that_is_none_change_nothing(most):
    def work():
        keep_to(most)
        return usable_cores()

    assert on_a_thread(work) == all_cores()
