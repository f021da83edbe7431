"""The real window, which writes down when what happened: `python -m tests.storm.probed_window NOTES PERSON ARGUMENTS…`.

NOTES is a file of JSON lines. PERSON is who sits in front of it once a model is ready: `nobody`, an `editor` of
categories, or a `browser` who searches, scrolls, goes from place to place and edits. ARGUMENTS are those of
`photo-sorter`. On SIGUSR1 the person goes away; on SIGUSR2 what every thread does is written to NOTES.stacks.
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

EDITOR_MS, BROWSER_MS = 40, 700
QUERIES = ("red", "green", "a dog on the beach", "blue -red", "IMG_000", "rating:>=3", "yellow flowers", "")


class Notes:
    """Each kind once, at its first time, but for what is `always` written: when it was, and how many seconds of the
    processor's time the program had taken by then."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        self._noted: set[str] = set()

    def write(self, what: str, always: bool = False, **facts: object) -> None:
        if always or what not in self._noted:
            self._noted.add(what)
            line = json.dumps({"what": what, "at": time.time(), "computed": time.process_time(), **facts}) + "\n"
            os.write(self._file, line.encode())


def main(notes: Notes, person: str, arguments: list[str]) -> int:
    # Not above: child processes import this module anew.
    from PySide6.QtCore import QTimer

    from photo_sorter.cli.main import main as photo_sorter
    from photo_sorter.core.events import (
        Activity,
        ActivityChanged,
        ModelFailed,
        ModelReady,
        NoticeRaised,
        PhotosIndexed,
        Stopped,
    )
    from photo_sorter.ui.grid.photo_grid import PhotoGrid
    from photo_sorter.ui.main_window import MainWindow

    init, on_event, paint = MainWindow.__init__, MainWindow.on_event, PhotoGrid.paintEvent

    def watched(window: Any, *args: Any, **others: Any) -> None:
        init(window, *args, **others)
        window.first_painted.connect(lambda: notes.write("painted"))
        deed = {"editor": edit, "browser": Browser(random.Random(5)).do, "nobody": None}[person]
        window.person = QTimer(window, interval=EDITOR_MS if person == "editor" else BROWSER_MS)
        if deed is not None:
            window.person.timeout.connect(lambda: deed(window, notes))
        signal.signal(signal.SIGUSR1, lambda *_: window.person.stop())

    def heard(window: Any, event: object) -> None:
        on_event(window, event)
        match event:
            case PhotosIndexed(photo_ids):
                notes.write("indexed", photos=len(photo_ids))
            case ModelReady():
                notes.write("model")
                window.person.start()
            case ActivityChanged(Activity.IDLE):
                notes.write("idle")
            case NoticeRaised(sentence) | Stopped(sentence) | ModelFailed(_, sentence):
                notes.write("told", always=True, sentence=sentence)

    def painted(grid: Any, event: Any) -> None:
        paint(grid, event)
        if len(grid.selection.ids):
            notes.write("browsable", photos=len(grid.selection.ids))

    for owner, name, replacement in (
        (MainWindow, "__init__", watched), (MainWindow, "on_event", heard), (PhotoGrid, "paintEvent", painted)
    ):  # fmt: skip
        setattr(owner, name, replacement)
    return photo_sorter(arguments)


def edit(window: Any, notes: Notes) -> None:
    """A slider, or words: both re-sort the library."""
    from photo_sorter.core.sorting.category import Prompt

    scheme = window.edits.scheme
    if not scheme.categories:
        return
    number = window.edit_number = getattr(window, "edit_number", 0) + 1
    category = scheme.categories[number % len(scheme.categories)]
    if number % 5:
        changed = replace(category, threshold=0.4 if category.threshold == 0.5 else 0.5)
    else:
        changed = replace(category, prompts=(Prompt(f"{category.name} number {number % 7}"),))
    window.edits.change(scheme.with_category(changed), "an edit", category.name)
    notes.write("edited")


class Browser:
    """A person who never tires."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def do(self, window: Any, notes: Notes) -> None:
        deeds: list[Callable[[Any, Notes], None]] = [self._search, self._scroll, self._scroll, self._go, edit]
        self._chance.choice(deeds)(window, notes)

    def _search(self, window: Any, notes: Notes) -> None:
        from PySide6.QtTest import QTest

        window.browser.search.clear()
        QTest.keyClicks(window.browser.search, self._chance.choice(QUERIES))
        notes.write("searched")

    def _scroll(self, window: Any, notes: Notes) -> None:
        bar = window.grid.verticalScrollBar()
        bar.setValue(self._chance.randint(0, max(0, bar.maximum())))
        notes.write("scrolled")

    def _go(self, window: Any, notes: Notes) -> None:
        from photo_sorter.core.query import Place, View

        categories = [category.id for category in window.edits.scheme.categories if category.id is not None]
        places = [View(), View(Place.NOT_SURE), *(View(Place.CATEGORY, id) for id in categories)]
        window.gallery.choose(self._chance.choice(places))
        notes.write("went")


if __name__ == "__main__":
    faulthandler.register(signal.SIGUSR2, Path(f"{sys.argv[1]}.stacks").open("w"))  # noqa: SIM115 - to the end
    sys.exit(main(Notes(sys.argv[1]), sys.argv[2], sys.argv[3:]))
