"""What was written to the log is read back, and nothing that lies in its place makes the reader fail."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from photo_sorter.logs import MOST_BYTES, read_log, start_log

LINE = "2026-11-21 16:05:12,345 WARNING worker photo_sorter.work.ingest: Cannot read IMG_1.heic: the file ends early."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photo-sorter.log"


@pytest.fixture
def started(path: Path) -> Iterator[logging.Logger]:
    root, ours = logging.getLogger(), logging.getLogger("photo_sorter")
    levels = root.level, ours.level
    before = list(root.handlers)
    start_log(path)
    yield ours
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def test_what_is_logged_is_read_back_with_its_traceback(started: logging.Logger, path: Path):
    started.info("Looked at 3 photos")
    try:
        raise ValueError("no such thing")
    except ValueError:
        started.exception("A fault: it is %s", "here")
    thread = threading.Thread(target=lambda: started.warning("two: colons"), name="Thread-1 (run)")
    thread.start()
    thread.join()
    said, fault, last = read_log(path)
    assert (said.message, said.level, said.is_problem) == ("Looked at 3 photos", logging.INFO, False)
    assert fault.message == "A fault: it is here"
    assert fault.is_problem
    assert fault.details.startswith("Traceback")
    assert fault.details.endswith("ValueError: no such thing")
    assert (last.message, last.source) == ("two: colons", "Thread-1 (run) photo_sorter")
    assert abs((datetime.now() - last.when).total_seconds()) < 60


def test_entries_go_on_into_the_file_that_was_put_aside(path: Path):
    for name, suffix in (("first", ".2"), ("second", ".1"), ("third", "")):
        path.with_name(path.name + suffix).write_text(LINE.replace("IMG_1", name), encoding="utf-8")
    assert [entry.message.split()[2] for entry in read_log(path)] == ["first.heic:", "second.heic:", "third.heic:"]


def test_only_the_end_of_a_long_log_is_read(path: Path):
    lines = [LINE.replace("IMG_1", f"IMG_{number}") for number in range(30_000)]
    path.write_text("\n".join(lines), encoding="utf-8")
    entries = read_log(path)
    assert entries[-1].message.startswith("Cannot read IMG_29999")
    assert len(entries) < MOST_BYTES / len(LINE) + 1


def test_there_may_be_no_log(path: Path):
    assert read_log(path) == ()


@pytest.mark.parametrize(
    "garbage",
    [
        b"", b"\0" * 5000, random.Random(1).randbytes(200_000), b"\xff\xfe" + "text".encode("utf-16-le"),
        b"9999-99-99 99:99:99,999 INFO a b: c",
    ],
    ids=["nothing", "zeroes", "noise", "another encoding", "a date that is none"],
)  # fmt: skip
def test_bytes_that_are_no_log_give_no_entry_and_do_not_hide_those_that_are(path: Path, garbage: bytes):
    path.write_bytes(garbage + b"\n" + LINE.encode() + b"\n" + garbage)
    (entry,) = read_log(path)
    assert entry.message == "Cannot read IMG_1.heic: the file ends early."
    assert len(entry.details) <= 20_000


def test_a_log_that_cannot_be_read_says_why(path: Path):
    path.mkdir()
    with pytest.raises(OSError, match=path.name):
        read_log(path)


def test_a_path_that_is_no_text_is_logged_all_the_same(
    started: logging.Logger, path: Path, capsys: pytest.CaptureFixture[str]
):
    started.warning("Cannot read %s", "/photos/\udcff.jpg")
    assert [entry.message for entry in read_log(path)] == [r"Cannot read /photos/\udcff.jpg"]
    assert capsys.readouterr().err == ""


HOSTILE_NAMES = (
    f"a.jpg\n{LINE}",
    f"a.jpg\r\n{LINE}",
    f"a\u2028{LINE}",
    f"a\x0b{LINE}\x85{LINE}",
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred.jpg",
    "photo\u202egpj.exe",
    "\u2066left\u2069.jpg",
    "nul\0.jpg",
    "byte\udcff.jpg",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_makes_no_entry_and_no_terminal_do_things(started: logging.Logger, path: Path, name: str):
    started.warning("Cannot read %s", f"/photos/{name}")
    try:
        raise FileNotFoundError(f"no such file: /photos/{name}")
    except FileNotFoundError:
        started.exception("It failed")
    said, failed = read_log(path)
    assert said.message.startswith("Cannot read /photos/")
    assert (failed.message, failed.details.split("\n")[0]) == ("It failed", "Traceback (most recent call last):")
    lines = path.read_text(encoding="utf-8").split("\n")
    assert all(line.isprintable() for line in lines)
    assert sum(line[:1].isdigit() for line in lines) == 2


def test_names_that_are_text_stay_readable(started: logging.Logger, path: Path):
    name = "/photos/Übergröße – 猫 🐈.jpg"
    started.warning("Cannot read %s", name)
    assert read_log(path)[0].message == f"Cannot read {name}"
