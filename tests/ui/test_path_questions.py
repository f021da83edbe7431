from __future__ import annotations

import time
from pathlib import Path

import pytest

from photo_sorter.media.questions import Questions
from photo_sorter.ui import desktop, path_questions
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
