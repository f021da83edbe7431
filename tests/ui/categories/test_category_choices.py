"""The page Categories: the slider and its figures, sets, parents, sentences, packs."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import PreviewCategory, SaveScheme, SetVerdicts, Verdict
from photo_sorter.core.events import CategoryPreviewed
from photo_sorter.core.sorting.category import Category, CategorySet, Scheme
from photo_sorter.core.sorting.pack import SHIPPED_PACKS, read_pack, write_pack
from photo_sorter.core.sorting.preview import StrictnessCurve
from photo_sorter.ui.categories.category_page import CategoryPage
from photo_sorter.ui.categories.starter_categories import pack_titles
from photo_sorter.ui.categories.strictness_slider import expectation, nothing_yet
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from tests.ui.desk import Desk
from tests.ui.schemes import SCHEME, saved, undo_text

CURVE = StrictnessCurve((0.05, 0.2, 0.5, 0.8, 0.95), (400, 300, 214, 50, 0), (0.4, 0.6, 0.93, 0.98, None), 12)


# --- the slider ---


def test_the_line_below_the_slider_reads_the_curve():
    assert expectation(CURVE, 0.5) == ("about 93 % right · 214 photos", "from 12 verdicts")
    assert expectation(CURVE, 0.66)[0] == "about 98 % right · 50 photos"
    assert expectation(CURVE, 0.64)[0] == "about 93 % right · 214 photos"
    assert expectation(CURVE, 0.99)[0] == "no photos"
    assert expectation(replace(CURVE, precisions=(None,) * 5), 0.5)[0] == "214 photos"
    assert expectation(replace(CURVE, judged=1), 0.5)[1] == "from 1 verdict"
    assert expectation(replace(CURVE, judged=0), 0.5)[1] == "not checked by you yet"
    assert expectation(StrictnessCurve((), (), (), 0), 0.5) == ("", "")
    assert expectation(None, 0.5) == ("", "")


def test_dragging_reads_the_curve_asks_nothing_and_saves_on_release(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    page.choose(2)
    qtbot.waitUntil(lambda: desk.posted and desk.last(PreviewCategory).category.id == 2)
    asked = desk.last(PreviewCategory)
    strictness = page.editor.strictness
    assert strictness.line.text().strip() == ""
    page.preview.on_previewed(CategoryPreviewed(asked.token - 1, replace(CURVE, judged=99)))
    assert strictness.line.text().strip() == ""
    page.preview.on_previewed(CategoryPreviewed(asked.token, None))
    assert strictness.line.text() == nothing_yet()
    page.preview.on_previewed(CategoryPreviewed(asked.token, CURVE, ("The model may not know “dgo”.",)))
    assert strictness.line.text() == "about 93 % right · 214 photos"
    assert page.editor.remark.isVisible()
    before = desk.count(PreviewCategory)
    strictness.slider.setSliderDown(True)
    for value in (60, 75, 80):
        strictness.slider.setSliderPosition(value)
    assert strictness.line.text() == "about 60 % right · 300 photos"
    assert desk.count(SaveScheme) == 0
    strictness.slider.setSliderDown(False)
    assert saved(desk).category(2).threshold == 0.2
    assert undo_text(dialog) == "Take more into “Dogs”"
    assert desk.count(PreviewCategory) == before
    strictness.slider.setValue(20)
    qtbot.waitUntil(lambda: saved(desk).category(2).threshold == 0.8)
    assert undo_text(dialog) == "Make “Dogs” stricter"
    assert dialog.edits.undo_stack.count() == 1
    dialog.edits.undo_stack.undo()
    assert saved(desk) == SCHEME
    assert strictness.slider.value() == 50


def test_typing_asks_for_one_preview_when_it_rests(qtbot: QtBot, page: CategoryPage, desk: Desk):
    page.choose(2)
    qtbot.waitUntil(lambda: desk.posted and desk.last(PreviewCategory).category.id == 2)
    before = desk.count(PreviewCategory)
    qtbot.keyClicks(page.editor.wording, " puppies")
    qtbot.waitUntil(lambda: desk.count(PreviewCategory) > before)
    assert desk.count(PreviewCategory) == before + 1
    assert "puppies" in desk.last(PreviewCategory).category.wordings[0]


def test_changed_tags_ask_for_the_preview_again(qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    page.choose(2)
    qtbot.waitUntil(lambda: desk.posted and desk.last(PreviewCategory).category.id == 2)
    before = desk.count(PreviewCategory)
    (photo_id,) = desk.add_photos(["a.jpg"])
    with desk.library.atomic():
        desk.library.tags.set_verdicts([Verdict(photo_id, 2, True)])
    page.show_overview(dialog.edits._reader.overview())
    qtbot.waitUntil(lambda: desk.count(PreviewCategory) == before + 1)
    assert desk.count(SetVerdicts) == 0


# --- sets, parents, sentences, packs ---


def test_sets_are_chosen_made_and_made_independent(
    dialog: SettingsDialog, page: CategoryPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    page.choose(4)
    options = page.editor.options
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("  Places ", True))
    options.sets.setCurrentIndex(options.sets.count() - 1)
    options.sets.activated.emit(options.sets.count() - 1)
    assert saved(desk).category(4).set_name == "Places"
    assert saved(desk).sets == (CategorySet("Main"), CategorySet("Places"))
    assert options.sets.currentText() == "Places"
    options.kind.setCurrentIndex(1)
    options.kind.activated.emit(1)
    assert not saved(desk).is_exclusive("Places")
    assert saved(desk).is_exclusive("Main")
    assert undo_text(dialog) == "Let several of the set “Places” hold"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("", False))
    options.sets.activated.emit(options.sets.count() - 1)
    assert options.sets.currentText() == "Places"


def test_a_parent_is_chosen_but_never_one_of_its_own_children(page: CategoryPage, desk: Desk):
    page.choose(1)
    parents = page.editor.options.parents
    assert [parents.itemData(row) for row in range(parents.count())] == [None, "Food"]
    assert not page.editor.options.within.isVisibleTo(page.editor.options)
    parents.setCurrentIndex(1)
    parents.activated.emit(1)
    assert saved(desk).category(1).parent_name == "Food"
    assert page.editor.options.within.isVisibleTo(page.editor.options)
    assert page.editor.options.within.text() == "only within “Food”"


def test_sentences_without_their_braces_are_refused_in_place(dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    sentences = page.show_sentences()
    sentences.field.setPlainText("a photo of")
    sentences.accept()
    assert "needs {}" in sentences.error.text()
    assert sentences.isVisible()
    sentences.field.setPlainText("a photo of {}\n\na scan of {}")
    sentences.accept()
    assert saved(desk).templates == ("a photo of {}", "a scan of {}")
    assert undo_text(dialog) == "Change the sentences"


def test_categories_are_exported_and_imported_again(
    dialog: SettingsDialog, page: CategoryPage, desk: Desk, tmp_path: Path
):
    page.packs.export_to(tmp_path / "mine")
    assert page.notices.words.text() == "Saved as “mine.toml”."
    assert read_pack((tmp_path / "mine.toml").read_bytes(), "mine").named("Cats").parent_name == "Animals"
    page.packs.import_from(tmp_path / "mine.toml")
    assert desk.count(SaveScheme) == 0
    (tmp_path / "new.toml").write_text(write_pack(Scheme((Category("Boats"), Category("Cats")))))
    page.packs.import_from(tmp_path / "new.toml")
    assert [(one.name, one.id) for one in saved(desk).categories][4:] == [("Boats", 5)]
    assert undo_text(dialog) == "Import “new.toml”"


def test_a_broken_file_is_told_with_its_line(page: CategoryPage, desk: Desk, tmp_path: Path):
    broken = tmp_path / "broken.toml"
    broken.write_text('photo_sorter_categories = 1\n[[category]]\nname = "A"\nnmae = "B"\n')
    page.packs.import_from(broken)
    assert "line 4" in page.error.text()
    assert page.error.isVisible()
    page.packs.import_from(tmp_path / "none.toml")
    assert "“none.toml” cannot be read" in page.error.text()
    page.packs.export_to(tmp_path / "no folder" / "a.toml")
    assert "cannot be written" in page.error.text()
    assert desk.count(SaveScheme) == 0


@pytest.mark.parametrize("key", SHIPPED_PACKS)
def test_a_pack_that_ships_is_added_in_one_edit(dialog: SettingsDialog, page: CategoryPage, desk: Desk, key: str):
    page.packs.add_shipped(key)
    assert len(saved(desk).categories) > 6
    assert undo_text(dialog).replace("&&", "&") == f"Add the pack “{pack_titles()[key]}”"
    dialog.edits.undo_stack.undo()
    assert saved(desk) == SCHEME
