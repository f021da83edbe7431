"""Why and where, in the panel beside the grid and over the picture."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.heat import HeatMap
from photo_sorter.core.messages import (
    Explain,
    ExplainWhy,
    HeatMapMade,
    MakeHeatMap,
    PhotoExplained,
    SetVerdicts,
    Verdict,
    WhyAnswered,
)
from photo_sorter.core.why import Answer, Example, PromptVoice, Why
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed

Key = Qt.Key
HEAT = HeatMap(np.ones((3, 3), np.float32), (0.0, 0.0, 1.0, 1.0), "similarity of each patch")
VOICES = (PromptVoice("a dog", False, 0.8), PromptVoice("a wolf", True, 0.3))


class Bench:
    """The first photo selected, explained, with the row of Dogs open."""

    def __init__(self, qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
        self.qtbot, self.window, self.desk, self.panel = qtbot, window, desk, window.panel
        self.cats, self.dogs = (category.id or 0 for category in desk.library.categories.all()[:2])
        self.ids = [int(id) for id in window.grid.selection.ids]

    def select(self, index: int) -> None:
        before = self.desk.count(Explain)
        self.window.grid.make_current(self.ids[index])
        self.qtbot.waitUntil(lambda: self.desk.count(Explain) > before)
        asked = self.desk.last(Explain)
        self.window.on_event(PhotoExplained(asked.token, asked.photo_id, ((self.cats, 0.9), (self.dogs, 0.44))))

    def why(self, **changes: object) -> Why:
        asked = self.desk.last(ExplainWhy)
        examples = tuple(Example(id, number != 1, 0.5) for number, id in enumerate(self.ids[5:9]))
        why = Why(asked.photo_id, asked.category_id, Answer.YES, 0.87, 0.62, 0.5, VOICES, examples, 12)
        return replace(why, **changes)

    def answer(self, **changes: object) -> None:
        self.window.on_event(WhyAnswered(self.desk.last(ExplainWhy).token, self.why(**changes)))

    def answer_heat(self, heat: HeatMap | None = HEAT, sentence: str | None = None) -> None:
        asked = self.desk.last(MakeHeatMap)
        self.window.on_event(HeatMapMade(asked.token, asked.photo_id, asked.category_id, heat, sentence))

    @property
    def words(self) -> str:
        return self.panel.why.words.text().replace("\u00a0", " ")


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
    qtbot.keyClick(window.grid, Key.Key_W)
    assert bench.panel.scores.open_id == bench.cats


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
    assert bench.words == "Yes, 87 %. “a dog” spoke for it; 3 of 4 nearest judged photos agree."
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

    bench.window.gallery.choose(View(Place.CATEGORY, bench.cats))
    bench.window.reveal(bench.ids[12])
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


# --- where ---


def test_where_shows_the_heat_map_and_its_method(bench: Bench):
    bench.panel.why.where.click()
    asked = bench.desk.last(MakeHeatMap)
    assert (asked.photo_id, asked.category_id) == (bench.ids[4], bench.dogs)
    assert bench.panel.why.caption.text() == "Looking…"
    bench.window.on_event(HeatMapMade(asked.token - 1, asked.photo_id, asked.category_id, HEAT))
    assert bench.panel.preview_heat is None
    bench.answer_heat()
    assert bench.panel.preview_heat is HEAT
    assert bench.panel.why.caption.text() == "Similarity of each patch"
    bench.panel.why.where.click()
    assert bench.panel.preview_heat is None
    assert bench.panel.why.caption.text() == ""


def test_a_heat_map_that_comes_too_late_is_not_shown(bench: Bench):
    bench.panel.why.where.click()
    bench.panel.why.where.click()
    bench.answer_heat()
    assert bench.panel.preview_heat is None


def test_a_picture_that_cannot_be_read_says_so(bench: Bench):
    bench.panel.why.where.click()
    bench.answer_heat(None, "The file is gone.")
    assert bench.panel.preview_heat is None
    assert bench.panel.why.caption.text() == "The file is gone."


def test_h_shows_it_over_the_photo_in_the_viewer(bench: Bench):
    viewer = bench.window.viewer
    bench.window.stage.view(bench.ids[4])
    bench.qtbot.keyClick(viewer, Key.Key_H)
    bench.answer_heat()
    assert viewer.heat is HEAT
    assert viewer.caption == "Dogs · similarity of each patch"
    bench.qtbot.keyClick(viewer, Key.Key_H)
    assert viewer.heat is None
    assert viewer.caption == ""


def test_a_heat_map_goes_along_into_the_viewer(bench: Bench):
    bench.window.toggle_heat()
    bench.answer_heat()
    bench.window.stage.view(bench.ids[4])
    assert bench.window.viewer.heat is HEAT
    assert bench.window.viewer.caption == "Dogs · similarity of each patch"


def test_a_reason_of_many_parts_is_never_cut_off(bench: Bench):
    ids = bench.ids[5:14]
    long = PromptVoice("a very long wording about dogs that run along a beach in the evening", False, 0.8)
    bench.answer(prompts=(long, *VOICES), examples=tuple(Example(id, True, 0.5) for id in ids))
    why = bench.panel.why
    bench.panel.why.where.click()
    bench.answer_heat()
    bench.qtbot.waitUntil(lambda: why.height() >= why.heightForWidth(why.width()))
    for part in (why.words, why.examples, why.caption):
        assert part.height() >= part.heightForWidth(part.width())
    assert why.examples.cell_rect(8).bottom() < why.examples.height()


def test_the_heat_of_one_photo_is_never_shown_over_another(bench: Bench):
    viewer = bench.window.viewer
    bench.window.stage.view(bench.ids[4])
    bench.window.toggle_heat()
    bench.answer_heat()
    stale = bench.desk.last(MakeHeatMap)
    bench.qtbot.keyClick(viewer, Key.Key_Right)
    assert viewer.photo_id == bench.ids[5]
    assert viewer.heat is None
    bench.qtbot.waitUntil(lambda: bench.desk.last(MakeHeatMap).photo_id == bench.ids[5])
    bench.window.on_event(HeatMapMade(stale.token, stale.photo_id, stale.category_id, HEAT))
    assert viewer.heat is None
    bench.answer_heat()
    assert viewer.heat is HEAT


def test_h_without_an_open_row_takes_the_strongest_category(bench: Bench):
    bench.panel.scores.open(None)
    bench.qtbot.keyClick(bench.window.grid, Key.Key_H)
    assert bench.desk.last(MakeHeatMap).category_id == bench.cats


def test_h_works_in_the_viewer_while_details_are_hidden(bench: Bench):
    bench.panel.scores.open(None)
    bench.window.toggle_details()
    bench.window.stage.view(bench.ids[4])
    bench.qtbot.keyClick(bench.window.viewer, Key.Key_H)
    bench.answer_heat()
    assert bench.window.viewer.heat is HEAT


def test_closing_the_row_ends_the_heat_map(bench: Bench):
    bench.panel.why.where.click()
    bench.answer_heat()
    bench.panel.scores.open(None)
    assert bench.panel.preview_heat is None
    bench.panel.scores.open(bench.cats)
    assert bench.desk.count(MakeHeatMap) == 1
