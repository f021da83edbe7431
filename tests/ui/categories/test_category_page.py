"""The page Categories: every edit by mouse and keyboard gives the right scheme, and what is wrong is said in place."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSlider
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SaveScheme, Verdict
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.ui.categories.category_page import CategoryPage
from photo_sorter.ui.categories.category_words import edit_words
from photo_sorter.ui.edits import MANY_VERDICTS
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from tests.ui.desk import Desk
from tests.ui.schemes import SCHEME, outline, saved, undo_text

# --- fields ---


def test_the_tree_shows_nesting_counts_and_what_is_off(open_dialog, desk: Desk):
    (photo_id,) = desk.add_photos(["a.jpg"])
    with desk.library.atomic():
        desk.library.categories.save(SCHEME)
        desk.library.tags.write([(2, photo_id, 0.9, "auto", True)], [])
    food = replace(SCHEME.categories[3], enabled=False)
    tree = open_dialog(SCHEME.with_category(food)).categories.tree
    animals = tree.topLevelItem(0)
    assert [animals.child(row).text(0) for row in range(2)] == ["Dogs", "Cats"]
    assert [animals.child(row).text(1) for row in range(2)] == ["1", "0"]
    assert tree.topLevelItem(1).text(1) == "off"
    assert tree.topLevelItem(1).checkState(0) is Qt.CheckState.Unchecked


def test_each_field_is_one_edit_with_its_name(dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    page.choose(3)
    editor = page.editor
    editor.name.setText("Felines")
    page.commit()
    assert undo_text(dialog) == "Rename “Cats” to “Felines”"
    editor.wording.setPlainText("a cat\n a tiger")
    page.commit()
    assert undo_text(dialog) == "Change wording of “Felines”"
    assert saved(desk).category(3).prompts == (Prompt("a cat"), Prompt("a tiger"), Prompt("a dog", True))
    editor.colour.menu().actions()[3].trigger()
    assert undo_text(dialog) == "Change colour of “Felines”"
    editor.options.learns.click()
    assert undo_text(dialog) == "Stop “Felines” learning"
    editor.options.within.click()
    assert undo_text(dialog) == "Look for “Felines” everywhere"
    for _ in range(5):
        dialog.edits.undo_stack.undo()
    assert saved(desk) == SCHEME
    assert editor.name.text() == "Cats"
    assert editor.wording.toPlainText() == "a cat"


def test_nothing_is_saved_while_nothing_has_changed(dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    page.choose(2)
    page.choose(3)
    page.editor.name.setText(" Cats ")
    page.commit()
    dialog.close()
    assert desk.count(SaveScheme) == 0


def test_a_prompt_against_that_stands_first_is_not_an_edit(open_dialog, desk: Desk):
    cats = replace(SCHEME.categories[2], prompts=(Prompt("a dog", True), Prompt("a cat")))
    page = open_dialog(SCHEME.with_category(cats)).categories
    page.choose(3)
    page.commit()
    assert desk.count(SaveScheme) == 0


def test_a_threshold_between_two_steps_of_the_slider_is_not_an_edit(open_dialog, desk: Desk):
    page = open_dialog(SCHEME.with_category(replace(SCHEME.categories[2], threshold=0.537))).categories
    page.choose(3)
    page.commit()
    assert desk.count(SaveScheme) == 0


def test_a_name_given_twice_is_refused_in_place(page: CategoryPage, desk: Desk):
    page.choose(2)
    page.editor.name.setText("cats")
    page.commit()
    assert "already a category called" in page.error.text()
    assert page.error.isVisible()
    assert desk.count(SaveScheme) == 0
    page.editor.name.setText("Hounds")
    page.commit()
    assert not page.error.isVisible()
    assert saved(desk).category(2).name == "Hounds"


def test_another_category_is_not_opened_before_what_is_wrong_is_put_right(qtbot: QtBot, page: CategoryPage, desk: Desk):
    page.choose(2)
    page.editor.name.setText("")
    page.choose(4)
    qtbot.waitUntil(lambda: page.tree.current_id() == 2)
    assert page.error.isVisible()
    page.editor.name.setText("Dogs")
    page.choose(4)
    assert page.editor.name.text() == "Food"
    assert not page.error.isVisible()


def test_what_was_typed_stays_when_the_name_does_not_do(qtbot: QtBot, page: CategoryPage, desk: Desk):
    page.choose(2)
    page.editor.name.setText("")
    page.editor.wording.setPlainText("a puppy")
    page.choose(4)
    qtbot.waitUntil(lambda: page.tree.current_id() == 2)
    assert (page.editor.name.text(), page.editor.wording.toPlainText()) == ("", "a puppy")
    page.editor.name.setText("Hounds")
    page.commit()
    assert saved(desk).category(2).prompts == (Prompt("a puppy"),)


def test_leaving_a_category_saves_what_was_typed(page: CategoryPage, desk: Desk):
    page.choose(2)
    page.editor.wording.setPlainText("a puppy")
    page.choose(4)
    assert saved(desk).category(2).prompts == (Prompt("a puppy"),)
    assert page.editor.name.text() == "Food"


def test_only_words_against_say_that_the_name_speaks(page: CategoryPage):
    page.choose(3)
    assert "Its name speaks for it" not in page.editor.hint.text()
    page.editor.wording.setPlainText("")
    assert "Its name speaks for it" in page.editor.hint.text()


def test_a_new_category_that_is_left_untouched_is_dropped(page: CategoryPage, desk: Desk):
    page.add()
    assert page.tree.topLevelItemCount() == 3
    page.choose(2)
    assert page.tree.topLevelItemCount() == 2
    page.add()
    page.remove_current()
    assert page.tree.topLevelItemCount() == 2
    assert desk.count(SaveScheme) == 0


def test_a_new_category_that_is_left_untouched_goes_with_the_dialog(
    dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    page.add()
    dialog.close()
    dialog.show()
    assert page.tree.topLevelItemCount() == 2
    assert page.editor.name.text() == "Animals"
    assert desk.count(SaveScheme) == 0


def test_a_new_category_stays_when_others_come(dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    page.add()
    page.editor.wording.setPlainText("a boat")
    dialog.edits.change(dialog.edits.scheme.with_category(Category("Owls")), "Add")
    assert page.tree.currentItem().text(0) == "New category"
    assert page.editor.isVisible()
    assert page.editor.wording.toPlainText() == "a boat"
    page.editor.name.setText("Boats")
    page.commit()
    assert saved(desk).named("Boats").prompts == (Prompt("a boat"),)


def test_a_new_category_is_saved_and_another_one_opened_by_a_click_on_it(page: CategoryPage, desk: Desk):
    page.add()
    page.editor.name.setText("Boats")
    page.choose(4)
    assert saved(desk).named("Boats") is not None
    assert page.tree.current_id() == 4
    assert page.editor.name.text() == "Food"


def test_a_new_category_keeps_its_id_through_undo_and_redo(dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    page.add()
    page.editor.name.setText("Boats")
    page.commit()
    assert page.tree.current_id() == 5
    dialog.edits.undo_stack.undo()
    assert [item.name for item in saved(desk).categories] == ["Animals", "Dogs", "Cats", "Food"]
    dialog.edits.undo_stack.redo()
    assert saved(desk).named("Boats").id == 5


def test_a_name_that_does_not_do_leaves_a_new_category_to_be_named(page: CategoryPage, desk: Desk):
    page.add()
    page.editor.name.setText("Cats")
    page.commit()
    assert page.error.isVisible()
    page.editor.name.setText("Boats")
    page.commit()
    assert saved(desk).named("Boats") is not None


def test_learning_from_many_verdicts_is_shown_as_it_is_until_a_person_agrees(qtbot: QtBot, open_dialog, desk: Desk):
    ids = desk.add_photos([f"{number}.jpg" for number in range(MANY_VERDICTS + 1)])
    dialog = open_dialog()
    with desk.library.atomic():
        desk.library.tags.set_verdicts([Verdict(id, 3, True) for id in ids])
    page = dialog.categories
    page.choose(3)
    with qtbot.waitSignal(dialog.edits.consent_wanted) as asked:
        page.editor.options.learns.click()
    assert page.editor.options.learns.isChecked()
    assert desk.count(SaveScheme) == 0
    dialog.edits.accept(asked.args[0])
    assert not page.editor.options.learns.isChecked()
    assert not saved(desk).category(3).learns


def test_a_check_mark_that_cannot_be_followed_goes_back(page: CategoryPage, desk: Desk):
    page.choose(2)
    page.editor.name.setText("")
    page.tree.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert page.tree.topLevelItem(1).checkState(0) is Qt.CheckState.Checked
    assert desk.count(SaveScheme) == 0


def test_names_are_shown_as_they_are(dialog: SettingsDialog, page: CategoryPage):
    page.choose(1)
    page.editor.name.setText("Cats & <b>dogs</b>")
    page.commit()
    assert dialog.edits.undo_stack.undoText() == "Rename “Animals” to “Cats && <b>dogs</b>”"
    page.choose(2)
    assert page.editor.options.within.text() == "only within “Cats && <b>dogs</b>”"


# --- keyboard ---


def test_undo_takes_back_what_is_on_its_way_first(qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    page.choose(3)
    page.editor.name.setText("Felines")
    page.commit()
    slider = page.editor.strictness.slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    qtbot.keyClick(slider, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert saved(desk).category(3).name == "Felines"
    assert saved(desk).category(3).threshold == 0.5
    assert slider.value() == 50
    assert dialog.edits.undo_stack.redoText() == "Make “Felines” stricter"
    page.editor.name.setText("")
    page.undo()
    assert page.editor.name.text() == "Felines"
    assert not page.error.isVisible()
    assert saved(desk).category(3).name == "Felines"


def test_a_slider_that_is_left_is_saved_at_once(qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    page.choose(3)
    page.editor.strictness.slider.setFocus()
    qtbot.keyClick(page.editor.strictness.slider, Qt.Key.Key_Left)
    assert desk.count(SaveScheme) == 0
    page.tree.setFocus()
    assert saved(desk).category(3).threshold == 0.51


def test_undo_works_inside_the_dialog_but_a_field_s_own_typing_comes_first(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    page.choose(2)
    page.editor.name.setText("Hounds")
    page.commit()
    page.editor.name.setFocus()
    qtbot.keyClicks(page.editor.name, "X")
    qtbot.keyClick(page.editor.name, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.editor.name.text() == "Hounds"
    assert saved(desk).category(2).name == "Hounds"
    qtbot.keyClick(page.editor.name, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert saved(desk).category(2).name == "Dogs"
    assert page.editor.name.text() == "Dogs"
    page.tree.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.tree, Qt.Key.Key_Z, both)
    assert saved(desk).category(2).name == "Hounds"


def test_categories_are_moved_and_nested_with_alt_and_arrows(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    alt = Qt.KeyboardModifier.AltModifier
    page.choose(3)
    qtbot.keyClick(page.tree, Qt.Key.Key_Up, alt)
    assert [name for name, _ in outline(saved(desk))] == ["Animals", "Cats", "Dogs", "Food"]
    assert undo_text(dialog) == "Move “Cats”"
    qtbot.keyClick(page.tree, Qt.Key.Key_Left, alt)
    assert outline(saved(desk)) == [("Animals", None), ("Dogs", "Animals"), ("Cats", None), ("Food", None)]
    assert undo_text(dialog) == "Take “Cats” out of its parent"
    qtbot.keyClick(page.tree, Qt.Key.Key_Right, alt)
    assert outline(saved(desk))[2] == ("Cats", "Animals")
    assert undo_text(dialog) == "Put “Cats” within “Animals”"
    assert page.tree.current_id() == 3
    qtbot.keyClick(page.tree, Qt.Key.Key_Down, alt)
    assert desk.count(SaveScheme) == 3


def test_space_switches_off_and_delete_removes_and_the_notice_takes_it_back(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    page.choose(2)
    qtbot.keyClick(page.tree, Qt.Key.Key_Space)
    assert not saved(desk).category(2).enabled
    assert undo_text(dialog) == "Turn off “Dogs”"
    page.choose(1)
    qtbot.keyClick(page.tree, Qt.Key.Key_Delete)
    assert outline(saved(desk)) == [("Dogs", None), ("Cats", None), ("Food", None)]
    assert page.notices.words.text() == "“Animals” removed."
    page.notices.offer.click()
    assert outline(saved(desk)) == outline(SCHEME)
    assert not page.notices.isVisible()
    page.remove_current()
    page.add()
    page.editor.name.setText("Boats")
    page.commit()
    assert not page.notices.isVisible()


def test_enter_in_a_field_does_not_press_the_notice_s_button(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    page.choose(4)
    page.remove_current()
    assert page.notices.offer.isVisible()
    qtbot.keyClick(page.editor.name, Qt.Key.Key_Return)
    assert saved(desk).named("Food") is None


def test_tab_walks_as_the_page_is_read(qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    page.choose(3)
    page.editor.more.setChecked(True)
    page.tree.setFocus()
    walked = []
    for _ in range(16):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        widget = dialog.focusWidget()
        walked.append(widget.accessibleName() or widget.text())
    assert walked == [
        "Add", "Packs", "Remove category (Del)", "Colour: Blue", "Name", "Looks like", "Try wordings…", "Sentences…",
        "But not", "How strict", "Options", "Set", "In this set", "Within", "only within “Animals”",
        "Learn from my yes and no",
    ]  # fmt: skip


def test_what_cannot_be_saved_is_given_up_with_the_dialog(dialog: SettingsDialog, page: CategoryPage, desk: Desk):
    page.choose(2)
    page.editor.name.setText("Cats")
    dialog.close()
    assert desk.count(SaveScheme) == 0
    dialog.show()
    assert page.editor.name.text() == "Dogs"
    assert not page.error.isVisible()


def test_every_control_has_a_name_and_takes_the_focus(page: CategoryPage):
    page.choose(3)
    page.editor.more.setChecked(True)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSlider)
    controls = [one for kind in kinds for one in page.findChildren(kind) if one.isVisibleTo(page)]
    assert len(controls) > 12
    for control in controls:
        words = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert words, control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, words


# --- dragging ---


def drag(page: CategoryPage, moved_id: int, place: QPoint) -> None:
    tree = page.tree
    page.choose(moved_id)
    mime = tree.mimeData(tree.selectedItems())
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    tree.dragMoveEvent(QDragMoveEvent(place, move, mime, left, none))
    tree.dropEvent(QDropEvent(QPointF(place), move, mime, left, none))


def test_a_category_dropped_on_another_lies_within_it(page: CategoryPage, desk: Desk):
    drag(page, 4, page.tree.visualItemRect(page.tree._item(3)).center())
    assert outline(saved(desk)) == [("Animals", None), ("Dogs", "Animals"), ("Cats", "Animals"), ("Food", "Cats")]
    assert page.tree.current_id() == 4


def test_a_category_dropped_between_two_is_ordered(page: CategoryPage, desk: Desk):
    drag(page, 4, page.tree.visualItemRect(page.tree._item(3)).topLeft() + QPoint(60, 0))
    assert [name for name, _ in outline(saved(desk))] == ["Animals", "Dogs", "Food", "Cats"]
    assert saved(desk).category(4).parent_name == "Animals"
    drag(page, 2, page.tree.viewport().rect().bottomLeft() + QPoint(60, -5))
    assert outline(saved(desk))[-1] == ("Dogs", None)


def test_nothing_is_dropped_on_a_category_that_is_not_saved_yet(page: CategoryPage, desk: Desk):
    page.add()
    tree = page.tree
    mime = tree.mimeData([tree._item(3)])
    place = tree.visualItemRect(tree.topLevelItem(2)).center()
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    tree.dragMoveEvent(QDragMoveEvent(place, move, mime, left, none))
    tree.dropEvent(QDropEvent(QPointF(place), move, mime, left, none))
    assert desk.count(SaveScheme) == 0


def test_a_drag_takes_nothing_out_of_the_tree(page: CategoryPage, monkeypatch: pytest.MonkeyPatch):
    dragged: list[bytes] = []

    def move(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        dragged.append(bytes(drag.mimeData().data(drag.mimeData().formats()[0]).data()))
        return Qt.DropAction.MoveAction

    monkeypatch.setattr(QDrag, "exec", move)
    page.choose(3)
    page.tree.startDrag(Qt.DropAction.MoveAction)
    assert dragged == [b"3"]
    assert page.tree._item(3) is not None


def test_a_category_is_not_dropped_into_itself(page: CategoryPage, desk: Desk):
    drag(page, 1, page.tree.visualItemRect(page.tree._item(3)).center())
    assert desk.count(SaveScheme) == 0


# --- many ---


def test_five_hundred_categories_open_quickly(open_dialog, desk: Desk):
    many = tuple(
        Category(f"Category {n}", id=n, parent_name=f"Category {n - n % 10}" if n % 10 else None)
        for n in range(10, 510)
    )
    began = time.thread_time()
    page = open_dialog(Scheme(many)).categories
    page.choose(400)
    page.editor.name.setText("Renamed")
    page.commit()
    page.step_current("down")
    assert time.thread_time() - began < 1.5
    assert saved(desk).category(400).name == "Renamed"


def test_edits_are_told_in_words():
    cats = SCHEME.categories[2]
    assert edit_words(cats, replace(cats, parent_name=None)) == ("Take “Cats” out of its parent", "")
    assert edit_words(cats, replace(cats, threshold=0.9)) == ("Make “Cats” stricter", "threshold 3")
    words = replace(cats, prompts=(Prompt("a tiger"), Prompt("a dog", True)))
    against = replace(cats, prompts=(Prompt("a cat"), Prompt("a wolf", True)))
    assert edit_words(cats, words) == ("Change wording of “Cats”", "wording 3")
    assert edit_words(cats, against) == ("Change what “Cats” is not", "against 3")
    assert edit_words(words, against) == ("Change wording of “Cats”", "")
    assert edit_words(cats, replace(cats, name="A", threshold=0.9)) == ("Change “Cats”", "")
