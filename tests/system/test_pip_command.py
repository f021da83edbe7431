"""The command that adds a package."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from photo_sorter.system.pip_command import pip_command


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell's way of quoting")
def test_it_names_this_python_wherever_that_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shlex.split(pip_command("rawpy")) == [sys.executable, "-m", "pip", "install", "rawpy"]
    monkeypatch.setattr(sys, "executable", "/home/a b/it's/python")
    assert shlex.split(pip_command("rawpy"))[0] == "/home/a b/it's/python"


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell's way of quoting")
def test_a_terminal_takes_it() -> None:
    told = subprocess.run(f"{pip_command('--help')}", shell=True, capture_output=True, text=True, check=True).stdout
    assert "pip install" in told
