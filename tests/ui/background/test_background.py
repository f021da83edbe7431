"""The window, its tray and its settings while nobody looks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.arranging.events import RunProgressed
from photo_sorter.core.commands import Hold, Pause, Rescan
from photo_sorter.core.events import Activity, ActivityChanged, PhotosIndexed, Stopped
from photo_sorter.settings import SettingsFile
from photo_sorter.system.login_item import AutostartEntry
from photo_sorter.system.power import Power
from photo_sorter.ui.background.background import Background
from photo_sorter.ui.background.run_report import LONG_SECONDS
from photo_sorter.ui.background.tray import Tray
from photo_sorter.ui.background.waiting import Waiting
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.settings.general_page import GeneralPage
from tests.ui.desk import Desk

HELD = ActivityChanged(Activity.PAUSED, 100, 1334, reason="Paused on battery (24 %)")
COMMAND = ["/opt/photo-sorter", "--background"]


class ClickOnTheCross(QCloseEvent):
    """A close event as the desktop sends it: Qt lets nobody else make one."""

    def spontaneous(self) -> bool:
        return True


class Life:
    """A window with its background, where `has_tray` says whether the desktop has one."""

    def __init__(self, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self.desk = window, desk
        self.has_tray, self.said = True, []
        monkeypatch.setattr(Tray, "is_there", property(lambda tray: self.has_tray))
        monkeypatch.setattr(Tray, "say", lambda tray, sentence: self.said.append(sentence))
        self.settings = SettingsFile(desk.home.settings)
        self.entry = AutostartEntry(desk.home.folder / "autostart")
        waiting = Waiting(self.settings, desk.posted.append, lambda: Power(True, True, 24), full_screen=lambda: False)
        self.background = Background(window, self.settings, desk.posted.append, self.entry, COMMAND, waiting)

    def on_event(self, event: object) -> None:
        self.window.on_event(event)
        self.background.on_event(event)

    def click_on_cross(self) -> bool:
        """Whether the window was kept from closing."""
        event = ClickOnTheCross()
        return self.background.closing.eventFilter(self.window, event)

    @property
    def page(self) -> GeneralPage:
        self.window.housekeeping.show_settings()
        dialog = self.window.housekeeping.dialog
        assert dialog is not None
        (page,) = dialog.findChildren(GeneralPage)
        return page


@pytest.fixture
def life(window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    life = Life(window, desk, monkeypatch)
    yield life
    life.background.close()


def test_waiting_shows_its_reason_and_a_way_on(qtbot: QtBot, life: Life):
    life.on_event(HELD)
    status = life.window.status
    assert status.words.text() == "Paused on battery (24 %) · 1,234 photos to go"
    assert status.anyway.isVisible()
    assert not status.pause.isVisible()
    life.on_event(ActivityChanged(Activity.INDEXING, 100, 1334))
    assert not status.anyway.isVisible()
    assert status.pause.isVisible()


def test_run_anyway_and_its_key_let_the_work_go_on(qtbot: QtBot, life: Life):
    with qtbot.waitSignal(life.background.waiting.looked):
        life.on_event(ActivityChanged(Activity.INDEXING, 100, 1334))
    assert life.desk.last(Hold).reason == "Paused on battery (24 %)"
    life.on_event(HELD)
    life.window.toggle_pause()
    assert life.desk.last(Hold).reason == ""
    assert life.desk.count(Pause) == 0


def test_the_tray_tells_what_is_going_on_and_can_pause_it(life: Life):
    life.on_event(ActivityChanged(Activity.INDEXING, 100, 1334, 12.0, 103.0))
    tray = life.background.tray
    assert tray.tip == "Photo Sorter\n100 of 1,334 · 12/s · about 2 min left"
    assert (tray.pause.text(), tray.pause.isEnabled()) == ("Pause", True)
    tray.pause.trigger()
    assert life.desk.count(Pause) == 1
    life.on_event(ActivityChanged(Activity.PAUSED, 100, 1334))
    assert (tray.pause.text(), tray.pause.isEnabled()) == ("Resume", True)
    life.on_event(ActivityChanged(Activity.IDLE))
    assert (tray.pause.text(), tray.pause.isEnabled()) == ("Pause", False)
    assert tray.tip == "Photo Sorter\n20 photos · up to date"


def test_closing_ends_the_program_unless_it_shall_stay(life: Life):
    assert not life.click_on_cross()


def test_closing_to_the_tray_hides_the_window_with_its_dialogs(life: Life):
    life.settings.change(closes_to_tray=True)
    page = life.page
    assert life.click_on_cross()
    assert not life.window.isVisible()
    assert not page.isVisible()
    assert life.said == ["Photo Sorter goes on working here. Quit ends it."]
    life.background.tray.opening.emit()
    assert life.window.isVisible()
    assert life.click_on_cross()
    assert len(life.said) == 1


def test_without_a_tray_closing_ends_the_program_whatever_the_settings_say(life: Life):
    life.settings.change(closes_to_tray=True)
    life.has_tray = False
    assert not life.click_on_cross()


@pytest.mark.parametrize("answer", ["Quit", "Cancel"])
def test_in_the_middle_of_a_run_the_end_is_asked_about(life: Life, answer: str):
    life.on_event(RunProgressed(7, 312, 1000, 5, 9, 1.0, 60.0))

    def choose() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.informativeText().startswith("312 of 1,000 files are done.")
        next(button for button in box.buttons() if button.text().replace("&", "") == answer).click()

    QTimer.singleShot(0, choose)
    assert life.click_on_cross() is (answer == "Cancel")
    assert life.background.closing.is_over is (answer == "Quit")


@pytest.mark.parametrize("is_hidden", [False, True])
def test_quit_ends_it_also_from_the_tray(qtbot: QtBot, life: Life, is_hidden: bool):
    life.settings.change(closes_to_tray=True)
    if is_hidden:
        life.click_on_cross()
    action = life.background.tray.menu.actions()[-1]
    assert action.text() == "Quit"
    action.trigger()
    assert life.background.closing.is_over
    assert not life.window.reader.is_open


def test_the_program_that_ends_while_hidden_closes_its_window_in_order(life: Life):
    life.settings.change(closes_to_tray=True)
    life.click_on_cross()
    life.background.close()
    assert not life.window.reader.is_open


def test_a_long_run_that_nobody_watched_is_told(life: Life, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QWidget, "isActiveWindow", lambda widget: False)
    report, now = life.background._report, [0.0]
    report._clock = lambda: now[0]
    life.on_event(ActivityChanged(Activity.INDEXING))
    now[0] += LONG_SECONDS
    life.background.on_event(PhotosIndexed((1, 2)))
    life.on_event(ActivityChanged(Activity.IDLE))
    assert life.said == ["2 photos indexed."]


def test_a_long_run_that_was_watched_is_not_told(life: Life, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QWidget, "isActiveWindow", lambda widget: True)
    report, now = life.background._report, [0.0]
    report._clock = lambda: now[0]
    life.on_event(ActivityChanged(Activity.INDEXING))
    now[0] += LONG_SECONDS
    life.background.on_event(PhotosIndexed((1, 2)))
    life.on_event(ActivityChanged(Activity.IDLE))
    assert life.said == []


def test_a_worker_that_ends_behind_a_hidden_window_says_why(life: Life):
    life.window.hide()
    life.on_event(Stopped("The disk is gone."))
    assert life.said == ["The disk is gone."]


def test_settings_are_kept_at_once(life: Life):
    page = life.page
    assert (page.battery.currentData(), page.person.isChecked(), page.tray.isChecked()) == ("low", False, False)
    page.show_system(has_battery=True, knows_use=True, knows_full_screen=True, has_tray=True, cores=8)
    page.battery.setCurrentIndex(2)
    page.battery.activated.emit(2)
    page.person.click()
    page.full_screen.click()
    page.cores.setCurrentIndex(page.cores.findData(3))
    page.cores.activated.emit(page.cores.currentIndex())
    page.tray.click()
    kept = SettingsFile(life.desk.home.settings).current
    assert (kept.battery_rule, kept.waits_for_person, kept.closes_to_tray) == ("always", True, True)
    assert (kept.waits_for_full_screen, kept.most_cores) == (False, 3)


def test_links_out_of_the_folders_are_followed_if_told_and_looked_for_at_once(life: Life):
    assert not life.page.links.isChecked()
    life.page.links.click()
    assert SettingsFile(life.desk.home.settings).current.follows_links
    assert life.desk.posted[-1] == Rescan()


def test_what_this_computer_cannot_do_is_not_on_offer(life: Life):
    page = life.page
    page.show_system(has_battery=False, knows_use=False, knows_full_screen=False, has_tray=False, cores=1)
    assert not page.battery.isVisibleTo(page)
    assert not page.person.isEnabled()
    assert page.person_hint.text().startswith("This desktop does not say when it is in use.")
    assert not page.cores.isVisibleTo(page)
    assert not page.full_screen.isEnabled()
    assert page.full_screen_hint.text() == "This desktop does not say what fills its screen."
    assert not page.tray.isEnabled()
    assert "no tray" in page.tray_hint.text()


@pytest.mark.parametrize(("chosen", "cores", "words"), [(0, 8, "All 8"), (3, 8, "3 of 8"), (16, 8, "All 8")])
def test_as_many_cores_are_shown_as_are_chosen_and_there(life: Life, chosen: int, cores: int, words: str):
    life.settings.change(most_cores=chosen)
    page = life.page
    page.show_system(has_battery=True, knows_use=True, knows_full_screen=True, has_tray=True, cores=cores)
    assert page.cores.currentText() == words


def test_start_at_login_is_an_entry_that_names_the_program(life: Life):
    page = life.page
    assert not page.login.isChecked()
    page.login.click()
    assert "/opt/photo-sorter" in life.entry.path.read_text()
    page.login.click()
    assert not life.entry.path.exists()


def test_an_entry_that_cannot_be_written_is_told_and_not_pretended(life: Life):
    life.entry.path.parent.write_text("a file where the folder should be")
    page = life.page
    page.login.click()
    assert not page.login.isChecked()
    assert page.login_hint.text().startswith("The desktop's list of programs cannot be changed")


def test_every_control_of_the_page_has_a_name_and_can_be_reached_by_key(life: Life):
    page = life.page
    page.show_system(has_battery=True, knows_use=True, knows_full_screen=True, has_tray=True, cores=8)
    for line, control in ((page._battery_line, page.battery), (page._cores_line, page.cores)):
        assert line.labelForField(control).buddy() is control
    for control in (page.battery, page.person, page.full_screen, page.cores, page.tray, page.login):
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert all(box.text() for box in (page.person, page.full_screen, page.tray, page.login))


def test_what_a_list_is_for_stands_at_its_middle(life: Life, qtbot: QtBot):
    page = life.page
    page.show_system(has_battery=True, knows_use=True, knows_full_screen=True, has_tray=True, cores=8)
    page.setParent(None)
    qtbot.addWidget(page)
    page.show()
    for line, control in ((page._battery_line, page.battery), (page._cores_line, page.cores)):
        assert line.labelForField(control).geometry().center().y() == control.geometry().center().y()


def test_started_hidden_the_work_begins_without_a_window(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch):
    window = MainWindow(desk.home, SettingsFile(desk.home.settings), desk.posted.append)
    life = Life(window, desk, monkeypatch)
    with qtbot.waitSignal(window.first_painted):
        life.background.start(hidden=True)
    assert not window.isVisible()
    with qtbot.assertNotEmitted(window.first_painted, wait=50):
        life.background.show_window()
        window.grab()
    assert window.isVisible()
    life.background.close()
    QApplication.processEvents()


def test_started_hidden_where_there_is_no_tray_it_is_minimised(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    window = MainWindow(desk.home, SettingsFile(desk.home.settings), desk.posted.append)
    life = Life(window, desk, monkeypatch)
    life.has_tray = False
    with qtbot.waitSignal(window.first_painted):
        life.background.start(hidden=True)
    assert window.isMinimized()
    life.background.show_window()
    assert not window.isMinimized()
    life.background.close()
