"""The entry by which a desktop starts the program at login."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys

import pytest

from photo_sorter.system import login_item as login
from photo_sorter.system.login_item import AutostartEntry, LaunchAgent, own_command

ODD = ["/opt/Photo Sorter/bin/photo-sorter", "--home", '/home/a "b" $c `d` \\ 50 %', "--background"]


@pytest.fixture(params=[AutostartEntry, LaunchAgent])
def item(request, tmp_path):
    return request.param(tmp_path / "not there yet")


def test_it_is_off_until_turned_on_and_off_again(item):
    assert not item.is_on
    item.turn_on(["photo-sorter"])
    assert item.is_on
    item.turn_off()
    assert not item.is_on
    item.turn_off()
    assert list(item.path.parent.iterdir()) == []


def test_turning_it_on_again_names_the_program_that_runs_now(item):
    item.turn_on(["/old/photo-sorter"])
    item.turn_on(["/new/photo-sorter"])
    text = item.path.read_text(encoding="utf-8")
    assert "/new/photo-sorter" in text
    assert "/old" not in text


def exec_line(item: AutostartEntry) -> str:
    return next(line for line in item.path.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))


def test_a_desktop_entry_keeps_every_argument_as_it_is(tmp_path):
    item = AutostartEntry(tmp_path)
    item.turn_on(ODD)
    # As the specification reads it: a string value first, then quoted arguments, then field codes.
    value = exec_line(item).removeprefix("Exec=").replace("\\\\", "\\")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', value)
    assert [re.sub(r"\\(.)", r"\1", argument).replace("%%", "%") for argument in quoted] == ODD


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")
def test_a_desktop_entry_takes_a_home_of_any_name(tmp_path):
    item = AutostartEntry(tmp_path)
    item.turn_on(["photo-sorter", "--home", "/home/two\nlines \udcff"])
    assert item.is_on
    lines = item.path.read_bytes().splitlines()
    assert lines[4] == b'Exec="photo-sorter" "--home" "/home/two\\nlines \xff"'


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a desktop entry")
def test_a_desktop_entry_starts_the_program(tmp_path):
    gio = shutil.which("gio")
    if gio is None:
        pytest.skip("there is no gio here")
    item, proof = AutostartEntry(tmp_path / "start"), tmp_path / 'it "$started" 100 %'
    os.mkfifo(proof)
    item.turn_on(
        [sys.executable, "-c", "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('here')", str(proof)]
    )
    subprocess.run([gio, "launch", str(item.path)], check=True, timeout=60)
    # Reading waits for the one who writes.
    assert proof.read_text() == "here"


def test_a_desktop_that_switches_the_entry_off_is_believed(tmp_path):
    item = AutostartEntry(tmp_path)
    item.turn_on(["photo-sorter"])
    with item.path.open("a", encoding="utf-8") as file:
        file.write("Hidden=true\n")
    assert not item.is_on


def test_a_launch_agent_keeps_every_argument_as_it_is(tmp_path):
    item = LaunchAgent(tmp_path)
    item.turn_on(ODD)
    agent = plistlib.loads(item.path.read_bytes())
    assert agent["ProgramArguments"] == ODD
    assert agent["RunAtLoad"] is True


def test_a_line_of_the_registry_has_its_quotes():
    assert login.registry_line([r"C:\Program Files\Photo Sorter\photo-sorter.exe", "--background"]) == (
        r'"C:\Program Files\Photo Sorter\photo-sorter.exe" --background'
    )


@pytest.mark.skipif(sys.platform != "win32", reason="the registry")
def test_a_registry_value_is_off_until_turned_on_and_off_again():
    item = login.RegistryValue(r"Software\Photo Sorter test")
    item.turn_on(ODD)
    assert item.is_on
    item.turn_off()
    assert not item.is_on


def test_the_program_names_itself(monkeypatch):
    assert own_command("--background") == [sys.executable, "-m", "photo_sorter", "--background"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delenv("APPIMAGE", raising=False)
    assert own_command("--background") == [sys.executable, "--background"]
    monkeypatch.setenv("APPIMAGE", "/home/anna/Photo_Sorter.AppImage")
    assert own_command() == ["/home/anna/Photo_Sorter.AppImage"]


def test_its_command_is_one_that_the_program_understands():
    done = subprocess.run([*own_command("--version")], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Photo Sorter ")


def test_this_systems_item_lies_where_its_desktop_looks(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert login.login_item().path == tmp_path / "autostart" / "photo-sorter.desktop"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert login.login_item().path.parent.name == "LaunchAgents"
