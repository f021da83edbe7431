import threading

import pytest

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.events import NoticeRaised
from photo_sorter.work.job import Job


@pytest.fixture
def told():
    return []


@pytest.fixture
def job(told):
    job = Job("test", told.append)
    yield job
    job.close()


def test_it_ends_with_the_event_that_the_work_gives(job, told):
    job.start(lambda _: NoticeRaised("done"), NoticeRaised)
    job.close()
    assert told == [NoticeRaised("done")]
    assert not job.is_running


def test_a_known_fault_is_its_sentence(job, told):
    def work(_):
        raise PhotoSorterError("The disk is away.")

    job.start(work, NoticeRaised)
    job.close()
    assert told == [NoticeRaised("The disk is away.")]


def test_a_fault_of_ours_is_told_and_logged(job, told, caplog):
    job.start(lambda _: 1 / 0, NoticeRaised)
    job.close()
    assert "ZeroDivisionError" in told[0].sentence
    assert "failed" in caplog.text


def test_another_begins_when_the_one_before_has_ended(job, told):
    begun, order = threading.Event(), []

    def first(is_cancelled):
        begun.set()
        while not is_cancelled():
            pass
        order.append("first")
        return NoticeRaised("first")

    def second(is_cancelled):
        order.append("second")
        return NoticeRaised("second")

    job.start(first, NoticeRaised)
    assert begun.wait(10)
    assert job.is_running
    job.start(second, NoticeRaised)
    job.close()
    assert order == ["first", "second"]
