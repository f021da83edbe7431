"""The worker's side of the window, and pictures for it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import Command, SetVerdicts
from photo_sorter.core.events import LibraryChanged
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.query import View
from photo_sorter.core.sorting.category import Category, Prompt
from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, thumbnail_path
from photo_sorter.paths import Home
from photo_sorter.ui.main_window import MainWindow
from tests.blank_library import new_library

T = TypeVar("T")

LOOK_MS = 60_000
"""The window waits for eight times what its last look took: long, if that was while the machine was busy."""


def content_hash(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def write_thumbnails(home: Home, name: str, colour: str = "red") -> bytes:
    for side_px in THUMBNAIL_SIDES_PX:
        path = thumbnail_path(home.thumbnails, content_hash(name), side_px)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (side_px, side_px * 2 // 3), colour).save(path, "JPEG")
    return content_hash(name)


class Desk:
    """The worker's side of the window: its writable library, and what the window asked for."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.photos_folder = folder / "photos"
        self.photos_folder.mkdir()
        self.library = new_library(self.home.library)
        self.posted: list[Command] = []
        with self.library.atomic():
            self.folder = self.library.folders.add(self.photos_folder)

    def add_photos(self, names: list[str]) -> list[int]:
        """Ready photos, each a day older than the one before, so that newest first is the order given."""
        ids = []
        with self.library.atomic():
            paths = [self.photos_folder / name for name in names]
            files = [FileState(path, 1_000, 1_700_000_000_000_000_000) for path in paths]
            self.library.photos.enqueue(self.folder.id, files)
            for number, path in enumerate(paths):
                photo = self.library.photos.at(path)
                assert photo is not None
                taken = str(np.datetime64("2024-06-30T12:00:00") - np.timedelta64(number, "D"))
                facts = PhotoFacts(400, 300, 1, taken, "Leica")
                self.library.photos.set_ready(photo.id, content_hash(path.name), facts)
                ids.append(photo.id)
        return ids

    def add_categories(self, *names: str) -> tuple[Category, ...]:
        with self.library.atomic():
            new = tuple(Category(name, (Prompt(name.lower()),)) for name in names)
            scheme = self.library.categories.scheme()
            return self.library.categories.save(replace(scheme, categories=(*scheme.categories, *new))).categories

    def tag(self, photo_id: int, category_id: int) -> None:
        with self.library.atomic():
            self.library.tags.write([(category_id, photo_id, 0.9, "auto", True)], [])

    def obey_verdicts(self) -> None:
        """Does what a worker would with the last SetVerdicts."""
        command = self.last(SetVerdicts)
        with self.library.atomic():
            self.library.tags.set_verdicts(command.verdicts)

    def last(self, kind: type[T]) -> T:
        return next(command for command in reversed(self.posted) if isinstance(command, kind))

    def count(self, kind: type) -> int:
        return sum(isinstance(command, kind) for command in self.posted)


def go_to(qtbot: QtBot, window: MainWindow, view: View) -> None:
    """Chooses a place and waits until its photos are shown."""
    window.gallery.choose(view)
    settle(qtbot, window)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Waits until what was chosen is shown."""
    qtbot.waitUntil(lambda: not window.gallery.is_looking)


def changed(qtbot: QtBot, window: MainWindow, **what: bool) -> None:
    """Tells the window of a change and waits until it has looked."""
    with qtbot.waitSignal(window.gallery.overview_changed, timeout=LOOK_MS):
        window.on_event(LibraryChanged(**what))
