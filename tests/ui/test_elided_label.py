"""A label that gives way says as much as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.main_window import MainWindow


def test_it_is_whole_where_there_is_room_and_shortened_where_there_is_not(qtbot: QtBot):
    label = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
    qtbot.addWidget(label)
    label.setText("All photos of this summer")
    label.resize(label.sizeHint())
    assert label.shown_text == "All photos of this summer"
    label.resize(80, 20)
    assert label.shown_text.startswith("All")
    assert label.shown_text.endswith("…")
    label.show()
    whole = label.grab().toImage()
    label.setText("All photos of that summer")
    assert label.grab().toImage() == whole  # drawn as shortened: the end makes no difference


def test_a_heading_without_a_count_has_all_the_room(window: MainWindow, qtbot: QtBot):
    window.resize(1280, 800)
    window.browser.show_heading("Toutes les photos de vacances", "")
    window.show()
    qtbot.waitUntil(lambda: window.browser.title.shown_text == "Toutes les photos de vacances")
