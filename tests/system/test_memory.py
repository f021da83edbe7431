"""What the program uses to the end, and what it gives back meanwhile."""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Iterator

import psutil
import pytest

from photo_sorter.system import memory
from photo_sorter.system.memory import LooseMemory, keep_for_good


@pytest.fixture(autouse=True)
def after() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_kept_for_good_is_not_looked_through_any_more():
    before = {"name": []}
    keep_for_good()
    after = {"name": []}
    looked_through = {id(one) for one in gc.get_objects()}
    assert id(after) in looked_through
    assert id(before) not in looked_through


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take it themselves")
def test_what_is_free_between_what_is_used_goes_back_from_time_to_time(monkeypatch: pytest.MonkeyPatch):
    clock = [100.0]
    monkeypatch.setattr(memory.time, "monotonic", lambda: clock[0])
    loose, process, chance = LooseMemory(), psutil.Process(), random.Random(1)
    used = [bytes(chance.randrange(5_000, 50_000)) for _ in range(2_000)]
    del used[::2]
    before = process.memory_info().rss
    loose.give_back()
    assert process.memory_info().rss > before - 10_000_000
    clock[0] += 601
    loose.give_back()
    assert process.memory_info().rss < before - 10_000_000
