"""Review: what is asked, what an answer posts, and what undo brings back."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import ExplainWhy, MakeHeatMap, SetSkipped, SetVerdicts
from photo_sorter.core.events import HeatMapMade, WhyAnswered
from photo_sorter.core.sorting.review import ReviewItem
from photo_sorter.core.sorting.why import Answer, Example, PromptVoice, Why
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.review.review_queue import ReviewQueue
from tests.ui.desk import Desk
from tests.ui.sitting import Sitting, begun, verdict

Key = Qt.Key


@pytest.fixture
def sitting(qtbot: QtBot, window: MainWindow, desk: Desk) -> Sitting:
    return begun(qtbot, window, desk)


# --- asking ---


def test_it_asks_in_plain_words_about_a_large_photo(sitting: Sitting):
    assert sitting.view.isVisible()
    assert sitting.view.question.text() == "Does this belong in “Dogs”?"
    assert sitting.view.machine.text() == "The machine says 44\u00a0%"
    assert sitting.view.picture.photo_id == sitting.ids[4]
    assert sitting.view.counts.text() == "9 left"
    assert sitting.desk.last(ExplainWhy).photo_id == sitting.ids[4]
    sitting.qtbot.waitUntil(lambda: sitting.view.picture.is_sharp)


def test_the_details_of_the_grid_step_aside_and_come_back(sitting: Sitting):
    assert not sitting.window.panel.isVisible()
    sitting.press(Key.Key_Escape)
    assert sitting.window.panel.isVisible()
    assert sitting.window.grid.isVisible()


@pytest.mark.parametrize(
    ("key", "holds"), [(Key.Key_Y, True), (Key.Key_Right, True), (Key.Key_N, False), (Key.Key_Left, False)]
)
def test_a_key_answers_and_the_next_question_stands_at_once(sitting: Sitting, key: Key, holds: bool):
    sitting.press(key)
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, holds),)
    assert sitting.asked == 5
    assert sitting.view.picture.photo_id == sitting.ids[5]
    assert sitting.view.counts.text() == "1 answered · 8 left"


@pytest.mark.parametrize("key", [Key.Key_S, Key.Key_Down])
def test_a_skip_is_durable_and_counts_as_no_answer(sitting: Sitting, key: Key):
    sitting.press(key)
    assert sitting.desk.last(SetSkipped) == SetSkipped(((sitting.ids[4], sitting.dogs),), True)
    assert sitting.desk.count(SetVerdicts) == 0
    assert sitting.asked == 5
    assert sitting.view.counts.text() == "8 left"


def test_the_buttons_do_what_their_keys_do(sitting: Sitting):
    for button in (sitting.view.yes, sitting.view.no, sitting.view.pass_by):
        sitting.settle()
        button.click()
    said = [command.verdicts[0] for command in sitting.desk.posted if isinstance(command, SetVerdicts)]
    assert said == [verdict(sitting, 4, True), verdict(sitting, 5, False)]
    assert sitting.desk.count(SetSkipped) == 1
    assert sitting.asked == 7


def test_keys_answer_wherever_the_focus_is(sitting: Sitting):
    for number, widget in enumerate((sitting.view.other, sitting.view.why.where, sitting.view.undo)):
        sitting.settle()
        sitting.qtbot.keyClick(widget, Key.Key_Right)
        assert sitting.asked == 5 + number


def test_tab_leads_through_every_control(sitting: Sitting):
    view = sitting.view
    sitting.press(Key.Key_Y)
    sitting.window.edits.change(sitting.window.edits.scheme.without(sitting.cats), "Remove")
    view.filter.setFocus()
    path = []
    for _ in range(6):
        sitting.qtbot.keyClick(sitting.window.focusWidget(), Key.Key_Tab)
        path.append(sitting.window.focusWidget())
    assert path == [view.yes, view.no, view.pass_by, view.other, view.undo, view.why.where]
    assert all(widget.accessibleName() for widget in (*path, view.filter, view.picture, view.why.examples))


def test_enter_presses_the_button_that_has_the_focus(sitting: Sitting):
    sitting.qtbot.keyClick(sitting.view.no, Key.Key_Return)
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, False),)


def test_a_key_held_down_is_one_answer(sitting: Sitting):
    none = Qt.KeyboardModifier.NoModifier
    for is_repeat in (False, True, True, True):
        QApplication.sendEvent(sitting.view, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Y, none, "y", is_repeat))
    assert sitting.desk.count(SetVerdicts) == 1


def test_control_and_a_letter_is_no_answer(sitting: Sitting):
    sitting.qtbot.keyClick(sitting.view, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert sitting.desk.count(SetSkipped) == 0


# --- undo ---


def test_undo_says_what_it_takes_back_and_is_about_this_sitting_only(sitting: Sitting):
    undo, stack = sitting.view.undo, sitting.window.edits.undo_stack
    assert not undo.isEnabled()
    sitting.press(Key.Key_Y)
    assert undo.toolTip() == "Undo: Tag as “Dogs” (1 photo)"
    sitting.press(Key.Key_Escape)
    sitting.window.start_review(None)
    sitting.offer(5)
    assert not undo.isEnabled()
    stack.undo()
    assert not undo.isEnabled()
    sitting.press(Key.Key_S)
    assert undo.isEnabled()
    undo.click()
    assert sitting.desk.last(SetSkipped).skipped is False


@pytest.mark.parametrize("key", [Key.Key_Y, Key.Key_N, Key.Key_S])
def test_undo_returns_to_the_question(sitting: Sitting, key: Key):
    sitting.press(key)
    sitting.view.undo.click()
    assert not sitting.view.undo.isEnabled()
    assert sitting.asked == 4
    assert sitting.view.picture.photo_id == sitting.ids[4]
    assert sitting.view.counts.text() == "9 left"
    sitting.press(Key.Key_Y)
    assert [sitting.asked, sitting.view.counts.text()] == [5, "1 answered · 8 left"]


def test_undo_goes_back_through_several_and_redo_forward(sitting: Sitting):
    for key in (Key.Key_Y, Key.Key_S, Key.Key_N):
        sitting.press(key)
    stack = sitting.window.edits.undo_stack
    path = [sitting.asked]
    for deed in (stack.undo, stack.undo, stack.undo, stack.redo, stack.redo):
        deed()
        path.append(sitting.asked)
    assert path == [7, 6, 5, 4, 5, 6]


def test_control_z_is_undo(sitting: Sitting):
    sitting.press(Key.Key_Y)
    sitting.qtbot.keyClick(sitting.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sitting.asked == 4
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, None),)


def test_an_undone_skip_may_be_asked_again(sitting: Sitting):
    sitting.press(Key.Key_S)
    sitting.view.undo.click()
    assert sitting.desk.last(SetSkipped) == SetSkipped(((sitting.ids[4], sitting.dogs),), False)


# --- the photo in question is the one to work on ---


def test_other_deeds_concern_the_photo_in_question(sitting: Sitting):
    sitting.window.grid.select_all()
    assert sitting.window.deeds.selected() == (sitting.ids[4],)
    dogs = sitting.window.edits.scheme.category(sitting.dogs)
    assert dogs is not None
    sitting.window.deeds.decide(dogs, True)
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 4, True),)
    assert sitting.asked == 5
    sitting.press(Key.Key_Escape)
    assert len(sitting.window.deeds.selected()) == 20


def test_at_the_end_there_is_no_photo_to_work_on(sitting: Sitting):
    sitting.window.grid.select_all()
    sitting.window.start_review(sitting.dogs)
    sitting.offer()
    assert sitting.window.deeds.selected() == ()


# --- why and where ---


def test_the_reason_is_shown_beside_the_question(sitting: Sitting):
    asked = sitting.desk.last(ExplainWhy)
    voices = (PromptVoice("a dog", False, 0.8),)
    why = Why(
        asked.photo_id, sitting.dogs, Answer.NOT_SURE, 0.44, 0.3, 0.5, voices, (Example(sitting.ids[0], True, 0.6),), 3
    )
    sitting.window.on_event(WhyAnswered(asked.token - 1, None))
    sitting.window.on_event(WhyAnswered(asked.token, why))
    assert sitting.view.why.words.text().startswith("Not sure, 44\u00a0%. “a dog” spoke for it")
    assert sitting.view.why.examples.photo_ids == (sitting.ids[0],)


def test_on_a_narrow_page_the_reason_stands_below_the_question(sitting: Sitting):
    view = sitting.view

    def place(part: QWidget) -> QPoint:
        return part.mapTo(view, QPoint())

    assert place(view.why).x() > place(view.yes).x()
    view.setFixedWidth(700)
    sitting.qtbot.waitUntil(lambda: place(view.why).y() > place(view.yes).y())
    assert view.why.isVisible()
    assert view.picture.height() > 100
    view.setFixedWidth(900)
    sitting.qtbot.waitUntil(lambda: place(view.why).x() > place(view.yes).x())
    assert place(view.why).y() < place(view.yes).y()


def test_the_number_beside_the_question_is_that_of_the_reason(sitting: Sitting):
    asked = sitting.desk.last(ExplainWhy)
    why = Why(asked.photo_id, sitting.dogs, Answer.NOT_SURE, 0.47, 0.3, 0.5, (), (), 3)
    sitting.window.on_event(WhyAnswered(asked.token, why))
    assert sitting.view.machine.text() == "The machine says 47\u00a0%"


def test_h_shows_where_and_the_next_question_asks_for_its_own(sitting: Sitting):
    sitting.press(Key.Key_H)
    asked = sitting.desk.last(MakeHeatMap)
    assert (asked.photo_id, asked.category_id) == (sitting.ids[4], sitting.dogs)
    assert sitting.view.why.caption.text() == "Looking…"
    sitting.window.on_event(HeatMapMade(asked.token, asked.photo_id, asked.category_id, None, "It cannot say where."))
    assert sitting.view.why.caption.text() == "It cannot say where."
    sitting.press(Key.Key_Y)
    assert sitting.desk.last(MakeHeatMap).photo_id == sitting.ids[5]
    sitting.press(Key.Key_H)
    sitting.press(Key.Key_Y)
    assert sitting.desk.count(MakeHeatMap) == 2


def test_leaving_puts_the_heat_map_away(sitting: Sitting):
    sitting.press(Key.Key_H)
    sitting.press(Key.Key_Escape)
    sitting.window.start_review(None)
    sitting.offer(4)
    assert not sitting.view.why.where.isChecked()
    assert sitting.desk.count(MakeHeatMap) == 1


# --- the queue alone ---


def test_left_is_never_less_than_what_is_at_hand():
    queue = ReviewQueue()
    queue.take([ReviewItem(id, 1, 0.5) for id in range(5)], waiting=0)
    assert queue.left == 5
    queue.advance(lambda item: True)
    assert queue.left == 5
    queue.pass_on((0, 1), answered=True)
    assert queue.left == 4


def test_an_answer_to_another_question_passes_nothing_on():
    queue = ReviewQueue()
    queue.take([ReviewItem(1, 1, 0.5)], waiting=1)
    queue.advance(lambda item: True)
    assert not queue.pass_on((2, 1), answered=True)
    assert not queue.put_back((2, 1))
    assert queue.current == ReviewItem(1, 1, 0.5)
