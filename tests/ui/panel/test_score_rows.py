"""The rows of categories in the panel, and how they follow the scheme."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SetVerdicts, Verdict
from photo_sorter.core.sorting.category import Category
from photo_sorter.ui.main_window import MainWindow
from tests.ui.bench import Bench
from tests.ui.desk import Desk

Key = Qt.Key


@pytest.fixture
def bench(qtbot: QtBot, window: MainWindow, desk: Desk) -> Bench:
    bench = Bench(qtbot, window, desk)
    bench.select(4)
    bench.panel.scores.open(bench.dogs)
    return bench


def test_the_panel_never_moves_sideways(bench: Bench):
    bench.panel.why.setMinimumWidth(700)
    bench.answer()
    bench.qtbot.waitUntil(lambda: bench.panel.horizontalScrollBar().maximum() > 0)
    bench.panel.ensureWidgetVisible(bench.panel.scores.row_of(bench.dogs).no, 50, 16)
    assert bench.panel.horizontalScrollBar().value() == 0


# --- rows ---


def rows(bench: Bench) -> list[str]:
    return [bench.panel.scores.row_of(id).accessibleName().split(":")[0] for id in bench.panel.scores.ids]


def test_a_category_can_be_judged_as_soon_as_it_is_added(bench: Bench):
    scheme = bench.window.edits.scheme
    kept = bench.panel.scores.row_of(bench.dogs)
    new = Category("Birds")
    cats, dogs = scheme.categories
    bench.window.edits.change(replace(scheme, categories=(cats, new, dogs)), "Add")
    birds = bench.window.edits.scheme.named("Birds")
    assert rows(bench) == ["Cats", "Birds", "Dogs"]
    assert bench.panel.scores.row_of(bench.dogs) is kept
    assert bench.panel.scores.open_id == bench.dogs
    assert bench.panel.why.isVisible()
    bench.panel.scores.row_of(birds.id).yes.click()
    assert bench.desk.last(SetVerdicts).verdicts == (Verdict(bench.ids[4], birds.id, True),)


def test_rows_follow_the_order_of_the_categories_by_sight_and_by_tab(bench: Bench):
    edits, scores = bench.window.edits, bench.panel.scores
    scores.open(None)
    scheme = edits.scheme
    cats, dogs = scheme.categories
    edits.change(replace(scheme, categories=(dogs, Category("Birds"), cats)), "Move")
    assert rows(bench) == ["Dogs", "Birds", "Cats"]
    bench.qtbot.waitUntil(lambda: scores.row_of(scores.ids[2]).y() > scores.row_of(scores.ids[1]).y() > 0)
    scores.row_of(bench.dogs).setFocus()
    path = []
    for _ in range(8):
        bench.qtbot.keyClick(bench.window.focusWidget(), Key.Key_Tab)
        path.append(bench.window.focusWidget())
    first, second, third = (scores.row_of(id) for id in scores.ids)
    assert path == [first.yes, first.no, second, second.yes, second.no, third, third.yes, third.no]


def test_the_open_row_closes_with_its_category(bench: Bench):
    edits = bench.window.edits
    edits.change(edits.scheme.without(bench.dogs), "Remove")
    assert rows(bench) == ["Cats"]
    assert bench.panel.scores.open_id is None
    assert not bench.panel.why.isVisible()


def test_a_row_is_never_certain_either(bench: Bench):
    bench.panel.show_scores({bench.cats: 0.998, bench.dogs: 0.001})
    names = [bench.panel.scores.row_of(id).accessibleName() for id in bench.panel.scores.ids]
    assert names == ["Cats: over 99 percent", "Dogs: under 1 percent"]


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    """As a desktop may be set up."""
    former, font = qapp.font(), qapp.font()
    font.setPointSizeF(former.pointSizeF() * 2)
    qapp.setFont(font)
    yield
    qapp.setFont(former)


def test_a_row_is_high_enough_for_large_letters(large_text: None, bench: Bench):
    row = bench.panel.scores.row_of(bench.panel.scores.ids[0])
    assert row.sizeHint().height() >= row.fontMetrics().height() + 12


def test_no_word_of_the_details_is_cut_with_large_letters(large_text: None, bench: Bench):
    bench.panel.setFixedWidth(bench.panel.minimumWidth())
    bench.panel._fact("Photograph", "22 November 2026")
    value = next(label for label in bench.panel.findChildren(QLabel) if label.text() == "22 November 2026")
    bench.qtbot.waitUntil(value.isVisible)
    bench.panel.widget().layout().activate()
    assert value.width() >= value.fontMetrics().horizontalAdvance("November")
