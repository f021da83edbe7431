"""Files on one volume, and on two where a second one can be mounted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.store.library import Library
from tests.work.arranging.scene import Scene
from tests.work.arranging.stick import Stick, mount


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "home" / "library.db") as opened:
        yield opened


@pytest.fixture
def scene(library, tmp_path):
    return Scene(library, tmp_path / "photos", tmp_path / "sorted")


@pytest.fixture
def other_volume(tmp_path):
    """A folder on a volume of its own, small enough to be filled."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a volume")
    place = tmp_path / "volume"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], check=False).returncode:
        pytest.skip("no volume can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def stick(other_volume, tmp_path):
    """That volume, which can be plugged out and in."""
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    plugged = Stick(other_volume, drawer)
    yield plugged
    plugged.close()
    other_volume.mkdir(exist_ok=True)
    mount("-t", "tmpfs", "none", other_volume)  # which its own fixture takes away


@pytest.fixture(params=["one volume", "two volumes"])
def anywhere(request, library, tmp_path) -> Scene:
    """The destination on the photos' own volume, and on another."""
    place: Path = tmp_path if request.param == "one volume" else request.getfixturevalue("other_volume")
    return Scene(library, tmp_path / "photos", place / "sorted")
