"""Searches that are kept: saved by a name, shown among the places, changed, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SaveSearches
from photo_sorter.core.events import SavedSearchesCounted
from photo_sorter.core.query import Place, View
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import Query, SavedSearch
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.name_popover import NamePopover
from photo_sorter.ui.places.place_rows import Row
from photo_sorter.ui.search.search_deeds import proposed_name
from tests.ui.desk import Desk, changed
from tests.ui.quest import Quest

DOGS, YEAR = SavedSearch(1, "Dogs", "dog"), SavedSearch(2, "That year", "date:2019")


@pytest.fixture
def quest(qtbot: QtBot, window: MainWindow, desk: Desk) -> Quest:
    window.activateWindow()
    return Quest(qtbot, window, desk)


@pytest.fixture
def stocked(quest: Quest, qtbot: QtBot, desk: Desk) -> Quest:
    """With two searches in the library."""
    with desk.library.atomic():
        desk.library.searches.save((DOGS, YEAR))
    changed(qtbot, quest.window, searches=True)
    return quest


def popover(quest: Quest) -> NamePopover:
    return quest.window.search_deeds.popover


def rows(quest: Quest) -> list[Row]:
    model = quest.window.side_bar.model()
    return [model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]


def searches(quest: Quest) -> list[tuple[str, int | None]]:
    """Names and counts in the side bar."""
    return [(row.title, row.count) for row in rows(quest) if row.view and row.view.place is Place.SEARCH]


def posted(quest: Quest) -> tuple[SavedSearch, ...]:
    return quest.desk.last(SaveSearches).searches


def row(search: SavedSearch) -> View:
    return View(Place.SEARCH, search.id)


def actions(quest: Quest, search: SavedSearch) -> dict[str, QAction]:
    menu = quest.window.search_deeds.menu(search)
    return {action.text(): action for action in menu.actions() if action.text()}


def choose(quest: Quest, search: SavedSearch) -> None:
    quest.window.side_bar.chosen.emit(row(search))


# --- saving ---


def test_a_search_is_saved_by_its_words_with_enter(quest: Quest):
    quest.type("dog on a beach date:2019 ")
    quest.bar.save.click()
    assert popover(quest).field.text() == "Dog on a beach"
    quest.qtbot.keyClick(popover(quest).field, Qt.Key.Key_Return)
    assert posted(quest) == (SavedSearch(1, "Dog on a beach", "dog on a beach date:2019"),)
    assert not popover(quest).isVisible()
    assert searches(quest) == [("Dog on a beach", None)]
    assert quest.window.side_bar.view() == View(Place.SEARCH, 1)


def test_escape_saves_nothing(quest: Quest):
    quest.type("dog")
    quest.bar.save.click()
    quest.qtbot.keyClick(popover(quest).field, Qt.Key.Key_Escape)
    assert not popover(quest).isVisible()
    assert not quest.desk.count(SaveSearches)


def test_without_a_name_nothing_is_saved(quest: Quest):
    quest.type("dog")
    quest.bar.save.click()
    popover(quest).field.setText("   ")
    quest.qtbot.keyClick(popover(quest).field, Qt.Key.Key_Return)
    assert not popover(quest).give.isEnabled()
    assert not quest.desk.count(SaveSearches)


def test_a_name_that_is_taken_asks_to_replace(stocked: Quest):
    stocked.type("puppy")
    stocked.bar.save.click()
    asked = popover(stocked)
    assert (asked.give.text(), asked.sentence.isVisible()) == ("Save", False)
    asked.field.setText("dogs")
    assert (asked.give.text(), asked.sentence.text()) == ("Replace", "Replace the search “Dogs”?")
    asked.give.click()
    assert posted(stocked) == (SavedSearch(1, "dogs", "puppy"), YEAR)


def test_a_search_that_cannot_be_kept_whole_is_not_saved(quest: Quest):
    quest.searching.show(Query(liked=tuple(range(1_000_000, 1_000_200))))
    quest.bar.save.click()
    assert not popover(quest).give.isEnabled()
    assert "too long" in popover(quest).sentence.text()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dog -cat date:2019", "Dog"),
        ('"IMG 12"', "IMG 12"),
        ("date:2019..2021 -in:Zoo", "Date 2019–2021, not in Zoo"),
        ("like:/photos/rex.jpg", "Like rex.jpg"),
        ("-cat", "Not cat"),
        ("more:3", ""),
    ],
)
def test_the_proposed_name_is_the_words_or_what_the_chips_say(text: str, name: str):
    assert proposed_name(parse(text).query) == name


# --- the rows ---


def test_searches_stand_between_the_places_and_the_categories(stocked: Quest):
    titles = [row.title for row in rows(stocked)]
    at = titles.index("Searches")
    assert titles[at - 1 : at + 4] == ["Not sorted", "Searches", "Dogs", "That year", "Categories"]


def test_without_saved_searches_there_is_no_heading(quest: Quest):
    assert "Searches" not in [row.title for row in rows(quest)]


def test_counts_follow_the_library(stocked: Quest):
    assert searches(stocked) == [("Dogs", None), ("That year", None)]
    stocked.window.on_event(SavedSearchesCounted(((1, 12), (2, 0))))
    assert searches(stocked) == [("Dogs", 12), ("That year", 0)]


def test_a_row_runs_its_search_with_words_in_the_field_and_chips(stocked: Quest):
    choose(stocked, DOGS)
    assert (stocked.field.text(), stocked.asked) == ("dog", parse("dog").query)
    choose(stocked, YEAR)
    assert (stocked.field.text(), stocked.chips) == ("", ["date 2019"])
    assert stocked.window.side_bar.view() == row(YEAR)


def test_a_search_that_is_no_longer_the_saved_one_has_no_row(stocked: Quest):
    choose(stocked, DOGS)
    assert stocked.window.side_bar.view() == row(DOGS)
    stocked.type("gy")
    assert stocked.window.side_bar.view() is None


def test_a_click_on_the_row_again_brings_the_saved_search_back(stocked: Quest):
    choose(stocked, DOGS)
    stocked.type("gy")
    index = next(index for index, one in enumerate(rows(stocked)) if one.view == row(DOGS))
    bar = stocked.window.side_bar
    place = bar.visualRect(bar.model().index(index, 0)).center()
    stocked.qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert stocked.field.text() == "dog"


def test_a_place_ends_a_saved_search(stocked: Quest):
    choose(stocked, DOGS)
    stocked.window.gallery.choose(View(Place.NOT_SORTED))
    assert not stocked.searching.query
    assert stocked.window.side_bar.view() == View(Place.NOT_SORTED)


def test_a_change_of_the_library_leaves_the_row_of_the_search_chosen(stocked: Quest):
    choose(stocked, DOGS)
    changed(stocked.qtbot, stocked.window, photos=True)
    assert stocked.window.side_bar.view() == row(DOGS)


def test_saved_searches_are_there_when_the_window_opens_again(
    stocked: Quest, desk: Desk, open_window: Callable[..., MainWindow]
):
    stocked.window.close()
    again = open_window(desk.home)
    assert again.side_bar.has(row(DOGS))


# --- menu and keys ---


def test_f2_renames_and_a_name_that_is_taken_is_refused(stocked: Quest):
    stocked.window.side_bar.select(row(DOGS))
    stocked.qtbot.keyClick(stocked.window.side_bar, Qt.Key.Key_F2)
    asked = popover(stocked)
    asked.field.setText("that YEAR")
    assert not asked.give.isEnabled()
    assert asked.sentence.text() == "There is already a search called “That year”."
    asked.field.setText("DOGS")
    stocked.qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert posted(stocked) == (SavedSearch(1, "DOGS", "dog"), YEAR)


def test_the_menu_updates_a_search_to_the_current_one(stocked: Quest):
    assert not actions(stocked, DOGS)["Update to the current search"].isEnabled()
    choose(stocked, DOGS)
    assert not actions(stocked, DOGS)["Update to the current search"].isEnabled()
    stocked.type(" date:2020 ")
    actions(stocked, DOGS)["Update to the current search"].trigger()
    assert posted(stocked) == (SavedSearch(1, "Dogs", "dog date:2020"), YEAR)
    assert stocked.window.side_bar.view() == row(DOGS)


def test_delete_removes_and_the_notice_takes_it_back(stocked: Quest):
    stocked.window.side_bar.select(row(DOGS))
    stocked.qtbot.keyClick(stocked.window.side_bar, Qt.Key.Key_Delete)
    assert posted(stocked) == (YEAR,)
    assert searches(stocked) == [("That year", None)]
    assert stocked.window.notices.words.text() == "Search “Dogs” removed."
    stocked.window.notices.offer.click()
    assert posted(stocked) == (DOGS, YEAR)


def test_keys_and_menu_move_a_search_as_far_as_there_are_others(stocked: Quest):
    assert not actions(stocked, DOGS)["Move up"].isEnabled()
    choose(stocked, DOGS)
    stocked.qtbot.keyClick(stocked.window.side_bar, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert posted(stocked) == (YEAR, DOGS)
    assert stocked.window.side_bar.view() == row(DOGS)
    count = stocked.desk.count(SaveSearches)
    stocked.qtbot.keyClick(stocked.window.side_bar, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert stocked.desk.count(SaveSearches) == count


def test_these_keys_do_nothing_to_a_category(stocked: Quest):
    category = next(row.view for row in rows(stocked) if row.title == "Cats")
    stocked.window.side_bar.select(category)
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2):
        stocked.qtbot.keyClick(stocked.window.side_bar, key)
    assert not stocked.desk.count(SaveSearches)
    assert not popover(stocked).isVisible()


# --- undo ---


def test_every_step_can_be_undone_and_done_again(stocked: Quest):
    saved, stack = stocked.window.saved, stocked.window.edits.undo_stack
    saved.save("Cats & co", parse("cat").query)
    cats = SavedSearch(3, "Cats & co", "cat")
    saved.rename(DOGS, "Hounds")
    saved.move(cats, -2)
    assert stack.undoText() == "Move search “Cats && co”"
    hounds = SavedSearch(1, "Hounds", "dog")
    for expected in ((hounds, YEAR, cats), (DOGS, YEAR, cats), (DOGS, YEAR)):
        stack.undo()
        assert posted(stocked) == expected
    for expected in ((DOGS, YEAR, cats), (hounds, YEAR, cats), (cats, hounds, YEAR)):
        stack.redo()
        assert posted(stocked) == expected


def test_an_id_is_never_given_twice(stocked: Quest):
    saved = stocked.window.saved
    saved.save("Cats", parse("cat").query)
    stocked.window.edits.undo_stack.undo()
    saved.save("Birds", parse("bird").query)
    assert posted(stocked)[-1] == SavedSearch(4, "Birds", "bird")


def test_a_change_that_changes_nothing_is_no_step(stocked: Quest):
    stocked.window.saved.rename(DOGS, "Dogs")
    assert not stocked.window.edits.undo_stack.canUndo()
