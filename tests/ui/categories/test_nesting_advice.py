"""What the page Categories says of a category that competes with another one, and what its button does."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import PreviewCategory, SaveScheme
from photo_sorter.core.events import CategoryPreviewed
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.core.sorting.preview import StrictnessCurve
from photo_sorter.ui.categories.category_page import CategoryPage
from photo_sorter.ui.categories.nesting_advice import NestingAdvice
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from tests.ui.desk import Desk
from tests.ui.schemes import SCHEME, saved, undo_text

CURVE = StrictnessCurve((0.05, 0.5, 0.95), (9, 0, 0), (0.4, None, None), 0)


def answer(qtbot: QtBot, page: CategoryPage, desk: Desk, name: str, overlap: Overlap | None) -> None:
    """As the worker does once it is asked about the category of this name."""
    qtbot.waitUntil(lambda: desk.count(PreviewCategory) > 0 and desk.last(PreviewCategory).category.name == name)
    page.preview.on_previewed(CategoryPreviewed(desk.last(PreviewCategory).token, CURVE, (), overlap))


def test_a_new_category_is_put_within_the_broader_one_by_one_click(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    page.add()
    qtbot.waitUntil(page.editor.name.hasFocus)
    qtbot.keyClicks(page.editor.name, "Puppies")
    advice = page.editor.advice
    assert not advice.isVisible()
    answer(qtbot, page, desk, "Puppies", Overlap(1, 14, other_is_broader=True))
    assert advice.line.text() == "14 photos suit this and “Animals”. Each gets only one."
    assert advice.button.text() == "Put it within “Animals”"
    qtbot.mousePress(advice.button, Qt.MouseButton.LeftButton)
    assert undo_text(dialog) == "Add “Puppies”"
    assert advice.isVisible()
    qtbot.mouseRelease(advice.button, Qt.MouseButton.LeftButton)
    added = saved(desk).named("Puppies")
    assert (added.parent_name, added.within_parent) == ("Animals", True)
    assert undo_text(dialog) == "Put “Puppies” within “Animals”"
    assert page.editor.stored == added
    assert not advice.isVisible()
    dialog.edits.undo_stack.undo()
    assert saved(desk).named("Puppies").parent_name is None


def test_a_narrower_one_is_put_within_the_category_that_is_shown(
    qtbot: QtBot, dialog: SettingsDialog, page: CategoryPage, desk: Desk
):
    page.choose(1)
    answer(qtbot, page, desk, "Animals", Overlap(4, 1, other_is_broader=False))
    advice = page.editor.advice
    assert advice.line.text() == "1 photo suits this and “Food”. It gets only one."
    assert advice.button.text() == "Put “Food” within it"
    advice.button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(advice.button, Qt.Key.Key_Space)
    assert saved(desk).category(4).parent_name == "Animals"
    assert undo_text(dialog) == "Put “Food” within “Animals”"
    dialog.edits.undo_stack.undo()
    assert saved(desk) == SCHEME


def test_the_tree_follows_a_category_to_its_new_place(
    qtbot: QtBot, open_dialog: Callable[..., SettingsDialog], desk: Desk
):
    page = open_dialog(Scheme(tuple(Category(f"C{n}", id=n) for n in range(1, 80)))).categories
    page.choose(79)
    answer(qtbot, page, desk, "C79", Overlap(1, 14, other_is_broader=True))
    qtbot.mouseClick(page.editor.advice.button, Qt.MouseButton.LeftButton)
    tree = page.tree
    assert tree.currentItem().parent().text(0) == "C1"
    assert tree.viewport().rect().contains(tree.visualItemRect(tree.currentItem()).center())


def test_advice_goes_with_the_category_it_is_about(qtbot: QtBot, page: CategoryPage, desk: Desk):
    page.choose(4)
    answer(qtbot, page, desk, "Food", Overlap(1, 14, other_is_broader=True))
    assert page.editor.advice.isVisible()
    page.choose(2)
    assert not page.editor.advice.isVisible()
    page.choose(4)
    desk.posted.clear()
    answer(qtbot, page, desk, "Food", None)
    assert not page.editor.advice.isVisible()


def test_what_cannot_be_saved_is_not_put_anywhere(qtbot: QtBot, page: CategoryPage, desk: Desk):
    page.choose(4)
    answer(qtbot, page, desk, "Food", Overlap(1, 14, other_is_broader=True))
    page.editor.name.setText("Animals")
    qtbot.mouseClick(page.editor.advice.button, Qt.MouseButton.LeftButton)
    assert desk.count(SaveScheme) == 0
    assert "already" in page.error.text()


@pytest.mark.parametrize("name", ["Cats & dogs", "x" * 100])
def test_any_name_is_shown(qtbot: QtBot, name: str):
    room = QWidget()
    qtbot.addWidget(room)
    advice = NestingAdvice(room)
    room.show()
    advice.show_overlap(Overlap(1, 1200, other_is_broader=True), Category(name, id=1))
    assert advice.line.text().startswith("1,200 photos suit this and “")
    assert advice.button.accessibleName().startswith(f"Put it within “{name[:23]}")
    assert advice.button.text() == advice.button.accessibleName().replace("&", "&&")
    assert advice.button.sizeHint().width() < 500
    advice.show_overlap(Overlap(1, 3, other_is_broader=True), None)
    assert not advice.isVisible()
