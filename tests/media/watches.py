"""What tests of watching need of the system."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def watches_held() -> int:
    """How many folders this process watches through inotify."""
    held = 0
    for place in Path("/proc/self/fdinfo").iterdir():
        try:
            held += place.read_text().count("inotify wd:")
        except FileNotFoundError:  # that of the listing itself
            continue
    return held


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    """A small disk of its own, mounted there; the test is skipped where nobody may."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount")
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot mount: {done.stderr.decode()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)
