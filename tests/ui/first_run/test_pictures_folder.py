"""The desktop's folder of pictures is suggested where it is worth it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from photo_sorter.ui.first_run.pictures_folder import pictures_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the desktop says it is."""
    folder = tmp_path / "Bilder"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda location: str(folder))
    return folder


def test_it_is_suggested_once_something_is_in_it(folder: Path):
    assert pictures_folder() is None
    folder.mkdir()
    (folder / ".directory").touch()
    assert pictures_folder() is None
    (folder / "2024").mkdir()
    assert pictures_folder() == folder


def test_the_whole_home_is_no_folder_of_pictures(folder: Path, monkeypatch: pytest.MonkeyPatch):
    folder.mkdir()
    (folder / "a.jpg").touch()
    monkeypatch.setattr(Path, "home", lambda: folder)
    assert pictures_folder() is None


def test_a_desktop_without_one_suggests_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda location: "")
    assert pictures_folder() is None
