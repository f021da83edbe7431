"""A report that can be pasted into a bug report, whatever is broken."""

from __future__ import annotations

import getpass
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.cli import environment
from photo_sorter.cli.doctor import report_text
from photo_sorter.cli.main import main
from photo_sorter.logs import start_log
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.system.child import ChildError, answer_of_child


@pytest.fixture
def doctor(home, capsys, monkeypatch):
    """Runs `doctor --json` with children that answer at once; gives its parts."""

    def answer(ask, seconds):
        return {"asked": ask.__name__}

    monkeypatch.setattr(environment, "answer_of_child", answer)

    def doctor():
        assert main(["--home", str(home.folder), "doctor", "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return doctor


def test_without_anything_there_is_a_whole_report(doctor):
    report = doctor()
    assert [title for title, part in report.items() if "fault" in part] == []
    assert report["Program"]["Python"] == ".".join(map(str, sys.version_info[:3]))
    assert report["Library"] == {"size": "there is none yet"}
    assert report["Computing"] == {"asked": "computing"}
    assert "GB" in report["System"]["memory"]


def test_a_library_is_counted_and_its_folders_are_not_named(doctor, home, photos, run):
    run("index", photos)
    run("categories", "add", "Divorce papers", "--prompt", "red")
    report = doctor()
    found = report["Library"]
    assert (found["photos"], found["folders"], found["categories"], found["integrity"]) == (6, 1, 1, "sound")
    text = json.dumps(report, ensure_ascii=False)
    for secret in (photos.name, "Divorce", str(home.folder)):
        assert secret not in text


def test_a_damaged_library_tells_its_own_fault_only(doctor, home):
    home.folder.mkdir(parents=True)
    home.library.write_bytes(b"no library at all, whatever its name says" * 100)
    report = doctor()
    assert "damaged" in report["Library"]["fault"]
    assert [title for title, part in report.items() if "fault" in part] == ["Library"]


def test_a_newer_library_says_so(doctor, home):
    with Library.open(home.library) as library:
        library._db.execute("PRAGMA user_version = 99")
    assert "version 99" in doctor()["Library"]["fault"]


def test_settings_that_cannot_be_read_tell_why(doctor, home):
    home.folder.mkdir(parents=True)
    home.settings.write_text('{"paused": tru')
    report = doctor()
    assert "Expecting value" in report["Settings"]["fault"]
    assert report["Models"]["in use"] == "builtin-basic-1"


def test_a_proxy_and_its_password_are_not_told(doctor, home):
    SettingsFile(home.settings).change(
        proxy="http://anna:secret@proxy.example:8080", hub_endpoint="https://mirror.example"
    )
    report = doctor()
    assert report["Settings"]["proxy"] == "set"
    assert report["Settings"]["hub_endpoint"] == "<address>"
    assert "secret" not in json.dumps(report)


def test_the_last_warnings_are_told_without_paths(doctor, home):
    home.folder.mkdir(parents=True)
    lines = [
        f"2026-01-01 10:00:{n:02},000 WARNING worker photo_sorter.x: Cannot read /srv/Us/{n}.jpg" for n in range(50)
    ]
    lines.append("2026-01-01 10:01:00,000 INFO worker photo_sorter.x: all is well")
    home.log.write_text("\n".join(lines), encoding="utf-8")
    told = doctor()["Log"]["warnings"]
    assert len(told) == environment.WARNINGS_SHOWN
    assert told[-1] == "2026-01-01 10:00:49,000 WARNING worker photo_sorter.x: Cannot read /….jpg"


def test_what_the_program_itself_logs_is_found(doctor, home):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        start_log(home.log)
        logging.getLogger("photo_sorter.test").warning("The disk is full")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    assert "The disk is full" in doctor()["Log"]["warnings"][-1]


def test_the_log_is_printed_with_names_hidden(home, photos, run, say):
    run("index", photos)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        start_log(home.log)
        log = logging.getLogger("photo_sorter.work")
        log.warning("Cannot read %s: the file ends early.", photos / "Divorce\n2026-01-01 10:00:00,000 INFO a b: c.jpg")
        log.warning("Looking at %s failed", f"/srv/Divorce/{'x' * 30}.jpg")
        try:
            raise OSError(f"no space left for {photos / 'Divorce.jpg'}")
        except OSError:
            log.exception("A fault")
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    told = say("doctor", "--log")
    assert "Divorce" in home.log.read_text(encoding="utf-8")
    assert "Cannot read <folder 1>/" in told
    assert "Looking at /…" in told
    assert "Traceback (most recent call last):" in told
    for secret in ("Divorce", "xxx", str(photos)):
        assert secret not in told
    code, result, _ = run("doctor", "--log")
    assert code == 0
    assert result["log"] == told.rstrip("\n").split("\n")


def test_there_may_be_no_log_to_print(say):
    assert say("doctor", "--log") == ""


def test_a_part_that_breaks_leaves_the_others(doctor, monkeypatch):
    def broken():
        raise RuntimeError("no such sensor")

    monkeypatch.setattr(environment, "read_power", broken)
    report = doctor()
    assert report["Power"] == {"fault": "no such sensor"}
    assert report["Program"]["version"]


def die():
    os.write(2, b"qt.qpa.xcb: could not connect to display\n")
    os.abort()


def wait_for_ever():
    os.read(os.pipe()[0], 1)


def fail():
    raise ImportError("libcudart.so.13 is not there")


@pytest.mark.parametrize(
    ("ask", "seconds", "reason"),
    [
        (die, 60, r"died \(exit code -?\d+\): qt.qpa.xcb: could not connect"),
        (wait_for_ever, 0.5, "no answer within 0.5 seconds"),
        (fail, 60, "ImportError: libcudart.so.13 is not there"),
    ],
)
def test_a_child_that_dies_hangs_or_fails_says_so(ask, seconds, reason):
    with pytest.raises(ChildError, match=reason):
        answer_of_child(ask, seconds)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a computer without a display")
def test_the_whole_report_on_a_computer_without_a_display(home, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "photo_sorter", "--home", str(home.folder), "doctor"],
        env=environment, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "\nComputing\n  torch: 2" in done.stdout
    assert "could not connect to display" in done.stdout
    assert str(tmp_path) not in done.stdout
    assert f"/{getpass.getuser()}/" not in done.stdout


def test_the_window_copies_the_same_report(home, capsys, monkeypatch):
    monkeypatch.setattr(environment, "answer_of_child", lambda ask, seconds: {"asked": ask.__name__})
    monkeypatch.setattr(environment, "system", dict)  # how much memory is free
    monkeypatch.setattr(environment, "disk", lambda home: {})
    assert main(["--home", str(home.folder), "doctor"]) == 0
    assert report_text(home).splitlines() == capsys.readouterr().out.rstrip("\n").splitlines()
