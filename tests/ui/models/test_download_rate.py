"""A download's rate is that of the last seconds."""

import pytest

from photo_sorter.ui.models.download_rate import WINDOW_SECONDS, DownloadRate


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_an_earlier_attempt_brought_is_no_speed(clock):
    rate = DownloadRate(clock)
    rate.add(500_000_000)
    assert rate.bytes_per_second is None
    assert rate.seconds_left(600_000_000) is None
    clock.seconds += 2
    rate.add(504_000_000)
    assert rate.bytes_per_second == 2_000_000
    assert rate.seconds_left(600_000_000) == 48
    assert rate.seconds_left(None) is None


def test_it_follows_a_network_that_becomes_slower(clock):
    rate = DownloadRate(clock)
    done = 0
    for bytes_a_second in (9_000_000, 1_000_000):
        for _ in range(round(WINDOW_SECONDS) + 1):
            rate.add(done)
            clock.seconds += 1
            done += bytes_a_second
    assert rate.bytes_per_second == 1_000_000


def test_a_file_that_begins_anew_is_measured_anew(clock):
    rate = DownloadRate(clock)
    rate.add(50_000_000)
    clock.seconds += 5
    rate.add(0)
    assert rate.bytes_per_second is None
    clock.seconds += 1
    rate.add(3_000_000)
    assert rate.bytes_per_second == 3_000_000


def test_a_network_that_stands_still_promises_no_time(clock):
    rate = DownloadRate(clock)
    rate.add(10)
    clock.seconds += 4
    rate.add(10)
    assert rate.seconds_left(100) is None
