"""Every word that a person sees or hears went through the translations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import CompareModels, SaveScheme
from photo_sorter.core.duplicates.groups import Contender, DuplicateKind, rank
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    DownloadProgressed,
    EditedElsewhere,
    LibraryChanged,
    ModelChangeProgressed,
    ModelReady,
    ModelsCompared,
    NoticeRaised,
    SpeedMeasured,
)
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import Facet, Field, Filter, Query, Word
from photo_sorter.core.sorting.accuracy import AccuracyReport, CheckedPhoto
from photo_sorter.core.sorting.model_comparison import Difference, ModelComparison
from photo_sorter.language import tr
from photo_sorter.paths import Home
from photo_sorter.ui.help.help_desk import HelpDesk
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.reception import Reception
from photo_sorter.ui.settings.settings_dialog import MODEL
from tests.ui.bench import Bench
from tests.ui.desk import Desk
from tests.ui.quest import Quest
from tests.ui.sitting import begun
from tests.ui.spoken import unbracketed, untranslated
from tests.ui.twins import Twins


@pytest.fixture
def spoken_window(bracketed: None, window: MainWindow) -> MainWindow:
    return window


def test_words_outside_of_brackets_are_found(bracketed: None, qapp: QApplication):
    label = QLabel("Left in English")
    label.setToolTip(tr("{name} is turned off", name="Cats"))
    assert untranslated(label) == ["QLabel in NoneType: Left in English"]
    assert not unbracketed("⟦Move ⟦3 photos⟧ to⟧ · Ctrl+Shift+O ⟦What had no ro…")


def test_the_window_with_photos(spoken_window: MainWindow):
    assert spoken_window.browser.title.text() == "⟦All photos⟧"
    assert untranslated(spoken_window) == []


def test_the_empty_window(bracketed: None, desk: Desk, open_window: Callable[..., MainWindow]):
    assert untranslated(open_window(desk.home)) == []


def test_one_photo_selected(qtbot: QtBot, spoken_window: MainWindow):
    spoken_window.grid.make_current(int(spoken_window.grid.selection.ids[0]))
    qtbot.waitUntil(lambda: spoken_window.panel.name.text() == "IMG_00.jpg")
    assert untranslated(spoken_window) == []


def test_a_photo_large_and_review(spoken_window: MainWindow):
    spoken_window.stage.view(int(spoken_window.grid.selection.ids[0]))
    assert untranslated(spoken_window) == []
    spoken_window.start_review()
    assert untranslated(spoken_window) == []


@pytest.mark.parametrize("state", Activity)
def test_the_bottom_bar(spoken_window: MainWindow, state: Activity):
    spoken_window.on_event(ActivityChanged(state, 1234, 5678, 11.2, 400.0))
    words = spoken_window.status.words.text()
    assert words.startswith("⟦")
    assert not unbracketed(words)
    assert untranslated(spoken_window.status) == []


def test_notices_of_the_window(spoken_window: MainWindow):
    window = spoken_window
    window.on_event(LibraryChanged(followed=12))
    window.on_event(NoticeRaised("⟦Another.⟧"))
    assert untranslated(window.notices) == []
    window.notices.dismiss()
    assert window.notices.words.text() == "⟦12 photos like what you judged changed place.⟧"
    assert untranslated(window.notices) == []
    window.notices.dismiss()
    window.show_why()
    assert window.notices.isVisible()
    assert untranslated(window.notices) == []


def test_notices_about_what_comes_from_outside(spoken_window: MainWindow, tmp_path: Path):
    window = spoken_window
    reception = Reception(window)
    reception.take([tmp_path / "gone"])
    assert window.notices.words.text() == f"⟦{tmp_path / 'gone'} is not there any more.⟧"
    before = window.edits.scheme
    after = before.without(before.categories[1].id or 0)
    reception.on_event(EditedElsewhere(SaveScheme(before), SaveScheme(after), "⟦Remove a category⟧"))
    window.edits.undo_stack.undo()
    assert window.notices.words.text() == "⟦Taken back: ⟦Remove a category⟧⟧"
    assert untranslated(window.notices) == []


def test_what_undo_would_take_back(spoken_window: MainWindow, desk: Desk):
    window, ids = spoken_window, [int(id) for id in spoken_window.grid.selection.ids]
    cats = desk.library.categories.all()[0]
    undo = next(action for action in window.findChildren(QAction) if action.data() == "⟦Undo⟧")
    for act in (
        lambda: window.marking.rate(ids[:2], 3),
        lambda: window.marking.rate(ids[:2], 0),
        lambda: window.marking.favour(ids[:1], True),
        lambda: window.marking.favour(ids[:1], False),
        lambda: window.marking.caption(ids[0], "⟦Mine⟧"),
        lambda: window.tagging.decide(ids[5:7], cats.id or 0, cats.name, True),
        lambda: window.tagging.decide(ids[5:7], cats.id or 0, cats.name, False),
        lambda: window.tagging.decide(ids[5:7], cats.id or 0, cats.name, None),
        lambda: window.tagging.skip([(ids[0], cats.id or 0)]),
    ):
        before = undo.text()
        act()
        assert undo.text() != before
        assert not unbracketed(undo.text())


def test_the_menu_of_photos(spoken_window: MainWindow):
    spoken_window.grid.make_current(int(spoken_window.grid.selection.ids[0]))
    assert untranslated(spoken_window.deeds.menu()) == []


@pytest.mark.parametrize("show", [HelpDesk.show_shortcuts, HelpDesk.show_about, HelpDesk.show_problems])
def test_the_windows_of_the_help_menu(spoken_window: MainWindow, show: Callable[[HelpDesk], QWidget]):
    assert untranslated(show(spoken_window.help)) == []


@pytest.mark.parametrize("page", range(MODEL + 1))
def test_settings(spoken_window: MainWindow, page: int):
    spoken_window.housekeeping.show_settings()
    dialog = spoken_window.housekeeping.dialog
    assert dialog is not None
    dialog.turn_to(page)
    assert untranslated(dialog) == []


def test_accuracy(spoken_window: MainWindow):
    spoken_window.check_accuracy()
    assert spoken_window.accuracy is not None
    assert untranslated(spoken_window.accuracy) == []


# --- search ---


@pytest.fixture
def quest(qtbot: QtBot, spoken_window: MainWindow, desk: Desk) -> Quest:
    return Quest(qtbot, spoken_window, desk)


def test_a_search(quest: Quest):
    window = quest.window
    quest.searching.show(
        Query(
            (Word("⟦dog⟧"),),
            pictures=(quest.desk.home.pasted / f"{'0' * 64}.png",),
            filters=(
                Filter(Field.IS, "favourite"), Filter(Field.HAS, "gps", True), Filter(Field.ORIENTATION, "portrait"),
                Filter(Field.RATING, "none"), Filter(Field.DATE, "this-week"), Filter(Field.SIZE, ">2000000"),
            ),
            liked=(quest.ids[0],), disliked=(quest.ids[1],),
        )
    )  # fmt: skip
    facets = (
        Facet(Filter(Field.DATE, "2019"), 7, "2019"), Facet(Filter(Field.CATEGORY, "Cats"), 4, "Cats"),
        *(Facet(Filter(field, "1"), 2, "1") for field in (Field.CAMERA, Field.LENS, Field.SIZE, Field.ORIENTATION)),
    )  # fmt: skip
    quest.answer(0, 1, 2, relevant=1, facets=facets, meant=Query((Word("⟦dog⟧"),)))
    quest.searching.open_facets()
    assert len(quest.bar.chips) == 8
    assert quest.bar.meant.text() == "⟦Did you mean “⟦dog⟧”?⟧"
    assert untranslated(window) == []
    assert untranslated(window.browser.facets) == []
    window.browser.facets.close()
    for nothing in (True, False):
        quest.searching.ask()
        quest.answer(nothing=nothing)
        assert untranslated(window) == []


def test_an_empty_list_of_filters(quest: Quest):
    quest.searching.open_facets()
    assert untranslated(quest.browser.facets) == []


@pytest.mark.parametrize(
    "text",
    [
        "in: dog", "cat: dog", "date:never dog", "camera: dog", "lens: dog", "type:- dog", "rating:9 dog", "is:odd dog",
        "has:odd dog", "size:odd dog", "orientation:odd dog", "- dog", "–dog", "“dog", 'in:"dog', 'dog"', '"" dog',
        "like: dog", "balance:9 dog", "meaning:9 dog", "more:x dog", "less:x dog", "-balance:1 dog", "dog:0.01",
        "dog:99", ":odd dog", "before:2019 dog", "dates:x dog", "odd:x dog", "dog " * 400,
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_search(bracketed: None, text: str):
    problems = parse(text).problems
    assert problems
    for problem in problems:
        assert problem.sentence.startswith("⟦")
        assert not re.sub(r"⟦[^⟦⟧]*⟧", "", problem.sentence).strip()


def test_what_can_be_done_with_searches(quest: Quest):
    window = quest.window
    quest.type("dog")
    quest.answer(0, 1)
    quest.bar.save.click()
    assert untranslated(window.search_deeds.popover) == []
    window.search_deeds.popover.close()
    quest.bar.make.click()
    assert untranslated(window.search_category.popover) == []
    window.search_category.popover.close()
    for act in (
        lambda: window.saved.save("⟦One⟧", quest.searching.query),
        lambda: window.saved.save("⟦one⟧", Query((Word("cat"),))),
        lambda: window.saved.rename(window.saved.all[0], "⟦Two⟧"),
        lambda: window.saved.update(window.saved.all[0], Query((Word("sea"),))),
        lambda: window.saved.save("⟦Three⟧", quest.searching.query),
        lambda: window.saved.move(window.saved.all[0], 1),
        lambda: window.saved.remove(window.saved.all[0]),
        lambda: quest.searching.judge(quest.ids[:2], True),
        lambda: quest.searching.judge(quest.ids[:2], False),
    ):
        before = window.edits.undo_stack.index()
        act()
        assert window.edits.undo_stack.index() == before + 1
        assert not unbracketed(window.edits.undo_stack.undoText())
    assert untranslated(window.search_deeds.menu(window.saved.all[0])) == []


# --- duplicates ---


@pytest.fixture
def twins(qtbot: QtBot, spoken_window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Twins:
    return Twins(qtbot, spoken_window, desk, monkeypatch)


def test_the_page_of_duplicates(twins: Twins):
    twins.duplicates.begin()
    assert untranslated(twins.view) == []
    twins.find(*(replace(group, reason="⟦most pixels⟧") for group in twins.groups))
    assert untranslated(twins.view) == []
    twins.list.comparing.emit(0)
    assert untranslated(twins.comparing) == []
    twins.comparing.closed.emit()
    twins.view.copies.click()
    assert untranslated(twins.view) == []
    twins.obey()
    assert not unbracketed(twins.notice)
    assert untranslated(twins.view) == []


def test_no_duplicates(twins: Twins):
    twins.enqueue("late.jpg")
    twins.begin()
    assert untranslated(twins.view) == []
    twins.duplicates.compare(twins.ids[:1])
    assert not unbracketed(twins.notice)


def test_why_one_of_them_is_the_best(bracketed: None):
    one = Contender(1, b"1", "a.jpg", 4, 3, 9)
    others = (
        {"favourite": True}, {"rating": 3}, {"width_px": 5}, {"is_raw": True}, {"camera": "x"}, {"taken_at": "2019"},
        {"name": "a.heic"}, {"name": "a edited.jpg"}, {"size_bytes": 8}, {"sharpness": 0.5}, {"name": "a copy.jpg"},
        {"folder": "Backup"}, {},
    )  # fmt: skip
    reasons = {rank([one, replace(one, photo_id=2, **other)], DuplicateKind.SAME_PICTURE)[1] for other in others}
    assert len(reasons) == len(others)
    assert not any(map(unbracketed, reasons))


# --- models, the first start, and what a photo says ---


def test_models_at_work(spoken_window: MainWindow):
    window = spoken_window
    window.housekeeping.show_models()
    dialog = window.housekeeping.dialog
    assert dialog is not None
    for event in (
        DownloadProgressed("many", 212_000_000, 606_000_000),
        SpeedMeasured("large", 61.27),
        ModelChangeProgressed("large", 1234, 2000, 170.0),
        ModelReady("large"),
    ):
        window.on_event(event)
        assert untranslated(dialog) == []
        assert untranslated(window.notices) == []


def test_two_models_compared(spoken_window: MainWindow, desk: Desk):
    window = spoken_window
    window.on_event(ModelReady("builtin"))
    window.models.compare("large")
    comparison = window.models.comparison
    assert comparison is not None
    assert untranslated(comparison) == []
    photo_id = int(window.grid.selection.ids[0])
    reports = tuple(
        AccuracyReport(model_id, (CheckedPhoto("0.jpg", b"", "Cats", "Cats", "Cats"),))
        for model_id in ("builtin", "large")
    )
    for differences in ((), (Difference(photo_id, (1,), ()),)):
        found = ModelComparison(reports, 12, len(differences), differences)
        window.on_event(ModelsCompared(desk.last(CompareModels).token, found))
        assert untranslated(comparison) == []
        window.models.compare("large")


def test_the_first_start(bracketed: None, tmp_path: Path, open_window: Callable[..., MainWindow]):
    window = open_window(Home(tmp_path / "fresh"))
    assert window.browser.shows_invitation
    assert untranslated(window) == []


def test_why_a_photo_is_in_a_category(qtbot: QtBot, spoken_window: MainWindow, desk: Desk):
    bench = Bench(qtbot, spoken_window, desk)
    bench.select(4)
    bench.panel.scores.open(bench.dogs)
    bench.answer()
    assert untranslated(spoken_window) == []


def test_questions_of_a_review(qtbot: QtBot, spoken_window: MainWindow, desk: Desk):
    sitting = begun(qtbot, spoken_window, desk)
    assert untranslated(sitting.view) == []
