"""Folders that are away, looked through from time to time, or partly in the cloud: what the window says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from photo_sorter.core.commands import LocateFolder
from photo_sorter.core.folder_state import FoldersChecked, FolderState
from photo_sorter.core.query import Place, View
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.places.state_words import state_words
from tests.ui.desk import Desk, changed, write_thumbnails

AWAY = FolderState("The disk “Holidays” is not connected. Connect it to add new photos of it.", is_offline=True)


@pytest.fixture
def place(desk: Desk) -> View:
    return View(Place.FOLDER, desk.folder.id)


def row_of(window: MainWindow, view: View) -> QModelIndex:
    model = window.side_bar.model()
    return next(index for row in range(model.rowCount())
                if (index := model.index(row, 0)).data(Qt.ItemDataRole.UserRole).view == view)  # fmt: skip


def tell(window: MainWindow, desk: Desk, state: FolderState) -> None:
    window.on_event(FoldersChecked({desk.folder.id: state}))


def actions(menu: QMenu) -> dict[str, Callable[[], None]]:
    return {action.text(): action.trigger for action in menu.actions() if action.text()}


def test_an_offline_folder_says_so_and_what_to_do(window: MainWindow, desk: Desk, place: View):
    tell(window, desk, AWAY)
    row = row_of(window, place)
    assert row.data(Qt.ItemDataRole.ToolTipRole) == f"{desk.photos_folder}\n{AWAY.sentence}"
    assert row.data(Qt.ItemDataRole.AccessibleDescriptionRole) == AWAY.sentence
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "photos, 20, offline"
    tell(window, desk, FolderState())
    assert row_of(window, place).data(Qt.ItemDataRole.ToolTipRole) == str(desk.photos_folder)


def test_an_offline_folder_looks_otherwise(window: MainWindow, desk: Desk, place: View):
    def seen() -> object:
        return window.side_bar.grab(window.side_bar.visualRect(row_of(window, place))).toImage()

    before = seen()
    tell(window, desk, AWAY)
    away = seen()
    assert away != before
    tell(window, desk, FolderState(polled_seconds=300))
    assert seen() == before


def test_what_the_library_knows_is_shown_before_the_worker_says_a_word(
    qtbot, window: MainWindow, desk: Desk, place: View
):
    with desk.library.atomic():
        desk.library.folders.set_presence(desk.folder.id, offline=True)
    changed(qtbot, window, folders=True)
    assert "cannot be reached now" in row_of(window, place).data(Qt.ItemDataRole.ToolTipRole)
    tell(window, desk, FolderState())
    assert "cannot" not in row_of(window, place).data(Qt.ItemDataRole.ToolTipRole)


def test_places_that_are_looked_through_or_partly_in_the_cloud_say_so_calmly():
    assert state_words(FolderState()) == ()
    assert state_words(FolderState(polled_seconds=300)) == (
        "Looked through every 5 minutes: the system does not report changes there.",
    )
    assert state_words(FolderState(polled_seconds=20, online_only=1)) == (
        "Looked through every minute: the system does not report changes there.",
        "1 photo is only in the cloud; it is added once it is on this computer.",
    )
    assert state_words(FolderState(online_only=1200)) == (
        "1,200 photos are only in the cloud; they are added once they are on this computer.",
    )
    assert state_words(FolderState(is_offline=True, polled_seconds=300)) == (
        "This folder cannot be reached now. Its photos stay in the library.",
    )


def test_a_folder_that_is_away_can_be_located(
    window: MainWindow, desk: Desk, place: View, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert "Locate folder…" not in actions(window.housekeeping.place_menu(place))
    tell(window, desk, AWAY)
    there = actions(window.housekeeping.place_menu(place))
    assert "Show in file manager" not in there
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *arguments: "")
    there["Locate folder…"]()
    assert not desk.count(LocateFolder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *arguments: str(tmp_path))
    there["Locate folder…"]()
    assert desk.last(LocateFolder) == LocateFolder(desk.folder.id, tmp_path)


def test_a_photo_of_an_offline_folder_is_shown_as_its_preview_with_a_word(qtbot, window: MainWindow, desk: Desk):
    photo_id = int(window.grid.selection.ids[0])
    write_thumbnails(desk.home, "IMG_00.jpg")
    tell(window, desk, AWAY)
    window.stage.view(photo_id)
    qtbot.waitUntil(lambda: "cannot be reached" in window.panel.note.text())
    assert window.panel.note.isVisible()
    assert "“photos” cannot be reached now. This is a preview." in window.viewer.accessibleDescription()
    qtbot.waitUntil(lambda: window.viewer._blurred() is not None)
    assert not window.viewer.is_sharp
    window.viewer.set_zoom(1.0)
    assert not window.viewer.is_sharp
    tell(window, desk, FolderState())
    qtbot.waitUntil(lambda: window.viewer.is_sharp)
    qtbot.waitUntil(lambda: not window.panel.note.isVisible())
