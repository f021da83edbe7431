"""Settings, page Folders: which are watched, and how they stand."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from photo_sorter.core.folder_state import FoldersChecked, FolderState
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.settings import settings_dialog
from tests.ui.desk import Desk


def test_a_folder_that_is_offline_says_so_and_again_nothing_once_it_is_there(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    page = window.housekeeping._settings_on(settings_dialog.FOLDERS).folders
    page.list.setCurrentRow(0)
    line = page.list.item(0).text()
    assert line.endswith("20 photos")
    away = FolderState("The disk “Archive” is not connected.", is_offline=True)
    window.on_event(FoldersChecked({desk.folder.id: away}))
    assert page.list.item(0).text() == f"{line}\nThe disk “Archive” is not connected."
    assert page.list.currentRow() == 0
    window.on_event(FoldersChecked({desk.folder.id: FolderState()}))
    assert page.list.item(0).text() == line


def test_what_of_a_folder_is_only_in_the_cloud_is_told_below_it(window: MainWindow, desk: Desk):
    window.on_event(FoldersChecked({desk.folder.id: FolderState(online_only=3)}))
    page = window.housekeeping._settings_on(settings_dialog.FOLDERS).folders
    first, second = page.list.item(0).text().split("\n")
    assert "20 photos" in first
    assert second.startswith("3 photos are only in the cloud")


def test_what_is_to_be_told_of_a_folder_has_room_for_all_of_its_lines(qtbot: QtBot, window: MainWindow, desk: Desk):
    page = window.housekeeping._settings_on(settings_dialog.FOLDERS).folders
    heights = []
    for words in ("", "It is offline.", "It is offline. " * 30):
        window.on_event(FoldersChecked({desk.folder.id: FolderState(words)}))
        qtbot.wait(0)
        heights.append(page.list.visualItemRect(page.list.item(0)).height())
    line = page.list.fontMetrics().height()
    assert heights[1] >= heights[0] + line
    assert heights[2] >= heights[0] + 3 * line
    page.list.setFixedWidth(page.list.width() // 2)
    assert page.list.visualItemRect(page.list.item(0)).height() > heights[2]
