"""Why and where, in the panel beside the grid and over the picture."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import ExplainWhy, SetVerdicts, Verdict
from photo_sorter.core.events import WhyAnswered
from photo_sorter.core.sorting.why import Answer, Example
from photo_sorter.ui.main_window import MainWindow
from tests.ui.bench import Bench
from tests.ui.desk import Desk, changed, go_to, settle

Key = Qt.Key


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, desk: Desk) -> Bench:
    bench = Bench(qtbot, window, desk)
    bench.select(4)
    bench.panel.scores.open(bench.dogs)
    return bench


# --- opening ---


def test_a_click_on_a_row_asks_why_and_a_second_closes(qtbot: QtBot, window: MainWindow, desk: Desk):
    bench = Bench(qtbot, window, desk)
    bench.select(4)
    row = bench.panel.scores.row_of(bench.dogs)
    assert desk.count(ExplainWhy) == 0
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    asked = desk.last(ExplainWhy)
    assert (asked.photo_id, asked.category_id) == (bench.ids[4], bench.dogs)
    assert bench.panel.why.isVisible()
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert not bench.panel.why.isVisible()


def test_rows_are_walked_and_opened_with_the_keyboard(bench: Bench):
    bench.panel.scores.open(None)
    rows = bench.panel.scores
    rows.row_of(bench.cats).setFocus()
    bench.qtbot.keyClick(rows.row_of(bench.cats), Key.Key_Down)
    assert bench.window.focusWidget() is rows.row_of(bench.dogs)
    bench.qtbot.keyClick(rows.row_of(bench.dogs), Key.Key_Return)
    assert rows.open_id == bench.dogs
    bench.qtbot.keyClick(rows.row_of(bench.dogs), Key.Key_N)
    assert bench.desk.last(SetVerdicts).verdicts == (Verdict(bench.ids[4], bench.dogs, False),)


def test_tab_leads_from_a_row_into_its_reason_and_on(bench: Bench):
    bench.answer()
    rows, why = bench.panel.scores, bench.panel.why
    bench.panel.scores.open(bench.cats)
    bench.answer()
    rows.row_of(bench.cats).setFocus()
    path = []
    for _ in range(5):
        bench.qtbot.keyClick(bench.window.focusWidget(), Key.Key_Tab)
        path.append(bench.window.focusWidget())
    cats, dogs = rows.row_of(bench.cats), rows.row_of(bench.dogs)
    assert path == [cats.yes, cats.no, why.examples, why.where, dogs]


def test_w_opens_the_strongest_category(qtbot: QtBot, window: MainWindow, desk: Desk):
    bench = Bench(qtbot, window, desk)
    bench.select(4)
    window.grid.setFocus()
    qtbot.keyClick(window.grid, Key.Key_W)
    assert bench.panel.scores.open_id == bench.cats


@pytest.mark.parametrize("key", [Key.Key_W, Key.Key_H])
def test_without_one_photo_a_calm_word_says_what_is_missing(qtbot: QtBot, window: MainWindow, desk: Desk, key: Key):
    window.grid.setFocus()
    qtbot.keyClick(window.grid, key)
    assert window.notices.words.text().startswith("Select one photo")
    window.grid.make_current(int(window.grid.selection.ids[4]))
    assert not window.notices.isVisible()
    qtbot.keyClick(window.grid, key)
    assert not window.notices.isVisible()
    assert desk.last(ExplainWhy).photo_id == window.grid.selection.ids[4]


def test_that_word_goes_with_the_page_and_others_stay(qtbot: QtBot, window: MainWindow):
    window.grid.setFocus()
    qtbot.keyClick(window.grid, Key.Key_W)
    window.notices.say("The disk is full.")
    window.start_review(None)
    assert window.notices.words.text() == "The disk is full."
    assert not window.notices.more.text()


@pytest.mark.parametrize("key", [Key.Key_W, Key.Key_H, Key.Key_T])
def test_letters_typed_in_the_side_bar_choose_there(bench: Bench, key: Key):
    bench.panel.scores.open(None)
    bar = bench.window.side_bar
    bar.setFocus()
    bench.qtbot.keyClick(bar, key)
    assert bench.panel.scores.open_id is None
    assert not bench.window.details.why.wants_heat
    assert QApplication.activePopupWidget() is None


def test_the_open_row_stays_open_for_the_next_photo(bench: Bench):
    bench.answer()
    bench.select(5)
    asked = bench.desk.last(ExplainWhy)
    assert (asked.photo_id, asked.category_id) == (bench.ids[5], bench.dogs)
    assert not bench.panel.why.words.isVisible()
    bench.answer()
    assert bench.panel.why.words.isVisible()


def test_several_photos_have_no_reason(bench: Bench):
    bench.window.grid.select_all()
    bench.qtbot.waitUntil(lambda: bench.panel.name.text() == "20 photos")
    assert bench.panel.scores.open_id is None
    count = bench.desk.count(ExplainWhy)
    bench.qtbot.mouseClick(bench.panel.scores.row_of(bench.dogs), Qt.MouseButton.LeftButton)
    assert bench.desk.count(ExplainWhy) == count


def test_the_reason_is_asked_for_again_when_tags_change(bench: Bench):
    bench.answer()
    count = bench.desk.count(ExplainWhy)
    changed(bench.qtbot, bench.window, tags=True)
    bench.qtbot.waitUntil(lambda: bench.desk.count(ExplainWhy) > count)
    assert bench.panel.why.words.isVisible()


# --- what it says ---


def test_a_yes_is_explained(bench: Bench):
    bench.answer()
    assert bench.words == "Yes, 87 %. “a dog” spoke for it; 3 of the 4 nearest photos you judged agree."
    assert bench.panel.why.note.text().replace("\u00a0", " ") == "Without your examples 62 %"
    assert bench.panel.why.examples.photo_ids == tuple(bench.ids[5:9])
    assert "“a wolf”, against" in bench.panel.why.voices.accessibleName()


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"answer": Answer.NOT_SURE, "probability": 0.44}, "Not sure, 44 %."),
        ({"answer": Answer.NO, "probability": 0.04}, "No, 4 %."),
        ({"verdict": True}, "You said yes. The machine says yes, 87 %."),
        ({"answer": Answer.NO, "is_outside_parent": True}, "No, the photo is not in "),
    ],
)
def test_other_answers_begin_with_what_counts(bench: Bench, changes: dict[str, object], start: str):
    bench.answer(**changes)
    assert bench.words.startswith(start)


def test_a_rival_is_named(bench: Bench):
    bench.answer(answer=Answer.NO, rival=(bench.cats, 0.91))
    assert bench.words.startswith("No, “Cats” was stronger: 91 % to 87 %.")


def test_outside_the_parent_only_that_is_said(bench: Bench):
    scheme = bench.window.edits.scheme
    dogs = scheme.category(bench.dogs)
    assert dogs is not None
    bench.window.edits.change(scheme.with_category(replace(dogs, parent_name="Cats")), "Nest")
    bench.answer(answer=Answer.NO, is_outside_parent=True)
    assert bench.words == "No, the photo is not in “Cats”."
    assert not bench.panel.why.voices.isVisible()
    assert not bench.panel.why.note.isVisible()


def test_without_examples_no_word_of_them(bench: Bench):
    bench.answer(examples=(), judged=0, by_words=0.87)
    assert not bench.panel.why.note.isVisible()
    assert not bench.panel.why.examples.isVisible()


def test_an_example_whose_photo_is_gone_is_left_out(bench: Bench):
    bench.answer(examples=(Example(bench.ids[5], True, 0.9), Example(98_765, False, 0.8)))
    assert bench.panel.why.examples.photo_ids == (bench.ids[5],)


def test_nothing_can_be_said_of_a_photo_that_waits(bench: Bench):
    bench.window.on_event(WhyAnswered(bench.desk.last(ExplainWhy).token, None))
    assert bench.words == "Nothing can be said of this photo yet."


def test_a_stale_reason_is_dropped(bench: Bench):
    stale, why = bench.desk.last(ExplainWhy).token, bench.why()
    bench.panel.scores.open(bench.cats)
    bench.window.on_event(WhyAnswered(stale, why))
    assert not bench.panel.why.words.isVisible()


@pytest.mark.parametrize("way", ["double click", "enter"])
def test_an_example_leads_to_its_photo(bench: Bench, way: str):
    bench.answer()
    row = bench.panel.why.examples
    if way == "enter":
        bench.qtbot.keyClick(row, Key.Key_Right)
        bench.qtbot.keyClick(row, Key.Key_Return)
    else:
        bench.qtbot.mouseDClick(row, Qt.MouseButton.LeftButton, pos=row.cell_rect(1).center())
    assert bench.window.grid.selection.current_id == bench.ids[6]


def test_an_example_out_of_sight_leads_to_all_photos(bench: Bench):
    from photo_sorter.core.query import Place, View

    go_to(bench.qtbot, bench.window, View(Place.CATEGORY, bench.cats))
    bench.window.reveal(bench.ids[12])
    settle(bench.qtbot, bench.window)
    assert bench.window.gallery.view == View()
    assert bench.window.grid.selection.current_id == bench.ids[12]


# --- suggestions ---


def test_a_suggestion_is_a_question_that_yes_confirms(qtbot: QtBot, window: MainWindow, desk: Desk):
    bench = Bench(qtbot, window, desk)
    with desk.library.atomic():
        desk.library.tags.write([(bench.dogs, bench.ids[5], 0.44, "auto", False)], [])
    bench.select(5)
    row = bench.panel.scores.row_of(bench.dogs)
    assert row.is_unsure
    assert row.accessibleName() == "Dogs: 44 percent, not sure"
    assert bench.panel.chips.texts() == ()
    row.yes.click()
    assert desk.last(SetVerdicts).verdicts == (Verdict(bench.ids[5], bench.dogs, True),)
    bench.select(6)
    assert not row.is_unsure
