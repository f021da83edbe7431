"""What the middle of the window shows while another thread is on its way with it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.core.query import Order, Place, View
from photo_sorter.ui.lookout import Look
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, settle

NOT_SORTED = View(Place.NOT_SORTED)


@pytest.fixture
def held(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[Look]:
    """Looks that were asked for, none of which is answered until it is let go on."""
    looks: list[Look] = []
    monkeypatch.setattr(window.gallery._lookout, "ask", looks.append)
    return looks


def let_go_on(qtbot: QtBot, window: MainWindow, look: Look) -> None:
    type(window.gallery._lookout).ask(window.gallery._lookout, look)
    settle(qtbot, window)


def test_photos_of_the_former_place_stay_for_a_moment_and_go_if_the_new_ones_take_longer(
    qtbot: QtBot, window: MainWindow, held: list[Look]
):
    gallery, title = window.gallery, window.browser.title.text()
    gallery._slow.setInterval(0)
    gallery.choose(NOT_SORTED)
    assert len(window.grid.selection.ids) == 20
    assert window.browser.title.text() == title
    qtbot.waitUntil(lambda: len(window.grid.selection.ids) == 0)
    assert window.browser.title.text() == "Not sorted"
    assert not window.browser.shows_message
    let_go_on(qtbot, window, held[-1])
    assert len(window.grid.selection.ids) == 16


def test_photos_in_another_order_take_as_long_as_they_like(window: MainWindow, held: list[Look]):
    window.gallery.choose_order(Order.OLDEST)
    assert held[-1].order is Order.OLDEST
    assert not window.gallery._slow.isActive()


def test_what_is_to_be_done_once_a_place_is_shown_waits_for_that(qtbot: QtBot, window: MainWindow, held: list[Look]):
    done: list[int] = []
    window.gallery.once_shown(lambda: done.append(1))
    assert done == [1]
    window.gallery.choose(NOT_SORTED)
    window.gallery.once_shown(lambda: done.append(len(window.grid.selection.ids)))
    assert done == [1]
    let_go_on(qtbot, window, held[-1])
    assert done == [1, 16]


def test_what_was_to_be_done_in_a_place_is_not_done_in_another(qtbot: QtBot, window: MainWindow, held: list[Look]):
    done: list[str] = []
    window.gallery.choose(NOT_SORTED)
    window.gallery.once_shown(lambda: done.append("there"))
    window.gallery.choose(View())
    let_go_on(qtbot, window, held[-1])
    assert len(window.grid.selection.ids) == 20
    assert not done


def test_a_photo_that_is_elsewhere_is_current_once_its_place_is_shown(qtbot: QtBot, window: MainWindow, desk: Desk):
    photo_id = int(window.grid.selection.ids[-1])
    window.gallery.choose(View(Place.CATEGORY, desk.library.categories.all()[1].id))
    settle(qtbot, window)
    assert len(window.grid.selection.ids) == 0
    window.reveal(photo_id)
    settle(qtbot, window)
    assert window.grid.selection.current_id == photo_id
