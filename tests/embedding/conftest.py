"""What tests of downloads share: a hub on this computer, a models folder, a disk that can be full."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from photo_sorter.embedding import hub, transfer
from tests.embedding.faulty_hub import FaultyHub, running_hub
from tests.embedding.tiny_clip import write_tiny_clip


@pytest.fixture(scope="module")
def tiny_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = write_tiny_clip(tmp_path_factory.mktemp("hub"))
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def server(tiny_files: dict[str, bytes]) -> Iterator[FaultyHub]:
    with running_hub(tiny_files) as made:
        yield made


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Downloads wait but a moment, between tries and for a silent server."""
    monkeypatch.setattr(transfer, "WAITS_SECONDS", (0.001,) * 4)
    monkeypatch.setattr(hub, "SILENCE_SECONDS", 0.5)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 60 MB that is really full when it is full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(disk)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("disks can be mounted by root on Linux only")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)
