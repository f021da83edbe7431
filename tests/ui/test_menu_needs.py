"""Entries of the menu bar without the photos that they are about."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from photo_sorter.ui.main_window import MainWindow


def entries(window: MainWindow, title: str) -> tuple[QMenu, dict[str, QAction]]:
    menu = next(action.menu() for action in window.menuBar().actions() if action.text() == title)
    assert isinstance(menu, QMenu)
    return menu, {action.text(): action for action in menu.actions() if action.text()}


@pytest.mark.parametrize(
    ("count", "grey"),
    [
        (0, {"View", "Open with default program", "Favourite", "Rating", "Tag as…", "Why", "Find similar", "Compare"}),
        (1, {"Compare", "More like this", "Less like this"}),
        (2, {"Why", "Where in the picture", "More like this", "Less like this"}),
        (5, {"Why", "Where in the picture", "Compare", "More like this", "Less like this"}),
    ],
)
def test_what_wants_photos_is_grey_without_them(window: MainWindow, count: int, grey: set[str]):
    if count:
        window.grid.selection.only(0)
        window.grid.selection.extend(count - 1)
    menu, actions = entries(window, "&Photo")
    menu.aboutToShow.emit()
    found = {text for text, action in actions.items() if not action.isEnabled()}
    assert found >= grey if count == 0 else found == grey
    menu.aboutToHide.emit()
    assert {text for text, action in actions.items() if not action.isEnabled()} == {"More like this", "Less like this"}


def test_a_path_is_copied_of_selected_photos_only(window: MainWindow):
    menu, actions = entries(window, "&Edit")
    menu.aboutToShow.emit()
    assert not actions["Copy path"].isEnabled()
    assert actions["Select all"].isEnabled()
    menu.aboutToHide.emit()
    window.grid.select_all()
    menu.aboutToShow.emit()
    assert actions["Copy path"].isEnabled()


def test_a_key_says_what_is_missing_after_its_entry_was_grey(qtbot: QtBot, window: MainWindow):
    menu, _ = entries(window, "&Photo")
    menu.aboutToShow.emit()
    menu.aboutToHide.emit()
    window.grid.setFocus()
    qtbot.keyClick(window.grid, Qt.Key.Key_T)
    assert window.notices.words.text() == "Select the photos to tag first."
