"""A disk with little room. Needs root, and Linux."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def tight_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A folder of so many kilobytes, unmounted at the end; the test is skipped where that may not be."""
    if not sys.platform.startswith("linux") or os.geteuid():
        pytest.skip("only root may mount a file system")
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this container may not mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
