"""What comes to the window from outside."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import AddFolders, SaveScheme, SaveSearches, SetMarks, SetVerdicts, Verdict
from photo_sorter.core.events import EditedElsewhere
from photo_sorter.core.marks import Marks
from photo_sorter.core.query import Place, View
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.ui import path_questions
from photo_sorter.ui import reception as reception_module
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.reception import Reception
from tests.ui.desk import Desk, changed

WORDS = "photo-sorter categories add Birds"


@pytest.fixture
def reception(window: MainWindow) -> Reception:
    return Reception(window)


def tell(reception: Reception, event: object) -> None:
    reception._window.on_event(event)
    reception.on_event(event)


def with_birds(scheme: Scheme) -> Scheme:
    return scheme.with_category(Category("Birds", id=77))


# --- paths ---


def test_folders_are_added_and_photos_of_the_library_shown(
    qtbot: QtBot, desk: Desk, window: MainWindow, reception: Reception, tmp_path
):
    photo = desk.photos_folder / "IMG_07.jpg"
    photo.write_bytes(b"picture")
    (tmp_path / "new").mkdir()
    caller = threading.Thread(target=lambda: reception.called.emit((tmp_path / "new", photo), ""))
    caller.start()
    caller.join()
    qtbot.waitUntil(lambda: desk.count(AddFolders) == 1)
    assert desk.last(AddFolders).paths == (tmp_path / "new",)
    qtbot.waitUntil(lambda: window.stage.currentWidget() is window.viewer)
    assert window.reader.photo(window.viewer.photo_id).path == photo


def test_a_watched_folder_is_turned_to(desk: Desk, window: MainWindow, reception: Reception):
    reception.take([desk.photos_folder])
    assert window.gallery.view == View(Place.FOLDER, desk.folder.id)


def test_a_new_folder_is_turned_to_as_soon_as_the_library_knows_it(
    qtbot: QtBot, desk: Desk, window: MainWindow, reception: Reception, tmp_path
):
    (tmp_path / "new").mkdir()
    window.searching.show(parse("dog").query)
    window.stage.show_review()
    reception.take([tmp_path / "new"])
    assert window.searching.query
    with desk.library.atomic():
        folder = desk.library.folders.add(tmp_path / "new")
    changed(qtbot, window, folders=True)
    assert window.gallery.view == View(Place.FOLDER, folder.id)
    assert not window.searching.query
    assert window.stage.currentWidget() is window.browser


def test_a_folder_inside_a_watched_one_turns_to_that(desk: Desk, window: MainWindow, reception: Reception):
    (desk.photos_folder / "2020").mkdir()
    reception.take([desk.photos_folder / "2020"])
    assert window.gallery.view == View(Place.FOLDER, desk.folder.id)


def test_who_has_gone_elsewhere_meanwhile_is_not_called_back(
    qtbot: QtBot, desk: Desk, window: MainWindow, reception: Reception, tmp_path
):
    (tmp_path / "new").mkdir()
    reception.take([tmp_path / "new"])
    window.side_bar.chosen.emit(View(Place.NOT_SORTED))
    with desk.library.atomic():
        desk.library.folders.add(tmp_path / "new")
    changed(qtbot, window, folders=True)
    assert window.gallery.view == View(Place.NOT_SORTED)


def test_a_photo_that_is_not_in_the_library_asks_for_its_folder(
    desk: Desk, window: MainWindow, reception: Reception, tmp_path
):
    (tmp_path / "stranger.jpg").write_bytes(b"picture")
    reception.take([tmp_path / "stranger.jpg"])
    assert window.notices.offer.text() == "Add"
    window.notices.offer.click()
    assert desk.last(AddFolders).paths == (tmp_path,)


def test_a_path_that_has_gone_meanwhile_is_a_sentence(window: MainWindow, reception: Reception, tmp_path):
    reception.take([tmp_path / "gone"])
    assert "gone is not there any more" in window.notices.words.text()


@pytest.fixture
def sleeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A disk that answers the first question only when this is set."""
    awake, is_folder, asked = threading.Event(), os.path.isdir, count()
    monkeypatch.setattr(path_questions, "PATIENCE_SECONDS", 0.1)

    def ask(path: Path) -> bool:
        if path.name == "new" and not next(asked):
            assert awake.wait(20)
        return is_folder(path)

    monkeypatch.setattr(os.path, "isdir", ask)
    yield awake
    awake.set()


@pytest.mark.parametrize("is_dropped", [True, False])
def test_a_folder_on_a_disk_that_wakes_late_is_said_to_be_silent_and_added_when_that_answers(
    qtbot: QtBot,
    tmp_path: Path,
    sleeping: threading.Event,
    desk: Desk,
    window: MainWindow,
    reception: Reception,
    is_dropped: bool,
):
    (tmp_path / "new").mkdir()
    (window.housekeeping if is_dropped else reception).take((tmp_path / "new",))
    assert "does not answer" in window.notices.words.text()
    assert not desk.count(AddFolders)
    sleeping.set()
    qtbot.waitUntil(lambda: desk.count(AddFolders) == 1)
    assert desk.last(AddFolders).paths == (tmp_path / "new",)
    assert window.notices.isHidden()


@pytest.mark.parametrize("is_late", [True, False])
def test_a_folder_on_a_disk_that_wakes_is_turned_to_unless_the_person_has_long_gone_on(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    sleeping: threading.Event,
    desk: Desk,
    window: MainWindow,
    reception: Reception,
    is_late: bool,
):
    (desk.photos_folder / "new").mkdir()
    window.stage.show_review()
    before = window.gallery.view, window.stage.currentWidget()
    reception.take((desk.photos_folder / "new",))
    if is_late:
        monkeypatch.setattr(reception_module, "STILL_WANTED_SECONDS", 0)
    sleeping.set()
    qtbot.waitUntil(lambda: desk.count(AddFolders) == 1)
    changed(qtbot, window, folders=True)
    turned = View(Place.FOLDER, desk.folder.id), window.browser
    assert (window.gallery.view, window.stage.currentWidget()) == (before if is_late else turned)


def test_photos_that_come_too_late_are_not_shown_but_the_folder_of_a_stranger_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, window: MainWindow, reception: Reception, tmp_path: Path
):
    monkeypatch.setattr(reception_module, "STILL_WANTED_SECONDS", -1)
    known, stranger = desk.photos_folder / "IMG_03.jpg", tmp_path / "stranger.jpg"
    known.touch()
    stranger.touch()
    window.stage.show_review()
    reception.take([known])
    assert window.notices.isHidden()
    reception.take([known, stranger])
    assert not window.stage.shows_photos
    window.notices.offer.click()
    assert desk.last(AddFolders).paths == (tmp_path,)


def test_photos_named_at_the_start_are_shown_once_the_library_has_been_read(
    qtbot: QtBot, desk: Desk, window: MainWindow, reception: Reception
):
    photo = desk.photos_folder / "IMG_03.jpg"
    photo.write_bytes(b"picture")
    window.gallery.has_looked = False
    reception.take([photo])
    assert window.stage.currentWidget() is window.browser
    changed(qtbot, window, photos=True)
    assert window.reader.photo(window.viewer.photo_id).path == photo


def test_a_minimised_window_comes_back(qtbot: QtBot, window: MainWindow, reception: Reception):
    window.showMinimized()
    assert window.isMinimized()
    reception.called.emit((), "")
    qtbot.waitUntil(lambda: not window.isMinimized() and window.isVisible())
    assert not window.windowState() & Qt.WindowState.WindowMinimized


# --- edits ---


def test_an_edit_of_the_scheme_from_outside_is_the_base_of_the_next_one(
    desk: Desk, window: MainWindow, reception: Reception
):
    edits = window.edits
    edits.change(edits.scheme.with_category(replace(edits.scheme.categories[0], threshold=0.8)), "Stricter")
    said = edits.scheme
    tell(reception, EditedElsewhere(SaveScheme(said), SaveScheme(with_birds(said)), WORDS))
    assert desk.count(SaveScheme) == 1
    edits.change(edits.scheme.with_category(Category("Fish")), "Add Fish")
    assert [one.name for one in desk.last(SaveScheme).scheme.categories] == ["Cats", "Dogs", "Birds", "Fish"]


def test_undo_takes_an_edit_from_outside_back_only_by_its_name(desk: Desk, window: MainWindow, reception: Reception):
    edits = window.edits
    before = edits.scheme
    edits.change(before.with_category(replace(before.categories[0], threshold=0.8)), "Stricter")
    said = edits.scheme
    tell(reception, EditedElsewhere(SaveScheme(said), SaveScheme(with_birds(said)), WORDS))
    assert edits.undo_stack.undoText() == WORDS
    edits.undo_stack.undo()
    assert desk.last(SaveScheme).scheme == said == edits.scheme
    assert window.notices.words.text() == f"Taken back: {WORDS}"
    window.notices.offer.click()
    assert desk.last(SaveScheme).scheme == with_birds(said)
    edits.undo_stack.undo()
    edits.undo_stack.undo()
    assert desk.last(SaveScheme).scheme == before
    assert window.notices.isHidden()  # its Redo would be of another step


def test_an_edit_under_way_loses_nothing_to_one_from_outside_nor_the_other_way_round(
    desk: Desk, window: MainWindow, reception: Reception
):
    edits = window.edits
    stored = edits.scheme
    edits.change(stored.with_category(replace(stored.categories[0], threshold=0.8)), "Stricter")
    mine = edits.scheme
    # The worker had done the command line's edit before it came to the window's, which knew nothing of it.
    tell(reception, EditedElsewhere(SaveScheme(stored), SaveScheme(with_birds(stored)), WORDS))
    assert desk.last(SaveScheme).scheme == with_birds(mine) == edits.scheme
    edits.undo_stack.undo()
    assert desk.last(SaveScheme).scheme == mine


def test_two_edits_that_cannot_both_hold_are_told(desk: Desk, window: MainWindow, reception: Reception):
    edits = window.edits
    stored = edits.scheme
    edits.change(stored.with_category(Category("birds")), "Add birds")
    tell(reception, EditedElsewhere(SaveScheme(stored), SaveScheme(with_birds(stored)), WORDS))
    assert desk.count(SaveScheme) == 1
    assert WORDS in window.notices.words.text()


def test_verdicts_and_marks_from_outside_can_be_taken_back_and_nothing_older_comes_up(
    desk: Desk, window: MainWindow, reception: Reception
):
    photo_id = int(window.grid.selection.ids[0])
    category = window.edits.scheme.categories[0]
    yes, no = (SetVerdicts((Verdict(photo_id, category.id or 0, holds),)) for holds in (True, False))
    window.tagging.decide([photo_id], category.id or 0, "Cats", True)
    desk.obey_verdicts()
    with desk.library.atomic():
        desk.library.tags.set_verdicts(no.verdicts)
    tell(reception, EditedElsewhere(yes, no, "judge"))
    assert window.tagging.verdicts(photo_id) == {category.id: False}
    window.edits.undo_stack.undo()
    assert desk.last(SetVerdicts) == yes
    window.marking.rate([photo_id], 2)
    with desk.library.atomic():
        desk.library.marks.set([(photo_id, Marks(rating=5))])
    two, five = (SetMarks(((photo_id, Marks(rating=stars)),)) for stars in (2, 5))
    tell(reception, EditedElsewhere(two, five, "rate"))
    assert window.marking.shown([photo_id])[photo_id].rating == 5
    window.edits.undo_stack.undo()
    assert desk.last(SetMarks) == two


def test_saved_searches_from_outside_join_those_of_the_window(desk: Desk, window: MainWindow, reception: Reception):
    mine, theirs = SavedSearch(1, "Mine", "dog"), SavedSearch(2, "Theirs", "cat")
    tell(reception, EditedElsewhere(SaveSearches(()), SaveSearches((theirs,)), "saved add"))
    assert window.saved.all == (theirs,)
    assert not desk.count(SaveSearches)
    window.edits.undo_stack.undo()
    assert desk.last(SaveSearches).searches == ()
    # Said here before the window knew of theirs.
    window.saved._say((mine,))
    tell(reception, EditedElsewhere(SaveSearches(()), SaveSearches((theirs,)), "saved add"))
    assert desk.last(SaveSearches).searches == (mine, theirs)
