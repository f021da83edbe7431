"""The page on models: every state of a model, and what can be done in it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QPushButton
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import (
    CancelDownload,
    DiscardDownload,
    DownloadModel,
    InstallModel,
    MeasureSpeed,
    RemoveModel,
    StayWithModel,
    UseModel,
)
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    DownloadDiscarded,
    DownloadEnded,
    DownloadProgressed,
    ModelChangeProgressed,
    ModelChangeStopped,
    ModelFailed,
    ModelInstalled,
    ModelReady,
    ModelRemoved,
    SpeedMeasured,
)
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL, SettingsFile
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.models import model_desk
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.models.model_page import ModelPage
from photo_sorter.ui.models.model_row import ModelRow
from tests.ui.desk import Desk
from tests.ui.models.shop import CLIP, LARGE, Shop


@pytest.fixture
def row(page: ModelPage) -> ModelRow:
    """Of a model that is not here yet."""
    return page.rows[RECOMMENDED_MODEL]


def offered(row: ModelRow) -> set[str]:
    return {button.text() for button in row.buttons if button.isVisible() and button.isEnabled()}


def test_at_first_each_model_offers_what_it_can(page: ModelPage):
    assert {id: offered(row) for id, row in page.rows.items()} == {
        BUILT_IN_MODEL: {"Measure speed"}, RECOMMENDED_MODEL: {"Download"}, LARGE: {"Download"}, "many/one": set(),
    }  # fmt: skip
    assert page.rows[BUILT_IN_MODEL].used.isVisible()
    assert page.rows["many/one"].words.text() == "Install the extra first."


def test_a_download_shows_its_progress_and_is_cancelled(row: ModelRow, page: ModelPage, window: MainWindow, desk: Desk):
    row.download.click()
    assert desk.last(DownloadModel).model_id == RECOMMENDED_MODEL
    assert row.words.text() == "Connecting…"
    assert offered(row) == {"Cancel"}
    assert not page.rows[LARGE].download.isEnabled()
    window.on_event(DownloadProgressed(RECOMMENDED_MODEL, 212_000_000, 606_000_000))
    assert row.words.text() == "212 MB of 606 MB"
    assert row.progress.value() == 350
    row.cancel.click()
    assert desk.count(CancelDownload) == 1
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, "The download was stopped; what arrived is kept."))
    assert page.rows[LARGE].download.isEnabled()
    assert not row.progress.isVisible()
    assert not page.notices.isVisible()
    assert not window.notices.isVisible()


def test_a_download_that_stopped_goes_on_or_is_discarded(
    row: ModelRow, page: ModelPage, shop: Shop, window: MainWindow, desk: Desk
):
    shop.change(RECOMMENDED_MODEL, unfinished_bytes=212_000_000)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, "No network."))
    assert row.words.text() == "No network."
    assert offered(row) == {"Go on", "Discard"}
    row.discard.click()
    assert desk.last(DiscardDownload).model_id == RECOMMENDED_MODEL
    shop.change(RECOMMENDED_MODEL, unfinished_bytes=0)
    window.on_event(DownloadDiscarded(RECOMMENDED_MODEL))
    assert offered(row) == {"Download"}


def test_a_download_that_ended_offers_to_use_the_model(page: ModelPage, shop: Shop, window: MainWindow, desk: Desk):
    row = page.rows[RECOMMENDED_MODEL]
    row.download.click()
    shop.bring(RECOMMENDED_MODEL)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    assert offered(row) == {"Use", "Compare…", "Measure speed", "Remove…"}
    assert page.notices.words.text() == "CLIP is here."
    page.notices.offer.click()
    assert desk.last(UseModel).model_id == RECOMMENDED_MODEL


def test_who_closed_the_settings_is_told_in_the_window(page: ModelPage, shop: Shop, window: MainWindow, desk: Desk):
    page.rows[RECOMMENDED_MODEL].download.click()
    window.housekeeping.dialog.close()
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, "No network."))
    assert window.notices.words.text() == "No network."
    window.notices.offer.click()
    assert desk.count(DownloadModel) == 2
    shop.bring(RECOMMENDED_MODEL)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    assert window.notices.offer.text() == "Use it"


def test_another_model_looks_at_the_photos_and_then_takes_over(
    page: ModelPage, shop: Shop, window: MainWindow, desk: Desk
):
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    row = page.rows[RECOMMENDED_MODEL]
    row.use.click()
    assert desk.last(UseModel).model_id == RECOMMENDED_MODEL
    assert row.words.text() == "Loading…"
    window.on_event(ModelChangeProgressed(RECOMMENDED_MODEL, 1234, 2000, 170.0))
    assert row.words.text() == "Looking at your photos: 1,234 of 2,000 · about 3 min left"
    assert offered(row) == {"Stop", "Compare…", "Measure speed"}
    assert page.rows[BUILT_IN_MODEL].used.isVisible()
    window.on_event(ActivityChanged(Activity.PAUSED))
    assert row.words.text().endswith("paused")
    window.on_event(ModelReady(RECOMMENDED_MODEL))
    assert row.used.isVisible()
    assert not row.progress.isVisible()
    assert "Use" in offered(page.rows[BUILT_IN_MODEL])
    assert window.notices.words.text() == "CLIP sorts your photos now."
    assert window.notices.offer.text() == "Compare…"


def test_a_change_can_be_stopped(page: ModelPage, shop: Shop, window: MainWindow, desk: Desk):
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    row = page.rows[RECOMMENDED_MODEL]
    row.use.click()
    row.stop.click()
    assert desk.count(StayWithModel) == 1
    window.on_event(ModelChangeStopped(RECOMMENDED_MODEL))
    assert "Use" in offered(row)
    assert not row.words.isVisible()


def test_a_model_that_cannot_be_used_says_why_in_its_row_until_it_is_tried_again(
    page: ModelPage, shop: Shop, window: MainWindow
):
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    row = page.rows[RECOMMENDED_MODEL]
    row.use.click()
    window.on_event(ModelFailed(RECOMMENDED_MODEL, "It is damaged: download it again."))
    assert row.words.text() == "It is damaged: download it again."
    assert page.rows[BUILT_IN_MODEL].used.isVisible()
    assert not window.notices.isVisible()
    row.use.click()
    assert row.words.text() == "Loading…"


def test_a_failure_that_no_row_can_show_is_a_notice(page: ModelPage, window: MainWindow):
    window.on_event(ModelFailed("local-dir:/gone", "It is not there any more."))
    assert window.notices.words.text() == "It is not there any more."


def test_the_first_model_of_a_start_is_no_news(window: MainWindow):
    assert not window.notices.isVisible()


def test_speed_is_measured_once_at_a_time_and_remembered(
    page: ModelPage, shop: Shop, window: MainWindow, desk: Desk, open_window: Callable[..., MainWindow]
):
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    row = page.rows[BUILT_IN_MODEL]
    row.measure.click()
    assert desk.last(MeasureSpeed).model_id == BUILT_IN_MODEL
    assert row.measure.text() == "Measuring…"
    assert not page.rows[RECOMMENDED_MODEL].measure.isEnabled()
    window.on_event(SpeedMeasured(BUILT_IN_MODEL, 61.27))
    assert "61 photos/s here" in row.facts.text()
    assert row.measure.isEnabled()
    again = open_window(desk.home, desk.posted.append, shop.shelf)
    assert again.models.standing.speeds == {BUILT_IN_MODEL: 61.3}


def test_a_speed_that_cannot_be_measured_says_why(page: ModelPage, window: MainWindow):
    page.rows[BUILT_IN_MODEL].measure.click()
    window.on_event(SpeedMeasured(BUILT_IN_MODEL, None, "It is damaged."))
    assert page.rows[BUILT_IN_MODEL].words.text() == "It is damaged."
    assert page.rows[BUILT_IN_MODEL].measure.isEnabled()


def test_a_removal_is_asked_first(
    monkeypatch: pytest.MonkeyPatch, page: ModelPage, shop: Shop, window: MainWindow, desk: Desk
):
    shop.bring(RECOMMENDED_MODEL)
    window.models.look()
    asked = []
    for answer in (False, True):
        monkeypatch.setattr(model_desk, "confirmed_removal", lambda parent, model, a=answer: asked.append(model) or a)
        page.rows[RECOMMENDED_MODEL].remove.click()
        assert desk.count(RemoveModel) == answer
    assert [model.title for model in asked] == ["CLIP", "CLIP"]
    shop.models[1] = CLIP
    window.on_event(ModelRemoved(RECOMMENDED_MODEL))
    assert offered(page.rows[RECOMMENDED_MODEL]) == {"Download"}


def test_a_model_is_installed_from_a_file_and_gets_a_row(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, page: ModelPage, shop: Shop, window: MainWindow, desk: Desk, tmp_path
):
    file = tmp_path / "mine.safetensors"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (str(file), ""))
    page.install_file.click()
    assert desk.last(InstallModel) == InstallModel(file)
    assert page.install_words.text() == "Copying “mine.safetensors”, and trying it…"
    assert not page.install_folder.isEnabled()
    shop.models.append(ModelChoice("installed:mine-1", "mine", is_installed=True, installed_bytes=9_000_000))
    window.on_event(ModelInstalled("installed:mine-1"))
    row = page.rows["installed:mine-1"]
    qtbot.waitUntil(row.isVisible)
    assert offered(row) == {"Use", "Compare…", "Measure speed", "Remove…"}
    assert row.quality.text() == "Quality unknown"
    assert page.install_words.text() == ""
    assert page.notices.words.text() == "mine is here."
    window.on_event(ModelRemoved("installed:mine-1"))
    shop.models.pop()
    window.models.look()
    assert "installed:mine-1" not in page.rows


@pytest.mark.parametrize("agrees", [True, False])
def test_who_knows_the_architecture_is_asked(
    monkeypatch: pytest.MonkeyPatch, page: ModelPage, window: MainWindow, desk: Desk, tmp_path, agrees: bool
):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path))
    page.install_folder.click()
    monkeypatch.setattr(QInputDialog, "getItem", lambda *given: (given[3][1], agrees))
    window.on_event(ModelInstalled(None, "It fits A and B alike.", ("A", "B")))
    assert desk.last(InstallModel) == (InstallModel(tmp_path, "B") if agrees else InstallModel(tmp_path))
    assert not page.notices.isVisible()


def test_what_cannot_be_installed_says_why(page: ModelPage, window: MainWindow, tmp_path):
    window.models.install(tmp_path)
    window.on_event(ModelInstalled(None, "It is a program and was not opened."))
    assert page.notices.words.text() == "It is a program and was not opened."
    assert page.install_file.isEnabled()


def test_an_address_is_kept_at_once_and_a_wrong_one_is_marked(qtbot: QtBot, page: ModelPage, desk: Desk):
    page.more.click()
    fields = page.network
    for text, expected in (
        ("https://mirror.example", "https://mirror.example"),
        ("nonsense", "https://mirror.example"),
    ):
        fields.hub.setText(text)
        qtbot.keyClick(fields.hub, Qt.Key.Key_Return)
        assert SettingsFile(desk.home.settings).current.hub_endpoint == expected
    assert fields.hub_fault.text() == "“nonsense” is none."
    assert fields.hub_fault.isVisible()
    fields.proxy.setText("http://proxy.example:1")
    qtbot.keyClick(fields.proxy, Qt.Key.Key_Return)
    kept = SettingsFile(desk.home.settings).current
    assert (kept.hub_endpoint, kept.proxy) == ("https://mirror.example", "http://proxy.example:1")
    fields.hub.clear()
    qtbot.keyClick(fields.hub, Qt.Key.Key_Return)
    assert SettingsFile(desk.home.settings).current.hub_endpoint == ""
    assert not fields.hub_fault.isVisible()


def test_the_page_looks_anew_when_it_is_turned_to(page: ModelPage, shop: Shop, window: MainWindow):
    dialog = window.housekeeping.dialog
    dialog.turn_to(0)
    shop.bring(RECOMMENDED_MODEL)
    assert "Use" not in offered(page.rows[RECOMMENDED_MODEL])
    window.housekeeping.show_models()
    assert "Use" in offered(page.rows[RECOMMENDED_MODEL])


def test_a_model_is_downloaded_and_used_by_keyboard_alone(
    qtbot: QtBot, page: ModelPage, shop: Shop, window: MainWindow, desk: Desk
):
    def tab_to(button: QPushButton) -> None:
        for _ in range(40):
            if button.hasFocus():
                return
            qtbot.keyClick(QApplication.focusWidget() or page.window(), Qt.Key.Key_Tab)
        raise AssertionError(f"{button.text()} is not reached")

    page.window().activateWindow()
    row = page.rows[RECOMMENDED_MODEL]
    tab_to(row.download)
    qtbot.keyClick(row.download, Qt.Key.Key_Space)
    assert desk.last(DownloadModel).model_id == RECOMMENDED_MODEL
    assert row.cancel.hasFocus()
    shop.bring(RECOMMENDED_MODEL)
    window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    tab_to(row.use)
    qtbot.keyClick(row.use, Qt.Key.Key_Space)
    assert desk.last(UseModel).model_id == RECOMMENDED_MODEL
    assert row.stop.hasFocus()
    assert row.stop.accessibleName() == "Stop: CLIP"
