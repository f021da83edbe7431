"""What comes to the window from outside: paths that another start was given, and edits made on the command line."""

from __future__ import annotations

import os
import time
from collections.abc import Container, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from photo_sorter.core.commands import SaveScheme, SaveSearches, SetMarks, SetVerdicts
from photo_sorter.core.events import EditedElsewhere
from photo_sorter.core.query import Place, View
from photo_sorter.language import tr
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.path_questions import Seen

STILL_WANTED_SECONDS = 10.0
"""After a call. What comes later does not change what is shown: a person has gone on to something else by then."""


class Reception(QObject):
    """Folders are added and photos shown, as if they had been dropped on the window."""

    called = Signal(object, str)
    """Paths, and the desktop's leave to come to the front ("" for none). May be emitted on any thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._to_show: list[Path] = []
        self._to_open: list[Path] = []
        self._taken_back = self._told = ""
        self.called.connect(self._on_called, Qt.ConnectionType.QueuedConnection)
        window.gallery.overview_changed.connect(self._show_what_came)
        window.side_bar.chosen.connect(lambda _: self._to_open.clear())
        for adopts in (window.edits, window.saved):
            adopts.taken_back.connect(self._on_taken_back)
        window.edits.undo_stack.indexChanged.connect(self._say_what_was_taken_back)
        window.edits.overtaken.connect(
            lambda words: window.notices.say(
                tr("What the command line did was overtaken by your edit: {words}", words=words)
            )
        )

    def take(self, paths: Iterable[Path]) -> None:
        """Adds the folders, and shows the last one once it is there; shows the photos, or asks for their folder. What
        lies on a silent disk comes once that answers; the view changes for it only within some seconds."""
        self._window.housekeeping.given_paths.look_at(paths, partial(self._take_seen, time.monotonic()))

    def _take_seen(self, called_at: float, seen: Seen) -> None:
        window = self._window
        for path in seen.absent:
            window.notices.say(tr("{path} is not there any more.", path=path))
        if seen.folders:
            window.housekeeping.take_seen(Seen(folders=seen.folders))
        if window.gallery.has_looked and time.monotonic() - called_at > STILL_WANTED_SECONDS:
            self._ask_for_folders(seen.files, window.reader.ids_at(seen.files))
            return
        self._to_show += seen.files
        # Photos that came with folders are what is shown.
        self._to_open = [] if self._to_show else list(seen.folders[-1:])
        if window.gallery.has_looked:
            self._show_what_came()

    def on_event(self, event: object) -> None:
        if not isinstance(event, EditedElsewhere):
            return
        match event.old, event.new:
            case SaveSearches(before), SaveSearches(after):
                self._window.saved.adopt(before, after, event.words)
            case SaveScheme() | SetVerdicts() | SetMarks() as old, SaveScheme() | SetVerdicts() | SetMarks() as new:
                self._window.edits.adopt(old, new, event.words)

    def _on_called(self, paths: tuple[Path, ...], activation: str) -> None:
        window = self._window
        if activation and QGuiApplication.platformName().startswith("wayland"):
            # Qt shows it to the compositor when a window is activated, and forgets it then.
            os.environ["XDG_ACTIVATION_TOKEN"] = activation
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self.take(paths)

    def _show_what_came(self) -> None:
        self._show_folder()
        self._show_files()

    def _show_folder(self) -> None:
        """The place of the folder that was asked for, or that it lies in, as soon as the library knows it."""
        window = self._window
        for one in window.gallery.overview.folders:
            if any(path.is_relative_to(one.path) for path in self._to_open):
                self._to_open.clear()
                window.gallery.choose(View(Place.FOLDER, one.id))
                window.reviewing.end()
                window.stage.show_grid()

    def _show_files(self) -> None:
        files, self._to_show = self._to_show, []
        if not files:
            return
        window = self._window
        known = window.reader.ids_at(files)
        if known:
            window.reveal(next(iter(known.values())), in_full=len(files) == 1)
        self._ask_for_folders(files, known)

    def _ask_for_folders(self, files: Iterable[Path], known: Container[Path]) -> None:
        self._window.housekeeping.take_seen(Seen(files=tuple(path for path in files if path not in known)))

    def _on_taken_back(self, words: str) -> None:
        self._taken_back = tr("Taken back: {words}", words=words)

    def _say_what_was_taken_back(self) -> None:
        """Until another step: then Redo would be of something else."""
        if self._told:
            self._window.notices.withdraw(self._told)
        self._told, self._taken_back = self._taken_back, ""
        if self._told:
            self._window.notices.say(self._told, tr("Redo"), self._window.edits.undo_stack.redo)
