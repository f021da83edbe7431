"""Sort into folders: what is asked of the worker, what its preview shows, and what a person changes in it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog

from photo_sorter.core.arranging.commands import CancelPlan, MakePlan, StartRun, UndoRun
from photo_sorter.core.arranging.events import PlanMade
from photo_sorter.core.arranging.plan import Mode, OnConflict
from photo_sorter.core.errors import DiskSilentError
from photo_sorter.core.events import LibraryChanged
from photo_sorter.core.query import Place, View
from photo_sorter.media.questions import Questions
from photo_sorter.ui import path_questions
from photo_sorter.ui.arranging.plan_model import Column
from photo_sorter.ui.main_window import MainWindow
from tests.ui.arranging.sorting import Sorting, data_of
from tests.ui.desk import Desk, write_thumbnails


def names(sorting: Sorting) -> list[str]:
    """Of the outermost folder's folders."""
    model = sorting.sheet.preview.view.plan
    root = model.index(0, 0)
    return [str(model.index(row, 0, root).data()) for row in range(model.rowCount(root))]


def choose(sorting: Sorting, folder: str) -> None:
    """A folder below the destination."""
    view = sorting.sheet.preview.view
    index = view.plan.index_of(str(sorting.destination / folder))
    assert index.isValid()
    flags = view.selectionModel().SelectionFlag
    view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)


def test_nothing_is_asked_before_there_is_a_folder(sorting: Sorting):
    sorting.arranging.sort_shown()
    assert not sorting.sheet.is_resting
    assert not sorting.sheet.run.isEnabled()
    assert sorting.sheet.preview.message.title.text() == "Where to?"
    assert sorting.desk.count(MakePlan) == 0


def test_the_selected_photos_are_asked_about_once_a_person_rests(sorting: Sorting):
    sheet = sorting.open(0, 2)
    assert sheet.scopes.currentText() == "2 selected photos"
    wish = sorting.asked()
    assert wish.photo_ids == (sorting.ids[0], sorting.ids[2])
    assert wish.arrangement.destination == sorting.destination
    assert wish.arrangement.mode is Mode.COPY
    assert sorting.desk.count(MakePlan) == 1


def test_the_whole_library_can_be_chosen_instead(sorting: Sorting):
    sheet = sorting.open(0, 2)
    sorting.asked()
    sheet.scopes.setCurrentIndex(sheet.scopes.count() - 1)
    assert sheet.scopes.currentText() == "The whole library (20 photos)"
    assert sorting.asked().photo_ids is None


def test_a_category_goes_to_its_own_folders(sorting: Sorting, desk: Desk):
    cats = desk.library.categories.all()[0]
    sorting.window.housekeeping.arranging.emit(View(Place.CATEGORY, cats.id))
    sorting.sheet.form.destination.show_folder(sorting.destination)
    assert sorting.sheet.scopes.currentText() == "4 photos in Cats"
    wish = sorting.asked()
    assert wish.arrangement.category_ids == (cats.id,)
    assert len(wish.photo_ids or ()) == 4


def test_the_menus_of_photos_and_places_lead_there(sorting: Sorting, desk: Desk):
    cats = desk.library.categories.all()[0]
    sorting.window.grid.make_current(sorting.ids[0])
    housekeeping = sorting.window.housekeeping
    folder = housekeeping.place_menu(View(Place.FOLDER, desk.folder.id))
    for menu, scope in (
        (sorting.window.deeds.menu(), "1 selected photo"),
        (housekeeping.place_menu(View(Place.CATEGORY, cats.id)), "4 photos in Cats"),
        (folder, "20 photos in the folder photos"),
    ):
        next(action for action in menu.actions() if action.text() == "Sort into folders…").trigger()
        assert sorting.sheet.scopes.currentText() == scope


def test_an_answer_that_was_overtaken_is_not_shown(sorting: Sorting):
    sheet = sorting.open()
    old = sorting.asked()
    sheet.form.modes[Mode.MOVE].setChecked(True)
    new = sorting.asked()
    sorting.window.on_event(PlanMade(old.token, sorting.plan_of(3)))
    assert sheet.preview.plan is None
    sorting.window.on_event(PlanMade(new.token, sorting.plan_of(3, Mode.MOVE)))
    assert sheet.run.text() == "Move 4 files"
    assert sheet.run.isEnabled()
    assert sorting.desk.count(CancelPlan) == 1


def test_a_change_makes_the_button_wait_for_the_new_plan(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    assert sheet.run.isEnabled()
    sheet.form.conflict.setCurrentIndex(1)
    assert not sheet.run.isEnabled()
    assert sorting.asked().arrangement.on_conflict is OnConflict.SKIP


def test_the_example_is_a_real_photo_and_follows_each_letter(sorting: Sorting):
    sheet = sorting.open(0)
    sheet.form.template.show_template("{category} {year}")
    assert "Cats 2024/IMG_00.jpg" in sheet.form.template.example.text()


def test_a_wrong_template_says_what_is_wrong_and_asks_nothing(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    sheet.form.template.show_template("{yeer}")
    assert "{yeer}" in sheet.form.template.example.text()
    assert sheet.form.template.example.property("warning") is True
    assert not sheet.is_resting
    assert not sheet.run.isEnabled()


def test_ready_made_templates_and_fields_come_by_menu(sorting: Sorting):
    field = sorting.open().form.template
    next(each for each in field.ready.menu().actions() if each.text() == "Year / Month").trigger()
    assert field.template == "{year}/{month}"
    next(each for each in field.insert.menu().actions() if each.text() == "Camera").trigger()
    assert field.template == "{year}/{month}/{camera}"


def test_faults_are_said_and_keep_the_button_off(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer(faults=("There is too little free space.",))
    assert sheet.preview.faults.isVisible()
    assert sheet.preview.faults.text() == "There is too little free space."
    assert not sheet.run.isEnabled()


def test_what_cannot_be_planned_is_said_in_place_of_the_preview(sorting: Sorting):
    sheet = sorting.open()
    sorting.window.on_event(PlanMade(sorting.asked().token, None, "The folder lies inside of itself."))
    assert sheet.preview.message.text.text() == "The folder lies inside of itself."
    assert not sheet.run.isEnabled()


def test_the_preview_shows_folders_with_counts_and_why_files_stay(sorting: Sorting):
    sheet = sorting.open()
    plan = sorting.answer()
    model = sheet.preview.view.plan
    assert names(sorting) == ["Cats", "Dogs", "Places"]
    cats = model.index_of(str(sorting.destination / "Cats"))
    assert cats.siblingAtColumn(Column.FROM).data() == "10 files"
    staying = model.index(1, 0)
    assert staying.data() == "Stay where they are"
    assert {model.index(row, 0, staying).data() for row in range(2)} == {"No sure category.", "Its name is taken."}
    assert f"{len(plan.files)} files" in sheet.preview.totals.text()


def test_remarks_stand_beside_files_that_are_renamed_or_travel_together(sorting: Sorting):
    view = sorting.open().preview.view
    sorting.answer()
    by_name = {}
    for folder in ("Cats/2023", "Dogs/2024"):
        parent = view.plan.index_of(str(sorting.destination / folder))
        for row in range(view.plan.rowCount(parent)):
            index = view.plan.index(row, 0, parent)
            by_name[index.data()] = index.siblingAtColumn(Column.NOTE).data()
    assert by_name["IMG_01-2.jpg"] == "renamed"
    assert by_name["IMG_02.jpg"] == by_name["IMG_02.xmp"] == "with 1 other file"


def test_a_photo_stands_beside_its_file(sorting: Sorting, desk: Desk):
    sheet = sorting.open()
    plan = sorting.plan_of(2)
    red = write_thumbnails(desk.home, "IMG_00000.jpg", "#ff0000")
    files = tuple(replace(file, content_hash=red if file.photo_id == 1 else None) for file in plan.files)
    sorting.window.on_event(PlanMade(sorting.asked().token, replace(plan, files=files)))
    model = sheet.preview.view.plan

    def middle(folder: str) -> QColor:
        index = model.index(0, 0, model.index_of(str(sorting.destination / folder)))
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        assert isinstance(picture, QPixmap)
        return picture.toImage().pixelColor(picture.rect().center())

    sorting.qtbot.waitUntil(lambda: middle("Cats/2024").red() > 240)
    assert middle("Cats/2023").alpha() == 0


def test_links_take_no_space(sorting: Sorting):
    sheet = sorting.open()
    plan = sorting.plan_of(3, Mode.HARDLINK)
    links = replace(plan, files=tuple(replace(file, needs_bytes=0) for file in plan.files))
    sorting.window.on_event(PlanMade(sorting.asked().token, links))
    assert "takes no more space" in sheet.preview.totals.text()


def test_delete_takes_a_folder_out_and_ctrl_z_brings_it_back(sorting: Sorting):
    sheet = sorting.open()
    plan = sorting.answer()
    choose(sorting, "Dogs")
    sorting.qtbot.keyClick(sheet.preview.view, Qt.Key.Key_Delete)
    assert names(sorting) == ["Cats", "Places"]
    assert sheet.run.text() == "Copy 15 files"
    sorting.qtbot.keyClick(sheet.preview.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sheet.preview.plan == plan


def test_what_was_taken_out_stays_out_of_the_next_plan(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    choose(sorting, "Dogs")
    sheet.preview.take_out.click()
    sheet.form.modes[Mode.MOVE].setChecked(True)
    sorting.answer()
    assert sheet.run.text() == "Move 15 files"


def test_another_selection_begins_without_what_was_changed_by_hand(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    choose(sorting, "Dogs")
    sheet.preview.take_out.click()
    sorting.open()
    sorting.answer()
    assert sheet.run.text() == "Copy 21 files"


def test_files_drawn_onto_a_folder_go_there_with_what_belongs_to_them(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    model = sheet.preview.view.plan
    dogs, places = (model.index_of(str(sorting.destination / name)) for name in ("Dogs", "Places"))
    model.dropMimeData(model.mimeData([dogs]), Qt.DropAction.MoveAction, -1, -1, places)
    plan = sheet.preview.plan
    assert plan is not None
    assert names(sorting) == ["Cats", "Places"]
    there = [file.target.name for file in plan.files if file.target.parent == sorting.destination / "Places"]
    assert {"IMG_02.jpg", "IMG_02.xmp"} <= set(there)


def test_what_cannot_be_sent_elsewhere_is_said(sorting: Sorting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    sheet = sorting.open()
    plan = sorting.answer()
    (tmp_path / "IMG_03.jpg").write_bytes(b"here already")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose(sorting, "Places")
    sheet.preview.send.click()
    assert "IMG_03.jpg is there already" in sheet.preview.notices.words.text()
    assert sheet.preview.plan == plan


def test_files_are_sent_to_a_disk_that_does_not_answer_without_asking_it(
    sorting: Sorting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """The run says what it finds there."""
    questions, answers = Questions(seconds=0.05), threading.Event()
    monkeypatch.setattr(path_questions, "_questions", questions)
    with pytest.raises(DiskSilentError):
        questions.ask(tmp_path / "in it", answers.wait)
    sheet = sorting.open()
    sorting.answer()
    (tmp_path / "IMG_03.jpg").write_bytes(b"here already")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose(sorting, "Places")
    sheet.preview.send.click()
    answers.set()
    assert sheet.preview.plan is not None
    assert any(file.target == tmp_path / "IMG_03.jpg" for file in sheet.preview.plan.files)


def test_the_filter_leaves_files_whose_paths_have_the_word(sorting: Sorting):
    sheet = sorting.open()
    plan = sorting.answer()
    sheet.preview.filter.setText("img_07")
    model = sheet.preview.view.plan
    sorting.qtbot.waitUntil(lambda: model.tree.branches[0].count == 1)
    assert names(sorting) == ["Places"]
    assert sheet.preview.plan == plan


def test_the_preview_can_be_kept_as_text(sorting: Sorting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    sheet = sorting.open()
    sorting.answer()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "plan.txt"), ""))
    sheet.export.click()
    assert "IMG_01-2.jpg" in (tmp_path / "plan.txt").read_text(encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "gone" / "plan.txt"), ""))
    sheet.export.click()
    assert "cannot be written" in sheet.preview.notices.words.text()


def test_a_folder_dropped_on_the_field_is_where_to(sorting: Sorting, tmp_path: Path):
    field = sorting.open().form.destination
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    left = Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, Qt.KeyboardModifier.NoModifier)
    field.line.dropEvent(drop)
    assert field.folder == tmp_path


def test_what_was_chosen_last_is_there_again(sorting: Sorting):
    sheet = sorting.open()
    sheet.form.modes[Mode.HARDLINK].setChecked(True)
    sheet.form.template.show_template("{year}")
    sheet.form.unsorted.setCurrentIndex(1)
    sheet.form.unsorted_folder.setText("Rest")
    sheet.close()
    sorting.arranging.sorting = None
    sorting.arranging.sort_shown()
    arrangement = sorting.sheet.form.arrangement
    assert arrangement is not None
    assert (arrangement.mode, arrangement.template, arrangement.unsorted) == (Mode.HARDLINK, "{year}", "Rest")
    assert arrangement.destination == sorting.destination


def test_closing_lets_go_of_the_plan_on_its_way(sorting: Sorting):
    sheet = sorting.open()
    sorting.asked()
    sheet.close()
    assert sorting.desk.count(CancelPlan) == 1


def test_a_library_that_changed_is_said_and_looked_at_again_on_wish(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    assert not sheet.again.isVisible()
    sorting.window.on_event(LibraryChanged(tags=True))
    assert sheet.again.isVisible()
    sheet.again.click()
    assert sorting.desk.count(MakePlan) == 2
    assert not sheet.again.isVisible()


def test_every_mode_says_what_it_means(sorting: Sorting):
    form = sorting.open().form
    assert set(form.modes) == set(Mode)
    assert len({button.accessibleDescription() for button in form.modes.values()}) == len(Mode)
    assert data_of(form.conflict) == [each.value for each in OnConflict]


# --- the run ---


def test_what_is_shown_is_what_is_run(sorting: Sorting):
    sheet = sorting.open()
    sorting.answer()
    choose(sorting, "Dogs")
    sheet.preview.take_out.click()
    plan = sheet.preview.plan
    sheet.run.click()
    started = sorting.desk.last(StartRun)
    assert started.plan == plan
    assert "Copy 15 files to" in started.title
    assert sheet.shows_run


def test_a_run_tells_how_far_it_is_and_ends_with_the_way_back(sorting: Sorting):
    sheet = sorting.open()
    plan = sorting.answer()
    sheet.run.click()
    sorting.progress(1, 7, 21)
    assert "7 of 21 files" in sheet.run_page.words.text()
    assert "42.0 MB/s" in sheet.run_page.words.text()
    run_id = sorting.ran(plan, "Copy 21 files to Sorted", failed=2)
    sorting.end(run_id, 19, sentences=("One is gone.", "Another is gone."))
    assert sheet.run_page.title.text().startswith("19 files were copied to")
    assert sheet.run_page.words.text() == "2 files could not be done."
    assert sheet.run_page.sentences.count() == 2
    sheet.run_page.undo.click()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id)


def test_a_run_whose_window_is_closed_goes_on_in_the_bottom_bar(sorting: Sorting):
    sheet = sorting.open()
    plan = sorting.answer()
    sheet.run.click()
    strip = sorting.arranging.strip
    assert not strip.isVisible()
    sheet.close()
    sorting.progress(1, 7, 21)
    assert strip.isVisible()
    assert strip.words.text() == "Copying… 33 %"
    strip.words.click()
    assert sheet.shows_run
    assert not strip.isVisible()
    sheet.close()
    run_id = sorting.ran(plan, "Copy 21 files to Sorted")
    sorting.end(run_id, 21)
    assert not strip.isVisible()
    assert sorting.window.notices.words.text().startswith("21 files were copied to")
    sorting.window.notices.offer.click()
    assert sorting.desk.last(UndoRun) == UndoRun(run_id)


def test_the_file_menu_leads_there(window: MainWindow):
    entries = {action.text(): action.shortcut().toString() for action in window.findChildren(QAction)}
    assert entries["Sort into folders…"] == "Ctrl+Shift+S"
    assert entries["Runs…"] == "Ctrl+Shift+R"
