from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.media.questions import Questions, ReadAhead, answered
from tests.media.silent_disk import SilentDisk, needs_fuse
from tests.patience import wait_until

T = TypeVar("T")

SHARE, OTHER = Path("/shares/photos"), Path("/home/photos")
SECONDS = 0.05


class Held:
    """A disk that does not answer until it is let go."""

    def __init__(self) -> None:
        self._is_free = threading.Event()
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        assert self._is_free.wait(20)
        return "an answer"

    def let_go(self) -> None:
        self._is_free.set()


@pytest.fixture
def held() -> Iterator[Held]:
    held = Held()
    yield held
    held.let_go()


@pytest.fixture
def back() -> threading.Event:
    return threading.Event()


@pytest.fixture
def questions(back: threading.Event) -> Questions:
    questions = Questions(back.set, SECONDS, SECONDS)
    questions.watch([SHARE, OTHER])
    return questions


def test_what_a_disk_answers_is_given(questions: Questions) -> None:
    assert questions.ask(SHARE, lambda: 7) == 7


@pytest.mark.parametrize("error", [FileNotFoundError("gone"), TimeoutError("of the disk's own"), ValueError("odd")])
def test_what_a_question_raises_is_raised_where_it_was_asked(questions: Questions, error: Exception) -> None:
    def question() -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        questions.ask(SHARE, question)
    assert questions.ask(SHARE, lambda: 7) == 7


def test_a_disk_that_does_not_answer_is_given_up_and_named(questions: Questions, held: Held) -> None:
    with pytest.raises(DiskSilentError, match="“photos” does not answer"):
        questions.ask(SHARE / "2024" / "1.jpg", held)


def test_nothing_more_is_asked_of_a_silent_disk_and_others_answer(questions: Questions, held: Held) -> None:
    with pytest.raises(DiskSilentError):
        questions.ask(SHARE, held)
    begun = threading.active_count()
    for path in (SHARE, SHARE / "2024" / "1.jpg"):
        with pytest.raises(DiskSilentError):
            questions.ask(path, held)
        with pytest.raises(DiskSilentError):
            questions.require_voice(path)
    assert held.asked == 1
    assert threading.active_count() == begun
    questions.require_voice(OTHER)
    assert questions.ask(OTHER, lambda: 7) == 7


def test_a_disk_that_answers_late_says_so_and_is_asked_again(
    questions: Questions, held: Held, back: threading.Event
) -> None:
    with pytest.raises(DiskSilentError):
        questions.ask(SHARE, held)
    assert not back.is_set()
    held.let_go()
    assert back.wait(20)
    assert questions.ask(SHARE, held) == "an answer"


def test_a_disk_speaks_again_when_its_last_question_is_answered(questions: Questions, back: threading.Event) -> None:
    one, two = Held(), Held()
    first, second = (
        ReadAhead(questions, SHARE, lambda one=one: iter([one()]), 0.0) for one in (one, two)
    )  # fmt: skip
    for listing in (first, second):
        with pytest.raises(DiskSilentError):
            _all(listing)
    one.let_go()
    assert first.take(20) == "an answer"
    assert not back.wait(SECONDS)
    two.let_go()
    assert back.wait(20)


def test_a_disk_that_was_silent_is_named_once_when_it_is_heard_again(questions: Questions, held: Held) -> None:
    with pytest.raises(DiskSilentError):
        questions.ask(SHARE / "2024" / "1.jpg", held)
    assert questions.ask(OTHER, lambda: 7) == 7
    assert questions.heard_again() == set()
    held.let_go()
    wait_until(lambda: questions.has_voice(SHARE))
    assert questions.heard_again() == {SHARE}
    assert questions.heard_again() == set()


def test_many_answers_may_take_longer_than_one(questions: Questions) -> None:
    waiting = threading.Event()

    def question() -> int:
        for _ in range(5):
            waiting.wait(SECONDS / 2)
            answered()
        return 7

    assert questions.ask(SHARE, question) == 7


def test_many_silent_disks_take_no_longer_than_one(questions: Questions, held: Held) -> None:
    shares = [Path(f"/shares/{number}") for number in range(20)]
    questions.watch(shares)
    begun = time.monotonic()
    questions.ask_all((share, held) for share in shares)
    assert time.monotonic() - begun < 10 * SECONDS
    for share in shares:
        with pytest.raises(DiskSilentError):
            questions.require_voice(share)


def test_a_listing_is_read_ahead_and_given_whole(questions: Questions) -> None:
    assert _all(questions.read_ahead(SHARE, lambda: iter(range(50)))) == list(range(50))


def test_nobody_waits_for_a_listing(questions: Questions, held: Held) -> None:
    listing = Questions(listing_seconds=20).read_ahead(SHARE, lambda: iter([held()]))
    assert listing.take(0.0) is None
    assert not listing.is_through
    held.let_go()
    assert _all(listing) == ["an answer"]


def test_a_listing_that_says_nothing_is_given_up(questions: Questions, held: Held, back: threading.Event) -> None:
    def parts() -> Iterator[str]:
        yield "first"
        yield held()

    listing = questions.read_ahead(SHARE, parts)
    with pytest.raises(DiskSilentError):
        _all(listing)
    with pytest.raises(DiskSilentError):
        questions.read_ahead(SHARE, parts)
    listing.close()
    held.let_go()
    assert back.wait(20)
    assert _all(questions.read_ahead(SHARE, parts)) == ["first", "an answer"]


def test_a_listing_that_nobody_takes_from_is_not_silent(questions: Questions) -> None:
    listing = questions.read_ahead(SHARE, lambda: iter(range(9)))
    threading.Event().wait(2 * SECONDS)
    assert _all(listing) == list(range(9))


def test_what_a_listing_raises_comes_after_its_parts(questions: Questions) -> None:
    def parts() -> Iterator[int]:
        yield 1
        raise FileNotFoundError("gone")

    found: list[int] = []
    with pytest.raises(FileNotFoundError):
        _take_all(questions.read_ahead(SHARE, parts), found)
    assert found == [1]


def test_closing_a_listing_ends_its_thread(questions: Questions) -> None:
    begun = threading.active_count()
    listing = questions.read_ahead(SHARE, lambda: iter(range(1000)))
    assert listing.take(20) == 0
    listing.close()
    wait_until(lambda: threading.active_count() <= begun)


@needs_fuse
def test_a_share_whose_server_is_gone_holds_nobody(tmp_path: Path, back: threading.Event) -> None:
    disk, questions = SilentDisk(tmp_path), Questions(back.set, SECONDS)
    try:
        assert questions.ask(disk.place, lambda: list(disk.place.iterdir())) == []
        disk.fall_silent()
        with pytest.raises(DiskSilentError):
            questions.ask(disk.place, lambda: list(disk.place.iterdir()))
        disk.answer()
        assert back.wait(20)
        assert questions.ask(disk.place, lambda: list(disk.place.iterdir())) == []
    finally:
        disk.close()


def _all(listing: ReadAhead[T]) -> list[T]:
    found: list[T] = []
    _take_all(listing, found)
    return found


def _take_all(listing: ReadAhead[T], found: list[T]) -> None:
    while not listing.is_through:
        part = listing.take(SECONDS)
        found += [] if part is None else [part]
