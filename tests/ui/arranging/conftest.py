from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.ui.main_window import MainWindow
from tests.ui.arranging.sorting import Sorting
from tests.ui.desk import Desk


@pytest.fixture
def sorting(qtbot: QtBot, window: MainWindow, desk: Desk) -> Sorting:
    return Sorting(qtbot, window, desk)
