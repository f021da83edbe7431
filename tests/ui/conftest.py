"""A window without a screen, on a real library; commands are kept in a list instead of going to a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter import language
from photo_sorter.core.commands import Command
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.ui.categories.category_page import CategoryPage
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_choice import ModelChoice, ModelShelf
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from tests.ui.desk import Desk
from tests.ui.schemes import SCHEME

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MODELS = (
    ModelChoice("builtin", "Built-in (basic)", "English", is_installed=True),
    ModelChoice("large", "Large", "English", is_installed=True),
    ModelChoice("many", "Many languages", "over 100 languages", hint="Needs the extra multilingual."),
)
SHELF = ModelShelf(lambda: MODELS)


def gray(path: Path, max_side_px: int) -> Future[NDArray[np.uint8]]:
    future: Future[NDArray[np.uint8]] = Future()
    future.set_result(np.full((300, 400, 3), 127, np.uint8))
    return future


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.library.close()


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    """Shows a window and waits until it has read the library."""
    windows = []

    def show(
        home: Home, post: Callable[[Command], None] = lambda command: None, shelf: ModelShelf = SHELF
    ) -> MainWindow:
        window = MainWindow(home, SettingsFile(home.settings), post, shelf, gray)
        windows.append(window)
        window.resize(1100, 700)
        with qtbot.waitSignal(window.first_painted):
            window.show()
        qtbot.waitUntil(lambda: window.gallery.has_looked)
        return window

    yield show
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(desk: Desk, open_window: Callable[..., MainWindow]) -> MainWindow:
    """With twenty photos, the first four tagged Cats, and the categories Cats and Dogs."""
    ids = desk.add_photos([f"IMG_{number:02}.jpg" for number in range(20)])
    cats, _ = desk.add_categories("Cats", "Dogs")
    for photo_id in ids[:4]:
        desk.tag(photo_id, cats.id or 0)
    return open_window(desk.home, desk.posted.append)


@pytest.fixture
def open_dialog(qtbot: QtBot, desk: Desk) -> Iterator[Callable[..., SettingsDialog]]:
    """Shows the settings alone, on a library with this scheme."""
    made: list[tuple[SettingsDialog, LibraryReader]] = []

    def show(scheme: Scheme = SCHEME) -> SettingsDialog:
        with desk.library.atomic():
            desk.library.categories.save(scheme)
        reader = LibraryReader(desk.home.library)
        reader.open()
        edits = Edits(reader, desk.posted.append)
        dialog = SettingsDialog(edits, desk.posted.append)
        edits.setParent(dialog)
        dialog.categories.show_overview(reader.overview())
        made.append((dialog, reader))
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        return dialog

    yield show
    for dialog, reader in made:
        dialog.close()
        reader.close()


@pytest.fixture
def dialog(open_dialog: Callable[..., SettingsDialog]) -> SettingsDialog:
    return open_dialog()


@pytest.fixture
def page(dialog: SettingsDialog) -> CategoryPage:
    return dialog.categories


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[None]:
    """English afterwards, as before."""
    before, translators = QLocale(), set(qapp.findChildren(QTranslator))
    yield
    for translator in set(qapp.findChildren(QTranslator)) - translators:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)
    language.speak(lambda text, number: text, lambda value: f"{value:,}")


@pytest.fixture
def bracketed(restored: None) -> None:
    """A language in which every sentence stands in brackets, so that those show that never were translated."""
    language.speak(lambda text, number: f"⟦{text}⟧", lambda value: f"{value:,}")
