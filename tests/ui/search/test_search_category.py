"""Making a search a category: its name is asked for, its words and verdicts come along, one step of Undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SaveScheme, SetVerdicts
from photo_sorter.core.search.query import Query, Word
from photo_sorter.core.sorting.category import Prompt
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.name_popover import NamePopover
from tests.ui.desk import Desk
from tests.ui.quest import Quest


@pytest.fixture
def quest(qtbot: QtBot, window: MainWindow, desk: Desk) -> Quest:
    window.activateWindow()
    return Quest(qtbot, window, desk)


def ask(quest: Quest, query: Query) -> NamePopover:
    quest.searching.show(query)
    quest.bar.make.click()
    return quest.window.search_category.popover


def accept(quest: Quest, query: Query, name: str) -> None:
    popover = ask(quest, query)
    popover.field.setText(name)
    quest.qtbot.keyClick(popover.field, Qt.Key.Key_Return)


def said(quest: Quest) -> dict[int, bool | None]:
    """The verdicts that were posted, by the place of the photo in the library."""
    verdicts = [one for command in quest.desk.posted if isinstance(command, SetVerdicts) for one in command.verdicts]
    return {quest.ids.index(one.photo_id): one.holds for one in verdicts}


def test_words_likes_and_unlikes_become_a_category(quest: Quest):
    query = Query(
        (Word("wet"), Word("dog")), (Word("cat"),), liked=(quest.ids[1], quest.ids[2]), disliked=(quest.ids[3],)
    )
    popover = ask(quest, query)
    assert (popover.field.text(), popover.give.text(), popover.remark.isVisible()) == ("Wet dog", "Make", False)
    quest.qtbot.keyClick(popover.field, Qt.Key.Key_Return)
    made = quest.desk.last(SaveScheme).scheme.categories[-1]
    assert (made.name, made.prompts) == ("Wet dog", (Prompt("wet dog"), Prompt("cat", True)))
    assert said(quest) == {1: True, 2: True, 3: False}
    assert {one.category_id for one in quest.desk.last(SetVerdicts).verdicts} == {made.id}


def test_the_editor_opens_on_the_new_category(quest: Quest):
    accept(quest, Query((Word("dog"),)), "Hounds")
    dialog = quest.window.housekeeping.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.categories.editor.stored.name == "Hounds"


def test_the_category_and_its_verdicts_are_one_step_of_undo(quest: Quest):
    scheme = quest.window.edits.scheme
    accept(quest, Query((Word("dog"),), liked=(quest.ids[5],), disliked=(quest.ids[6],)), "Hounds & co")
    stack = quest.window.edits.undo_stack
    assert (stack.count(), stack.undoText()) == (1, "Make category “Hounds && co”")
    stack.undo()
    assert quest.window.edits.scheme == scheme
    assert quest.desk.last(SaveScheme).scheme == scheme
    assert said(quest) == {5: None, 6: None}


def test_verdicts_given_one_by_one_need_no_consent_together(qtbot: QtBot, desk: Desk, open_window):
    ids = desk.add_photos([f"IMG_{number:03}.jpg" for number in range(50)])
    quest = Quest(qtbot, open_window(desk.home, desk.posted.append), desk)
    accept(quest, Query((Word("dog"),), liked=tuple(ids)), "Hounds")
    assert len(said(quest)) == 50
    assert quest.window.housekeeping.preview is None
    assert quest.window.edits.undo_stack.count() == 1


def test_pictures_of_the_library_are_examples_and_others_are_told(quest: Quest):
    own = quest.window.reader.paths([quest.ids[4]])[quest.ids[4]]
    popover = ask(quest, Query(pictures=(own, Path("/elsewhere.jpg"))))
    assert popover.remark.text() == "Pictures from outside the library cannot come along."
    assert not popover.give.isEnabled()
    popover.field.setText("Rex")
    popover.give.click()
    assert said(quest) == {4: True}


def test_a_name_that_is_there_asks_and_adds(quest: Quest):
    popover = ask(quest, Query((Word("puppy"),), liked=(quest.ids[1],)))
    popover.field.setText("dogs")
    assert (popover.give.text(), popover.sentence.text()) == ("Add", "Add this to the category “Dogs”?")
    popover.give.click()
    categories = quest.desk.last(SaveScheme).scheme.categories
    assert [one.name for one in categories] == ["Cats", "Dogs"]
    assert categories[1].wordings == ("dogs", "puppy")
    assert said(quest) == {1: True}


def test_escape_makes_nothing(quest: Quest):
    popover = ask(quest, Query((Word("dog"),)))
    quest.qtbot.keyClick(popover.field, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert not quest.desk.count(SaveScheme)
