"""Settings apply at once, and say what is wrong where it is wrong."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.category import Category, Prompt
from photo_sorter.core.messages import RemoveFolder, SaveCategories
from photo_sorter.ui.category_page import CategoryPage
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed


def page_of(window: MainWindow) -> CategoryPage:
    window.housekeeping.show_settings()
    assert window.housekeeping.dialog is not None
    return window.housekeeping.dialog.categories


def test_a_new_category_is_saved_when_its_name_is_typed(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.housekeeping.new_category()
    page = page_of(window)
    qtbot.waitUntil(lambda: page.editor.name.selectedText() == "New category")
    page.editor.name.setText("Boats")
    page.editor.wording.setPlainText("a boat\n\na sailing ship ")
    page.editor.against.setPlainText("a bath tub")
    qtbot.keyClick(page.editor.name, Qt.Key.Key_Return)
    saved = desk.last(SaveCategories).categories
    assert [category.name for category in saved] == ["Cats", "Dogs", "Boats"]
    assert saved[2].id is None
    assert saved[2].prompts == (Prompt("a boat"), Prompt("a sailing ship"), Prompt("a bath tub", True))


def test_ids_arrive_without_disturbing_the_list(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.housekeeping.new_category()
    page = page_of(window)
    qtbot.waitUntil(lambda: page.editor.name.selectedText() != "")
    page.editor.name.setText("Boats")
    page.commit()
    with desk.library.atomic():
        stored = desk.library.categories.save(desk.last(SaveCategories).categories)
    changed(qtbot, window, categories=True)
    page.editor.name.setText("Ships")
    page.commit()
    assert [category.id for category in desk.last(SaveCategories).categories] == [one.id for one in stored]
    assert page.list.currentItem().text() == "Ships"


def test_a_name_given_twice_is_refused_in_place(qtbot: QtBot, window: MainWindow, desk: Desk):
    page = page_of(window)
    page.choose(desk.library.categories.all()[1].id)
    page.editor.name.setText("cats")
    page.commit()
    assert "already a category called" in page.error.text()
    assert page.error.isVisible()
    assert desk.count(SaveCategories) == 0
    page.editor.name.setText("Hounds")
    page.commit()
    assert not page.error.isVisible()
    assert desk.last(SaveCategories).categories[1].name == "Hounds"


def test_switching_off_and_reordering_are_saved(window: MainWindow, desk: Desk):
    page = page_of(window)
    page.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert [category.enabled for category in desk.last(SaveCategories).categories] == [False, True]
    page.move_current(1)
    assert [category.name for category in desk.last(SaveCategories).categories] == ["Dogs", "Cats"]


def test_nothing_is_saved_while_nothing_has_changed(window: MainWindow, desk: Desk):
    page = page_of(window)
    page.choose(desk.library.categories.all()[1].id)
    page.commit()
    window.housekeeping.dialog.close()
    assert desk.count(SaveCategories) == 0


def test_a_category_made_elsewhere_appears(qtbot: QtBot, window: MainWindow, desk: Desk):
    page = page_of(window)
    with desk.library.atomic():
        desk.library.categories.save((*desk.library.categories.all(), Category("Birds")))
    changed(qtbot, window, categories=True)
    assert [page.list.item(row).text() for row in range(page.list.count())] == ["Cats", "Dogs", "Birds"]


def test_a_folder_is_removed(qtbot: QtBot, window: MainWindow, desk: Desk):
    page_of(window)
    folders = window.housekeeping.dialog.folders
    folders.list.setCurrentRow(0)
    folders.removing.emit(desk.folder.id)
    assert desk.last(RemoveFolder).folder_id == desk.folder.id
