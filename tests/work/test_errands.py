"""Errands of other threads, on a real worker."""

import threading

import pytest

from photo_sorter.core.commands import AddFolders, SaveScheme, Stop
from photo_sorter.core.errors import CategoryError, LibraryError
from photo_sorter.core.events import ActivityChanged, LibraryChanged, NoticeRaised, PhotosIndexed, Stopped
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.errands import Errands
from photo_sorter.work.worker import Worker
from tests.fakes import colour_picture

WARM = SaveScheme(Scheme((Category("red"),)))


@pytest.fixture
def prepared(house):
    """A worker that has not been started, and the way to it."""
    errands = Errands(lambda errand: worker.post(errand), house.events)
    worker = Worker(house.home, SettingsFile(house.home.settings), errands.notify, house.open_embedder, False)
    return worker, errands


@pytest.fixture
def errands(prepared):
    worker, errands = prepared
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    yield errands
    worker.post(Stop())
    thread.join(60)
    assert not thread.is_alive()


def test_an_errand_runs_on_the_workers_thread_with_its_library_and_its_sorter(errands, house):
    def look(place):
        assert place.library.writable
        return threading.current_thread().name, place.sorter.embedder.model_id

    assert errands.run(look) == ("worker", "colours")


def test_what_an_errand_does_is_sorted_and_told_before_it_returns(errands, house, photos):
    colour_picture("red").save(photos / "red.png")
    with errands.heard_by(house.events):
        errands.run(lambda place: place.do(AddFolders((photos,))))
        house.events.wait_for(PhotosIndexed)
        house.events.mark()
        errands.run(lambda place: place.do(WARM))
    assert house.tags() == {"red.png": ["red"]}
    assert any(change.categories for change in house.events.of(LibraryChanged))


def test_a_fault_is_the_senders_and_the_worker_goes_on(errands, house):
    with pytest.raises(CategoryError):
        errands.run(lambda place: place.do(SaveScheme(Scheme((Category(""),)))))
    assert errands.run(lambda place: place.library.categories.all()) == ()
    assert house.events.of(NoticeRaised) == []


def test_a_fault_of_the_librarys_disk_pauses_the_worker_as_well(errands, house):
    def fail(place):
        raise LibraryError("The disk is full.")

    with pytest.raises(LibraryError, match="full"):
        errands.run(fail)
    house.events.wait_for(NoticeRaised)
    assert house.events.of(NoticeRaised) == [NoticeRaised("The disk is full.")]


def test_who_listens_hears_what_comes_after(errands, house, photos):
    heard = []
    with errands.heard_by(heard.append):
        errands.run(lambda place: place.do(AddFolders((photos,))))
        house.events.wait(lambda _: any(isinstance(event, ActivityChanged) for event in heard))
    heard.clear()
    errands.run(lambda place: place.do(WARM))
    assert heard == []


def test_an_errand_is_done_although_no_model_could_be_loaded(prepared, house, monkeypatch):
    worker, errands = prepared

    def full(_):
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(worker, "_open_embedder", full)
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    assert errands.run(lambda place: place.sorter) is None
    worker.post(Stop())
    thread.join(60)


def test_errands_that_wait_fail_with_the_worker_and_so_do_later_ones(prepared, house):
    worker, errands = prepared
    with Library.open(house.home.library):
        waiting = threading.Thread(target=worker.run, name="worker")
        waiting.start()
        with pytest.raises(LibraryError, match="already open"):
            errands.run(lambda place: None)
        waiting.join(60)
    with pytest.raises(LibraryError, match="already open"):
        errands.run(lambda place: None)
    assert len(house.events.of(Stopped)) == 1


def test_closing_the_window_ends_what_waits_with_a_sentence(prepared):
    worker, errands = prepared
    outcomes = []

    def wait_behind():
        with pytest.raises(LibraryError, match="closed"):
            errands.run(outcomes.append)

    waiting = threading.Thread(target=wait_behind)

    def close(place):
        # Stop comes before everything else, so that what is asked from here on is never done.
        worker.post(Stop())
        waiting.start()

    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    errands.run(close)
    for each in (thread, waiting):
        each.join(60)
        assert not each.is_alive()
    assert outcomes == []
    with pytest.raises(LibraryError, match="closed"):
        errands.run(outcomes.append)
