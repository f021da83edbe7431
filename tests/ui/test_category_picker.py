"""Choosing a category by its name, over the photos."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SetMarks, SetVerdicts, Verdict
from photo_sorter.core.sorting.category import Category
from photo_sorter.ui.category_picker import CategoryPicker, Choice, matching
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed

Key = Qt.Key
NAMES = ("Buildings & city", "Dogs", "Landscapes", "Été", "Straße", "City dogs")


def press(qtbot: QtBot, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Wherever the keys go now."""
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    qtbot.keyClick(widget, key, modifier)


def press_all(qtbot: QtBot, letters: str) -> None:
    for letter in letters:
        press(qtbot, Key(ord(letter.upper())))


@pytest.fixture
def picker(qtbot: QtBot, window: MainWindow) -> CategoryPicker:
    """Opened by T over the first photo."""
    window.grid.make_current(int(window.grid.selection.ids[0]))
    window.grid.setFocus()
    press(qtbot, Key.Key_T)
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, CategoryPicker)
    return picker


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", list(NAMES)),
        ("ci", ["City dogs", "Buildings & city"]),
        ("dog", ["Dogs", "City dogs"]),
        ("SCAPE", ["Landscapes"]),
        ("ete", ["Été"]),
        ("é", ["Été", "Landscapes", "Straße"]),
        ("strasse", ["Straße"]),
        ("  city  dogs ", ["City dogs"]),
        ("zebra", []),
    ],
)
def test_beginnings_come_first_and_accents_make_no_difference(typed: str, found: list[str]):
    choices = [Choice(Category(name)) for name in NAMES]
    assert [one.category.name for one in matching(choices, typed)] == found


def test_enter_takes_what_was_typed(qtbot: QtBot, window: MainWindow, desk: Desk, picker: CategoryPicker):
    dogs = desk.library.categories.all()[1]
    press_all(qtbot, "do")
    assert picker.field.accessibleDescription() == "Dogs"
    press(qtbot, Key.Key_Return)
    assert not picker.isVisible()
    assert desk.last(SetVerdicts).verdicts == (Verdict(int(window.grid.selection.ids[0]), dogs.id or 0, True),)


def test_no_key_falls_through_to_the_photos_behind(
    qtbot: QtBot, window: MainWindow, desk: Desk, picker: CategoryPicker
):
    press_all(qtbot, "fwhct5")
    press(qtbot, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert desk.count(SetMarks) == desk.count(SetVerdicts) == 0
    assert window.panel.scores.open_id is None
    assert not window.reviewing.is_on
    assert picker.isVisible()


def test_a_shortcut_is_the_field_s_before_it_is_the_window_s(picker: CategoryPicker):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(picker.field, event)
    assert event.isAccepted()


def test_without_a_letter_nothing_is_chosen_and_arrows_move(qtbot: QtBot, desk: Desk, picker: CategoryPicker):
    press(qtbot, Key.Key_Return)
    assert picker.isVisible()
    path = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_PageDown):
        press(qtbot, key)
        assert picker.current is not None
        path.append(picker.current.category.name)
    assert path == ["Cats", "Dogs", "Dogs", "Cats", "Dogs"]
    press(qtbot, Key.Key_Escape)
    assert not picker.isVisible()
    assert desk.count(SetVerdicts) == 0


def test_what_fits_nothing_is_said_and_gives_no_tag(qtbot: QtBot, desk: Desk, picker: CategoryPicker):
    press_all(qtbot, "zz")
    assert picker.list.item(0).text() == "No category fits."
    assert picker.field.accessibleDescription() == "No category fits."
    press(qtbot, Key.Key_Return)
    assert desk.count(SetVerdicts) == 0


def test_a_tag_that_was_given_is_marked_and_taken_back(
    qtbot: QtBot, window: MainWindow, desk: Desk, picker: CategoryPicker
):
    press_all(qtbot, "cats")
    press(qtbot, Key.Key_Return)
    desk.obey_verdicts()
    changed(qtbot, window, tags=True)
    window.deeds.tag_by_name()
    press_all(qtbot, "cats")
    assert picker.field.accessibleDescription() == "Cats, tagged"
    press(qtbot, Key.Key_Return)
    assert [one.holds for one in desk.last(SetVerdicts).verdicts] == [None]


def test_a_click_takes_a_category(qtbot: QtBot, desk: Desk, picker: CategoryPicker):
    place = picker.list.visualItemRect(picker.list.item(1)).center()
    qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.last(SetVerdicts).verdicts[0].category_id == desk.library.categories.all()[1].id


def test_what_is_shown_but_not_possible_is_passed_over(qtbot: QtBot, picker: CategoryPicker, window: MainWindow):
    taken: list[str] = []
    choices = [Choice(Category("A")), Choice(Category("B"), is_said=True, possible=False), Choice(Category("C"))]
    picker.ask("Tag as", choices, lambda category: taken.append(category.name), window.geometry())
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Return)
    assert taken == ["C"]
