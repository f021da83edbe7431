"""Review stays true to the library while it changes, and ends calmly."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import ExplainWhy, NextReviews, SetSkipped, SetVerdicts
from photo_sorter.core.events import Activity, ActivityChanged, ModelReady, ReviewsAnswered
from photo_sorter.core.query import Place, View
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.sitting import Sitting, begun, verdict

Key = Qt.Key


@pytest.fixture
def sitting(qtbot: QtBot, window: MainWindow, desk: Desk) -> Sitting:
    return begun(qtbot, window, desk)


# --- the queue stays true ---


def test_a_question_is_never_asked_twice_in_a_sitting(sitting: Sitting):
    sitting.press(Key.Key_Y)
    sitting.press(Key.Key_S)
    sitting.changed(tags=True)
    sitting.qtbot.waitUntil(lambda: sitting.desk.count(NextReviews) == 2)
    sitting.offer(4, 5, 6)
    assert sitting.asked == 6
    sitting.press(Key.Key_Y)
    assert sitting.asked is None


def test_what_is_no_longer_in_the_newest_answer_is_not_shown(sitting: Sitting):
    sitting.changed(tags=True)
    sitting.qtbot.waitUntil(lambda: sitting.desk.count(NextReviews) == 2)
    sitting.offer(4, 7)
    sitting.press(Key.Key_Y)
    assert sitting.asked == 7


def test_the_question_in_sight_stays_when_the_order_changes(sitting: Sitting):
    sitting.changed(tags=True)
    sitting.qtbot.waitUntil(lambda: sitting.desk.count(NextReviews) == 2)
    sitting.offer(6, 5)
    assert sitting.asked == 4
    assert sitting.desk.count(ExplainWhy) == 2
    assert sitting.desk.last(ExplainWhy).photo_id == sitting.ids[4]
    sitting.press(Key.Key_N)
    assert sitting.asked == 6


def test_many_changes_in_a_moment_cost_one_question(sitting: Sitting):
    for _ in range(3):
        sitting.changed(tags=True)
    sitting.qtbot.waitUntil(lambda: sitting.desk.count(NextReviews) > 1)
    assert sitting.desk.count(NextReviews) == 2


def test_a_photo_that_is_gone_is_withdrawn(sitting: Sitting):
    with sitting.desk.library.atomic():
        sitting.desk.library.photos.mark_missing([sitting.ids[4], sitting.ids[5]])
    sitting.changed(photos=True)
    assert sitting.asked == 6
    assert sitting.view.picture.photo_id == sitting.ids[6]


def test_a_photo_whose_folder_was_removed_is_withdrawn(sitting: Sitting):
    with sitting.desk.library.atomic():
        sitting.desk.library.folders.add(sitting.desk.photos_folder.parent / "another")
        sitting.desk.library.folders.remove(sitting.desk.folder.id)
    sitting.changed(folders=True, photos=True)
    assert sitting.asked is None


@pytest.mark.parametrize("holds", [True, False])
def test_a_verdict_given_elsewhere_withdraws_the_question(sitting: Sitting, holds: bool):
    with sitting.desk.library.atomic():
        sitting.desk.library.tags.set_verdicts([verdict(sitting, 4, holds)])
    sitting.changed(tags=True)
    assert sitting.asked == 5


def test_an_answer_meant_for_a_withdrawn_question_is_not_taken(sitting: Sitting):
    with sitting.desk.library.atomic():
        sitting.desk.library.tags.set_verdicts([verdict(sitting, 4, True)])
    sitting.changed(tags=True)
    for key in (Key.Key_N, Key.Key_S):
        sitting.qtbot.keyClick(sitting.view, key)
    assert [sitting.asked, sitting.desk.count(SetVerdicts), sitting.desk.count(SetSkipped)] == [5, 0, 0]
    sitting.press(Key.Key_N)
    assert sitting.desk.last(SetVerdicts).verdicts == (verdict(sitting, 5, False),)


def test_a_category_that_is_turned_off_is_not_asked_about(sitting: Sitting):
    scheme = sitting.window.edits.scheme
    dogs = scheme.category(sitting.dogs)
    assert dogs is not None
    sitting.window.edits.change(scheme.with_category(replace(dogs, enabled=False)), "Turn off")
    assert sitting.asked is None
    assert sitting.view.filter.findText("Dogs") == -1


def test_a_stale_answer_is_dropped(sitting: Sitting):
    token = sitting.desk.last(NextReviews).token
    sitting.view.filter.setCurrentIndex(sitting.view.filter.findText("Cats"))
    sitting.view.filter.activated.emit(sitting.view.filter.currentIndex())
    sitting.window.on_event(ReviewsAnswered(token, (sitting.item(8),), 1))
    assert sitting.asked is None
    assert sitting.desk.last(NextReviews).category_id == sitting.cats


def test_a_chosen_category_that_is_removed_gives_way_to_all(sitting: Sitting):
    sitting.window.start_review(sitting.dogs)
    sitting.window.edits.change(sitting.window.edits.scheme.without(sitting.dogs), "Remove")
    assert sitting.view.filter.currentText() == "All categories"
    sitting.qtbot.waitUntil(lambda: sitting.desk.last(NextReviews).category_id is None)


# --- ends ---


def test_the_end_is_calm_and_new_questions_come_by_themselves(sitting: Sitting):
    for _ in range(4):
        sitting.press(Key.Key_Y)
    assert sitting.desk.count(NextReviews) == 2
    sitting.offer()
    assert not sitting.view.shows_question
    assert sitting.view.message.title.text() == "Nothing left to ask"
    assert sitting.view.counts.text() == "4 answered"
    sitting.press(Key.Key_Y)
    assert sitting.desk.count(SetVerdicts) == 4
    sitting.changed(tags=True)
    sitting.qtbot.waitUntil(lambda: sitting.desk.count(NextReviews) == 3)
    assert not sitting.view.shows_question
    sitting.offer(9)
    assert sitting.view.shows_question
    assert sitting.asked == 9


def test_an_end_after_a_skip_claims_no_certainty_of_it(sitting: Sitting):
    sitting.window.start_review(sitting.cats)
    sitting.offer()
    assert sitting.view.message.text.text().startswith("The machine is sure of the rest. ")
    sitting.window.tagging.skip([(sitting.ids[4], sitting.dogs)])
    sitting.window.start_review(sitting.cats)
    sitting.offer()
    assert sitting.view.message.text.text().startswith("The machine is sure of the rest. ")
    sitting.window.start_review(sitting.dogs)
    sitting.offer()
    assert sitting.view.message.text.text().startswith("The machine is sure of the rest, but for what you skipped. ")
    text = sitting.view.message.text
    sitting.qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))


def test_undo_leads_back_from_the_end(sitting: Sitting):
    for _ in range(4):
        sitting.press(Key.Key_Y)
    sitting.offer()
    sitting.window.edits.undo_stack.undo()
    assert sitting.view.shows_question
    assert sitting.asked == 7


def test_while_the_model_loads_no_end_is_claimed(sitting: Sitting):
    sitting.window.on_event(ActivityChanged(Activity.LOADING_MODEL))
    sitting.window.start_review(None)
    sitting.offer()
    assert sitting.view.message.title.text() == "The model is loading"
    sitting.window.on_event(ActivityChanged(Activity.IDLE))
    sitting.window.on_event(ModelReady("builtin"))
    sitting.offer(4)
    assert sitting.asked == 4


def test_an_end_about_one_category_names_it(sitting: Sitting):
    sitting.window.start_review(sitting.dogs)
    sitting.offer()
    assert sitting.view.filter.currentText() == "Dogs"
    assert sitting.view.message.title.text() == "Nothing left to ask about “Dogs”"


def test_escape_leaves_and_events_after_it_are_harmless(sitting: Sitting):
    sitting.press(Key.Key_Escape)
    assert not sitting.reviewing.is_on
    sitting.offer(8)
    sitting.changed(tags=True)
    assert sitting.window.stage.currentWidget() is sitting.window.browser
    assert sitting.view.picture.photo_id is None


def test_choosing_a_place_leaves_review(sitting: Sitting):
    sitting.window.side_bar.chosen.emit(View(Place.NOT_SORTED))
    assert not sitting.reviewing.is_on
    assert sitting.window.grid.isVisible()


def test_review_begins_from_the_menu_about_the_place_shown(window: MainWindow, desk: Desk):
    cats = desk.library.categories.all()[0]
    window.gallery.choose(View(Place.CATEGORY, cats.id))
    menu = next(action.menu() for action in window.menuBar().actions() if action.text() == "&Library")
    review = next(action for action in menu.actions() if action.text() == "Review…")
    assert review.shortcut().toString() == "Ctrl+R"
    review.trigger()
    assert window.stage.is_reviewing
    assert desk.last(NextReviews).category_id == cats.id


def test_a_category_that_is_off_is_not_reviewed_and_says_so(window: MainWindow, desk: Desk):
    cats = desk.library.categories.all()[0]
    window.edits.change(window.edits.scheme.with_category(replace(cats, enabled=False)), "Turn off")
    window.gallery.choose(View(Place.CATEGORY, cats.id))
    window.deeds.review()
    assert not window.stage.is_reviewing
    assert "“Cats” is off" in window.notices.words.text()


def test_review_begins_from_the_menu_of_a_photo(window: MainWindow, desk: Desk):
    window.grid.make_current(int(window.grid.selection.ids[0]))
    next(action for action in window.deeds.menu().actions() if action.text() == "Review…").trigger()
    assert window.stage.is_reviewing
    assert desk.last(NextReviews).category_id is None
