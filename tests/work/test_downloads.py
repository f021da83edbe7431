"""Downloads in the background, from a real server, by the settings of a real file."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import DownloadEnded, DownloadProgressed, Event
from photo_sorter.embedding import hub, transfer
from photo_sorter.embedding.model_files import is_installed, unfinished_bytes
from photo_sorter.settings import SettingsFile
from photo_sorter.work import downloads as module
from photo_sorter.work.downloads import Downloads
from tests.embedding.faulty_hub import WEIGHTS, Fault, FaultyHub, running_hub
from tests.embedding.tiny_clip import write_tiny_clip

MODEL = "ViT-B-32-256/datacomp_s34b_b86k"
PATIENCE = 20


class House:
    """Downloads, the settings that they read, and what they told."""

    def __init__(self, folder: Path) -> None:
        self.models = folder / "models"
        self.settings = SettingsFile(folder / "settings.json")
        self.told: queue.Queue[Event] = queue.Queue()
        self.downloads = Downloads(self.models, self.settings, self.told.put)

    def wait_for_end(self) -> str | None:
        while not isinstance(event := self.told.get(timeout=PATIENCE), DownloadEnded):
            pass
        return event.sentence

    def wait_for_progress(self) -> DownloadProgressed:
        while not isinstance(event := self.told.get(timeout=PATIENCE), DownloadProgressed):
            pass
        return event


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FaultyHub]:
    folder = write_tiny_clip(tmp_path / "hub")
    with running_hub({file.name: file.read_bytes() for file in folder.iterdir()}) as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, server: FaultyHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(transfer, "WAITS_SECONDS", (0.001,) * 4)
    monkeypatch.setattr(module, "ANNOUNCE_SECONDS", 0)
    made = House(tmp_path)
    made.settings.change(hub_endpoint=server.address)
    yield made
    made.downloads.close()


def test_a_model_comes_from_the_hub_of_the_settings(house: House) -> None:
    house.downloads.start(MODEL)
    assert house.wait_for_progress().model_id == MODEL
    assert house.wait_for_end() is None
    assert is_installed(house.models, MODEL)


def test_the_settings_are_read_when_a_download_begins(house: House) -> None:
    house.settings.change(hub_endpoint="nonsense")
    house.downloads.start(MODEL)
    assert "must look like https://" in (house.wait_for_end() or "")
    house.settings.change(hub_endpoint="http://hub.invalid", proxy="socks5://nonsense")
    _wait_for_thread(house)
    house.downloads.start(MODEL)
    assert "must look like http://proxy" in (house.wait_for_end() or "")


def test_a_cancelled_download_goes_on_later_or_is_thrown_away(house: House, server: FaultyHub) -> None:
    server.faults[WEIGHTS] = Fault(hangs_after=1_000_000, times=2)
    for _ in range(2):
        house.downloads.start(MODEL)
        while house.wait_for_progress().done_bytes < 900_000:
            pass
        with pytest.raises(ModelError, match="being downloaded already"):
            house.downloads.start(MODEL)
        house.downloads.cancel()
        server.released.set()
        assert house.wait_for_end() == "The download was stopped; what arrived is kept."
        server.released.clear()
        _wait_for_thread(house)
        assert unfinished_bytes(house.models, MODEL) > 900_000
    house.downloads.discard(MODEL)
    assert unfinished_bytes(house.models, MODEL) == 0
    house.downloads.start(MODEL)
    assert house.wait_for_end() is None


def test_closing_does_not_wait_for_a_silent_server(
    house: House, server: FaultyHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SILENCE_SECONDS", 60)
    monkeypatch.setattr(module, "FAREWELL_SECONDS", 0.01)
    server.faults[WEIGHTS] = Fault(hangs_after=1_000_000)
    house.downloads.start(MODEL)
    while house.wait_for_progress().done_bytes < 900_000:
        pass
    house.downloads.close()
    while not house.told.empty():
        assert not isinstance(house.told.get(), DownloadEnded)
    server.released.set()
    _wait_for_thread(house)
    assert house.told.empty()


def test_an_unknown_model_is_refused_at_once(house: House) -> None:
    for model_id in ("nonsense", "installed:mine-3f2a9c1b04de"):
        with pytest.raises(ModelError):
            house.downloads.start(model_id)


def _wait_for_thread(house: House) -> None:
    """`DownloadEnded` is told a moment before the thread ends."""
    for thread in threading.enumerate():
        if thread.name == "download":
            thread.join(PATIENCE)
