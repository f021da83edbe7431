"""What stands where there are no photos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from photo_sorter.paths import Home
from photo_sorter.ui.main_window import MainWindow


@pytest.mark.parametrize("width_px", [900, 1500])
def test_the_offer_lies_within_the_invitation(
    qtbot: QtBot, tmp_path: Path, open_window: Callable[..., MainWindow], width_px: int
):
    window = open_window(Home(tmp_path / "new"))
    window.resize(width_px, 800)
    page = window.browser.invitation
    qtbot.waitUntil(lambda: page.offer.isVisible() and window.width() == width_px)
    corner = page.offer.mapTo(page, QPoint(0, 0))
    assert corner.x() >= 0
    assert corner.x() + page.offer.width() <= page.width() <= window.stage.width()
