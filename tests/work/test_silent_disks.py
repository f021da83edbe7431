"""Folders on a network drive that stops answering: nothing waits for it, nothing is taken for deleted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from photo_sorter.core.commands import AddFolders, LookForDisks, MoveToTrash, SaveScheme, Search
from photo_sorter.core.events import LibraryChanged, MovedToTrash, NoticeRaised, PhotosIndexed, SearchAnswered
from photo_sorter.core.folder_state import FoldersChecked
from photo_sorter.core.photo import Status
from photo_sorter.core.search.query import Query
from photo_sorter.media import decoder_process
from photo_sorter.media.questions import ANSWER_SECONDS, Questions
from photo_sorter.store.library import Library
from photo_sorter.work import reconcile, trashing, whereabouts, worker
from photo_sorter.work import rounds as rounds_module
from photo_sorter.work.rounds import Rounds
from tests.blank_library import new_library
from tests.media.silent_disk import SilentDisk, needs_fuse
from tests.patience import wait_until
from tests.work.conftest import House
from tests.work.stock import category, scheme

pytestmark = needs_fuse

SECONDS = 0.2


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "Questions", partial(Questions, seconds=SECONDS, listing_seconds=SECONDS))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SilentDisk]:
    disk = SilentDisk(tmp_path / "disk")
    yield disk
    disk.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with new_library(tmp_path / "library.db") as library:
        yield library


@pytest.fixture
def at_work(house: House, disk: SilentDisk, photos: Path) -> House:
    """A share and a local folder, each with a photo that is indexed."""
    _add(disk.behind, "share 1.jpg")
    _add(photos, "local 1.jpg")
    house.start().post(AddFolders((disk.place, photos)))
    house.events.wait(lambda events: _indexed(events) == 2)
    house.events.wait_until_idle()
    house.events.mark()
    return house


def test_a_share_that_stops_answering_is_offline_and_all_else_goes_on(
    at_work: House, disk: SilentDisk, photos: Path
) -> None:
    disk.fall_silent()
    _add(photos, "local 2.jpg")
    at_work._worker.post(AddFolders((photos,)))
    at_work.events.wait(lambda events: _indexed(events) == 1)
    at_work._worker.post(SaveScheme(scheme(category("red"))))
    at_work.events.wait(lambda events: any(isinstance(one, LibraryChanged) and one.categories for one in events))
    (told,) = [notice.sentence for notice in at_work.events.of(NoticeRaised)]
    assert told.startswith("“share” does not answer")
    assert _offline(at_work) == {"share"}
    assert _in_view(at_work, disk.place / "share 1.jpg")


def test_the_program_ends_while_a_share_is_silent(at_work: House, disk: SilentDisk) -> None:
    disk.fall_silent()
    at_work._worker.post(LookForDisks())
    at_work.events.wait_for(NoticeRaised)
    begun = time.monotonic()
    at_work.stop()
    assert time.monotonic() - begun < 5


def test_a_share_that_answers_again_is_looked_through_by_itself(at_work: House, disk: SilentDisk) -> None:
    disk.fall_silent()
    at_work._worker.post(LookForDisks())
    at_work.events.wait_for(NoticeRaised)
    at_work.events.mark()
    _add(disk.behind, "share 2.jpg")
    (disk.behind / "share 1.jpg").unlink()
    disk.answer()
    at_work.events.wait(lambda events: _indexed(events) == 1)
    at_work.events.wait(lambda events: _offline(at_work) == set())
    at_work.events.wait_until_idle()
    assert _in_view(at_work, disk.place / "share 2.jpg")
    assert not _in_view(at_work, disk.place / "share 1.jpg")


def test_a_share_that_is_silent_from_the_start_keeps_nobody_waiting(
    at_work: House, disk: SilentDisk, photos: Path
) -> None:
    at_work.stop()
    disk.fall_silent()
    _add(photos, "local 2.jpg")
    at_work.events.mark()
    at_work.start()
    at_work.events.wait(lambda events: _indexed(events) == 1)
    assert _offline(at_work) == {"share"}
    assert _in_view(at_work, disk.place / "share 1.jpg")


def test_photos_in_the_hands_of_decoders_get_no_strike(
    at_work: House, disk: SilentDisk, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder_process, "_LOOKED_AT_SECONDS", SECONDS)
    for number in range(40):
        _add(disk.behind, f"more {number}.jpg")
    at_work._worker.post(AddFolders((disk.place,)))
    at_work.events.wait(lambda events: _indexed(events) > 0)
    disk.fall_silent()
    at_work.events.wait(lambda events: _offline(at_work) == {"share"})
    at_work.events.mark()
    _add(photos, "local 2.jpg")
    at_work._worker.post(AddFolders((photos,)))
    at_work.events.wait(lambda events: _indexed(events) >= 1)
    disk.answer()

    at_work.events.wait(lambda events: _count(at_work, "status = 'ready'") == 43)
    assert _count(at_work, "strikes > 0") == 0


def test_the_trash_says_so_and_takes_nothing(at_work: House, disk: SilentDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trashing, "_questions", Questions(seconds=SECONDS))
    photo = at_work.photo(disk.place / "share 1.jpg")
    disk.fall_silent()
    at_work._worker.post(MoveToTrash((photo.id,), ()))
    at_work.events.wait_for(MovedToTrash)
    (told,) = at_work.events.of(MovedToTrash)
    assert told.photo_ids == ()
    assert any("its disk does not answer" in sentence for sentence in told.sentences)


def test_nothing_is_lost_where_a_share_falls_silent_in_the_middle_of_a_scan(
    library: Library, disk: SilentDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "FILES_A_STEP", 20)
    for number in range(200):
        (disk.behind / f"{number:05}.jpg").touch()
    events: list[object] = []
    questions = Questions(seconds=SECONDS, listing_seconds=SECONDS)
    rounds = Rounds(library, tmp_path / "thumbnails", None, events.append, questions=questions)
    rounds.add((disk.place,))
    _finish(rounds)
    before = library.photos.queue_length()
    rounds.begin()
    rounds.step()
    disk.fall_silent()
    longest = _finish(rounds)
    assert longest < 10 * SECONDS
    assert library.folders.active()[0].offline
    assert library._db.execute("SELECT DISTINCT status FROM photos").fetchall() == [(Status.NEW,)]
    disk.answer()
    wait_until(partial(_is_back, rounds, library))
    _finish(rounds)
    assert library.photos.queue_length() == before == 200


def test_a_search_by_a_picture_on_a_silent_share_does_not_wait_for_it(at_work: House, disk: SilentDisk) -> None:
    disk.fall_silent()
    at_work._worker.post(LookForDisks())
    at_work.events.wait_for(NoticeRaised)
    begun = time.monotonic()
    at_work._worker.post(Search(1, Query(pictures=(disk.place / "2024" / "1.jpg",))))
    at_work.events.wait_for(SearchAnswered)
    assert time.monotonic() - begun < ANSWER_SECONDS / 2


@pytest.mark.parametrize("question", [(reconcile, "match"), (whereabouts, "number_of")])
def test_a_folder_whose_disk_was_silent_for_a_moment_is_gone_through_again_once(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch, question: tuple[ModuleType, str]
) -> None:
    _add(photos, "local 1.jpg")
    heard, begun = threading.Event(), []
    rounds = Rounds(
        library, photos.parent / "thumbnails", None, lambda _: None, questions=Questions(heard.set, SECONDS, SECONDS)
    )
    rounds.add((photos,))
    _finish(rounds)
    _add(photos, "local 2.jpg")
    rounds.begin()
    look, compare = rounds._look, rounds_module.reconcile
    with _held_once(monkeypatch, *question) as let_go:

        def look_late() -> None:
            let_go()
            assert heard.wait(20)
            look()

        monkeypatch.setattr(rounds, "_look", look_late)
        monkeypatch.setattr(rounds_module, "reconcile", lambda *given: (begun.append(given), compare(*given))[1])
        _finish(rounds)
        rounds.look_for_disks()  # as the worker does when the disk is heard
        _finish(rounds)
    assert len(begun) == 1
    assert library.photos.queue_length() == 2


def test_a_watched_folder_that_is_silent_keeps_its_place_when_it_is_added_again(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    rounds = Rounds(library, photos.parent / "thumbnails", None, told.append, questions=Questions(seconds=SECONDS))
    rounds.add((photos,))
    monkeypatch.setattr(rounds, "_look", lambda: None)  # it has answered that a moment ago
    with _held_once(monkeypatch, whereabouts, "number_of"):
        rounds.add((photos,))
    assert [folder.path for folder in library.folders.active()] == [photos]
    assert any(isinstance(one, NoticeRaised) and "does not answer" in one.sentence for one in told)


def test_a_folder_that_was_silent_when_it_was_looked_for_keeps_its_place_when_it_is_added_again(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Rounds(library, photos.parent / "thumbnails", None, lambda _: None).add((photos,))
    rounds = Rounds(library, photos.parent / "thumbnails", None, lambda _: None, questions=Questions(seconds=SECONDS))
    with _held_once(monkeypatch, whereabouts, "read_mounts"):
        rounds.add((photos,))
    assert [folder.path for folder in library.folders.active()] == [photos]


def test_a_new_folder_on_a_silent_disk_is_added_once_that_answers(at_work: House, disk: SilentDisk) -> None:
    new = disk.behind.parent / "new"
    new.mkdir()
    _add(new, "new 1.jpg")
    with pytest.MonkeyPatch.context() as patch, _held_once(patch, rounds_module, "photo_folder") as let_go:
        at_work._worker.post(AddFolders((new,)))
        at_work.events.wait_for(NoticeRaised)
        let_go()
        at_work.events.wait(lambda events: _indexed(events) == 1)
    at_work.events.wait_until_idle()
    assert _in_view(at_work, new / "new 1.jpg")


@contextmanager
def _held_once(patch: pytest.MonkeyPatch, module: ModuleType, name: str) -> Iterator[Callable[[], None]]:
    """The next call of this question to a disk is not answered, until it is let go. That is given."""
    ask, may_answer, calls = getattr(module, name), threading.Event(), count()

    def answer(*given: object, **named: object) -> object:
        if not next(calls):
            assert may_answer.wait(20)
        return ask(*given, **named)

    patch.setattr(module, name, answer)
    try:
        yield may_answer.set
    finally:
        may_answer.set()


def _is_back(rounds: Rounds, library: Library) -> bool:
    rounds.look_for_disks()
    return not library.folders.active()[0].offline


def _finish(rounds: Rounds) -> float:
    """Gives how long the longest step took."""
    longest = 0.0
    while not rounds.are_done:
        begun = time.monotonic()
        rounds.step()
        longest = max(longest, time.monotonic() - begun)
    return longest


def _add(folder: Path, name: str) -> None:
    colour = (name.encode()[0], sum(name.encode()) % 256, 40)
    Image.new("RGB", (64, 48), colour).save(folder / name)


def _indexed(events: list[object]) -> int:
    return sum(len(event.photo_ids) for event in events if isinstance(event, PhotosIndexed))


def _offline(house: House) -> set[str]:
    checked = house.events.of(FoldersChecked)
    with house.read() as library:
        names = {folder.id: folder.path.name for folder in library.folders.active()}
    return {names[id] for id, state in checked[-1].states.items() if state.is_offline} if checked else set()


def _count(house: House, which: str) -> int:
    with house.read() as library:
        return int(library._db.execute(f"SELECT count(*) FROM photos WHERE {which}").fetchone()[0])


def _in_view(house: House, path: Path) -> bool:
    photo = house.photo(path)
    return photo is not None and photo.status is Status.READY


def test_a_system_that_is_slow_to_say_what_is_mounted_costs_no_photo_its_identity(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(photos, "local 1.jpg")
    may_answer, read = threading.Event(), whereabouts.read_mounts
    for is_slow in (False, True):
        if is_slow:
            monkeypatch.setattr(whereabouts, "read_mounts", lambda: (may_answer.wait(), read())[1])
        questions = Questions(seconds=SECONDS)
        rounds = Rounds(library, photos.parent / "thumbnails", None, lambda event: None, questions=questions)
        rounds.begin() if is_slow else rounds.add((photos,))
        while not rounds.are_done:
            rounds.step()
        (folder,) = library.folders.active()
        assert None not in (folder.volume_id, folder.file_id)
        assert folder.offline is is_slow
    may_answer.set()
