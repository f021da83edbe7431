"""Whether another program fills the screen, asked of a real X server with a real window manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.patience import wait_until
from tests.system.x_server import x_server

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland")

ASK = "from photo_sorter.system.full_screen import is_filled_by_another as ask; print(ask())"
SHOW = """
import sys
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QWidget
from photo_sorter.system.full_screen import is_filled_by_another
app = QApplication([])
window = QWidget()
window.resize(300, 200)
def obey():
    word = sys.stdin.readline().strip()
    if word == "ask":
        print(is_filled_by_another(), flush=True)
    elif word:
        getattr(window, word)()
    else:
        app.quit()
ear = QSocketNotifier(0, QSocketNotifier.Type.Read)
ear.activated.connect(obey)
window.showNormal()
app.exec()
"""


def environment(**added: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return plain | added


def answer(**added: str) -> str:
    asked = [sys.executable, "-c", ASK]
    done = subprocess.run(asked, env=environment(**added), capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Shown:
    """A program with one window, which does what it is told."""

    def __init__(self, display: str) -> None:
        env = environment(DISPLAY=display, QT_QPA_PLATFORM="xcb")
        self.process = subprocess.Popen(
            [sys.executable, "-c", SHOW], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def ask(self) -> str:
        self.tell("ask")
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as display:
        yield display


@pytest.fixture
def desktop(display: str) -> Iterator[str]:
    manager = shutil.which("openbox")
    if manager is None:
        pytest.skip("needs openbox")
    with subprocess.Popen([manager], env=environment(DISPLAY=display), stderr=subprocess.DEVNULL) as running:
        wait_until(lambda: answer(DISPLAY=display) == "False")
        yield display
        running.terminate()


@pytest.fixture
def show(desktop: str) -> Iterator[Callable[[], Shown]]:
    opened: list[Shown] = []

    def one() -> Shown:
        opened.append(Shown(desktop))
        return opened[-1]

    yield one
    for shown in opened:
        shown.process.communicate(timeout=20)


def test_a_window_that_fills_the_screen_is_seen_by_others_and_only_while_it_does(desktop, show):
    film = show()
    assert answer(DISPLAY=desktop) == "False"
    film.tell("showFullScreen")
    wait_until(lambda: answer(DISPLAY=desktop) == "True")
    film.tell("showNormal")
    wait_until(lambda: answer(DISPLAY=desktop) == "False")


def test_our_own_window_does_not_count(desktop, show):
    ours = show()
    ours.tell("showFullScreen")
    wait_until(lambda: answer(DISPLAY=desktop) == "True")
    assert ours.ask() == "False"


def test_a_full_screen_behind_another_program_does_not_count(desktop, show):
    film = show()
    film.tell("showFullScreen")
    wait_until(lambda: answer(DISPLAY=desktop) == "True")
    other = show()
    other.tell("activateWindow")
    wait_until(lambda: answer(DISPLAY=desktop) == "False")


def test_a_program_that_has_ended_fills_nothing(desktop, show):
    film, witness = show(), show()
    film.tell("showFullScreen")
    film.tell("activateWindow")
    wait_until(lambda: witness.ask() == "True")
    film.process.kill()
    wait_until(lambda: witness.ask() == "False")


def test_without_a_window_manager_nobody_knows(display):
    assert answer(DISPLAY=display) == "None"


@pytest.mark.parametrize("added", [{}, {"DISPLAY": ":987"}, {"DISPLAY": ":987", "WAYLAND_DISPLAY": "wayland-0"}])
def test_who_cannot_know_says_so(added):
    assert answer(**added) == "None"
