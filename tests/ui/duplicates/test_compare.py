"""Two to four photos side by side."""

from concurrent.futures import Future

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.core.marks import Marks
from photo_sorter.ui.duplicates.compared_picture import ComparedPicture
from photo_sorter.ui.duplicates.duplicate_words import last_stays
from photo_sorter.ui.duplicates.duplicates_desk import select_some
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.twins import EXACT, Twins

Key = Qt.Key


@pytest.fixture
def twins(qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Twins:
    return Twins(qtbot, window, desk, monkeypatch)


@pytest.fixture
def compared(twins: Twins) -> Twins:
    """The first group of three, opened from the list."""
    twins.begin(*twins.groups)
    twins.press(Key.Key_Return)
    return twins


def select(twins: Twins, *indices: int) -> None:
    twins.window.grid.setFocus()
    for number, index in enumerate(indices):
        place = twins.window.grid.selection.index_of(twins.ids[index])
        modifier = Qt.KeyboardModifier.ControlModifier if number else Qt.KeyboardModifier.NoModifier
        at = twins.window.grid.cell_rect(place).center()
        twins.qtbot.mouseClick(twins.window.grid.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def wheel(picture: ComparedPicture, steps: int) -> None:
    at = QPointF(picture.rect().center())
    event = QWheelEvent(
        at, picture.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(picture, event)


# --- a group ---


def test_enter_shows_the_photos_of_the_group_side_by_side(compared: Twins):
    assert compared.comparing.isVisible()
    assert compared.comparing.shown_ids == tuple(compared.ids[index] for index in (2, 3, 4))
    assert compared.comparing.position.text() == "1 of 3"
    columns = [column for column in compared.comparing.columns if column.isVisible()]
    assert len(columns) == 3
    assert [column.keep.isChecked() for column in columns] == [True, False, False]
    assert [column.praise.text() for column in columns] == ["Best: most pixels", "", ""]
    for column in columns:
        compared.wait(lambda column=column: column.picture.is_sharp)


def test_only_what_differs_is_bold(compared: Twins):
    lines = compared.comparing.columns[0].lines
    assert {line.accessibleName().split(":")[0]: line.differs for line in lines} == {
        "Name": True, "Folder": False, "Picture": False, "File": False, "Taken": True, "Camera": False,
        "Your marks": False, "Caption": False,
    }  # fmt: skip
    bold = [line.font().bold() or line.font().weight() > 500 for line in lines]
    assert bold == [line.differs for line in lines]


def test_what_no_photo_has_takes_no_line(compared: Twins):
    assert [line.isVisible() for line in compared.comparing.columns[0].lines] == [True] * 6 + [False] * 2


def test_what_was_said_of_a_photo_is_seen_before_it_goes(twins: Twins):
    with twins.desk.library.atomic():
        twins.desk.library.marks.set([(twins.ids[3], Marks(True, 2, "At the sea"))])
    twins.begin(*twins.groups)
    twins.press(Key.Key_Return)
    said = [tuple(line.text() for line in column.lines[-2:]) for column in twins.comparing.columns[:3]]
    assert said == [("–", "–"), ("★★ · Favourite", "At the sea"), ("–", "–")]
    assert twins.comparing.columns[1].lines[-1].differs


def test_looking_closer_at_one_looks_closer_at_all(compared: Twins):
    first, second, third = (column.picture for column in compared.comparing.columns[:3])
    wheel(first, 6)
    assert first.zoom is not None
    assert second.look == first.look == third.look
    compared.qtbot.mousePress(second, Qt.MouseButton.LeftButton, pos=second.rect().center())
    compared.qtbot.mouseMove(second, second.rect().center() + QPoint(-30, 5))
    compared.qtbot.mouseRelease(second, Qt.MouseButton.LeftButton)
    assert second.look[1] != QPointF(0.5, 0.5)
    assert first.look == second.look


def test_however_close_one_looks_all_are_drawn_as_smooth_as_each_other(compared: Twins):
    checks = np.zeros((4, 4, 3), np.uint8)
    checks[::2, ::2] = checks[1::2, 1::2] = 255
    decoded: Future[NDArray[np.uint8]] = Future()
    decoded.set_result(checks)
    picture = ComparedPicture(compared.window._loader, lambda path, side_px: decoded)
    compared.qtbot.addWidget(picture)
    photo = compared.window.reader.photo(compared.ids[0])
    assert photo is not None
    picture.resize(300, 300)
    picture.show_picture(photo)
    compared.wait(lambda: picture.is_sharp)
    for zoom in (2.9, 3.1):
        picture.set_zoom(zoom)
        image = picture.grab().toImage()
        assert len({image.pixelColor(x, 250).red() for x in range(300)}) > 9


def test_unlinked_pictures_are_looked_at_alone_until_linked_again(compared: Twins):
    first, second = (column.picture for column in compared.comparing.columns[:2])
    compared.press(Key.Key_L, Key.Key_Plus)
    assert not compared.comparing.link.isChecked()
    assert first.zoom is not None
    assert second.zoom is None
    compared.press(Key.Key_L)
    assert second.look == first.look
    compared.press(Key.Key_Z)
    assert first.zoom is None
    assert second.zoom is None


def test_z_shows_the_pixels_of_the_current_picture_as_they_are(compared: Twins):
    first, second = (column.picture for column in compared.comparing.columns[:2])
    first.resize(100, 80)
    second.resize(100, 80)
    compared.press(Key.Key_Z)
    assert first.zoom == 1.0
    assert second.look == first.look


def test_space_and_the_buttons_decide_and_the_list_knows(compared: Twins):
    compared.press(Key.Key_Right, Key.Key_Space)
    assert compared.going == {4, 1, 6}
    assert compared.comparing.columns[1].keep.isChecked()
    assert compared.comparing.trash.text() == "Move 1 to the trash"
    compared.comparing.columns[2].keep.click()
    assert compared.going == {1, 6}
    assert not compared.comparing.trash.isEnabled()
    compared.comparing.columns[0].trash.click()
    assert compared.going == {2, 1, 6}
    compared.press(Key.Key_Escape)
    assert compared.list.isVisible()
    assert compared.list.bars[0].trash.text() == "Move 1 to the trash"


def test_the_last_one_cannot_be_let_go_here_either(compared: Twins):
    compared.comparing.columns[0].trash.click()
    assert compared.going == {3, 4, 1, 6}
    assert compared.comparing.columns[0].keep.isChecked()
    assert not compared.comparing.columns[0].trash.isChecked()
    assert compared.comparing.accessibleDescription() == last_stays()


def test_arrows_lead_to_the_next_group_and_stop_at_the_ends(compared: Twins):
    compared.press(Key.Key_Up)
    assert compared.comparing.position.text() == "1 of 3"
    compared.press(Key.Key_Down, Key.Key_Down, Key.Key_Down)
    assert compared.comparing.position.text() == "3 of 3"
    assert compared.comparing.shown_ids == (compared.ids[5], compared.ids[6])
    compared.press(Key.Key_Escape)
    assert compared.list.group == 2
    assert compared.list.hasFocus()


def test_the_next_group_stands_there_once_this_one_is_in_the_trash(compared: Twins):
    compared.press(Key.Key_Delete)
    assert compared.wish == ((compared.ids[3], compared.ids[4]), (compared.ids[2],), True)
    assert not compared.comparing.trash.isEnabled()
    assert compared.comparing.shown_ids[0] == compared.ids[2]
    compared.obey()
    assert compared.comparing.shown_ids == (compared.ids[0], compared.ids[1])
    assert compared.comparing.position.text() == "1 of 2"
    assert compared.comparing.trash.isEnabled()
    for _ in range(2):
        compared.press(Key.Key_Delete)
        compared.obey()
    assert compared.view.isVisible()
    assert compared.view.message.title.text() == "No duplicates found"


def test_more_than_four_are_shown_with_the_best_always_there(twins: Twins):
    twins.begin(twins.group(EXACT, 0, 1, 2, 3, 4, 5))
    twins.press(Key.Key_Return)
    shown = [twins.ids.index(id) for id in twins.comparing.shown_ids]
    assert shown == [0, 1, 2, 3]
    assert twins.comparing.more.text() == "2 more with →"
    twins.press(*[Key.Key_Right] * 9)
    assert [twins.ids.index(id) for id in twins.comparing.shown_ids] == [0, 3, 4, 5]
    twins.press(Key.Key_Space)
    assert 5 not in twins.going
    twins.press(*[Key.Key_Left] * 9)
    assert [twins.ids.index(id) for id in twins.comparing.shown_ids] == [0, 1, 2, 3]
    assert twins.comparing.current == 0


# --- a selection ---


def test_selected_photos_are_compared_by_key_and_all_stay_at_first(twins: Twins):
    select(twins, 19, 17)
    twins.press(Key.Key_C)
    assert twins.comparing.isVisible()
    assert set(twins.comparing.shown_ids) == {twins.ids[19], twins.ids[17]}
    assert not twins.comparing.position.isVisible()
    assert [column.praise.text() for column in twins.comparing.columns[:2]] == ["", ""]
    assert not twins.comparing.trash.isEnabled()
    assert twins.comparing.trash.toolTip() == "All of them stay. Choose a photo that shall go."
    twins.press(Key.Key_Escape)
    assert twins.window.grid.hasFocus()


def test_one_of_those_selected_goes_and_the_rest_is_proof(twins: Twins):
    select(twins, 19, 18, 17)
    twins.press(Key.Key_C, Key.Key_Space)
    gone, *kept = twins.comparing.shown_ids
    twins.press(Key.Key_Delete)
    assert twins.wish == ((gone,), tuple(kept), False)
    twins.obey()
    assert twins.comparing.isVisible()
    assert twins.comparing.shown_ids == tuple(kept)
    twins.press(Key.Key_Space, Key.Key_Delete)
    twins.obey()
    assert twins.window.grid.isVisible()


@pytest.mark.parametrize("indices", [(19,), (19, 18, 17, 16, 15)])
def test_one_photo_or_five_are_not_compared_and_it_is_said(twins: Twins, indices: tuple[int, ...]):
    select(twins, *indices)
    twins.press(Key.Key_C)
    assert twins.window.grid.isVisible()
    assert twins.notice == select_some()
    menu = twins.window.deeds.menu()
    assert not next(action for action in menu.actions() if action.text() == "Compare").isEnabled()
    select(twins, 19, 18)
    twins.press(Key.Key_C)
    assert twins.notice == ""


def test_every_picture_and_choice_has_a_name(compared: Twins):
    column = compared.comparing.columns[0]
    assert column.picture.accessibleName() == "Picture IMG_02.jpg"
    assert column.keep.accessibleName() == "Keep IMG_02.jpg"
    assert column.trash.accessibleName() == "Trash IMG_02.jpg"
    assert compared.comparing.link.accessibleName() == "Zoom and move all pictures together (L)"
