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


@pytest.fixture
def trash_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash of its own in place of the system's: a folder with `files` in it. Not on Windows."""
    plat_other = pytest.importorskip("send2trash.plat_other")
    can = tmp_path / "share" / "Trash"
    monkeypatch.setattr(plat_other, "HOMETRASH_B", os.fsencode(can))
    monkeypatch.setattr(plat_other, "XDG_DATA_HOME", os.fsencode(can.parent))
    # As if home were on the same disk as the temporary folder.
    monkeypatch.setattr(plat_other, "get_dev", lambda path: 0)
    monkeypatch.setattr("photo_sorter.media.trash.send2trash", plat_other.send2trash)
    return can
