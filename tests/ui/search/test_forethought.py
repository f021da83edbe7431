"""The model is fetched by who goes to the search field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import PrepareSearch
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.search.forethought import Forethought
from tests.ui.desk import Desk


@pytest.mark.parametrize(
    ("reason", "count"),
    [
        (Qt.FocusReason.MouseFocusReason, 1),
        (Qt.FocusReason.TabFocusReason, 1),
        (Qt.FocusReason.ShortcutFocusReason, 1),
        (Qt.FocusReason.ActiveWindowFocusReason, 0),
        (Qt.FocusReason.PopupFocusReason, 0),
    ],
)
def test_only_a_person_who_goes_there_is_about_to_search(window: MainWindow, desk: Desk, reason, count: int):
    field = window.browser.search
    Forethought(field, desk.posted.append)
    QApplication.sendEvent(field, QFocusEvent(QFocusEvent.Type.FocusIn, reason))
    assert desk.count(PrepareSearch) == count


def test_the_key_that_leads_to_the_field_fetches_the_model(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.grid.setFocus()
    Forethought(window.browser.search, desk.posted.append)
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.count(PrepareSearch) == 1)
