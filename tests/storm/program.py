"""The program without its window: a real worker that watches, whose embedder counts what it is shown."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.commands import AddFolders, Rescan, SaveScheme, SetMarks, SetSkipped, SetVerdicts, Stop, Verdict
from photo_sorter.core.events import Activity, ActivityChanged, NoticeRaised, Stopped
from photo_sorter.core.marks import Marks
from photo_sorter.core.sorting.category import Category, CategorySet, Scheme
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.worker import Worker
from tests.fakes import ColourEmbedder
from tests.storm.pictures import SORTED_COLOURS
from tests.storm.roll import File

HOLIDAY = "holiday"
REST_SECONDS = 3.0
"""The watcher waits a second, and so does who looks whether disks have come."""


class CountingEmbedder(ColourEmbedder):
    """Knows how often it was shown each picture."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Counter[bytes] = Counter()

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        with self._lock:
            self.shown.update(hashlib.sha256(picture.tobytes()).digest() for picture in pictures)
        return super().embed_pictures(pictures)


class Program:
    """Started and ended as a person does. `notices` is all that was told so far."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.embedder = CountingEmbedder()
        self.notices: Counter[str] = Counter()
        self.fault: str | None = None
        self._worker: Worker | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        self._is_idle = False
        self._last_event = 0.0
        SettingsFile(home.settings).change(model_id="colours")

    def start(self) -> None:
        self._worker = Worker(self.home, SettingsFile(self.home.settings), self._hear, lambda _: self.embedder)
        self._is_idle = False
        self._last_event = time.monotonic()
        self._thread = threading.Thread(target=self._worker.run, name="worker")
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self.post(Stop())
            self._thread.join(120)
            assert not self._thread.is_alive(), "the worker does not stop"
            self._thread = None

    @property
    def runs(self) -> bool:
        return self._thread is not None

    def post(self, command: object) -> None:
        assert self._worker is not None
        self._worker.post(command)  # type: ignore[arg-type]

    def rest(self, quiet_seconds: float = REST_SECONDS, patience_seconds: float = 1800) -> None:
        """Until it is idle and has said nothing for so long."""
        end = time.monotonic() + patience_seconds
        begun = time.monotonic()
        with self._changed:
            while True:
                now = time.monotonic()
                assert now < end, f"no rest after {patience_seconds} s"
                assert self.fault is None, self.fault
                quiet_since = max(self._last_event, begun)
                if self._is_idle and now - quiet_since >= quiet_seconds:
                    return
                self._changed.wait(min(1.0, quiet_seconds))

    def rescan(self) -> None:
        """As the safety scan does every ten minutes."""
        self.post(Rescan())
        self.rest()

    def take(self, roots: tuple[Path, ...]) -> None:
        """Categories and folders."""
        sorts = tuple(Category(colour, learns=False) for colour in SORTED_COLOURS)
        own = Category(HOLIDAY, set_name="Own", learns=False)
        self.post(SaveScheme(Scheme((*sorts, own), (CategorySet("Own", exclusive=False),))))
        self.post(AddFolders(roots))

    def say(self, files: list[File]) -> None:
        """What the bookkeeper notes of these files, which are known and ready."""
        with Library.open_read_only(self.home.library) as library:
            category = next(each.id for each in library.categories.all() if each.name == HOLIDAY)
            ids = {file.number: photo.id for file in files if (photo := library.photos.at(file.place)) is not None}
        assert category is not None
        verdicts, skips, marks = [], [], []
        for file in files:
            said = file.said
            assert said is not None
            photo_id = ids[file.number]
            marks.append((photo_id, Marks(caption=said.caption)))
            if said.holds is not None:
                verdicts.append(Verdict(photo_id, category, said.holds))
            if said.is_skipped:
                skips.append((photo_id, category))
        self.post(SetVerdicts(tuple(verdicts)))
        self.post(SetSkipped(tuple(skips)))
        self.post(SetMarks(tuple(marks)))
        self.rest(1)

    def _hear(self, event: object) -> None:
        with self._changed:
            self._last_event = time.monotonic()
            match event:
                case ActivityChanged(activity):
                    self._is_idle = activity in (Activity.IDLE, Activity.PAUSED)
                case NoticeRaised(sentence):
                    self.notices[sentence] += 1
                case Stopped(sentence) if sentence is not None:
                    self.fault = sentence
            self._changed.notify_all()
