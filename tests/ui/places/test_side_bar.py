"""The places: categories nested and folded, and what waits for a person's word."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from photo_sorter.core.events import LibraryChanged
from photo_sorter.core.query import Order, Place, View
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.store.placed_photos import Counts
from photo_sorter.ui.grid.grid_input import photo_mime
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.places.place_painter import fold_rect, plus_rect
from photo_sorter.ui.places.place_rows import Adds, rows_of
from photo_sorter.ui.places.side_bar import SideBar
from tests.ui.desk import Desk, changed, go_to, settle

SCHEME = Scheme((
    Category("Animals", id=1), Category("Food", id=4), Category("Dogs", parent_name="Animals", id=2),
    Category("Puppies", parent_name="Dogs", id=3),
))  # fmt: skip


@pytest.fixture
def bar(qtbot: QtBot) -> SideBar:
    bar = SideBar()
    qtbot.addWidget(bar)
    bar.resize(224, 500)
    bar.show_rows(rows_of(Overview(scheme=SCHEME)))
    bar.show()
    return bar


def titles(bar: SideBar) -> list[str]:
    return [bar.model().index(row, 0).data() for row in range(bar.model().rowCount())]


def category(id: int) -> View:
    return View(Place.CATEGORY, id)


def test_categories_lie_within_their_parents(bar: SideBar):
    rows = [row for row in rows_of(Overview(scheme=SCHEME)) if row.view and row.view.place is Place.CATEGORY]
    assert [(row.title, row.depth, row.folds) for row in rows] == [
        ("Animals", 0, True), ("Dogs", 1, True), ("Puppies", 2, False), ("Food", 0, False),
    ]  # fmt: skip


def test_a_fold_hides_what_is_inside_and_keeps_it_hidden_when_counts_change(bar: SideBar):
    bar.fold(category(1), True)
    assert titles(bar) == ["All photos", "Not sorted", "Categories", "Animals", "Food", "Folders"]
    bar.show_rows(rows_of(Overview(scheme=SCHEME, by_category=((2, 5),))))
    assert "Dogs" not in titles(bar)
    assert bar.has(category(3))
    bar.fold(category(1), False)
    assert titles(bar)[3:7] == ["Animals", "Dogs", "Puppies", "Food"]


def test_the_shown_place_gives_way_to_the_row_that_folds_over_it(qtbot: QtBot, bar: SideBar):
    bar.select(category(3))
    with qtbot.waitSignal(bar.chosen) as chosen:
        bar.fold(category(1), True)
    assert chosen.args == [category(1)]
    assert bar.view() == category(1)


def test_a_place_chosen_from_elsewhere_is_unfolded(bar: SideBar):
    bar.fold(category(2), True)
    bar.fold(category(1), True)
    bar.select(category(3))
    assert bar.view() == category(3)
    assert titles(bar)[3:7] == ["Animals", "Dogs", "Puppies", "Food"]


def test_right_and_left_unfold_fold_and_walk(qtbot: QtBot, bar: SideBar):
    bar.fold(category(1), True)
    bar.select(category(1))
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert "Dogs" in titles(bar)
    for expected in (2, 3, 3):
        qtbot.keyClick(bar, Qt.Key.Key_Right)
        assert bar.view() == category(expected)
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert bar.view() == category(2)
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert "Puppies" not in titles(bar)
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert bar.view() == category(1)


def test_a_click_on_the_chevron_folds_and_chooses_nothing(qtbot: QtBot, bar: SideBar):
    index = bar.model().index(3, 0)
    row = rows_of(Overview(scheme=SCHEME))[3]
    chosen: list[object] = []
    bar.chosen.connect(chosen.append)
    place = fold_rect(bar.visualRect(index), row, bar.layoutDirection()).center().toPoint()
    qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "Dogs" not in titles(bar)
    assert not chosen


def test_photos_are_dropped_on_a_nested_category(qtbot: QtBot, bar: SideBar):
    place = QPointF(bar.visualRect(bar.model().index(5, 0)).center())
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    mime = photo_mime([7], {})
    bar.dragMoveEvent(QDragMoveEvent(place.toPoint(), copy, mime, left, none))
    with qtbot.waitSignal(bar.photos_dropped) as dropped:
        bar.dropEvent(QDropEvent(place, copy, mime, left, none))
    assert dropped.args == [3, (7,)]


def test_not_sure_is_a_place_only_while_something_waits():
    waiting = Overview(Counts(10, 2, 0, 0, {}, not_sure=3), scheme=SCHEME)
    rows = rows_of(waiting)
    assert [(row.title, row.count) for row in rows[:3]] == [("All photos", 10), ("Not sure", 3), ("Not sorted", 2)]
    shown = rows_of(Overview(scheme=SCHEME), View(Place.NOT_SURE))
    assert (shown[1].title, shown[1].count) == ("Not sure", 0)
    assert View(Place.NOT_SURE) not in [row.view for row in rows_of(Overview(scheme=SCHEME))]


def test_a_row_that_comes_or_goes_does_not_move_the_list(bar: SideBar):
    many = Scheme(tuple(Category(f"Category {id}", id=id) for id in range(1, 60)))
    bar.show_rows(rows_of(Overview(scheme=many)))
    bar.select(category(2))
    bar.verticalScrollBar().setValue(600)
    bar.show_rows(rows_of(Overview(Counts(10, 2, 0, 0, {}, not_sure=3), scheme=many)))
    assert bar.verticalScrollBar().value() == 600
    bar.show_rows(rows_of(Overview(scheme=many.without(59))))
    assert bar.verticalScrollBar().value() == 600
    assert bar.view() == category(2)


def test_what_is_folded_is_remembered(desk: Desk, open_window: Callable[..., MainWindow]):
    with desk.library.atomic():
        desk.library.categories.save(SCHEME)
    window = open_window(desk.home)
    window.side_bar.fold(category(1), True)
    window.close()
    again = open_window(desk.home)
    assert "Animals" in titles(again.side_bar)
    assert "Dogs" not in titles(again.side_bar)
    again.side_bar.fold_again("nonsense-2--x")
    assert "Dogs" in titles(again.side_bar)
    assert "Puppies" not in titles(again.side_bar)


def test_what_is_not_sure_is_shown_and_leads_to_review(qtbot: QtBot, window: MainWindow, desk: Desk):
    cats, dogs = desk.library.categories.all()
    ids = [int(id) for id in window.grid.selection.ids[10:13]]
    with desk.library.atomic():
        desk.library.tags.write([(dogs.id or 0, id, 0.5, "auto", False) for id in ids], [])
    changed(qtbot, window, tags=True)
    assert not window.browser.review.isVisible()
    go_to(qtbot, window, View(Place.NOT_SURE))
    assert window.browser.title.text() == "Not sure"
    assert window.grid.selection.ids.tolist() == ids
    wanted: list[object] = []
    window.gallery.review_wanted.connect(wanted.append)
    window.browser.review.click()
    go_to(qtbot, window, category(dogs.id or 0))
    assert window.browser.message.title.text() == "Nothing sure yet"
    assert window.browser.review.text() == "Review 3"
    window.browser.review.click()
    go_to(qtbot, window, category(cats.id or 0))
    assert not window.browser.review.isVisible()
    assert wanted == [None, dogs.id]


def test_the_likeliest_suggestions_can_come_first(qtbot: QtBot, window: MainWindow, desk: Desk):
    _, dogs = desk.library.categories.all()
    ids = [int(id) for id in window.grid.selection.ids[10:13]]
    scores = (0.4, 0.6, 0.5)
    with desk.library.atomic():
        desk.library.tags.write(
            [(dogs.id or 0, id, score, "auto", False) for id, score in zip(ids, scores, strict=True)], []
        )
    changed(qtbot, window, tags=True)
    go_to(qtbot, window, View(Place.NOT_SURE))
    window.gallery.choose_order(Order.SCORE)
    settle(qtbot, window)
    assert window.grid.selection.ids.tolist() == [ids[1], ids[2], ids[0]]


def test_the_plus_of_a_heading_is_where_it_was(qtbot: QtBot, bar: SideBar):
    place = plus_rect(bar.visualRect(bar.model().index(2, 0)), bar.layoutDirection()).center().toPoint()
    with qtbot.waitSignal(bar.adding) as adding:
        qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert adding.args == [Adds.CATEGORY]


def test_what_a_person_changed_does_not_wait_for_what_is_found(qtbot: QtBot, window: MainWindow):
    window.gallery._refreshing.took_ms = 500.0
    window.on_event(LibraryChanged(photos=True, tags=True))
    with qtbot.waitSignal(window.gallery.overview_changed, timeout=2_500):
        window.on_event(LibraryChanged(tags=True, categories=True))


def test_a_heading_that_adds_nothing_has_no_plus(qtbot: QtBot, bar: SideBar):
    rows = rows_of(Overview(scheme=SCHEME), searches=[(SavedSearch(1, "Dogs", "dog"), 3)])
    bar.show_rows(rows)
    at = [row.title for row in rows].index("Searches")
    added: list[object] = []
    bar.adding.connect(added.append)
    place = plus_rect(bar.visualRect(bar.model().index(at, 0)), bar.layoutDirection()).center().toPoint()
    picture = bar.viewport().grab().toImage()
    assert picture.pixelColor(place) == picture.pixelColor(place.x() - 40, place.y())
    qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not added


def test_a_count_that_is_not_known_is_not_said(bar: SideBar):
    bar.show_rows(
        rows_of(Overview(), searches=[(SavedSearch(1, "Dogs", "dog"), None), (SavedSearch(2, "Cats", "cat"), 0)])
    )
    names = [bar.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (2, 3)]
    assert names == ["Dogs", "Cats, 0"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right])
def test_one_key_leads_from_a_place_to_its_photos(qtbot: QtBot, window: MainWindow, key: Qt.Key):
    bar, grid = window.side_bar, window.grid
    bar.setFocus()
    for _ in range(2):
        qtbot.keyClick(bar, Qt.Key.Key_Down)
    assert window.gallery.view.place is Place.CATEGORY
    settle(qtbot, window)
    qtbot.keyClick(bar, key)
    assert grid.hasFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.selection.current == 0


def test_enter_on_the_place_of_an_open_photo_shows_all_that_are_there(qtbot: QtBot, window: MainWindow):
    window.stage.view(int(window.grid.selection.ids[0]))
    window.side_bar.setFocus()
    qtbot.keyClick(window.side_bar, Qt.Key.Key_Return)
    assert window.stage.currentWidget() is window.browser
    assert window.grid.hasFocus()
