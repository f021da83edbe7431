"""The local door: between real processes where it matters, and between threads where it does not."""

import errno
import json
import logging
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from photo_sorter import door as door_module
from photo_sorter.door import Call, CallerLeftError, Door, DoorError, claim_or_call, hand_over

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets; Windows has pipes")

CALL = Call(("rate", "Фото 😂.jpg", "\udcff"), "/somewhere", "token")

CLAIM = """
import os, signal, sys
from pathlib import Path
from photo_sorter.door import Call, Door, claim_or_call

got = claim_or_call(Path(sys.argv[1]), Call((), "/"), lambda kind, value: None)
if isinstance(got, Door):
    got.answer_with(lambda call, say: os.kill(os.getpid(), signal.SIGKILL) if call.arguments else 7)
    print("door", flush=True)
    sys.stdin.read()
else:
    print(got, flush=True)
"""


def nothing(kind, value):
    raise AssertionError(kind)


def card(home: Path) -> dict:
    return json.loads((home / "door.json").read_text())


def start(home: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", CLAIM, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture(autouse=True)
def runtime(monkeypatch):
    """Near the root, for sockets; those that are left behind go with it."""
    with TemporaryDirectory(prefix="ps-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "home"


def test_what_is_asked_for_arrives_and_what_is_said_comes_back(place):
    asked, heard = [], []

    def answer(call, say):
        asked.append(call)
        say("print", "Grüße")
        say("progress", [1, 2])
        return 3

    with Door.claim(place) as door:
        door.answer_with(answer)
        code = hand_over(place, CALL, lambda *said: heard.append(said))
    assert (code, asked, heard) == (3, [CALL], [("print", "Grüße"), ("progress", [1, 2])])


def test_a_call_waits_until_there_is_somebody_to_answer(place):
    codes = []
    with Door.claim(place) as door:
        caller = threading.Thread(target=lambda: codes.append(hand_over(place, CALL, nothing)))
        caller.start()
        door.answer_with(lambda call, say: 5)
        caller.join(10)
    assert codes == [5]


def test_a_home_has_one_door_and_is_free_when_it_is_closed(place):
    with Door.claim(place) as door:
        assert Door.claim(place) is None
        socket_path = Path(card(place)["address"])
        door.shut()
        assert Door.claim(place) is None  # the library may still be open
        assert hand_over(place, CALL, nothing) is None
    assert not socket_path.parent.exists()
    with Door.claim(place) as again:
        assert again is not None


def test_only_the_owner_can_reach_it(place):
    with Door.claim(place):
        assert stat.S_IMODE((place / "door.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(card(place)["address"]).parent.stat().st_mode) == 0o700


def test_the_path_of_a_home_or_of_the_temporary_folder_may_be_longer_than_a_sockets(tmp_path, monkeypatch):
    deep = tmp_path / ("x" * 100) / ("y" * 100)
    deep.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    with Door.claim(deep) as door:
        door.answer_with(lambda call, say: 0)
        assert hand_over(deep, CALL, nothing) == 0


@pytest.mark.parametrize(
    "garbage",
    [
        b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\x7f\xff\xff\xff",
        b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x04null", b"\x00\x01\x00\x00" + b"[" * 0x10000,
    ],
)  # fmt: skip
def test_garbage_is_ignored_and_noted(place, garbage, caplog):
    caplog.set_level(logging.WARNING)
    with Door.claim(place) as door:
        door.answer_with(lambda call, say: 0)
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(card(place)["address"])
            visitor.sendall(garbage)
            visitor.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                assert visitor.recv(100) == b""
        assert hand_over(place, CALL, nothing) == 0
    assert "is ignored" in caplog.text


def test_a_door_that_cannot_take_calls_waits_before_it_tries_again(place, monkeypatch, caplog):
    tried = threading.Semaphore(0)

    def fail():
        tried.release()
        raise OSError(errno.EMFILE, "Too many open files")

    with Door.claim(place) as door:
        monkeypatch.setattr(door._listener, "accept", fail)
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(card(place)["address"])  # ends the wait for the last call that could be taken
        assert tried.acquire(timeout=10)
        assert not tried.acquire(timeout=0.3)
    assert "failed to take a call" in caplog.text


def test_who_does_not_know_the_word_is_not_let_in(place):
    with Door.claim(place) as door:
        door.answer_with(lambda call, say: 0)
        (place / "door.json").write_text(json.dumps(card(place) | {"word": "guessed"}))
        with pytest.raises(DoorError):
            hand_over(place, CALL, nothing)


def test_a_window_that_was_killed_stands_in_nobodys_way(place):
    with start(place) as killed:
        assert killed.stdout.readline() == "door\n"
        left = Path(card(place)["address"])
        killed.send_signal(signal.SIGKILL)
    assert left.exists()
    assert hand_over(place, CALL, nothing) is None
    with Door.claim(place) as door:
        door.answer_with(lambda call, say: 0)
        assert hand_over(place, CALL, nothing) == 0
        assert not left.parent.exists()


def test_of_many_starts_at_once_one_gets_the_door_and_answers_the_others(place):
    programs = [start(place) for _ in range(6)]
    said = [program.stdout.readline() for program in programs]
    for program in programs:
        program.communicate("")
    assert sorted(said) == ["7\n"] * 5 + ["door\n"]


def test_a_copied_home_does_not_lead_to_the_window_of_the_first(place, tmp_path):
    with Door.claim(place) as door:
        door.answer_with(lambda call, say: 0)
        shutil.copytree(place, tmp_path / "copy")
        assert hand_over(tmp_path / "copy", CALL, nothing) is None
        with Door.claim(tmp_path / "copy") as other:
            assert other is not None
        assert hand_over(place, CALL, nothing) == 0
        (tmp_path / "link").symlink_to(place)
        assert hand_over(tmp_path / "link", CALL, nothing) == 0


def test_another_version_is_told_and_asked_for_nothing(place):
    with Door.claim(place) as door:
        door.answer_with(lambda call, say: nothing("call", call))
        (place / "door.json").write_text(json.dumps(card(place) | {"version": "9.9"}))
        with pytest.raises(DoorError, match=r"Photo Sorter 9\.9"):
            hand_over(place, CALL, nothing)


def test_a_window_that_does_not_answer_is_not_waited_for(place, monkeypatch):
    monkeypatch.setattr(door_module, "PATIENCE_SECONDS", 0.2)
    with start(place) as stopped:
        assert stopped.stdout.readline() == "door\n"
        os.kill(stopped.pid, signal.SIGSTOP)
        assert hand_over(place, CALL, nothing) is None
        with pytest.raises(DoorError, match="does not answer"):
            claim_or_call(place, CALL, nothing)
        stopped.kill()


def test_a_caller_that_leaves_disturbs_nobody(place):
    left, refused = threading.Event(), threading.Event()

    def answer(call, say):
        left.wait(10)
        try:
            say("print", "too late")
        except CallerLeftError:
            refused.set()
            raise
        return 0

    def leave(kind, value):
        raise KeyboardInterrupt

    with Door.claim(place) as door:
        door.answer_with(lambda call, say: say("print", "1") or answer(call, say))
        with pytest.raises(KeyboardInterrupt):
            hand_over(place, CALL, leave)
        left.set()
        door.answer_with(lambda call, say: 0)
        assert hand_over(place, CALL, nothing) == 0
        assert refused.wait(10)


def test_a_window_that_ends_before_it_is_done_is_told(place):
    with start(place) as killed:
        assert killed.stdout.readline() == "door\n"
        with pytest.raises(DoorError, match="closed before"):
            hand_over(place, Call(("die",), "/"), nothing)
    assert killed.returncode == -signal.SIGKILL


def test_a_home_that_cannot_be_written_has_no_door(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError):
        Door.claim(tmp_path / "file" / "home")
