"""How long nobody has touched the computer, asked of a real X server."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys

import pytest

from tests.system.x_server import x_server

ASK = "from photo_sorter.system.presence import idle_seconds; print(idle_seconds())"


def answer(**environment: str) -> str:
    plain = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=plain | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def display():
    if ctypes.util.find_library("Xss") is None:
        pytest.skip("needs libXss")
    with x_server() as display:
        yield display


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11")
def test_an_x_server_says_how_long_nothing_was_touched(display):
    assert 0 <= float(answer(DISPLAY=display)) < 60


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland")
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":987"}, {"DISPLAY": ":987", "WAYLAND_DISPLAY": "wayland-0"}])
def test_who_cannot_know_says_so(environment):
    assert answer(**environment) == "None"
