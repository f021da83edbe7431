"""A real worker, or the sorter alone, on a real library; only the model is the colour embedder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from photo_sorter.core.commands import Stop, StopWhenIdle
from photo_sorter.core.errors import ModelError
from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.worker import Worker
from tests.blank_library import lay_blank_library, new_library
from tests.fakes import ColourEmbedder
from tests.kept_decoders import kept_decoders  # noqa: F401 - a fixture
from tests.work.stock import Stock, category, random_colours, scheme

PATIENCE_SECONDS = 60

NESTED = scheme(
    category("warm", ["red", "yellow"], set_name="Other", threshold=0.4),
    category("red", parent_name="warm"),
    category("yellow", parent_name="warm", against=["white"]),
    category("blue"),
    category("pale", ["white"], set_name="Other", enabled=False),
    independent=("Other",),
)


class Events:
    """What the worker said, in order, with a way to wait for it."""

    def __init__(self) -> None:
        self.all: list[object] = []
        self._changed = threading.Condition()

    def __call__(self, event: object) -> None:
        with self._changed:
            self.all.append(event)
            self._changed.notify_all()

    def of(self, kind: type) -> list:
        return [event for event in self.all if isinstance(event, kind)]

    def wait(self, happened: Callable[[list[object]], bool]) -> None:
        """Until `happened` holds of the events since the last `mark`."""
        with self._changed:
            assert self._changed.wait_for(lambda: happened(self.all), PATIENCE_SECONDS), self.all[-20:]

    def mark(self) -> None:
        with self._changed:
            self.all.clear()

    def wait_for(self, kind: type) -> None:
        self.wait(lambda events: any(isinstance(event, kind) for event in events))

    def wait_until_idle(self) -> None:
        def idle(events: list[object]) -> bool:
            activities = [event for event in events if isinstance(event, ActivityChanged)]
            return bool(activities) and activities[-1].activity is Activity.IDLE

        self.wait(idle)


class House:
    """Runs workers on one home, one after another, as a person starts and ends the program."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.embedders = {name: ColourEmbedder(name) for name in ("colours", "other")}
        self.events = Events()
        self._thread: threading.Thread | None = None
        SettingsFile(home.settings).change(model_id="colours")
        lay_blank_library(home.library)

    def open_embedder(self, model_id: str) -> ColourEmbedder:
        if model_id not in self.embedders:
            raise ModelError(f"There is no model {model_id}.")
        return self.embedders[model_id]

    def worker(self, watching: bool = False) -> Worker:
        return Worker(self.home, SettingsFile(self.home.settings), self.events, self.open_embedder, watching)

    def run(self, *commands: object) -> None:
        """Does these commands and everything that follows from them."""
        worker = self.worker()
        for command in commands:
            worker.post(command)
        worker.post(StopWhenIdle())
        worker.run()

    def start(self, watching: bool = False) -> Worker:
        self._worker = self.worker(watching)
        self._thread = threading.Thread(target=self._worker.run, name="worker")
        self._thread.start()
        return self._worker

    def stop(self) -> None:
        if self._thread is not None:
            self._worker.post(Stop())
            self._thread.join(PATIENCE_SECONDS)
            assert not self._thread.is_alive()
            self._thread = None

    def read(self) -> Library:
        return Library.open_read_only(self.home.library)

    def tags(self) -> dict[str, list[str]]:
        """Category names by file name."""
        with self.read() as library:
            found: dict[str, list[str]] = {}
            for path, category, _, _ in library.tags.listing():
                found.setdefault(Path(path).name, []).append(category)
        return found

    def photo(self, path: Path):
        with self.read() as library:
            return library.photos.at(path)


@pytest.fixture
def house(home):
    opened = House(home)
    yield opened
    opened.stop()


@pytest.fixture
def photos(tmp_path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture
def stock(home):
    with new_library(home.library) as library:
        yield Stock(library)


@pytest.fixture
def judged(stock):
    """Photos of all kinds in nested categories, with verdicts of all kinds; gives photo ids, category ids by name."""
    photos = stock.add(*random_colours(80, seed=5))
    ids = dict(zip(("warm", "red", "yellow", "blue", "pale"), stock.save(NESTED), strict=True))
    stock.judge(
        *((photo, ids["red"], n % 2 == 0) for n, photo in enumerate(photos[:14])),
        *((photo, ids["blue"], n % 3 == 0) for n, photo in enumerate(photos[10:24])),
        (photos[30], ids["warm"], False), (photos[31], ids["yellow"], True), (photos[32], ids["pale"], True),
    )  # fmt: skip
    return photos, ids
