"""The Help menu: its windows open once, and every control that needs it says what it is for."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWhatsThis, QWidget
from pytestqt.qtbot import QtBot

import photo_sorter.ui
from photo_sorter import __version__
from photo_sorter.core.events import NoticeRaised, Stopped
from photo_sorter.ui.help import about
from photo_sorter.ui.help.help_desk import HelpDesk
from photo_sorter.ui.help.problem_window import ProblemWindow
from photo_sorter.ui.help.shortcut_sheet import ShortcutSheet
from photo_sorter.ui.help.whats_this import all_texts, explain
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.settings.settings_dialog import MODEL
from tests.ui.barriers import find_no_barrier, unnamed
from tests.ui.desk import Desk

OPENERS = [HelpDesk.show_pages, HelpDesk.show_problems, HelpDesk.show_shortcuts, HelpDesk.show_about]


@pytest.mark.parametrize("show", OPENERS)
def test_each_window_of_help_opens_once_has_no_barrier_and_closes_by_a_key(
    window: MainWindow, show: Callable[[HelpDesk], QDialog]
):
    dialog = show(window.help)
    assert show(window.help) is dialog
    assert dialog.isVisible()
    if show is HelpDesk.show_pages:
        # Each link of a page is a stop of its own.
        assert unnamed(dialog) == []
    else:
        find_no_barrier(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    QApplication.sendPostedEvents(None, 0)
    again = show(window.help)
    assert again.isVisible()
    again.close()


def test_they_close_with_the_window(window: MainWindow):
    pages, problems = window.help.show_pages(), window.help.show_problems()
    window.close()
    assert not pages.isVisible()
    assert not problems.isVisible()


@pytest.mark.parametrize("event", [NoticeRaised("Broken.", is_in_log=True), Stopped("Broken.")])
def test_what_the_log_says_more_of_leads_to_it(window: MainWindow, event: object):
    window.on_event(event)
    assert window.notices.words.text() == "Broken."
    window.notices.offer.click()
    problems = window.findChild(ProblemWindow)
    assert problems is not None
    assert problems.isVisible()
    problems.close()


def test_other_notices_offer_nothing(window: MainWindow):
    window.on_event(Stopped(None))
    assert not window.notices.isVisible()
    window.on_event(NoticeRaised("No room."))
    assert window.notices.words.text() == "No room."
    assert not window.notices.offer.isVisible()


def test_the_menu_opens_them(window: MainWindow):
    entries = {action.text(): action for action in window.findChildren(QAction)}
    assert entries["Photo Sorter Help"].shortcut().toString() == "F1"
    entries["Problems and log…"].trigger()
    problems = window.findChild(ProblemWindow)
    assert problems is not None
    assert problems.isVisible()


# --- keys ---


def keys_of(sheet: ShortcutSheet) -> list[tuple[str, str]]:
    return [line for table in sheet.tables for line in table.lines()]


def test_the_sheet_lists_every_key_of_every_menu(window: MainWindow):
    shown = keys_of(window.help.show_shortcuts())
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if not action.shortcut().isEmpty():
                words = str(action.data() or action.text()).replace("&", "").rstrip("…")
                assert (words, action.shortcut().toString()) in shown
    assert ("Rating", "0 … 5") in shown
    window.help.show_shortcuts().close()


def test_a_new_entry_of_a_menu_is_on_the_sheet_by_itself(qtbot: QtBot):
    window = QMainWindow()
    qtbot.addWidget(window)
    action = window.menuBar().addMenu("&File").addAction("Fly…")
    action.setShortcut("Ctrl+Alt+F")
    sheet = ShortcutSheet(window)
    assert ("Fly", "Ctrl+Alt+F") in keys_of(sheet)


def test_its_tables_have_names_and_are_about_as_long_as_each_other(window: MainWindow):
    sheet = window.help.show_shortcuts()
    assert all(table.accessibleName() for table in sheet.tables)
    one, other = (table.wished_size()[1] for table in sheet.tables)
    assert abs(one - other) < max(one, other) / 3
    sheet.close()


# --- who we are ---


def test_the_box_says_version_and_place_and_copies_what_a_bug_report_needs(window: MainWindow, desk: Desk):
    box = window.help.show_about()
    assert str(desk.home.folder) in box.where.text()
    assert not box.licences.isVisible()
    box.copy.click()
    assert QApplication.clipboard().text().startswith(f"Photo Sorter {__version__}, Python ")
    box.close()


def test_a_bundle_shows_its_licences(window: MainWindow, tmp_path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / about.LICENCES).write_text("MIT", encoding="utf-8")
    (tmp_path / "photo_sorter").mkdir()
    monkeypatch.setattr(photo_sorter, "__file__", str(tmp_path / "photo_sorter" / "__init__.py"))
    opened: list[object] = []
    monkeypatch.setattr(about, "open_file", lambda file: opened.append(file) or True)
    box = window.help.show_about()
    assert box.licences.isVisible()
    box.licences.click()
    assert opened == [tmp_path / about.LICENCES]
    box.close()


# --- what's this ---


def test_the_controls_of_the_window_say_what_they_are_for(window: MainWindow):
    explain(window)
    for control in (
        window.side_bar, window.browser.search, window.browser.filter, window.browser.query.more_like, window.grid,
        window.panel.scores, window.panel.why.voices, window.status.words, window.status.side, window.review,
    ):  # fmt: skip
        assert control.whatsThis(), control


@pytest.mark.parametrize("page", range(MODEL + 1))
def test_so_do_those_of_the_settings_as_soon_as_they_have_the_focus(qtbot: QtBot, window: MainWindow, page: int):
    window.housekeeping.show_settings()
    dialog = window.housekeeping.dialog
    assert dialog is not None
    dialog.turn_to(page)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    dialog.categories.tree.setFocus()
    editor = dialog.categories.editor
    assert editor.strictness.whatsThis()
    assert editor.against.whatsThis()
    assert dialog.folders.list.whatsThis()


def test_every_text_belongs_to_a_class_of_the_window_that_has_such_a_control(window: MainWindow):
    """Of those that a window full of photos has at once; the rest is made when it is asked for."""
    there = {type(widget): widget for widget in window.findChildren(QWidget)}
    checked = 0
    for kind, texts in all_texts().items():
        for name, text in texts.items():
            assert text.count(". ") + text.count("; ") + text.count(": ") + text.count("? ") >= 1, text
            if kind in there and name:
                assert isinstance(getattr(there[kind], name), QWidget), (kind, name)
                checked += 1
            elif name:
                assert f"self.{name}" in inspect.getsource(kind), (kind, name)
    assert checked > 10


def test_every_class_that_is_told_about_is_one_of_the_window():
    classes = set()
    for module in pkgutil.walk_packages(photo_sorter.ui.__path__, "photo_sorter.ui."):
        classes |= {kind for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)}
    assert set(all_texts()) <= classes


def popup() -> QWidget | None:
    """What Qt shows of a control."""
    return next((one for one in QApplication.topLevelWidgets() if one.inherits("QWhatsThat") and one.isVisible()), None)


def test_shift_f1_tells_what_the_control_with_the_focus_is_for(qtbot: QtBot, window: MainWindow):
    window.activateWindow()
    for control in (window.browser.search, window.grid, window.side_bar, window.status.side):
        control.setFocus()
        qtbot.waitUntil(control.hasFocus)
        QTest.keyClick(control, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
        shown = popup()
        assert shown is not None, control
        assert shown.size().width() > 100
        assert not QWhatsThis.inWhatsThisMode()
        QWhatsThis.hideText()
        QApplication.sendPostedEvents(None, 0)


def test_the_menu_asks_for_a_click_which_tells(qtbot: QtBot, window: MainWindow):
    window.help.begin_explaining()
    assert QWhatsThis.inWhatsThisMode()
    QTest.mouseClick(window.browser.filter, Qt.MouseButton.LeftButton)
    assert popup() is not None
    assert not window.browser.facets.isVisible()
    QWhatsThis.hideText()
    QWhatsThis.leaveWhatsThisMode()


def test_where_the_focus_has_nothing_to_say_shift_f1_asks_for_a_click(window: MainWindow):
    QTest.keyClick(window.menuBar(), Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert QWhatsThis.inWhatsThisMode()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not QWhatsThis.inWhatsThisMode()
