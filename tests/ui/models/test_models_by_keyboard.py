"""Models are managed and compared without a mouse: each press goes to whatever has the focus."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import (
    CancelDownload,
    CompareModels,
    DownloadModel,
    InstallModel,
    RemoveModel,
    StayWithModel,
    UseModel,
)
from photo_sorter.core.events import DownloadEnded, ModelChangeStopped, ModelReady, ModelRemoved, ModelsCompared
from photo_sorter.core.sorting.accuracy import AccuracyReport
from photo_sorter.core.sorting.model_comparison import Difference, ModelComparison
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_page import ModelPage
from tests.ui.desk import Desk
from tests.ui.models.shop import CLIP, Shop

MOST_PRESSES = 60


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def tab_to(target: QWidget) -> None:
    for _ in range(MOST_PRESSES):
        if target.hasFocus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{target.accessibleName()} is not reached")


def push(button: QPushButton) -> None:
    tab_to(button)
    press(Qt.Key.Key_Space)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ModelPage:
    """Opened by its keys, from the window."""
    window.activateWindow()
    window.grid.setFocus()
    press(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = window.housekeeping.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    page = dialog.findChild(ModelPage)
    assert isinstance(page, ModelPage)
    for _ in range(MOST_PRESSES):
        focused = QApplication.focusWidget()
        if focused is not None and focused.accessibleName() == "Settings":
            break
        press(Qt.Key.Key_Tab)
    for _ in range(MOST_PRESSES):
        if page.isVisible():
            break
        press(Qt.Key.Key_Down)
    assert page.isVisible()
    return page


def test_a_model_comes_is_used_and_goes(qtbot: QtBot, page: ModelPage, shop: Shop, window: MainWindow, desk: Desk):
    row = page.rows[RECOMMENDED_MODEL]
    push(row.download)
    assert desk.last(DownloadModel).model_id == RECOMMENDED_MODEL
    push(row.cancel)
    assert desk.count(CancelDownload) == 1
    shop.change(RECOMMENDED_MODEL, unfinished_bytes=1_000_000)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, "The download was stopped; what arrived is kept."))
    push(row.download)
    assert desk.count(DownloadModel) == 2
    shop.bring(RECOMMENDED_MODEL)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    push(page.notices.offer)
    assert desk.last(UseModel).model_id == RECOMMENDED_MODEL
    push(row.stop)
    assert desk.count(StayWithModel) == 1
    window.on_event(ModelChangeStopped(RECOMMENDED_MODEL))

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        remove = next(button for button in box.findChildren(QPushButton) if button.text() == "Remove")
        push(remove)

    QTimer.singleShot(50, answer)
    push(row.remove)
    assert desk.last(RemoveModel).model_id == RECOMMENDED_MODEL
    shop.models[1] = CLIP
    window.on_event(ModelRemoved(RECOMMENDED_MODEL))
    assert row.download.isVisible()
    # Where there is no window manager, nobody gives the focus back after a question.
    page.window().activateWindow()
    qtbot.waitUntil(row.download.hasFocus)
    press(Qt.Key.Key_Escape)
    assert not page.isVisible()


def test_a_model_is_installed(monkeypatch: pytest.MonkeyPatch, page: ModelPage, desk: Desk, tmp_path: Path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path))
    push(page.install_folder)
    assert desk.last(InstallModel).path == tmp_path


def test_an_address_is_typed(page: ModelPage, window: MainWindow):
    push(page.more)
    tab_to(page.network.hub)
    QTest.keyClicks(page.network.hub, "https://mirror.example")
    press(Qt.Key.Key_Return)
    assert window._settings.current.hub_endpoint == "https://mirror.example"
    assert page.isVisible()
    tab_to(page.network.proxy)


def test_two_models_are_compared(qtbot: QtBot, page: ModelPage, shop: Shop, window: MainWindow, desk: Desk):
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    push(page.rows[RECOMMENDED_MODEL].compare)
    comparison = window.models.comparison
    assert comparison is not None
    qtbot.waitUntil(comparison.isActiveWindow)
    ids = [int(id) for id in window.grid.selection.ids]
    found = ModelComparison(
        (AccuracyReport(BUILT_IN_MODEL, ()), AccuracyReport(RECOMMENDED_MODEL, ())),
        12, 2, (Difference(ids[2], (1,), (2,)), Difference(ids[5], (), (1,))),
    )  # fmt: skip
    window.on_event(ModelsCompared(desk.last(CompareModels).token, found))
    assert comparison.list.hasFocus()
    tab_to(comparison.categories)
    press(Qt.Key.Key_Down)
    assert len(comparison.list.rows) == 2
    press(Qt.Key.Key_Down)
    assert [row.card.id for row in comparison.list.rows] == [ids[2]]
    tab_to(comparison.list)
    press(Qt.Key.Key_Return)
    assert window.viewer.photo_id == ids[2]
    comparison.activateWindow()
    qtbot.waitUntil(comparison.isActiveWindow)
    push(comparison.sides[1].use)
    assert desk.last(UseModel).model_id == RECOMMENDED_MODEL
    window.on_event(ModelReady(RECOMMENDED_MODEL))
    push(comparison.sides[0].use)
    assert desk.last(UseModel).model_id == BUILT_IN_MODEL
    press(Qt.Key.Key_Escape)
    assert not comparison.isVisible()
