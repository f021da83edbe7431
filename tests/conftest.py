"""What every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from photo_sorter.paths import Home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A throw-away home."""
    return Home(tmp_path / "home")


@pytest.fixture
def shared() -> Path:
    """The folder of real photos beside the checkout; tests that need it are skipped without it."""
    folder = Path(__file__).parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of real photos is not on this machine")
    return folder
