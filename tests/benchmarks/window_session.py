"""A person at the window, in a process of its own: goes through the library and notes when the event loop stands still.

`python -m tests.benchmarks.window_session HOME NEW_PHOTOS` prints JSON: by the name of each step how long the longest
of its stalls was, how many were above 100 ms, how long it took to be shown (ms), and the memory then (MB).
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

_BEGAN = time.perf_counter()

import psutil  # noqa: E402
from PySide6.QtCore import QObject, QTimer  # noqa: E402
from PySide6.QtGui import QPaintEvent  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from photo_sorter import app  # noqa: E402
from photo_sorter.core.commands import AddFolders, Command  # noqa: E402
from photo_sorter.core.events import Activity, ActivityChanged, SearchAnswered  # noqa: E402
from photo_sorter.core.query import Grouping, Order, Place, View  # noqa: E402
from photo_sorter.paths import Home  # noqa: E402
from photo_sorter.settings import SettingsFile  # noqa: E402
from photo_sorter.ui.grid.photo_grid import PhotoGrid  # noqa: E402
from photo_sorter.ui.main_window import MainWindow  # noqa: E402
from photo_sorter.ui.models.model_choice import ModelShelf  # noqa: E402

STEPS = ("open", "rest", "scroll", "drag", "places", "orders", "groups", "select", "search", "edit", "index")
STALL_S = 0.1
_SETTLED_S = 1.5
"""After a step: what it set going on other threads may stall the window as well."""
_PATIENCE_S = 300.0


@dataclass
class Figures:
    """`shown_ms`: until what was asked for stood in the window, the longest where a step has several parts."""

    longest_ms: float = 0.0
    stalls: int = 0
    shown_ms: float = 0.0
    memory_mb: float = 0.0


Waiting = Callable[[], bool]
"""Whether what a step waits for is there."""


class Session(QObject):
    """Steps are generators: each yields what it waits for, or seconds to let pass, and is called again then."""

    def __init__(
        self,
        window: MainWindow,
        post: Callable[[Command], None],
        new_photos: Path,
        steps: list[str],
        stacks: Path | None,
    ) -> None:
        super().__init__(window)
        self.window, self._post, self._new_photos = window, post, new_photos
        self.figures: dict[str, Figures] = {}
        self._stacks = stacks.open("w") if stacks is not None else None
        self._step = ""
        self._last_s: float | None = None
        self._is_idle = self._has_found = self._has_ids = self._has_painted = False
        self._activities = 0
        self._beat = QTimer(self, interval=1)
        self._beat.timeout.connect(self._on_beat)
        self._script = self._whole([getattr(self, f"_{name}") for name in steps])
        self._waits: Waiting = lambda: True
        self._since_s = 0.0
        window.gallery.ids_changed.connect(self._on_ids)
        original, session = PhotoGrid.paintEvent, self

        def paint(grid: PhotoGrid, event: QPaintEvent) -> None:
            original(grid, event)
            session._has_painted |= grid is window.grid

        PhotoGrid.paintEvent = paint  # type: ignore[method-assign, assignment]

    def begin(self) -> None:
        self.figures["start"] = Figures(shown_ms=(time.perf_counter() - _BEGAN) * 1000)
        self._step = "opening"
        self._beat.start()
        self._resume()

    def on_event(self, event: object) -> None:
        if isinstance(event, ActivityChanged):
            self._activities += 1
            self._is_idle = event.activity in (Activity.IDLE, Activity.PAUSED)
        elif isinstance(event, SearchAnswered):
            self._has_found = True

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
        found = self.figures.setdefault(self._step, Figures())
        found.shown_ms = max(found.shown_ms, (time.perf_counter() - began) * 1000)

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
        yield from self._shown()
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
        """Letter by letter, each to its answer."""
        for letter in "dog on the beach":
            self._has_found = False
            began, before = time.perf_counter(), self.window.searching.query
            QTest.keyClick(self.window.browser.search, letter)  # type: ignore[call-overload]
            yield 0.05
            if self.window.searching.query == before:  # a space asks for nothing else
                continue
            yield lambda: self._has_found
            self._note(began)
            yield 0.3
        yield from self._shown(self.window.gallery.searching.end)

    def _edit(self) -> Iterator[Waiting | float]:
        """The slider of a category whose photos are shown."""
        window = self.window
        yield from self._shown(
            partial(window.gallery.choose, View(Place.CATEGORY, window.edits.scheme.categories[0].id))
        )
        for threshold in (0.7, 0.5):
            scheme = window.edits.scheme
            edited = scheme.with_category(replace(scheme.categories[0], threshold=threshold))
            yield from self._shown(partial(window.edits.change, edited, "Edit"))
            yield _SETTLED_S
        yield from self._shown(partial(window.gallery.choose, View()))

    def _index(self) -> Iterator[Waiting | float]:
        """New photos arrive."""
        before = self._activities
        self._post(AddFolders((self._new_photos,)))
        yield lambda: self._activities > before
        yield lambda: self._is_idle


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("new_photos", type=Path)
    parser.add_argument("--steps", nargs="+", default=list(STEPS))
    parser.add_argument("--stacks", type=Path, help="a file for what all threads were doing in each stall")
    options = parser.parse_args()
    sessions: list[Session] = []
    original, original_event = MainWindow.__init__, MainWindow.on_event

    def opened(
        window: MainWindow, home: Home, settings: SettingsFile, post: Callable[[Command], None], models: ModelShelf
    ) -> None:
        original(window, home, settings, post, models)
        window.resize(1240, 800)
        sessions.append(Session(window, post, options.new_photos, options.steps, options.stacks))
        window.first_painted.connect(sessions[0].begin)

    def on_event(window: MainWindow, event: object) -> None:
        original_event(window, event)
        sessions[0].on_event(event)

    MainWindow.__init__, MainWindow.on_event = opened, on_event  # type: ignore[method-assign, assignment]
    app.run_app(Home(options.home))
    print(json.dumps({name: asdict(found) for name, found in sessions[0].figures.items()}))


if __name__ == "__main__":
    main()
