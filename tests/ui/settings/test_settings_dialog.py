"""Settings apply at once, and say what is wrong where it is wrong."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import PreviewChange, RemoveFolder, SaveScheme, SetVerdicts
from photo_sorter.core.events import ChangePreviewed, WordingsTried
from photo_sorter.core.query import Order, Place, View
from photo_sorter.core.sorting.category import Prompt
from photo_sorter.core.sorting.preview import CategoryChange, ChangePreview, WordingTrial
from photo_sorter.ui.categories.category_page import CategoryPage
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed, go_to


def page_of(window: MainWindow) -> CategoryPage:
    window.housekeeping.show_settings()
    assert window.housekeeping.dialog is not None
    return window.housekeeping.dialog.categories


def obey(desk: Desk) -> None:
    """Does what a worker would with the last SaveScheme."""
    with desk.library.atomic():
        desk.library.categories.save(desk.last(SaveScheme).scheme)


def test_a_new_category_is_saved_when_its_name_is_typed(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.housekeeping.new_category()
    page = page_of(window)
    qtbot.waitUntil(lambda: page.editor.name.selectedText() == "New category")
    assert desk.count(SaveScheme) == 0
    page.editor.name.setText("Boats")
    page.editor.wording.setPlainText("a boat\n\na sailing ship ")
    page.editor.against.setPlainText("a bath tub")
    qtbot.keyClick(page.editor.name, Qt.Key.Key_Return)
    saved = desk.last(SaveScheme).scheme.categories
    assert [category.name for category in saved] == ["Cats", "Dogs", "Boats"]
    assert saved[2].id == 3
    assert saved[2].prompts == (Prompt("a boat"), Prompt("a sailing ship"), Prompt("a bath tub", True))
    assert window.edits.undo_stack.undoText() == "Add “Boats”"


def test_what_is_typed_survives_that_the_library_answers(qtbot: QtBot, window: MainWindow, desk: Desk):
    window.housekeeping.new_category()
    page = page_of(window)
    qtbot.waitUntil(lambda: page.editor.name.selectedText() != "")
    page.editor.name.setText("Boats")
    page.commit()
    page.editor.wording.setPlainText("a sailing boa")
    obey(desk)
    changed(qtbot, window, categories=True)
    assert page.editor.wording.toPlainText() == "a sailing boa"
    page.editor.name.setText("Ships")
    page.commit()
    assert desk.last(SaveScheme).scheme.categories[2].id == desk.library.categories.all()[2].id
    assert page.tree.currentItem().text(0) == "Ships"


def test_a_category_made_elsewhere_appears(qtbot: QtBot, window: MainWindow, desk: Desk):
    page = page_of(window)
    desk.add_categories("Birds")
    changed(qtbot, window, categories=True)
    assert [page.tree.topLevelItem(row).text(0) for row in range(3)] == ["Cats", "Dogs", "Birds"]


def test_a_slider_edit_keeps_selection_and_place(qtbot: QtBot, window: MainWindow, desk: Desk):
    cats = desk.library.categories.all()[0]
    ids = desk.add_photos([f"MORE_{number:03}.jpg" for number in range(300)])
    for photo_id in ids:
        desk.tag(photo_id, cats.id or 0)
    changed(qtbot, window, photos=True, tags=True)
    go_to(qtbot, window, View(Place.CATEGORY, cats.id))
    kept = ids[150]
    window.grid.make_current(kept)
    bar = window.grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    heights = {id: window.grid.cell_rect(window.grid.selection.index_of(id)).top() for id in ids}
    first_in_sight = next(id for id in ids if heights[id] >= 0)
    page = page_of(window)
    page.choose(cats.id)
    page.editor.strictness.slider.setValue(20)
    qtbot.waitUntil(lambda: desk.count(SaveScheme) == 1)
    obey(desk)
    with desk.library.atomic():
        desk.library.tags.write([], [(cats.id or 0, id) for id in ids[:40]])
    changed(qtbot, window, tags=True, categories=True)
    assert len(window.grid.selection.ids) == 264
    assert window.grid.selection.current_id == kept
    place = window.grid.cell_rect(window.grid.selection.index_of(first_in_sight))
    assert abs(place.top() - heights[first_in_sight]) < place.height()
    assert bar.value() > 0
    assert window.gallery.order is Order.NEWEST


def test_the_side_bar_s_menu_turns_off_and_removes_and_a_notice_takes_it_back(window: MainWindow, desk: Desk):
    cats = desk.library.categories.all()[0]
    menu = window.housekeeping.place_menu(View(Place.CATEGORY, cats.id))
    actions = {action.text(): action for action in menu.actions()}
    actions["Turn off"].trigger()
    assert not desk.last(SaveScheme).scheme.categories[0].enabled
    assert window.edits.undo_stack.undoText() == "Turn off “Cats”"
    actions["Remove"].trigger()
    assert [one.name for one in desk.last(SaveScheme).scheme.categories] == ["Dogs"]
    assert window.notices.words.text() == "“Cats” removed."
    window.notices.offer.click()
    assert [one.name for one in desk.last(SaveScheme).scheme.categories] == ["Cats", "Dogs"]
    assert not window.notices.isVisible()


def test_wordings_chosen_at_the_bench_are_taken(window: MainWindow, desk: Desk):
    page = page_of(window)
    page.choose(desk.library.categories.all()[1].id)
    page.editor.try_wordings.click()
    bench = window.housekeeping.bench
    assert bench.isVisible()
    window.on_event(WordingsTried(-1, (WordingTrial("a dog", 1, (), frozenset(), 0, 0),)))
    page.choose(desk.library.categories.all()[0].id)
    page.editor.name.setText("")
    bench.columns[1].field.setText("a puppy")
    bench.columns[1].add.click()
    assert desk.last(SaveScheme).scheme.categories[1].prompts == (Prompt("dogs"), Prompt("a puppy"))
    assert window.edits.undo_stack.undoText() == "Change wording of “Dogs”"
    assert page.editor.name.text() == ""
    page.editor.name.setText("Cats")
    page.choose(desk.library.categories.all()[1].id)
    page.editor.try_wordings.click()
    assert bench.isVisible()
    page.remove_current()
    assert not bench.isVisible()


def test_wordings_are_tried_for_a_new_category_too(qtbot: QtBot, window: MainWindow, desk: Desk):
    page = page_of(window)
    window.housekeeping.new_category()
    page.editor.try_wordings.click()
    page.editor.name.setText("Boats")
    page.commit()
    bench = window.housekeeping.bench
    bench.columns[1].field.setText("a sailing ship")
    bench.columns[1].use.click()
    boats = desk.last(SaveScheme).scheme.named("Boats")
    assert boats.prompts == (Prompt("a sailing ship"),)


def test_a_hidden_dialog_is_brought_up_to_date_when_it_opens(qtbot: QtBot, window: MainWindow, desk: Desk):
    page = page_of(window)
    window.housekeeping.dialog.close()
    cats = desk.library.categories.all()[0]
    (photo_id,) = desk.add_photos(["more.jpg"])
    desk.tag(photo_id, cats.id or 0)
    changed(qtbot, window, photos=True, tags=True)
    assert page.tree.topLevelItem(0).text(1) == "4"
    page_of(window)
    assert page.tree.topLevelItem(0).text(1) == "5"


def test_many_verdicts_are_shown_before_they_are_given(qtbot: QtBot, window: MainWindow, desk: Desk):
    ids = desk.add_photos([f"MORE_{number:03}.jpg" for number in range(30)])
    dogs = desk.library.categories.all()[1]
    changed(qtbot, window, photos=True)
    window.deeds.decide_for(ids, dogs, True)
    asked = desk.last(PreviewChange)
    assert desk.count(SetVerdicts) == 0
    change = CategoryChange(dogs.id or 0, 2, 0, tuple(ids[:2]), ())
    window.on_event(ChangePreviewed(asked.token, ChangePreview((change,), 2)))
    dialog = window.housekeeping.preview
    assert dialog.isVisible()
    dialog.reject()
    assert desk.count(SetVerdicts) == 0
    window.deeds.decide_for(ids, dogs, True)
    window.on_event(ChangePreviewed(desk.last(PreviewChange).token, ChangePreview()))
    assert desk.last(SetVerdicts) == asked.command
    assert window.edits.undo_stack.undoText() == "Tag as “Dogs” (30 photos)"


def test_the_answer_to_one_question_is_never_taken_for_that_to_another(qtbot: QtBot, window: MainWindow, desk: Desk):
    ids = desk.add_photos([f"MORE_{number:03}.jpg" for number in range(60)])
    cats, dogs = desk.library.categories.all()
    changed(qtbot, window, photos=True)
    window.deeds.decide_for(ids[:30], cats, True)
    first = desk.last(PreviewChange)
    window.housekeeping.show_settings()
    window.deeds.decide_for(ids[30:], dogs, True)
    change = CategoryChange(cats.id or 0, 2, 0, tuple(ids[:2]), ())
    window.on_event(ChangePreviewed(first.token, ChangePreview((change,), 2)))
    dialog = window.housekeeping.preview
    assert dialog.title.text() == "Tag as “Cats” (30 photos)"
    window.housekeeping.dialog.close()
    assert dialog.isVisible()
    dialog.reject()
    second = desk.last(PreviewChange)
    assert second.token != first.token
    window.on_event(ChangePreviewed(first.token, ChangePreview()))
    assert desk.count(SetVerdicts) == 0
    window.on_event(ChangePreviewed(second.token, ChangePreview()))
    assert desk.last(SetVerdicts) == second.command


def test_an_edit_that_cannot_be_done_any_more_is_told(qtbot: QtBot, window: MainWindow, desk: Desk):
    ids = desk.add_photos([f"MORE_{number:03}.jpg" for number in range(30)])
    dogs = desk.library.categories.all()[1]
    changed(qtbot, window, photos=True)
    window.deeds.decide_for(ids, dogs, True)
    change = CategoryChange(dogs.id or 0, 2, 0, tuple(ids[:2]), ())
    window.on_event(ChangePreviewed(desk.last(PreviewChange).token, ChangePreview((change,), 2)))
    window.edits.change(window.edits.scheme.without(dogs.id or 0), "Remove “Dogs”")
    assert not window.housekeeping.preview.isVisible()
    assert window.notices.words.text().startswith("Not done, because the categories have changed")


def test_a_folder_is_removed(qtbot: QtBot, window: MainWindow, desk: Desk):
    page_of(window)
    folders = window.housekeeping.dialog.folders
    folders.list.setCurrentRow(0)
    folders.removing.emit(desk.folder.id)
    assert desk.last(RemoveFolder).folder_id == desk.folder.id


def test_keys_begin_at_the_titles_whenever_the_settings_are_opened(qtbot: QtBot, window: MainWindow):
    page = page_of(window)
    dialog = window.housekeeping.dialog
    page.editor.strictness.slider.setFocus()
    dialog.close()
    window.housekeeping.show_settings()
    assert dialog.focusWidget().accessibleName() == "Settings"
    strictness = page.editor.strictness.slider.value()
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    assert page.editor.strictness.slider.value() == strictness
    assert dialog.folders.isVisible()


def test_pages_are_turned_by_keys_from_wherever_the_focus_is(qtbot: QtBot, window: MainWindow):
    page = page_of(window)
    dialog = window.housekeeping.dialog
    qtbot.waitUntil(dialog.isActiveWindow)
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for field in (page.editor.name, page.editor.wording, page.tree):
        for key, modifiers, shown in (
            (Qt.Key.Key_PageDown, ctrl, dialog.folders), (Qt.Key.Key_PageUp, ctrl, page),
            (Qt.Key.Key_Tab, ctrl, dialog.folders), (Qt.Key.Key_Backtab, ctrl | shift, page),
        ):  # fmt: skip
            field.setFocus()
            qtbot.keyClick(dialog.focusWidget(), key, modifiers)
            assert shown.isVisible(), (field, key)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_PageUp, ctrl)
    assert not page.isVisible()
    assert not dialog.folders.isVisible()
