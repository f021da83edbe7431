"""Word of a run's end."""

from __future__ import annotations

import pytest

from photo_sorter.core.events import Activity, ActivityChanged, NoticeRaised, PhotosIndexed
from photo_sorter.ui.background.run_report import RunReport


class Run:
    def __init__(self) -> None:
        self.now, self.problems = 1000.0, 5
        self.report = RunReport(lambda: self.problems, lambda: self.now)

    def turn(self, activity: Activity, seconds: float = 0.0) -> str:
        """The worker turns to something, and stays with it."""
        said = self.report.on_event(ActivityChanged(activity))
        self.now += seconds
        return said

    def index(self, photos: int) -> None:
        assert self.report.on_event(PhotosIndexed(tuple(range(photos)))) == ""


@pytest.fixture
def run() -> Run:
    return Run()


def test_a_long_run_ends_with_a_sentence(run):
    run.turn(Activity.INDEXING, 61)
    run.index(1234)
    assert run.turn(Activity.IDLE) == "1,234 photos indexed."


def test_what_could_not_be_read_is_said(run):
    run.turn(Activity.INDEXING, 30)
    run.problems += 3
    run.turn(Activity.INDEXING, 31)
    run.index(40)
    assert run.turn(Activity.IDLE) == "40 photos indexed. 3 could not be read."


def test_a_short_run_ends_in_silence(run):
    run.turn(Activity.INDEXING, 59)
    run.index(1234)
    assert run.turn(Activity.IDLE) == ""


def test_a_pause_is_no_end_and_no_work(run):
    run.turn(Activity.INDEXING, 40)
    run.index(10)
    assert run.turn(Activity.PAUSED, 3600) == ""
    run.turn(Activity.INDEXING, 15)
    run.index(10)
    assert run.turn(Activity.IDLE) == ""
    run.turn(Activity.INDEXING, 40)
    run.turn(Activity.SCANNING, 1)
    run.turn(Activity.INDEXING, 30)
    run.index(7)
    assert run.turn(Activity.IDLE) == "7 photos indexed."


def test_one_end_is_told_once(run):
    run.turn(Activity.INDEXING, 100)
    run.index(10)
    assert run.turn(Activity.IDLE)
    assert run.turn(Activity.IDLE) == ""
    assert run.report.on_event(NoticeRaised("…")) == ""


def test_a_run_without_photos_says_nothing(run):
    run.turn(Activity.INDEXING, 100)
    assert run.turn(Activity.IDLE) == ""


def test_indexing_ends_where_a_model_change_begins(run):
    run.turn(Activity.INDEXING, 100)
    run.index(10)
    assert run.turn(Activity.CHANGING_MODEL, 500) == "10 photos indexed."
    assert run.turn(Activity.IDLE) == ""
