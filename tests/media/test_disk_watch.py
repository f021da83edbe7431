from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from photo_sorter.media import disk_watch
from photo_sorter.media.disk_watch import DiskWatch, MountTable, PolledMounts, SystemMounts, clock_that_never_sleeps
from tests.media.watches import mounted


class Heard:
    def __init__(self) -> None:
        self.count = 0
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.count >= count, 15)


@pytest.fixture
def changes() -> Heard:
    return Heard()


@pytest.fixture
def wakes() -> Heard:
    return Heard()


class Clock:
    """A clock that a test sets; `looks` is told of every look at it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = Heard()

    def __call__(self) -> float:
        self.looks()
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def patient(changes: Heard, wakes: Heard, clock: Clock) -> Iterator[DiskWatch]:
    watch = DiskWatch(changes, wakes, clock=clock, look_seconds=0.05)
    yield watch
    watch.close()


@pytest.mark.parametrize("open_table", [SystemMounts, PolledMounts])
def test_a_disk_that_comes_or_goes_is_told(
    tmp_path: Path, changes: Heard, wakes: Heard, open_table: Callable[[], MountTable]
) -> None:
    watch = DiskWatch(changes, wakes, open_table, look_seconds=0.2)
    with mounted(tmp_path / "disk"):
        changes.wait_for(1)
        told = changes.count
    changes.wait_for(told + 1)
    watch.close()
    assert wakes.count == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is looked for")
def test_linux_tells_at_once_and_not_at_the_next_look(tmp_path: Path, changes: Heard, wakes: Heard) -> None:
    watch = DiskWatch(changes, wakes, look_seconds=600)
    with mounted(tmp_path / "disk"):
        changes.wait_for(1)
    watch.close()


def test_steps_that_follow_each_other_are_one_change(
    tmp_path: Path, changes: Heard, wakes: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_watch, "REST_SECONDS", 2.0)
    watch = DiskWatch(changes, wakes, look_seconds=600)
    with mounted(tmp_path / "disk") as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    changes.wait_for(1)
    watch.close()
    assert changes.count == 1


def test_a_look_that_comes_much_too_late_is_a_wake(patient: DiskWatch, clock: Clock, wakes: Heard) -> None:
    clock.looks.wait_for(3)
    clock.now += 25  # a busy computer
    clock.looks.wait_for(clock.looks.count + 2)
    assert wakes.count == 0
    clock.now += 3600
    wakes.wait_for(1)
    clock.looks.wait_for(clock.looks.count + 2)
    assert wakes.count == 1


def test_a_clock_set_back_is_no_wake(patient: DiskWatch, clock: Clock, wakes: Heard) -> None:
    clock.looks.wait_for(1)
    clock.now -= 86400
    clock.looks.wait_for(clock.looks.count + 2)
    assert wakes.count == 0


@pytest.mark.skipif(sys.platform != "linux", reason="others have the time of day only")
def test_the_clock_counts_seconds_and_does_not_follow_the_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock_that_never_sleeps()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert 0 <= clock_that_never_sleeps() - before < 60


@pytest.mark.parametrize("open_table", [SystemMounts, PolledMounts])
def test_closing_ends_it_at_once(changes: Heard, wakes: Heard, open_table: Callable[[], MountTable]) -> None:
    before = set(threading.enumerate())
    watch = DiskWatch(changes, wakes, open_table, look_seconds=600)
    watch.close()
    assert set(threading.enumerate()) <= before
    assert (changes.count, wakes.count) == (0, 0)
