"""Keep sorted: rules say what they will do, and do nothing before they are turned on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from photo_sorter.core.arranging.commands import RemoveRule, SaveRule
from photo_sorter.core.arranging.events import RulesWaiting
from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.events import LibraryChanged
from photo_sorter.ui.arranging.rule_dialog import RuleDialog
from photo_sorter.ui.arranging.rules_page import RulesPage
from tests.ui.arranging.sorting import Sorting


def page(sorting: Sorting) -> RulesPage:
    sorting.window.housekeeping.show_settings()
    assert sorting.arranging.rules is not None
    return sorting.arranging.rules


def dialog(rules: RulesPage) -> RuleDialog:
    found = rules.findChild(RuleDialog)
    assert isinstance(found, RuleDialog)
    return found


def answer(words: str) -> list[str]:
    """Presses this button of the question that comes, and keeps what it asked."""
    asked: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.extend((box.text(), box.informativeText()))
        next(each for each in box.buttons() if each.text().replace("&", "") == words).click()

    QTimer.singleShot(50, press)
    return asked


def test_without_rules_it_says_so(sorting: Sorting):
    rules = page(sorting)
    assert rules.words.text() == "There are no rules yet."
    assert not rules.remove.isEnabled()


def test_a_new_rule_is_off_and_says_what_it_will_do(sorting: Sorting):
    rules = page(sorting)
    rules.add.click()
    made = dialog(rules)
    assert not made.save.isEnabled()
    made.name.setText("Phone")
    made.form.modes[Mode.MOVE].setChecked(True)
    made.form.destination.show_folder(sorting.destination)
    made.floor.setCurrentIndex(2)
    assert made.words.text().startswith("Moves each new photo in “photos” to")
    assert "Photos without a sure category stay where they are." in made.words.text()
    made.save.click()
    rule = sorting.desk.last(SaveRule).rule
    assert (rule.id, rule.name, rule.enabled, rule.folders) == (None, "Phone", False, (sorting.desk.photos_folder,))
    assert (rule.arrangement.mode, rule.arrangement.floor) == (Mode.MOVE, 0.9)


def test_a_rule_without_folders_cannot_be_kept_and_says_what_lacks(sorting: Sorting):
    rules = page(sorting)
    rules.add.click()
    made = dialog(rules)
    made.form.destination.show_folder(sorting.destination)
    made.folders.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not made.save.isEnabled()
    assert made.words.text() == "Choose at least one folder whose new photos it is for."


@pytest.mark.parametrize(("button", "posts"), [("Turn on", 1), ("Cancel", 0)])
def test_turning_on_says_what_will_happen_and_asks(sorting: Sorting, button: str, posts: int):
    sorting.rule("Phone")
    rules = page(sorting)
    asked = answer(button)
    rules.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert asked[0] == "Turn on “Phone”?"
    assert "Moves each new photo in “photos” to" in asked[1]
    assert sorting.desk.count(SaveRule) == posts
    if posts:
        assert sorting.desk.last(SaveRule).rule.enabled
    else:
        assert rules.list.item(0).checkState() is Qt.CheckState.Unchecked


def test_turning_off_asks_nothing(sorting: Sorting):
    sorting.rule("Phone", enabled=True)
    rules = page(sorting)
    rules.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not sorting.desk.last(SaveRule).rule.enabled


def test_a_rule_is_edited_and_removed_by_keys(sorting: Sorting):
    rule_id = sorting.rule("Phone")
    rules = page(sorting)
    sorting.qtbot.keyClick(rules.list, Qt.Key.Key_Return)
    edited = dialog(rules)
    edited.name.setText("Camera")
    edited.save.click()
    assert sorting.desk.last(SaveRule).rule.id == rule_id
    assert sorting.desk.last(SaveRule).rule.name == "Camera"
    answer("Remove")
    sorting.qtbot.keyClick(rules.list, Qt.Key.Key_Delete)
    assert sorting.desk.last(RemoveRule) == RemoveRule(rule_id)


def test_what_a_rule_did_opens_its_runs(sorting: Sorting):
    rule_id = sorting.rule("Phone")
    sorting.ran(sorting.plan_of(1), "Move 1 file to Sorted", rule_id=rule_id)
    sorting.ran(sorting.plan_of(1), "Copy 1 file to Sorted")
    page(sorting).log.click()
    assert sorting.arranging.history is not None
    assert sorting.arranging.history.list.count() == 1


def test_the_page_follows_the_library(sorting: Sorting):
    rules = page(sorting)
    sorting.rule("Phone")
    sorting.window.on_event(LibraryChanged(runs=True))
    assert rules.list.item(0).text() == "Phone"


@pytest.mark.parametrize("is_open", [True, False])
def test_a_rule_says_which_disk_its_photos_wait_for(sorting: Sorting, is_open: bool):
    waiting, other = sorting.rule("Phone", enabled=True), sorting.rule("Card", enabled=True)
    rules = page(sorting) if is_open else None
    why = "The disk “usb” is not connected. Connect it."
    sorting.window.on_event(RulesWaiting({waiting: why}))
    rules = rules or page(sorting)
    assert rules.current_id == waiting
    assert rules.why.text() == f"New photos wait. {why}"
    # The list shows which rules wait, whichever is chosen.
    assert [rules.list.item(row).icon().isNull() for row in (0, 1)] == [False, True]
    rules.list.setCurrentRow(1)
    assert rules.current_id == other
    assert rules.why.isHidden()
    rules.list.setCurrentRow(0)
    assert not rules.why.isHidden()
    sorting.window.on_event(RulesWaiting({}))
    assert rules.why.isHidden()
    assert rules.list.item(0).icon().isNull()
