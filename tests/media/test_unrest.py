from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.media import unrest
from photo_sorter.media.unrest import LONGEST_SECONDS, Rested, Unrest


@pytest.fixture
def waiting() -> Unrest:
    return Unrest(1.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x")
    return path


def test_a_path_rests_a_second_after_its_last_change(waiting: Unrest, file: Path) -> None:
    waiting.note([str(file)], 0.0)
    waiting.note([str(file)], 0.6)
    assert waiting.settle(1.1) == Rested()
    assert waiting.seconds_to_next(1.1) == pytest.approx(0.5)
    assert waiting.settle(1.6) == Rested(frozenset([str(file)]))
    assert waiting.settle(9.0) == Rested()
    assert waiting.seconds_to_next(9.0) is None


def test_a_file_that_grows_without_being_told_waits(waiting: Unrest, file: Path) -> None:
    waiting.note([str(file)], 0.0)
    file.write_bytes(b"xy")
    assert waiting.settle(1.0) == Rested()
    assert waiting.settle(1.9) == Rested()
    assert waiting.settle(2.0).paths == {str(file)}


def test_a_file_that_never_rests_keeps_no_other_waiting(waiting: Unrest, file: Path, tmp_path: Path) -> None:
    restless = tmp_path / "film.jpg"
    for second in range(100):
        restless.write_bytes(b"x" * second)
        waiting.note([str(restless)], float(second))
        if second == 50:
            waiting.note([str(file)], 50.0)
        assert waiting.settle(second + 0.9).paths == ({str(file)} if second == 51 else frozenset())


def test_a_new_folder_waits_for_what_is_in_it_but_not_for_ever(waiting: Unrest, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    waiting.note([str(folder)], 0.0)
    told = []
    for second in range(2 * int(LONGEST_SECONDS)):
        path = folder / f"{second}.jpg"
        path.write_bytes(b"x")
        waiting.note([str(path)], float(second))
        if str(folder) in waiting.settle(second + 0.5).paths:
            told.append(second)
    assert len(told) == 1
    assert LONGEST_SECONDS <= told[0] <= LONGEST_SECONDS + 2


def test_too_many_paths_become_one_lost_folder_once_they_rest(waiting: Unrest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unrest, "MOST_PATHS", 10)
    waiting.note([f"/nowhere/{number}" for number in range(11)], 0.0)
    waiting.note(["/nowhere/more"], 0.9)
    assert waiting.settle(1.5) == Rested()
    assert waiting.settle(2.0) == Rested(is_lost=True)
    assert waiting.settle(9.0) == Rested()
    waiting.note(["/nowhere/after"], 10.0)
    assert waiting.settle(11.0).paths == {"/nowhere/after"}


def test_a_lost_folder_that_never_rests_is_told_every_minute(waiting: Unrest) -> None:
    told = []
    for second in range(3 * int(LONGEST_SECONDS)):
        waiting.lose(float(second))
        if waiting.settle(second + 0.5).is_lost:
            told.append(second)
    assert len(told) == 2
    assert told[1] - told[0] == pytest.approx(LONGEST_SECONDS, abs=2)


def test_what_is_gone_rests(waiting: Unrest, tmp_path: Path) -> None:
    waiting.note([str(tmp_path / "gone.jpg")], 0.0)
    assert waiting.settle(1.0).paths == {str(tmp_path / "gone.jpg")}


def test_a_folder_stands_for_what_rests_with_it(waiting: Unrest, file: Path, tmp_path: Path) -> None:
    inner = tmp_path / "new" / "inner"
    inner.mkdir(parents=True)
    waiting.note([str(inner), str(inner / "gone.jpg"), str(inner.parent), str(file)], 0.0)
    assert waiting.settle(1.0).paths == {str(inner.parent), str(file)}
    waiting.note([str(inner)], 5.0)
    inner.rmdir()
    waiting.note([str(inner), str(inner / "gone.jpg")], 5.5)
    assert waiting.settle(6.5).paths == {str(inner), str(inner / "gone.jpg")}
