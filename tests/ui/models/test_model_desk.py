"""What people ask of models in odd moments: twice, too late, or while another thing is under way."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import (
    CancelDownload,
    CompareModels,
    DownloadModel,
    MeasureSpeed,
    StayWithModel,
    UseModel,
)
from photo_sorter.core.events import (
    DownloadEnded,
    DownloadProgressed,
    ModelChangeProgressed,
    ModelFailed,
    ModelReady,
    ModelRemoved,
    ModelsCompared,
    SpeedMeasured,
)
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL, SettingsFile
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models.model_page import ModelPage
from tests.ui.desk import Desk
from tests.ui.models.shop import LARGE, Shop


@pytest.fixture
def here(shop: Shop, window: MainWindow) -> None:
    """Two models beside the built-in one have been downloaded."""
    for model_id in (RECOMMENDED_MODEL, LARGE):
        shop.bring(model_id)
    window.models.look()


def press(button: QPushButton) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


# --- changes ---


@pytest.mark.usefixtures("here")
def test_an_old_offer_to_use_the_model_in_use_waits_for_nothing(window: MainWindow, desk: Desk):
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    window.models.use(RECOMMENDED_MODEL)
    window.on_event(ModelReady(RECOMMENDED_MODEL))
    window.notices.dismiss()
    window.notices.offer.click()
    assert window.models.standing.change is None
    assert desk.count(UseModel) == 1
    assert desk.count(StayWithModel) == 1


@pytest.mark.usefixtures("here")
def test_news_of_a_change_that_was_overtaken_is_dropped(page: ModelPage, window: MainWindow):
    window.models.use(RECOMMENDED_MODEL)
    window.on_event(ModelChangeProgressed(RECOMMENDED_MODEL, 5, 12, None))
    window.models.use(LARGE)
    window.on_event(ModelChangeProgressed(RECOMMENDED_MODEL, 6, 12, None))
    assert page.rows[LARGE].words.text() == "Loading…"
    window.on_event(ModelChangeProgressed(LARGE, 1, 12, None))
    assert page.rows[LARGE].progress.isVisible()


def test_a_change_that_goes_on_from_the_last_start_is_shown(page: ModelPage, window: MainWindow):
    window.on_event(ModelChangeProgressed(RECOMMENDED_MODEL, 5, 12, None))
    assert page.rows[RECOMMENDED_MODEL].words.text() == "Looking at your photos: 5 of 12"


# --- downloads ---


def test_a_download_that_is_stopped_says_so_and_is_stopped_once(page: ModelPage, window: MainWindow, desk: Desk):
    row = page.rows[RECOMMENDED_MODEL]
    row.download.click()
    row.cancel.click()
    row.cancel.click()
    assert desk.count(CancelDownload) == 1
    window.on_event(DownloadProgressed(RECOMMENDED_MODEL, 1_000_000, 606_000_000))
    assert row.words.text() == "Stopping…"
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, "The download was stopped; what arrived is kept."))
    row.download.click()
    assert row.words.text() == "Connecting…"


def test_a_download_whose_settings_were_closed_ends_in_the_window(page: ModelPage, shop: Shop, window: MainWindow):
    page.rows[RECOMMENDED_MODEL].download.click()
    window.housekeeping.dialog.close()
    window.on_event(DownloadProgressed(RECOMMENDED_MODEL, 300_000_000, 606_000_000))
    shop.bring(RECOMMENDED_MODEL)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    assert window.notices.words.text() == "CLIP is here."
    window.housekeeping.show_models()
    assert page.rows[RECOMMENDED_MODEL].use.isVisible()


@pytest.mark.parametrize("sentence", [None, "No network."])
def test_who_awaits_a_model_gets_it_after_the_download_that_is_under_way(
    window: MainWindow, desk: Desk, sentence: str | None
):
    window.models.download(LARGE)
    window.models.await_model(RECOMMENDED_MODEL)
    assert desk.last(DownloadModel).model_id == LARGE
    window.on_event(DownloadEnded(LARGE, sentence))
    assert desk.last(DownloadModel).model_id == RECOMMENDED_MODEL
    assert SettingsFile(desk.home.settings).current.awaited_model_id == RECOMMENDED_MODEL


# --- speed ---


def test_speed_is_not_measured_twice_and_the_focus_stays(page: ModelPage, window: MainWindow, desk: Desk):
    page.window().activateWindow()
    button = page.rows[BUILT_IN_MODEL].measure
    for _ in range(2):
        press(button)
    assert desk.count(MeasureSpeed) == 1
    assert button.hasFocus()
    window.on_event(SpeedMeasured(BUILT_IN_MODEL, 20.0))
    assert button.hasFocus()


# --- the focus ---


def test_a_second_press_on_a_button_that_has_gone_throws_nothing_away(page: ModelPage, shop: Shop, window: MainWindow):
    page.window().activateWindow()
    row = page.rows[RECOMMENDED_MODEL]
    press(row.download)
    press(row.cancel)
    shop.change(RECOMMENDED_MODEL, unfinished_bytes=1_000_000)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, "The download was stopped; what arrived is kept."))
    assert row.discard.isVisible()
    assert row.download.hasFocus()


# --- faults ---


@pytest.mark.usefixtures("here")
def test_a_fault_stands_out_in_its_row(page: ModelPage, window: MainWindow):
    row = page.rows[RECOMMENDED_MODEL]
    window.on_event(ModelFailed(RECOMMENDED_MODEL, "It is damaged."))
    assert row.words.property("warning") is True
    row.use.click()
    assert row.words.property("warning") is False


def test_a_wrong_address_in_the_file_is_marked_at_once(
    shop: Shop, desk: Desk, open_window: Callable[..., MainWindow], qtbot: QtBot
):
    SettingsFile(desk.home.settings).change(hub_endpoint="nonsense")
    window = open_window(desk.home, desk.posted.append, shop.shelf)
    window.housekeeping.show_models()
    page = window.housekeeping.dialog.findChild(ModelPage)
    qtbot.waitUntil(page.network.hub_fault.isVisible)
    assert page.network.hub_fault.text() == "“nonsense” is none."
    assert page.more.isChecked()


# --- the comparison ---


@pytest.fixture
def comparison(here: None, window: MainWindow):
    window.models.compare(RECOMMENDED_MODEL)
    return window.models.comparison


def test_a_model_that_cannot_be_used_says_why_on_its_side(comparison, window: MainWindow):
    side = comparison.sides[1]
    side.use.click()
    window.on_event(ModelFailed(RECOMMENDED_MODEL, "It is damaged."))
    assert side.fault.isVisible()
    assert side.fault.text() == "It is damaged."
    side.use.click()
    assert not side.fault.isVisible()


def test_what_could_not_be_compared_is_when_a_model_is_ready(comparison, window: MainWindow, desk: Desk):
    window.on_event(ModelsCompared(desk.last(CompareModels).token, None, "No model is loaded yet."))
    window.on_event(ModelReady(BUILT_IN_MODEL))
    assert desk.count(CompareModels) == 2
    assert desk.last(CompareModels).model_id == RECOMMENDED_MODEL
    assert comparison.is_waiting


def test_a_model_that_is_removed_is_not_compared(comparison, window: MainWindow, desk: Desk):
    token = desk.last(CompareModels).token
    window.on_event(ModelRemoved(LARGE))
    assert comparison.isVisible()
    window.on_event(ModelRemoved(RECOMMENDED_MODEL))
    assert not comparison.isVisible()
    window.on_event(ModelsCompared(token, None, "It is not there any more."))
    assert comparison.message.text() == "Comparing on your photos…"
