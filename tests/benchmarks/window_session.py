"""A person at the window, in a process of its own: goes through the library and notes when the event loop stands still.

`python -m tests.benchmarks.window_session HOME STEP…` prints JSON: by the name of each step how long the longest of its
stalls was, how many were above 100 ms, how long each of its parts took to be shown (ms), and the memory then (MB).
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

_BEGAN = time.perf_counter()

import psutil  # noqa: E402
from PySide6.QtCore import QObject, QTimer  # noqa: E402
from PySide6.QtGui import QPaintEvent  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QMessageBox  # noqa: E402

from photo_sorter import app  # noqa: E402
from photo_sorter.core.commands import AddFolders, Command  # noqa: E402
from photo_sorter.core.events import Activity, ActivityChanged, SearchAnswered, Stopped  # noqa: E402
from photo_sorter.core.ports import Embedder  # noqa: E402
from photo_sorter.core.query import Grouping, Order, Place, View  # noqa: E402
from photo_sorter.core.sorting.category import Category, Prompt  # noqa: E402
from photo_sorter.embedding.catalogue import open_embedder  # noqa: E402
from photo_sorter.paths import Home  # noqa: E402
from photo_sorter.settings import SettingsFile  # noqa: E402
from photo_sorter.ui.grid.photo_grid import PhotoGrid  # noqa: E402
from photo_sorter.ui.main_window import MainWindow  # noqa: E402
from photo_sorter.ui.models.model_choice import ModelShelf  # noqa: E402

STALL_S = 0.1
_SETTLED_S = 1.5
"""After a step: what it set going on other threads may stall the window as well."""
_PATIENCE_S = 300.0


@dataclass
class Figures:
    """`shown_ms`: until what was asked for stood in the window, for each part of the step."""

    longest_ms: float = 0.0
    stalls: int = 0
    shown_ms: list[float] = field(default_factory=list)
    memory_mb: float = 0.0


Waiting = Callable[[], bool]
"""Whether what a step waits for is there."""


class Session(QObject):
    """Steps are generators: each yields what it waits for, or seconds to let pass, and is called again then."""

    def __init__(
        self,
        window: MainWindow,
        post: Callable[[Command], None],
        model_may_come: threading.Event,
        options: argparse.Namespace,
    ) -> None:
        super().__init__(window)
        self.window, self._post, self._model_may_come = window, post, model_may_come
        self._new_photos: Path = options.new_photos
        self.figures: dict[str, Figures] = {}
        self._stacks = options.stacks.open("w") if options.stacks is not None else None
        self._step = ""
        self._last_s: float | None = None
        self._is_idle = self._has_found = self._has_ids = self._has_painted = False
        self._activities = 0
        self._beat = QTimer(self, interval=1)
        self._beat.timeout.connect(self._on_beat)
        self._script = self._whole([getattr(self, f"_{name}") for name in options.steps])
        self._waits: Waiting = lambda: True
        self._since_s = 0.0
        window.gallery.ids_changed.connect(self._on_ids)
        original, session = PhotoGrid.paintEvent, self

        def paint(grid: PhotoGrid, event: QPaintEvent) -> None:
            original(grid, event)
            session._has_painted |= grid is window.grid

        PhotoGrid.paintEvent = paint  # type: ignore[method-assign, assignment]

    def begin(self) -> None:
        self.figures["start"] = Figures(shown_ms=[(time.perf_counter() - _BEGAN) * 1000])
        self._step = "opening"
        self._beat.start()
        self._resume()

    def on_event(self, event: object) -> None:
        if isinstance(event, ActivityChanged):
            self._activities += 1
            self._is_idle = event.activity in (Activity.IDLE, Activity.PAUSED)
        elif isinstance(event, SearchAnswered):
            self._has_found, self._has_painted = True, False
            self.window.grid.viewport().update()  # also where the answer is as before
        elif isinstance(event, Stopped) and event.sentence:
            give_up(event.sentence)

    # --- the heart ---

    def _on_beat(self) -> None:
        now = time.perf_counter()
        if self._last_s is not None:
            found, gap_s = self.figures.setdefault(self._step, Figures()), now - self._last_s
            found.longest_ms = max(found.longest_ms, gap_s * 1000)
            found.stalls += gap_s > STALL_S
        self._last_s = now
        if self._stacks is not None:
            faulthandler.cancel_dump_traceback_later()
            self._stacks.write(f"\n--- {self._step}\n")
            self._stacks.flush()
            faulthandler.dump_traceback_later(STALL_S, file=self._stacks)
        self._resume()

    def _resume(self) -> None:
        if not self._waits() and time.perf_counter() - self._since_s < _PATIENCE_S:
            return
        wish = next(self._script, None)
        self._since_s = time.perf_counter()
        if wish is None:
            self._beat.stop()
            faulthandler.cancel_dump_traceback_later()
            self._waits = lambda: False
            QTimer.singleShot(0, self.window.close)
        elif isinstance(wish, float):
            until = time.perf_counter() + wish
            self._waits = lambda: time.perf_counter() >= until
        else:
            self._waits = wish

    def _on_ids(self) -> None:
        self._has_ids, self._has_painted = True, False

    def _shown(self, deed: Callable[[], object] = lambda: None) -> Iterator[Waiting | float]:
        """Does it, waits until new ids have been painted, and notes how long that took."""
        began = time.perf_counter()
        self._has_ids = False
        deed()
        yield lambda: self._has_ids and self._has_painted
        self._note(began)
        yield 0.2

    def _note(self, began: float) -> None:
        self.figures.setdefault(self._step, Figures()).shown_ms.append((time.perf_counter() - began) * 1000)

    def _end_step(self) -> Iterator[float]:
        yield _SETTLED_S
        found = self.figures.setdefault(self._step, Figures())
        found.memory_mb = psutil.Process().memory_info().rss / 1e6

    # --- what a person does ---

    def _whole(self, steps: list[Callable[[], Iterator[Waiting | float]]]) -> Iterator[Waiting | float]:
        for step in steps:
            self._step = step.__name__[1:]
            yield from step()
            yield from self._end_step()

    def _open(self) -> Iterator[Waiting | float]:
        """From the first paint until the worker has come to rest."""
        began = time.perf_counter()
        yield from self._shown()
        yield lambda: self._is_idle
        self._note(began)

    def _wait(self) -> Iterator[Waiting | float]:
        """The library is shown, and no model loaded yet: as a first step, which keeps the model back."""
        yield from self._shown()
        yield 2.0

    def _load(self) -> Iterator[Waiting]:
        """The model may come, and all vectors with it."""
        self._model_may_come.set()
        yield lambda: self._is_idle

    def _rest(self) -> Iterator[float]:
        """Nothing at all: what the machine itself stalls."""
        yield 5.0

    def _scroll(self) -> Iterator[float]:
        bar = self.window.grid.verticalScrollBar()
        for _ in range(100):
            bar.setValue(bar.value() + bar.pageStep())
            yield 0.02

    def _drag(self) -> Iterator[float]:
        bar = self.window.grid.verticalScrollBar()
        for part in range(101):
            bar.setValue(bar.maximum() * part // 100)
            yield 0.02
        bar.setValue(0)

    def _places(self) -> Iterator[Waiting | float]:
        ids = [category.id for category in self.window.edits.scheme.categories[:4]]
        folders = [folder.id for folder in self.window.gallery.overview.folders[:3]]
        views = (
            *(View(Place.CATEGORY, id) for id in ids), View(Place.NOT_SORTED), View(Place.NOT_SURE),
            *(View(Place.FOLDER, id) for id in folders), View(),
        )  # fmt: skip
        for view in views:
            yield from self._shown(partial(self.window.gallery.choose, view))

    def _orders(self) -> Iterator[Waiting | float]:
        for order in (Order.OLDEST, Order.NAME, Order.NEWEST):
            yield from self._shown(partial(self.window.gallery.choose_order, order))

    def _groups(self) -> Iterator[Waiting | float]:
        for grouping in (Grouping.DAY, Grouping.MONTH, Grouping.CATEGORY, Grouping.NONE):
            yield from self._shown(partial(self.window.gallery.choose_grouping, grouping))

    def _select(self) -> Iterator[Waiting | float]:
        """All of them; while they are selected something changes; then none."""
        window = self.window
        window.grid.select_all()
        yield 0.5
        window.deeds.menu().deleteLater()
        yield 0.2
        yield from self._shown(window.gallery.refresh_all)
        yield from self._shown(partial(window.gallery.choose_order, Order.OLDEST))
        yield from self._shown(partial(window.gallery.choose_order, Order.NEWEST))

    def _search(self) -> Iterator[Waiting | float]:
        """Letter by letter, each to its painted answer."""
        for letter in "dog on the beach":
            self._has_found = False
            began = time.perf_counter()
            QTest.keyClick(self.window.browser.search, letter)  # type: ignore[call-overload]
            if letter == " ":  # asks for nothing else
                yield 0.3
                continue
            yield lambda: self._has_found and self._has_painted
            self._note(began)
            yield 0.3
        self.window.gallery.searching.end()
        yield _SETTLED_S

    def _slider(self) -> Iterator[Waiting | float]:
        yield from self._in_category()
        for threshold in (0.7, 0.6, 0.5):
            yield from self._edited(replace(self._category, threshold=threshold))

    def _wording(self) -> Iterator[Waiting | float]:
        yield from self._in_category()
        for word in ("puppy", "a dog that runs", "dog"):
            yield from self._edited(replace(self._category, prompts=(Prompt(word),)))

    def _verdict(self) -> Iterator[Waiting | float]:
        """A photo of one category is said to be of the next."""
        window, other = self.window, self.window.edits.scheme.categories[1]
        yield from self._in_category()
        for _ in range(3):
            photo_id = int(window.grid.selection.ids[-1])
            yield from self._shown(partial(window.tagging.decide, (photo_id,), other.id or 0, other.name, True))
            yield _SETTLED_S

    def _edited(self, category: Category) -> Iterator[Waiting | float]:
        edited = self.window.edits.scheme.with_category(category)
        yield from self._shown(partial(self.window.edits.change, edited, "Edit"))
        yield _SETTLED_S

    def _in_category(self) -> Iterator[float]:
        """Goes there without noting how long it takes."""
        self.window.gallery.choose(View(Place.CATEGORY, self._category.id))
        yield _SETTLED_S

    @property
    def _category(self) -> Category:
        return self.window.edits.scheme.categories[0]

    def _index(self) -> Iterator[Waiting | float]:
        """New photos arrive."""
        before, began = self._activities, time.perf_counter()
        self._post(AddFolders((self._new_photos,)))
        yield lambda: self._activities > before
        yield lambda: self._is_idle
        self._note(began)


def give_up(*words: object) -> None:
    """A fault would wait in the window for somebody to close it."""
    print(*words, file=sys.stderr, flush=True)
    os._exit(1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    parser.add_argument("--new-photos", type=Path, help="the folder that is added in the step “index”")
    parser.add_argument("--stacks", type=Path, help="a file for what all threads were doing in each stall")
    options = parser.parse_args()
    sessions: list[Session] = []
    model_may_come = threading.Event()
    if "load" not in options.steps:
        model_may_come.set()
    original, original_event = MainWindow.__init__, MainWindow.on_event

    def opened(
        window: MainWindow, home: Home, settings: SettingsFile, post: Callable[[Command], None], models: ModelShelf
    ) -> None:
        original(window, home, settings, post, models)
        window.resize(1240, 800)
        sessions.append(Session(window, post, model_may_come, options))
        window.first_painted.connect(sessions[0].begin)

    def on_event(window: MainWindow, event: object) -> None:
        original_event(window, event)
        sessions[0].on_event(event)

    def held_back(model_id: str, models: Path, starter: Path) -> Embedder:
        model_may_come.wait()
        return open_embedder(model_id, models, starter)

    MainWindow.__init__, MainWindow.on_event = opened, on_event  # type: ignore[method-assign, assignment]
    with patch.object(app, "open_embedder", held_back), patch.object(QMessageBox, "critical", give_up):
        app.run_app(Home(options.home))
    print(json.dumps({name: asdict(found) for name, found in sessions[0].figures.items()}))


if __name__ == "__main__":
    main()
