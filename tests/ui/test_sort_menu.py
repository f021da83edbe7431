"""The menu of the sort button: what is checked is what holds."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from photo_sorter.core.query import Grouping, Order
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk


def checked(window: MainWindow) -> list[str]:
    return [action.text() for action in window.browser.sort_menu.actions() if action.isChecked()]


def test_the_order_and_the_groups_in_use_are_checked(window: MainWindow):
    assert checked(window) == ["Newest first", "No groups"]
    window.browser.orders[Order.OLDEST].trigger()
    window.browser.groupings[Grouping.MONTH].trigger()
    assert checked(window) == ["Oldest first", "By month"]


def test_a_check_mark_is_seen(qtbot: QtBot, window: MainWindow):
    menu = window.browser.sort_menu
    menu.ensurePolished()
    picture, mark = menu.grab().toImage(), menu.actionGeometry(window.browser.orders[Order.NEWEST])
    row = mark.center().y()
    colours = {picture.pixelColor(x, row).name() for x in range(mark.left(), mark.left() + 26)}
    assert tones().accent_fill.name() in colours


def test_what_was_chosen_holds_in_the_next_window(
    qtbot: QtBot, window: MainWindow, desk: Desk, open_window: Callable[..., MainWindow]
):
    window.browser.orders[Order.NAME].trigger()
    window.browser.groupings[Grouping.CATEGORY].trigger()
    assert window.close()
    again = open_window(desk.home, desk.posted.append)
    assert (again.gallery.order, again.gallery.grouping) == (Order.NAME, Grouping.CATEGORY)
    assert checked(again) == ["By name", "By category"]
