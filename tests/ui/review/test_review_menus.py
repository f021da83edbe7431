"""Review: other categories by name, and answers given in haste. Nothing is said of a photo that nobody has seen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import NextReviews, SetVerdicts
from photo_sorter.core.events import ReviewsAnswered
from photo_sorter.core.sorting.category import CategorySet
from photo_sorter.ui.category_picker import CategoryPicker
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.sitting import Sitting, begun, nested, verdict

Key = Qt.Key


@pytest.fixture
def sitting(qtbot: QtBot, window: MainWindow, desk: Desk) -> Sitting:
    return begun(qtbot, window, desk)


def others(sitting: Sitting) -> CategoryPicker:
    """The choice of other categories, opened."""
    sitting.press(Key.Key_C)
    return opened()


def opened() -> CategoryPicker:
    picker = QApplication.activePopupWidget()
    assert isinstance(picker, CategoryPicker)
    return picker


def choose_other(sitting: Sitting, typed: str) -> None:
    field = others(sitting).field
    sitting.qtbot.keyClicks(field, typed)
    sitting.qtbot.keyClick(field, Key.Key_Return)


def names(picker: CategoryPicker) -> list[str]:
    return [picker.list.item(row).text() for row in range(picker.list.count())]


# --- another category ---


def test_another_category_of_an_exclusive_set_says_no_to_this_one(sitting: Sitting):
    choose_other(sitting, "cat")
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
    choose_other(sitting, "cat")
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True, sitting.cats),)
    assert sitting.asked == 4
    assert "noted" in sitting.view.machine.text()
    assert sitting.view.counts.text() == "“Cats” added · 9 left"


def test_a_category_and_one_within_it_are_no_rivals(sitting: Sitting):
    animals = nested(sitting)
    choose_other(sitting, "ani")
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True, animals),)
    assert sitting.asked == 4
    assert "noted" in sitting.view.machine.text()


def test_a_yes_within_the_category_in_question_answers_it(sitting: Sitting):
    animals = nested(sitting)
    sitting.window.start_review(None)
    items = (sitting.item(4, animals), sitting.item(5))
    sitting.window.on_event(ReviewsAnswered(sitting.desk.last(NextReviews).token, items, 2))
    choose_other(sitting, "dog")
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


def test_a_choice_of_others_goes_with_the_question_it_was_opened_for(sitting: Sitting):
    picker = others(sitting)
    withdraw(sitting)
    assert not picker.isVisible()
    assert sitting.desk.count(SetVerdicts) == 0


def test_where_there_is_no_other_category_a_word_says_so(sitting: Sitting):
    sitting.window.edits.change(sitting.window.edits.scheme.without(sitting.cats), "Remove")
    sitting.press(Key.Key_C)
    assert QApplication.activePopupWidget() is None
    assert sitting.view.machine.text() == "There is no other category."


def test_another_category_is_told_where_the_answers_are_counted_until_the_next_answer(sitting: Sitting):
    choose_other(sitting, "cat")
    assert sitting.view.counts.text() == "“Cats” added · 1 answered · 8 left"
    sitting.press(Key.Key_N)
    assert sitting.view.counts.text() == "2 answered · 7 left"
    sitting.window.edits.undo_stack.undo()
    sitting.window.edits.undo_stack.undo()
    assert sitting.view.counts.text() == "9 left"
    assert sitting.asked == 4


def test_a_yes_within_the_category_in_question_counts_and_is_undone(sitting: Sitting):
    animals = nested(sitting)
    sitting.window.start_review(None)
    items = (sitting.item(4, animals), sitting.item(5))
    sitting.window.on_event(ReviewsAnswered(sitting.desk.last(NextReviews).token, items, 2))
    choose_other(sitting, "dog")
    assert sitting.reviewing.queue.answered == 1
    sitting.window.edits.undo_stack.undo()
    assert sitting.reviewing.queue.answered == 0
    assert sitting.asked == 4
    sitting.window.edits.undo_stack.redo()
    assert sitting.reviewing.queue.answered == 1
    assert sitting.asked == 5


def test_a_tag_of_a_rival_answers_the_question(sitting: Sitting):
    sitting.settle()
    sitting.window.deeds.tag_by_name()
    sitting.qtbot.keyClicks(opened().field, "cat")
    sitting.qtbot.keyClick(opened().field, Key.Key_Return)
    assert sitting.asked == 5
    assert sitting.view.counts.text() == "“Cats” added · 1 answered · 8 left"
    sitting.window.edits.undo_stack.undo()
    assert sitting.asked == 4
    assert sitting.view.counts.text() == "9 left"


def test_a_yes_to_a_rival_takes_back_other_questions_about_that_photo(sitting: Sitting):
    items = (sitting.item(4), sitting.item(4, sitting.cats), sitting.item(5))
    sitting.window.on_event(ReviewsAnswered(sitting.desk.last(NextReviews).token, items, 3))
    sitting.press(Key.Key_Y)
    assert sitting.asked == 5


def test_others_leave_out_what_is_asked_and_show_what_was_said(sitting: Sitting):
    animals = nested(sitting)
    sitting.window.deeds.decide_by_id(animals, True)
    picker = others(sitting)
    assert names(picker) == ["Cats", "Animals"]
    sitting.qtbot.keyClicks(picker.field, "animals")
    assert picker.current is None
    sitting.qtbot.keyClick(picker.field, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert sitting.window.reviewing.is_on


def test_a_menu_decides_for_the_photo_it_was_opened_for(sitting: Sitting):
    sitting.window.deeds.show_menu(QPoint())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    tags = next(action.menu() for action in menu.actions() if action.text() == "Tag as")
    assert isinstance(tags, QMenu)
    cats = tags.actions()[0]
    withdraw(sitting)
    assert not menu.isVisible()
    cats.trigger()
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True, sitting.cats),)


def test_a_choice_of_tags_goes_with_the_photo_it_was_opened_for(sitting: Sitting):
    sitting.window.deeds.tag_by_name()
    picker = opened()
    withdraw(sitting)
    assert not picker.isVisible()


def withdraw(sitting: Sitting) -> None:
    """The photo in question is gone."""
    with sitting.desk.library.atomic():
        sitting.desk.library.photos.mark_missing([sitting.ids[4]])
    sitting.changed(photos=True)
    assert sitting.asked == 5


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
    sitting.window.deeds.tag_by_name()
    assert QApplication.activePopupWidget() is None
    assert sitting.desk.count(SetVerdicts) == 1
    sitting.settle()
    assert sitting.window.deeds.selected() == (sitting.ids[5],)
