"""What every room's tests share."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from photo_sorter.paths import Home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:
    # The cores are taken: threads of numpy's and torch's would only wait for each other. Before either is imported.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# However long a busy computer takes for an example.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Names of files that are no text may stand in what a test printed; they cannot go from process to process."""
    return _as_text((yield))


def _as_text(value: Any) -> Any:
    match value:
        case str():
            return value.encode(errors="backslashreplace").decode()
        case dict():
            return {key: _as_text(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(map(_as_text, value))
        case _:
            return value


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
    monkeypatch.setenv("XDG_DATA_HOME", str(can.parent))
    # As if home were on the same disk as the temporary folder.
    monkeypatch.setattr(plat_other, "get_dev", lambda path: 0)
    monkeypatch.setattr("photo_sorter.media.trash.send2trash", plat_other.send2trash)
    return can
