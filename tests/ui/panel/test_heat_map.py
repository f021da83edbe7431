"""Where in the picture: in the panel and in the viewer."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import ExplainWhy, MakeHeatMap
from photo_sorter.core.events import HeatMapMade, ModelReady
from photo_sorter.core.sorting.category import Prompt
from photo_sorter.core.sorting.why import Example, PromptVoice
from photo_sorter.ui.main_window import MainWindow
from tests.ui.bench import HEAT, VOICES, Bench
from tests.ui.desk import Desk

Key = Qt.Key


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, desk: Desk) -> Bench:
    bench = Bench(qtbot, window, desk)
    bench.select(4)
    bench.panel.scores.open(bench.dogs)
    return bench


def test_where_shows_the_heat_map_and_its_method_to_who_asks(bench: Bench):
    bench.panel.why.where.click()
    asked = bench.desk.last(MakeHeatMap)
    assert (asked.photo_id, asked.category_id) == (bench.ids[4], bench.dogs)
    assert bench.panel.why.caption.text() == "Looking…"
    bench.window.on_event(HeatMapMade(asked.token - 1, asked.photo_id, asked.category_id, HEAT))
    assert bench.panel.preview_heat is None
    bench.answer_heat()
    assert bench.panel.preview_heat is HEAT
    assert bench.panel.why.caption.text() == "Warm where it is seen"
    assert bench.panel.why.caption.toolTip() == "similarity of each patch"
    bench.panel.why.where.click()
    assert bench.panel.preview_heat is None
    assert bench.panel.why.caption.text() == ""


@pytest.mark.parametrize("what", ["wording", "sentences", "model"])
def test_a_heat_map_is_made_anew_when_what_it_rests_on_changes(bench: Bench, what: str):
    bench.panel.why.where.click()
    bench.answer_heat()
    edits = bench.window.edits
    dogs = edits.scheme.category(bench.dogs)
    assert dogs is not None
    if what == "wording":
        edits.change(edits.scheme.with_category(replace(dogs, prompts=(Prompt("a hound"),))), "Words")
    elif what == "sentences":
        edits.change(replace(edits.scheme, templates=("a picture of {}",)), "Sentences")
    else:
        bench.window.on_event(ModelReady("large"))
    bench.qtbot.waitUntil(lambda: bench.desk.count(MakeHeatMap) == 2)
    assert bench.panel.preview_heat is None
    bench.answer_heat()
    assert bench.panel.preview_heat is HEAT


def test_a_heat_map_stays_when_only_tags_or_a_colour_change(bench: Bench):
    bench.panel.why.where.click()
    bench.answer_heat()
    edits, asked = bench.window.edits, bench.desk.count(ExplainWhy)
    dogs = edits.scheme.category(bench.dogs)
    assert dogs is not None
    edits.change(edits.scheme.with_category(replace(dogs, colour="#C4515C")), "Colour")
    bench.qtbot.waitUntil(lambda: bench.desk.count(ExplainWhy) > asked)
    assert bench.panel.preview_heat is HEAT
    assert bench.desk.count(MakeHeatMap) == 1


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
    assert viewer.caption == "Dogs · warm where it is seen"
    bench.qtbot.keyClick(viewer, Key.Key_H)
    assert viewer.heat is None
    assert viewer.caption == ""


def test_a_heat_map_goes_along_into_the_viewer(bench: Bench):
    bench.window.toggle_heat()
    bench.answer_heat()
    bench.window.stage.view(bench.ids[4])
    assert bench.window.viewer.heat is HEAT
    assert bench.window.viewer.caption == "Dogs · warm where it is seen"


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
    bench.window.grid.setFocus()
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
