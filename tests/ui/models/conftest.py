"""A window with the page on models open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.core.events import ModelReady
from photo_sorter.settings import BUILT_IN_MODEL
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_page import ModelPage
from tests.ui.desk import Desk
from tests.ui.models.shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def window(desk: Desk, shop: Shop, open_window: Callable[..., MainWindow]) -> MainWindow:
    """The built-in model sorts."""
    desk.add_photos([f"IMG_{number:02}.jpg" for number in range(12)])
    desk.add_categories("Cats", "Dogs")
    window = open_window(desk.home, desk.posted.append, shop.shelf)
    window.on_event(ModelReady(BUILT_IN_MODEL))
    return window


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ModelPage:
    window.housekeeping.show_models()
    dialog = window.housekeeping.dialog
    assert dialog is not None
    page = dialog.findChild(ModelPage)
    assert isinstance(page, ModelPage)
    qtbot.waitUntil(page.isVisible)
    return page
