"""The command by which a person adds a package to this very Python."""

from __future__ import annotations

import shlex
import subprocess
import sys


def pip_command(package: str) -> str:
    """To be pasted into a terminal. It means nothing in a bundle, whose executable is no Python."""
    words = [sys.executable, "-m", "pip", "install", package]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
