"""A screen of one's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def x_server() -> Iterator[str]:
    """Gives its name for DISPLAY; skips where there is no Xvfb."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("needs Xvfb")
    ours, theirs = os.pipe()
    with subprocess.Popen([server, "-displayfd", str(theirs)], pass_fds=[theirs], stderr=subprocess.DEVNULL) as running:
        os.close(theirs)
        with os.fdopen(ours) as told:
            yield f":{told.readline().strip()}"
        running.terminate()
