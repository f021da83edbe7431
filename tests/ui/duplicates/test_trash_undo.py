"""What went to the trash is taken back, from the notice or by Ctrl+Z on the page of duplicates."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import MoveToTrash, TakeBackFromTrash
from photo_sorter.ui.duplicates.duplicate_words import moved, stale
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.twins import Twins

Key = Qt.Key


@pytest.fixture
def found(qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Twins:
    twins = Twins(qtbot, window, desk, monkeypatch)
    twins.begin(*twins.groups)
    return twins


def undo_of(twins: Twins) -> QAction:
    return next(one for one in twins.window.findChildren(QAction) if one.data() == "Undo")


def press_undo(twins: Twins) -> None:
    twins.qtbot.keyClick(twins.window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_notice_takes_a_move_back_and_its_group_stands_where_it_was(found: Twins):
    before = found.shown, found.going
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    assert found.notice == "2 photos moved to the trash, 2 kB."
    assert found.window.notices.offer.text() == "Undo"
    found.window.notices.offer.click()
    assert found.desk.last(TakeBackFromTrash).photo_ids == (found.ids[3], found.ids[4])
    assert found.view.words.text() == "Taking 2 photos back from the trash…"
    assert found.shown == [(0, 1), (5, 6)]
    found.bring_back()
    assert found.notice == "2 photos are back from the trash, where they were."
    assert not found.window.notices.offer.isVisible()
    assert (found.shown, found.going) == before
    found.wait(lambda: not found.duplicates._following.isActive())
    assert stale() not in found.view.words.text()


def test_ctrl_z_takes_moves_back_the_last_first_and_an_edit_that_is_not_seen_never(found: Twins):
    found.press(Key.Key_Escape)
    found.window.marking.rate((found.ids[0],), 4)
    found.begin(*found.groups)
    assert not undo_of(found).isEnabled()
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    assert found.shown == [(5, 6)]
    assert undo_of(found).text() == "Undo Move 1 photo to the trash"
    press_undo(found)
    assert not undo_of(found).isEnabled()
    found.bring_back()
    assert found.shown == [(0, 1), (5, 6)]
    press_undo(found)
    found.bring_back()
    assert found.shown == [(2, 3, 4), (0, 1), (5, 6)]
    assert not undo_of(found).isEnabled()
    found.press(Key.Key_Escape)
    assert undo_of(found).text().startswith("Undo Rat")


def test_choices_of_other_groups_are_kept(found: Twins):
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    found.click(1, 1)
    press_undo(found)
    found.bring_back()
    assert found.going == {3, 4, 1}


def test_what_stays_in_the_trash_is_said_and_stays_out_of_its_group(found: Twins):
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    press_undo(found)
    found.bring_back("IMG_04.jpg was not taken back: another file lies there now.", but=(found.ids[4],))
    assert found.notice.splitlines() == [
        "1 photo is back from the trash, where it was.",
        "IMG_04.jpg was not taken back: another file lies there now.",
    ]
    assert found.shown[0] == (2, 3)


def test_after_another_search_the_page_only_says_that_photos_came(found: Twins):
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    found.view.again.click()
    found.find(found.groups[0])
    press_undo(found)
    found.bring_back()
    assert found.shown == [(0, 1)]
    found.wait(lambda: stale() in found.view.words.text())


def test_while_photos_come_back_nothing_else_is_moved_or_undone(found: Twins):
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    press_undo(found)
    found.press(Key.Key_Delete)
    press_undo(found)
    assert (found.desk.count(MoveToTrash), found.desk.count(TakeBackFromTrash)) == (1, 1)
    assert not found.view.copies.isEnabled()
    found.bring_back()
    assert found.view.copies.isEnabled()


def test_a_notice_never_undoes_another_move_than_it_tells_of(found: Twins):
    found.press(Key.Key_Delete)
    found.obey(can_undo=True)
    found.press(Key.Key_Delete)
    assert found.notice == ""
    found.obey()
    assert found.notice == "1 photo moved to the trash, 1 kB. Your system's trash can bring it back."
    assert not found.window.notices.offer.isVisible()


@pytest.mark.parametrize(
    ("system", "sentence"),
    [
        ("win32", "2 photos moved to the Recycle Bin, 2 kB. Take them back from there."),
        ("darwin", "2 photos moved to the Trash in the Dock, 2 kB. Take them back from there."),
        ("linux", "2 photos moved to the trash, 2 kB. Your system's trash can bring them back."),
    ],
)
def test_where_nothing_can_be_undone_the_notice_says_where_photos_are_taken_back_from(
    system: str, sentence: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("photo_sorter.ui.duplicates.duplicate_words.sys.platform", system)
    assert moved(2, 2_000, ()) == sentence
