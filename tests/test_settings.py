"""Settings: kept whole, by several processes at once, and never lost where they cannot be kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.settings import Settings, SettingsError, SettingsFile

COUNTING = """
import sys
from pathlib import Path
from photo_sorter.settings import SettingsFile

file, field = SettingsFile(Path(sys.argv[1])), sys.argv[2]
for number in range(200):
    file.change(**{field: f"http://{number}"})
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.json"


def test_what_is_changed_is_there_at_the_next_start(path):
    SettingsFile(path).change(paused=True, proxy="http://proxy.example:8080")
    assert SettingsFile(path).current == Settings(paused=True, proxy="http://proxy.example:8080")


def test_what_another_process_changed_meanwhile_is_kept(path):
    window, command = SettingsFile(path), SettingsFile(path)
    window.change(thumbnail_side_px=300)
    command.change(model_id="other")
    window.change(paused=True)
    kept = Settings(model_id="other", thumbnail_side_px=300, paused=True)
    assert SettingsFile(path).current == window.current == kept


def test_two_processes_that_write_at_once_lose_nothing(path):
    fields = ("proxy", "hub_endpoint")
    writing = [subprocess.Popen([sys.executable, "-c", COUNTING, path, field]) for field in fields]
    assert [one.wait(60) for one in writing] == [0, 0]
    assert SettingsFile(path).current == Settings(proxy="http://199", hub_endpoint="http://199")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"model_id": 7, "paused": "yes"}', "\0"])
def test_a_file_that_is_none_gives_the_defaults_and_keeps_what_was_changed_here(path, content):
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    settings = SettingsFile(path)
    assert settings.current == Settings()
    settings.change(paused=True)
    path.write_text(content, encoding="utf-8")
    settings.change(proxy="http://proxy.example:8080")
    assert json.loads(path.read_text(encoding="utf-8"))["proxy"] == "http://proxy.example:8080"


def test_what_cannot_be_kept_holds_until_the_program_ends_and_is_kept_when_it_can_be(path):
    path.parent.write_text("no folder", encoding="utf-8")
    settings = SettingsFile(path)
    with pytest.raises(SettingsError, match="hold until the program ends"):
        settings.change(model_id="other")
    assert settings.current.model_id == "other"
    path.parent.unlink()
    settings.change(paused=True)
    assert SettingsFile(path).current == Settings(model_id="other", paused=True)
