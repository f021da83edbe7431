from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.media.questions import Questions
from photo_sorter.ui import desktop, path_questions
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.path_questions import GivenPaths, Seen
from tests.media.silent_disk import SilentDisk, needs_fuse


def test_what_is_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "1.jpg"
    file.touch()
    assert path_questions.is_file(file)
    assert not path_questions.is_folder(file)
    assert path_questions.is_folder(tmp_path)
    assert path_questions.exists(file)
    assert not path_questions.exists(tmp_path / "2.jpg")
    assert path_questions.nearest_folder(tmp_path / "not" / "there") == tmp_path


@needs_fuse
def test_the_window_does_not_wait_for_a_disk_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path_questions, "_questions", Questions(seconds=0.1))
    disk = SilentDisk(tmp_path / "disk")
    try:
        photo = disk.place / "1.jpg"
        photo.touch()
        assert path_questions.is_file(photo)
        disk.fall_silent()
        begun = time.monotonic()
        assert not desktop.open_file(photo)
        assert not desktop.show_in_folder(photo)
        assert time.monotonic() - begun < 1
        assert path_questions.is_folder(tmp_path)
    finally:
        disk.close()


@pytest.fixture
def given(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> GivenPaths:
    monkeypatch.setattr(path_questions, "PATIENCE_SECONDS", 0.1)
    notices = NoticeBar()
    qtbot.addWidget(notices)
    return GivenPaths(notices, notices)


def photos_in(*folders: Path, number: int = 1) -> list[Path]:
    photos = [folder / f"{n}.jpg" for folder in folders for n in range(number)]
    for photo in photos:
        photo.parent.mkdir(exist_ok=True)
        photo.touch()
    return photos


def before_each_question(monkeypatch: pytest.MonkeyPatch, do: Callable[[Path], object]) -> None:
    is_folder = os.path.isdir
    monkeypatch.setattr(os.path, "isdir", lambda path: (do(path), is_folder(path))[1])


def test_many_silent_folders_hold_the_window_no_longer_than_one_and_each_is_taken_when_it_answers(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: GivenPaths
) -> None:
    near, *far = photos_in(tmp_path / "near", *(tmp_path / f"far {n}" for n in range(10)))
    awake = {path: threading.Event() for path in far}
    before_each_question(monkeypatch, lambda path: path not in awake or awake[path].wait(20))
    taken: list[Seen] = []
    begun = time.monotonic()
    given.look_at([*far, near, tmp_path], taken.append)
    assert time.monotonic() - begun < 0.5
    assert taken == [Seen(folders=(tmp_path,), files=(near,))]
    assert "does not answer" in given._notices.words.text()
    awake[far[3]].set()
    qtbot.waitUntil(lambda: taken[1:] == [Seen(files=(far[3],))])
    for answers in awake.values():
        answers.set()
    qtbot.waitUntil(lambda: sum(len(seen.files) for seen in taken) == 11)
    assert given._notices.isHidden()


def test_a_slow_folder_holds_the_window_no_longer_than_a_silent_one_and_is_asked_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: GivenPaths
) -> None:
    photos = photos_in(tmp_path / "slow", number=10)
    asked: Counter[Path] = Counter()
    before_each_question(monkeypatch, lambda path: (asked.update([path]), time.sleep(0.06)))
    taken: list[Seen] = []
    begun = time.monotonic()
    given.look_at(photos, taken.append)
    assert time.monotonic() - begun < 0.4
    qtbot.waitUntil(lambda: taken == [Seen(files=tuple(photos))])
    assert set(asked.values()) == {1}


def test_what_is_given_while_its_folder_is_silent_is_taken_with_the_rest_when_that_answers(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: GivenPaths
) -> None:
    first, second = photos_in(tmp_path / "far", number=2)
    awake = threading.Event()
    before_each_question(monkeypatch, lambda _: awake.wait(20))
    taken: list[Seen] = []
    given.look_at([first], taken.append)
    given.look_at([second, first], taken.append)
    assert not taken
    awake.set()
    qtbot.waitUntil(lambda: taken == [Seen(files=(first,)), Seen(files=(second, first))])
    assert given._notices.isHidden()
