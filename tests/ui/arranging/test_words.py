"""Every word of sorting into folders went through the translations."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.ui.arranging.rule_dialog import RuleDialog
from photo_sorter.ui.main_window import MainWindow
from tests.ui.arranging.sorting import Sorting
from tests.ui.desk import Desk
from tests.ui.spoken import unbracketed, untranslated


@pytest.fixture
def spoken(bracketed: None, qtbot: QtBot, window: MainWindow, desk: Desk) -> Sorting:
    return Sorting(qtbot, window, desk)


def test_the_window_before_and_with_a_preview(spoken: Sorting):
    spoken.arranging.sort_shown()
    assert untranslated(spoken.sheet) == []
    spoken.open(0, 1, 2)
    plan = spoken.answer(staying=0)
    spoken.sheet.preview.view.selectAll()
    said_by_the_worker = ("Places", "Sorted", "Sea", "IMG_", "where it would go already")
    texts = [text for text in untranslated(spoken.sheet) if not any(part in text for part in said_by_the_worker)]
    assert texts == []
    assert not unbracketed(spoken.sheet.run.text())
    assert len(plan.files) == 4
    assert untranslated(spoken.sheet.preview.view.menu()) == []


@pytest.mark.parametrize("mode", Mode)
def test_a_run_from_its_beginning_to_its_end(spoken: Sorting, mode: Mode):
    sheet = spoken.open()
    sheet.form.modes[mode].setChecked(True)
    plan = spoken.answer()
    sheet.run.click()
    assert not unbracketed(spoken.arranging.runs.title)
    spoken.progress(1, 3, 21)
    assert untranslated(sheet.run_page) == []
    assert untranslated(spoken.arranging.strip) == []
    spoken.end(spoken.ran(plan, "⟦A run⟧"), 21, sentences=("⟦Gone.⟧",))
    assert untranslated(sheet.run_page) == []


def test_runs_and_one_that_was_interrupted(spoken: Sorting):
    spoken.ran(spoken.plan_of(3, Mode.MOVE), "⟦A run⟧", failed=0, undone=1)
    spoken.begun(spoken.plan_of(3), "⟦Another⟧", done=1)
    spoken.arranging.show_runs()
    history, _ = spoken.arranging.history, spoken.arranging.look_for_open_run()
    assert history is not None
    assert untranslated(history) == []
    assert untranslated(history.menu()) == []
    assert spoken.arranging.recovery is not None
    assert untranslated(spoken.arranging.recovery) == []


def test_rules(spoken: Sorting):
    spoken.rule("⟦Phone⟧")
    spoken.window.housekeeping.show_settings()
    rules = spoken.arranging.rules
    assert rules is not None
    assert untranslated(rules) == []
    rules.list.editing.emit()
    dialog = rules.findChild(RuleDialog)
    assert isinstance(dialog, RuleDialog)
    assert untranslated(dialog) == []
