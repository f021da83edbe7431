"""Review: other categories by menu, and answers given in haste. Nothing is said of a photo that nobody has seen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import NextReviews, SetVerdicts
from photo_sorter.core.events import ReviewsAnswered
from photo_sorter.core.sorting.category import CategorySet
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.sitting import Sitting, begun, nested, verdict

Key = Qt.Key


@pytest.fixture
def sitting(qtbot: QtBot, window: MainWindow, desk: Desk) -> Sitting:
    return begun(qtbot, window, desk)


def others(sitting: Sitting) -> dict[str, QAction]:
    """The menu of other categories, opened."""
    sitting.press(Key.Key_C)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return {action.text(): action for action in menu.actions()}


# --- another category ---


def test_another_category_of_an_exclusive_set_says_no_to_this_one(sitting: Sitting):
    others(sitting)["Cats"].trigger()
    assert sitting.desk.last(SetVerdicts).verdicts == (
        verdict(sitting, 4, True, sitting.cats),
        verdict(sitting, 4, False),
    )
    assert sitting.asked == 5
    sitting.window.edits.undo_stack.undo()
    assert sitting.asked == 4
    assert {one.holds for one in sitting.desk.last(SetVerdicts).verdicts} == {None}


def test_another_category_of_an_independent_set_leaves_the_question(sitting: Sitting):
    scheme = sitting.window.edits.scheme
    sitting.window.edits.change(replace(scheme, sets=(CategorySet("Main", exclusive=False),)), "Several may hold")
    others(sitting)["Cats"].trigger()
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True, sitting.cats),)
    assert sitting.asked == 4
    assert "noted" in sitting.view.machine.text()


def test_a_category_and_one_within_it_are_no_rivals(sitting: Sitting):
    animals = nested(sitting)
    others(sitting)["Animals"].trigger()
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True, animals),)
    assert sitting.asked == 4
    assert "noted" in sitting.view.machine.text()


def test_a_yes_within_the_category_in_question_answers_it(sitting: Sitting):
    animals = nested(sitting)
    sitting.window.start_review(None)
    items = (sitting.item(4, animals), sitting.item(5))
    sitting.window.on_event(ReviewsAnswered(sitting.desk.last(NextReviews).token, items, 2))
    others(sitting)["Dogs"].trigger()
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True),)
    assert sitting.asked == 5


def test_a_yes_to_a_category_leaves_the_question_about_one_within_it(sitting: Sitting):
    animals = nested(sitting)
    sitting.window.start_review(None)
    items = (sitting.item(4, animals), sitting.item(4), sitting.item(4, sitting.cats), sitting.item(5))
    sitting.window.on_event(ReviewsAnswered(sitting.desk.last(NextReviews).token, items, 4))
    sitting.press(Key.Key_Y)
    assert sitting.reviewing.queue.current == sitting.item(4)
    sitting.press(Key.Key_S)
    assert sitting.asked == 5


def test_a_menu_of_others_is_about_the_photo_it_was_opened_for(sitting: Sitting):
    sitting.press(Key.Key_C)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    action = menu.actions()[0]
    with sitting.desk.library.atomic():
        sitting.desk.library.photos.mark_missing([sitting.ids[4]])
    sitting.changed(photos=True)
    assert sitting.asked == 5
    assert not menu.isVisible()
    action.trigger()
    assert {one.photo_id for one in sitting.desk.last(SetVerdicts).verdicts} == {sitting.ids[4]}
    assert sitting.asked == 5


def test_the_key_c_makes_no_menu_anew(sitting: Sitting):
    sitting.window.edits.change(sitting.window.edits.scheme.without(sitting.cats), "Remove")
    before = len(sitting.view.findChildren(QMenu))
    for _ in range(3):
        sitting.press(Key.Key_C)
    assert len(sitting.view.findChildren(QMenu)) == before
    assert sitting.view.machine.text() == "There is no other category."


def test_a_yes_to_a_rival_takes_back_other_questions_about_that_photo(sitting: Sitting):
    items = (sitting.item(4), sitting.item(4, sitting.cats), sitting.item(5))
    sitting.window.on_event(ReviewsAnswered(sitting.desk.last(NextReviews).token, items, 3))
    sitting.press(Key.Key_Y)
    assert sitting.asked == 5


def test_the_key_c_opens_the_menu(sitting: Sitting):
    sitting.press(Key.Key_C)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Cats"]
    menu.close()


@pytest.mark.parametrize("key", ["context menu", "T"])
def test_a_menu_decides_for_the_photo_it_was_opened_for(sitting: Sitting, key: str):
    deeds = sitting.window.deeds
    if key == "T":
        deeds.tag_by_menu()
        menu = tags = QApplication.activePopupWidget()
    else:
        deeds.show_menu(QPoint())
        menu = QApplication.activePopupWidget()
        tags = next(action.menu() for action in menu.actions() if action.text() == "Tag as")
    cats = tags.actions()[0]
    with sitting.desk.library.atomic():
        sitting.desk.library.photos.mark_missing([sitting.ids[4]])
    sitting.changed(photos=True)
    assert sitting.asked == 5
    assert not menu.isVisible()
    cats.trigger()
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True, sitting.cats),)


# --- haste ---


def test_three_keys_in_a_moment_are_one_answer(sitting: Sitting):
    for _ in range(3):
        sitting.qtbot.keyClick(sitting.view, Key.Key_Y)
        QApplication.processEvents()
    assert sitting.desk.count(SetVerdicts) == 1
    sitting.press(Key.Key_Y)
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 5, True),)


def test_until_the_next_photo_has_been_seen_no_other_key_decides_either(sitting: Sitting):
    sitting.qtbot.keyClick(sitting.view, Key.Key_Y)
    assert sitting.window.deeds.selected() == ()
    sitting.qtbot.keyClick(sitting.view, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    sitting.qtbot.keyClick(sitting.view, Key.Key_C)
    sitting.window.deeds.tag_by_menu()
    assert QApplication.activePopupWidget() is None
    assert sitting.desk.count(SetVerdicts) == 1
    sitting.settle()
    assert sitting.window.deeds.selected() == (sitting.ids[5],)
