"""The whole program, started as a person starts it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from photo_sorter import app
from photo_sorter.app import _ends, _network_fault, _shelf
from photo_sorter.paths import Home
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL
from photo_sorter.store.library import Library

PATIENCE_SECONDS = 120


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
def test_the_window_opens_founds_a_library_and_closes_in_order(home):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "photo_sorter", "--home", str(home.folder)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as program:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not home.library.is_file():
                assert program.poll() is None, program.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.05)
            program.send_signal(signal.SIGINT)
            _, messages = program.communicate(timeout=PATIENCE_SECONDS)
        except BaseException:
            program.kill()
            raise
    assert program.returncode == 0
    assert "Traceback" not in messages
    with Library.open(home.library) as library:
        assert library.check() == ()


def test_a_worker_that_computes_is_waited_for_and_one_that_is_held_is_not():
    may_end, computes_until = threading.Event(), time.monotonic() + 0.5

    def compute():
        while time.monotonic() < computes_until:
            sum(range(1_000))

    slow, held = threading.Thread(target=compute), threading.Thread(target=may_end.wait)
    slow.start()
    assert _ends(slow, lambda: False, seconds=0.2)
    held.start()
    assert not _ends(held, lambda: False, seconds=0.2)
    may_end.set()
    held.join()


def test_a_worker_that_is_held_before_all_that_was_decided_is_done_is_waited_for_longer():
    may_end, asked = threading.Event(), []

    def has_undone():
        asked.append(True)
        if len(asked) == 3:
            may_end.set()
        return True

    held = threading.Thread(target=may_end.wait)
    held.start()
    assert not _ends(held, has_undone, seconds=0.01, undone_seconds=0.0)
    assert _ends(held, has_undone, seconds=0.01)


def test_a_restore_that_cannot_be_done_because_the_worker_is_held_says_so_and_the_window_opens_again(
    home, monkeypatch, qapp
):
    done = []
    monkeypatch.setattr(app.QMessageBox, "information", lambda *said: done.append(said[-1]))
    monkeypatch.setattr(app, "_start_again", lambda home: done.append(home))
    monkeypatch.setattr(app.logging, "shutdown", lambda: None)
    monkeypatch.setattr(app.os, "_exit", done.append)
    app._leave(SimpleNamespace(is_restoring=True, is_repairing=False), home, 0)
    assert done == ["Cancelled. Nothing was changed.", home, 0]
    done.clear()
    app._leave(SimpleNamespace(is_restoring=False, is_repairing=False), home, 0)
    assert done == [0]


def test_the_window_imports_no_torch_before_its_first_paint():
    code = "import sys, photo_sorter.app; print('torch' in sys.modules, 'open_clip' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout == "False False\n"


def test_a_model_of_the_catalogue_can_be_downloaded_from_the_window(tmp_path):
    choices = {choice.id: choice for choice in _shelf(Home(tmp_path)).look()}
    assert choices[BUILT_IN_MODEL].is_usable
    assert not choices[BUILT_IN_MODEL].can_download
    recommended = choices[RECOMMENDED_MODEL]
    assert recommended.can_download
    assert not recommended.is_usable
    assert recommended.hint == ""
    assert recommended.download_mb > 100


@pytest.mark.parametrize(
    ("hub", "proxy", "faulty"),
    [("", "", False), ("https://mirror.example", "", False), ("mirror", "", True), ("", "http://:80", True)],
)
def test_an_address_that_cannot_be_one_is_told_in_a_sentence(monkeypatch, hub, proxy, faulty):
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    said = _network_fault(hub, proxy)
    assert bool(said) is faulty
    assert said.endswith(".") is faulty
