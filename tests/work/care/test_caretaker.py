"""The library is looked after while the program works, and told to be damaged when it is."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.events import Activity, ActivityChanged, LibraryChanged, NoticeRaised, Stopped
from photo_sorter.core.repairing import LibraryFoundDamaged
from photo_sorter.media.mounts import Mount, Mounts
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.care import network_home
from photo_sorter.work.care.caretaker import Caretaker, Rhythm, cared_for
from photo_sorter.work.care.diary import Diary
from photo_sorter.work.care.keepsake_shelf import newest_day, newest_keepsake
from tests.patience import wait_until
from tests.store.salvage.wrecks import PAGE
from tests.store.stock import add_categories, add_photos

AT_ONCE = Rhythm(rest_seconds=0, at_latest_seconds=0)
WHEN_IDLE = Rhythm(rest_seconds=0, at_latest_seconds=3600)
NEVER = Rhythm(rest_seconds=3600, at_latest_seconds=3600)
IDLE, BUSY = ActivityChanged(Activity.IDLE, 0, 0), ActivityChanged(Activity.INDEXING, 0, 9)
TODAY = date.today().isoformat()


class Told:
    """What a caretaker says."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def next(self) -> Any:
        return self.events.get(timeout=20)

    @property
    def nothing(self) -> bool:
        return self.events.empty()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def care(home, told) -> Iterator[Callable[..., Caretaker]]:
    made = []

    def begin(rhythm: Rhythm) -> Caretaker:
        made.append(Caretaker(home, told.events.put, rhythm))
        return made[-1]

    yield begin
    for caretaker in made:
        caretaker.close()


@pytest.fixture
def decided(home) -> Home:
    with Library.open(home.library) as library:
        ids = add_photos(library, [f"{number}.jpg" for number in range(300)])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts(Verdict(id, cats, True) for id in ids.values())
    return home


def ruin(home: Home) -> None:
    content = bytearray(home.library.read_bytes())
    for number in range(5, len(content) // PAGE):
        content[number * PAGE : (number + 1) * PAGE] = b"\xff" * PAGE
    home.library.write_bytes(content)


def diary(home: Home) -> dict[str, Any]:
    return json.loads(home.care.read_text())


def test_what_was_decided_is_kept_when_there_is_nothing_to_do(decided, care):
    caretaker = care(WHEN_IDLE)
    caretaker.on_event(LibraryChanged(tags=True))
    caretaker.on_event(BUSY)
    assert newest_keepsake(decided) is None
    caretaker.on_event(IDLE)
    caretaker.close()
    assert newest_day(decided) == TODAY


def test_what_was_decided_is_kept_in_the_end_and_leaves_no_journal_behind(decided, care):
    caretaker = care(NEVER)
    caretaker.on_event(LibraryChanged(categories=True))
    caretaker.close()
    assert newest_day(decided) == TODAY
    assert not decided.library.with_name("library.db-wal").exists()


def test_without_a_decision_nothing_is_kept(decided, care):
    caretaker = care(NEVER)
    caretaker.on_event(LibraryChanged(photos=True))
    caretaker.close()
    assert newest_keepsake(decided) is None


def test_a_library_that_was_not_closed_is_checked_and_then_once_a_week(decided, care):
    assert Diary(decided.care).entry.checked_on == ""
    caretaker = care(AT_ONCE)
    caretaker.on_event(LibraryChanged())
    caretaker.on_event(IDLE)
    wait_until(lambda: decided.care.exists() and diary(decided)["checked_on"] == TODAY)
    assert diary(decided)["is_open"]
    caretaker.close()
    assert not diary(decided)["is_open"]


@pytest.mark.parametrize(
    ("entry", "is_due"),
    [
        ({"checked_on": TODAY, "is_open": False}, False),
        ({"checked_on": TODAY, "is_open": True}, True),
        ({"checked_on": str(date.today() - timedelta(6)), "is_open": False}, False),
        ({"checked_on": str(date.today() - timedelta(7)), "is_open": False}, True),
        ({"checked_on": "", "is_open": False}, True),
    ],
)
def test_a_check_is_due(decided, care, told, entry, is_due):
    decided.care.write_text(json.dumps(entry | {"is_network_told": False}))
    ruin(decided)
    caretaker = care(AT_ONCE)
    caretaker.on_event(LibraryChanged())
    caretaker.on_event(IDLE)
    if is_due:
        assert "is damaged" in told.next().sentence
    caretaker.close()
    assert told.nothing


def test_damage_is_told_with_the_day_of_the_newest_keepsake(decided, care, told):
    first = care(NEVER)
    first.on_event(LibraryChanged(tags=True))
    first.close()
    ruin(decided)
    caretaker = care(AT_ONCE)
    caretaker.on_event(LibraryChanged())
    caretaker.on_event(IDLE)
    found = told.next()
    assert isinstance(found, LibraryFoundDamaged)
    assert found.keepsake_day == TODAY
    assert "photo-sorter repair" in found.sentence


def test_while_there_is_something_to_do_nothing_is_checked(decided, care, told):
    ruin(decided)
    caretaker = care(AT_ONCE)
    caretaker.on_event(BUSY)
    caretaker.on_event(LibraryChanged())
    caretaker.close()
    assert told.nothing


def test_a_worker_that_ends_by_damage_is_told(decided, care, told):
    care(NEVER).on_event(Stopped("It is damaged.", is_damage=True))
    assert told.next() == LibraryFoundDamaged("It is damaged.")
    care(NEVER).on_event(Stopped("The disk is full."))
    assert told.nothing


def test_a_second_program_that_finds_the_library_held_cares_for_nothing(decided, care):
    caretaker = care(AT_ONCE)
    caretaker.on_event(Stopped("Photo Sorter is already open."))
    caretaker.close()
    assert not decided.care.exists()


def test_a_home_on_a_network_drive_is_told_once(decided, care, told, monkeypatch):
    share = Mount("//nas/me", Path("/"), "cifs", True, True)
    monkeypatch.setattr(network_home, "read_mounts", lambda: Mounts([share]))
    first = care(NEVER)
    first.on_event(LibraryChanged())
    sentence = told.next().sentence
    assert f"{decided.folder} lies on a network drive (cifs)" in sentence
    first.close()
    caretaker = care(NEVER)
    caretaker.on_event(LibraryChanged())
    caretaker.close()
    assert told.nothing


def test_without_a_window_damage_is_a_notice(decided):
    heard: list[object] = []
    with cared_for(decided, heard.append) as hear:
        hear(LibraryChanged(tags=True))
        hear(Stopped("It is damaged.", is_damage=True))
    assert heard == [LibraryChanged(tags=True), Stopped("It is damaged.", is_damage=True)]
    assert newest_day(decided) == TODAY
    assert NoticeRaised not in map(type, heard)


def test_an_unreadable_diary_means_a_check(decided):
    decided.care.write_text("{")
    assert Diary(decided.care).entry.is_open
