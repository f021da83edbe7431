"""What the library's disk refuses of watched folders is found again by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from photo_sorter.core.commands import LookAt, LookForDisks
from photo_sorter.core.errors import DiskSilentError, LibraryError
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.work import rounds as rounds_module
from photo_sorter.work.folders import Teller, WatchedFolders
from photo_sorter.work.rounds import AGAIN_SECONDS, SAFETY_SCAN_SECONDS, Rounds
from tests.blank_library import new_library
from tests.patience import wait_until


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with new_library(tmp_path / "library.db") as library:
        yield library


@pytest.fixture
def questions() -> Questions:
    return Questions(seconds=0.05)


@pytest.fixture
def rounds(library: Library, tmp_path: Path, questions: Questions) -> Rounds:
    return Rounds(library, tmp_path / "thumbnails", None, lambda event: None, questions=questions)


@pytest.fixture
def folders(library: Library, rounds: Rounds) -> WatchedFolders:
    teller = Teller(*[lambda *_: None] * 5)
    models: Any = SimpleNamespace(sorter=None, ingest=None, wake=lambda: None)
    return WatchedFolders(library, rounds, models, frozenset, teller)


def refuse(*_: object) -> None:
    raise LibraryError("There is no space left on the library's disk.")


def finish(rounds: Rounds) -> None:
    while not rounds.are_done:
        rounds.step()


@pytest.mark.parametrize("refused", ["the folder", "the look at all folders"])
def test_folders_whose_disk_was_silent_are_added_after_the_library_has_refused_them(
    library: Library,
    folders: WatchedFolders,
    rounds: Rounds,
    questions: Questions,
    photos: Path,
    monkeypatch: Any,
    refused: str,
) -> None:
    answers = threading.Event()
    with suppress(DiskSilentError):
        questions.ask(photos, answers.wait)
    rounds.add((photos,))
    answers.set()
    wait_until(lambda: questions.has_voice(photos))
    monkeypatch.setattr(rounds_module, "AGAIN_SECONDS", 0.0)
    with monkeypatch.context() as full:
        full.setattr(*(library.folders, "add") if refused == "the folder" else (rounds._whereabouts, "look"), refuse)
        with pytest.raises(LibraryError):
            folders.do(LookForDisks())
    assert rounds.seconds_to_next <= 0
    folders.repeat()
    assert [folder.path for folder in library.folders.active()] == [photos]
    assert rounds.coming() == ()


def test_a_folder_is_looked_through_soon_when_the_library_has_refused_what_follows_from_a_change(
    library: Library, folders: WatchedFolders, rounds: Rounds, photos: Path, monkeypatch: Any
) -> None:
    rounds.add((photos,))
    finish(rounds)
    assert rounds.seconds_to_next > SAFETY_SCAN_SECONDS - AGAIN_SECONDS
    (photos / "a.jpg").touch()
    monkeypatch.setattr(library.photos, "queued_at", refuse)
    with pytest.raises(LibraryError):
        folders.do(LookAt(frozenset([photos / "a.jpg"])))
    assert rounds.seconds_to_next <= AGAIN_SECONDS


def test_a_round_whose_look_the_library_refuses_is_due_again_after_a_while_and_not_at_once(
    rounds: Rounds, photos: Path, monkeypatch: Any
) -> None:
    rounds.add((photos,))
    finish(rounds)
    now = rounds_module.time.monotonic() + SAFETY_SCAN_SECONDS + 1
    monkeypatch.setattr(rounds_module.time, "monotonic", lambda: now)
    with monkeypatch.context() as patched:
        patched.setattr(rounds, "_look", refuse)
        with pytest.raises(LibraryError):
            rounds.repeat()
    assert rounds.are_done
    assert rounds.seconds_to_next == AGAIN_SECONDS
    now += AGAIN_SECONDS
    rounds.repeat()
    assert not rounds.are_done
