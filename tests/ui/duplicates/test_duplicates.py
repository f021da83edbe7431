"""The page of duplicates: what is asked, shown, chosen and moved."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import CancelDuplicates, CancelTrash, FindDuplicates, MoveToTrash, SetVerdicts
from photo_sorter.core.events import DuplicatesFound, DuplicatesProgressed, Stopped, TrashProgressed
from photo_sorter.core.query import View
from photo_sorter.ui.duplicates.duplicate_words import last_stays, moving, no_near, stale
from photo_sorter.ui.duplicates.trash_question import confirmed_trashing
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, write_thumbnails
from tests.ui.twins import EXACT, NEAR, SAME, Twins

Key = Qt.Key


@pytest.fixture
def twins(qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Twins:
    return Twins(qtbot, window, desk, monkeypatch)


@pytest.fixture
def found(twins: Twins) -> Twins:
    twins.begin(*twins.groups)
    return twins


# --- looking ---


def test_the_menu_asks_for_duplicates_and_shows_a_page_of_its_own(twins: Twins):
    action = next(one for one in twins.window.findChildren(QAction) if one.text() == "Find duplicates…")
    action.trigger()
    assert twins.desk.last(FindDuplicates).near is False
    assert twins.view.isVisible()
    assert not twins.window.panel.isVisible()
    assert twins.view.message.title.text() == "Looking for duplicates…"


def test_nothing_is_undone_where_it_is_not_seen(twins: Twins):
    marking, photo_id = twins.window.marking, int(twins.window.grid.selection.ids[0])
    marking.rate((photo_id,), 4)
    undo = next(one for one in twins.window.findChildren(QAction) if one.data() == "Undo")
    assert undo.isEnabled()
    twins.duplicates.begin()
    assert not undo.isEnabled()
    twins.window.stage.show_grid()
    assert undo.isEnabled()


def test_a_quick_search_shows_no_progress(twins: Twins):
    twins.duplicates.begin()
    assert not twins.view.shows_progress
    twins.find(*twins.groups)
    assert not twins.view.shows_progress


def test_a_long_search_shows_how_far_it_is_and_can_be_cancelled(twins: Twins):
    twins.duplicates.begin()
    twins.wait(lambda: twins.view.shows_progress)
    twins.tell(DuplicatesProgressed(twins.desk.last(FindDuplicates).token, 300, 1_200, 70.0))
    assert twins.view.words.text().startswith("300 of 1,200 · ")
    assert twins.view.words.text().endswith(" · about 1 min left")
    assert twins.view.progress.value() == 300
    token = twins.desk.last(FindDuplicates).token
    twins.view.cancel.click()
    assert twins.desk.count(CancelDuplicates) == 1
    assert not twins.view.shows_progress
    twins.tell(DuplicatesFound(token, twins.groups))
    assert twins.shown == []
    assert twins.view.message.title.text() == "Not compared"


def test_leaving_the_page_gives_the_search_up(twins: Twins):
    twins.duplicates.begin()
    twins.press(Key.Key_Escape)
    assert twins.window.grid.isVisible()
    assert twins.desk.count(CancelDuplicates) == 1


def test_nothing_found_says_how_many_were_compared(twins: Twins):
    twins.begin()
    assert twins.view.message.title.text() == "No duplicates found"
    assert twins.view.message.text.text() == "20 photos were compared."


def test_photos_that_wait_are_said_not_to_be_compared_yet(twins: Twins):
    twins.enqueue("LATER.jpg")
    twins.begin()
    assert "1 photo not compared yet" in twins.view.message.text.text()
    twins.begin(*twins.groups)
    assert twins.view.words.text().endswith(" · 1 photo not compared yet")


def test_what_went_wrong_is_said(twins: Twins):
    twins.duplicates.begin()
    twins.find(sentence="The library is locked.")
    assert twins.view.message.title.text() == "Not compared"
    assert twins.view.message.text.text() == "The library is locked."


# --- the groups ---


def test_groups_stand_by_kind_the_largest_saving_first(found: Twins):
    assert found.shown == [(2, 3, 4), (0, 1), (5, 6)]
    assert found.view.words.text() == "4 photos, 4 kB could go"
    assert [bar.words.text() for bar in found.list.bars] == ["3 copies", "2 copies", "2 forms of one picture"]


def test_nearly_the_same_shots_are_asked_for_only_when_wanted(found: Twins):
    found.view.near.click()
    assert found.desk.last(FindDuplicates).near is True
    found.find(*found.groups)
    assert found.shown[-1] == (7, 8, 9)
    asked = found.desk.count(FindDuplicates)
    found.view.near.click()
    assert found.shown == [(2, 3, 4), (0, 1), (5, 6)]
    found.view.near.click()
    assert found.shown[-1] == (7, 8, 9)
    assert found.desk.count(FindDuplicates) == asked


def test_a_click_lets_a_photo_go_or_stay(found: Twins):
    assert found.going == {3, 4, 1, 6}
    found.click(0, 1)
    assert found.going == {4, 1, 6}
    assert found.view.words.text() == "3 photos, 3 kB could go"
    assert found.list.bars[0].trash.text() == "Move 1 to the trash"
    found.click(0, 1)
    assert found.going == {3, 4, 1, 6}


def test_the_last_that_stays_cannot_be_let_go_and_it_is_said_why(found: Twins):
    found.click(1, 0)
    assert found.going == {3, 4, 1, 6}
    assert last_stays() in found.list.accessibleDescription()


def test_the_arrows_lead_through_groups_and_photos_and_space_decides(found: Twins):
    found.press(Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Space)
    assert found.going == {3, 1, 6}
    found.press(Key.Key_Down, Key.Key_Right, Key.Key_Space)
    assert found.going == {3, 6}
    found.press(Key.Key_End)
    assert found.list.group == 2
    found.press(Key.Key_Home, Key.Key_Left)
    assert found.list.current_id == found.ids[2]
    assert "IMG_02.jpg" in found.list.accessibleDescription()
    assert "Group 1 of 3" in found.list.accessibleDescription()


def test_ten_thousand_groups_have_bars_only_where_they_are_seen(twins: Twins):
    twins.begin(*[twins.group(EXACT, 0, 1)] * 10_000)
    twins.press(Key.Key_End)
    assert twins.list.group == 9_999
    assert 0 < len(twins.list.bars) < 12
    last = twins.list.bars[-1]
    assert last.group == 9_999
    assert last.geometry().intersects(twins.list.viewport().rect())


def test_what_stays_is_seen_in_full_and_what_goes_is_faded(twins: Twins):
    write_thumbnails(twins.desk.home, "IMG_00.jpg", "red")
    write_thumbnails(twins.desk.home, "IMG_01.jpg", "red")
    twins.begin(twins.group(SAME, 0, 1))

    def colour(place: int) -> QColor:
        at = twins.list.cell_rect(0, place).topLeft() + QPoint(30, 60)
        return twins.list.viewport().grab().toImage().pixelColor(at * twins.list.devicePixelRatioF())

    twins.wait(lambda: colour(0).green() < 20 and colour(0).red() > 230)
    twins.wait(lambda: 120 < colour(1).green() < 220)
    twins.press(Key.Key_Right, Key.Key_Space)
    assert colour(1).green() < 20


def test_escape_leads_back_from_wherever_the_focus_is(found: Twins):
    found.view.again.setFocus()
    found.press(Key.Key_Escape)
    assert found.window.grid.hasFocus()
    found.begin()
    found.press(Key.Key_Escape)
    assert found.window.grid.hasFocus()


def test_tab_leads_to_the_deeds_of_the_current_group_and_of_no_other(found: Twins):
    found.list.setFocus()
    found.press(Key.Key_Down, Key.Key_Tab)
    _, second = found.list.bars[:2]
    assert second.compare.hasFocus()
    found.press(Key.Key_Tab)
    assert second.trash.hasFocus()
    found.press(Key.Key_Tab)
    assert not any(bar.has_focus for bar in found.list.bars)
    second.trash.setFocus()
    found.press(Key.Key_Backtab, Key.Key_Backtab)
    assert found.list.hasFocus()


def test_a_group_that_goes_by_its_button_leaves_the_focus_with_the_groups(found: Twins):
    found.list.setFocus()
    found.press(Key.Key_Tab, Key.Key_Tab)
    assert found.list.bars[0].trash.hasFocus()
    found.press(Key.Key_Space)
    found.obey()
    assert found.list.hasFocus()


# --- moving ---


def test_a_group_goes_once_it_was_asked_about_and_never_before_the_worker_says_so(found: Twins):
    found.list.bars[0].trash.click()
    assert found.asked == [(2, 2_000)]
    assert found.wish == ((found.ids[3], found.ids[4]), (found.ids[2],), True)
    assert found.shown[0] == (2, 3, 4)
    assert found.view.words.text() == "Moving 2 photos to the trash…"
    assert not found.list.bars[0].trash.isEnabled()
    assert found.notice == ""
    found.obey()
    assert found.shown == [(0, 1), (5, 6)]
    assert found.notice == "2 photos moved to the trash, 2 kB. Your system's trash can bring them back."
    assert found.list.bars[0].trash.isEnabled()


def test_who_says_no_moves_nothing(found: Twins):
    found.agrees = False
    found.press(Key.Key_Delete)
    assert found.asked == [(2, 2_000)]
    assert found.desk.count(MoveToTrash) == 0
    assert found.view.words.text() == "4 photos, 4 kB could go"


def test_all_exact_copies_go_at_once_and_nothing_else(found: Twins):
    found.view.copies.click()
    moved = found.desk.last(MoveToTrash)
    assert set(moved.photo_ids) == {found.ids[3], found.ids[4], found.ids[1]}
    assert set(moved.kept_ids) == {found.ids[2], found.ids[0]}
    assert moved.copies_only
    found.obey()
    assert found.shown == [(5, 6)]
    assert not found.view.copies.isVisible()
    assert [bar.words.text() for bar in found.list.bars] == ["2 forms of one picture"]


def test_what_was_left_alone_is_said_and_stays_in_the_list(found: Twins):
    found.press(Key.Key_Delete)
    found.obey("IMG_04.jpg stayed: it has changed.", but=(found.ids[4],))
    assert found.notice.splitlines() == [
        "1 photo moved to the trash, 1 kB. Your system's trash can bring it back.",
        "IMG_04.jpg stayed: it has changed.",
    ]
    assert (2, 4) in found.shown
    assert 4 in found.going


def test_where_nothing_could_go_only_the_reasons_are_said_each_once(found: Twins):
    found.press(Key.Key_Delete)
    found.obey("No other copy is there.", "No other copy is there.", but=tuple(found.ids))
    assert found.notice == "No other copy is there."
    assert found.shown[0] == (2, 3, 4)


def test_of_many_reasons_the_first_are_said_and_the_others_counted(found: Twins):
    found.press(Key.Key_Delete)
    found.obey(*(f"{number}.jpg has changed." for number in range(1_234)))
    assert found.notice.splitlines()[1:] == [
        "0.jpg has changed.", "1.jpg has changed.", "2.jpg has changed.", "3.jpg has changed.",
        "And 1,230 more like that.",
    ]  # fmt: skip


def test_what_the_library_noticed_before_the_worker_said_so_is_counted_with_its_size(twins: Twins):
    twins.begin(twins.groups[1])
    twins.press(Key.Key_Delete)
    twins.lose(twins.ids[3], twins.ids[4])
    twins.change()
    twins.wait(lambda: twins.shown == [])
    twins.obey()
    assert twins.notice == "2 photos moved to the trash, 2 kB. Your system's trash can bring them back."


def test_while_photos_are_moved_nothing_else_is_chosen_and_it_is_said_why(found: Twins):
    found.press(Key.Key_Delete)
    found.click(1, 1)
    assert found.going == {3, 4, 1, 6}
    assert moving() in found.list.accessibleDescription()
    found.press(Key.Key_Return, Key.Key_Right, Key.Key_Space)
    assert found.going == {3, 4, 1, 6}
    assert found.comparing.accessibleDescription() == moving()


def test_a_long_move_shows_how_far_it_is_and_can_be_cancelled(found: Twins):
    found.press(Key.Key_Delete)
    found.tell(TrashProgressed(1, 2, 70.0))
    assert found.view.words.text().startswith("1 of 2 · ")
    assert (found.view.progress.value(), found.view.progress.maximum()) == (1, 2)
    found.view.cancel.click()
    assert found.desk.count(CancelTrash) == 1
    assert found.view.shows_progress
    found.obey(but=(found.ids[4],))
    assert not found.view.shows_progress
    assert not found.view.cancel.isVisible()


def test_leaving_the_page_lets_a_move_go_on(found: Twins):
    found.press(Key.Key_Delete, Key.Key_Escape)
    assert found.window.grid.isVisible()
    assert found.desk.count(CancelTrash) == 0


def test_two_wishes_are_never_under_way_at_once(found: Twins):
    found.press(Key.Key_Delete, Key.Key_Delete)
    assert found.desk.count(MoveToTrash) == 1
    assert not found.view.copies.isEnabled()
    found.tell(Stopped())
    assert found.view.copies.isEnabled()


def test_a_group_of_which_all_stay_moves_nothing_and_says_why(found: Twins):
    found.click(1, 1)
    trash = found.list.bars[1].trash
    assert not trash.isEnabled()
    assert "All of them stay" in trash.toolTip()
    found.press(Key.Key_Delete)
    assert found.asked == []


def test_photos_that_came_since_make_the_page_say_so(found: Twins):
    found.change()
    found.lose(found.ids[0])
    found.change()
    found.wait(lambda: found.shown == [(2, 3, 4), (5, 6)])
    assert stale() not in found.view.words.text()
    found.add("NEW.jpg")
    found.change()
    found.wait(lambda: found.view.words.text().endswith(f" · {stale()}"))
    found.view.again.click()
    found.find(*found.groups[1:])
    assert stale() not in found.view.words.text()


def test_that_no_near_shots_were_found_is_said_beside_the_others(found: Twins):
    found.view.near.click()
    found.find(*found.groups[:3])
    assert found.view.words.text().endswith(f" · {no_near()}")
    found.view.near.click()
    assert no_near() not in found.view.words.text()


def test_the_side_bar_marks_no_place_beside_the_page(found: Twins):
    side_bar, view = found.window.side_bar, View()
    assert side_bar.view() is None
    found.press(Key.Key_Escape)
    assert side_bar.view() == view
    found.duplicates.begin()
    side_bar.setCurrentIndex(side_bar.model().index(0, 0))
    found.wait(lambda: found.window.stage.shows_photos)
    assert side_bar.view() == view


def test_photos_that_are_gone_from_the_library_leave_their_groups(found: Twins):
    found.lose(found.ids[0], found.ids[3])
    found.change()
    found.wait(lambda: found.shown == [(2, 4), (5, 6)])


def test_a_photo_that_is_another_now_leaves_its_group(found: Twins):
    found.overwrite(found.ids[2])
    found.change()
    found.wait(lambda: found.shown == [(3, 4), (0, 1), (5, 6)])
    assert found.going == {4, 1, 6}


def test_keys_of_the_grid_do_nothing_to_the_photos_behind_the_page(found: Twins):
    found.window.grid.select_all()
    found.qtbot.keyClick(found.window, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert found.desk.count(SetVerdicts) == 0
    assert found.window.deeds.selected() == ()
    found.press(Key.Key_Escape)
    assert len(found.window.deeds.selected()) == 20


def test_review_ends_when_duplicates_are_looked_for(twins: Twins):
    twins.window.start_review(None)
    twins.begin(*twins.groups)
    assert not twins.window.reviewing.is_on
    assert twins.view.isVisible()


@pytest.mark.parametrize(("words", "answer"), [("Move to the trash", True), ("Cancel", False)])
def test_the_question_tells_count_and_size_and_that_the_trash_gives_back(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, words: str, answer: bool
):
    seen: list[QMessageBox] = []

    def choose(box: QMessageBox) -> int:
        seen.append(box)
        button = next(one for one in box.buttons() if one.text().replace("&", "") == words)
        assert isinstance(button, QPushButton)
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    assert confirmed_trashing(window, 1_234, 5_600_000_000) is answer
    assert seen[0].text() == "Move 1,234 photos to the trash?"
    assert seen[0].informativeText().startswith("5.6 GB in all.")
    assert "trash can bring back" in seen[0].informativeText()


def test_every_control_has_a_name(found: Twins):
    bar = found.list.bars[0]
    names = [found.view.again.accessibleName(), bar.compare.accessibleName(), bar.trash.accessibleName()]
    assert names == ["Look again", "Compare group 1", "Move 2 to the trash, group 1"]
    assert found.list.accessibleName()
    assert found.view.progress.accessibleName()


def test_kinds_have_their_words(twins: Twins):
    twins.view.near.click()
    twins.begin(twins.group(EXACT, 0, 1), twins.group(SAME, 2, 3), twins.group(NEAR, 4, 5))
    words = []
    for group in range(3):
        twins.list.go(group)
        words += [bar.words.text() for bar in twins.list.bars if bar.group == group]
    assert words == ["2 copies", "2 forms of one picture", "2 shots"]
