"""Hearts, stars and captions where a person sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import SetMarks, SetVerdicts
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import PhotoFacts, Status
from photo_sorter.core.query import Place, View
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.grid.cell_painter import CellPainter, CellState
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.marks.caption_edit import CaptionEdit
from photo_sorter.ui.marks.rating_stars import RatingStars
from tests.ui.desk import Desk, changed, content_hash, go_to
from tests.ui.sitting import begun

Key = Qt.Key


def choose(qtbot: QtBot, window: MainWindow, *indexes: int) -> list[int]:
    """Selects photos and waits until the panel shows them."""
    ids = [int(window.grid.selection.ids[index]) for index in indexes]
    window.grid.make_current(ids[0])
    for index in indexes[1:]:
        window.grid.selection.toggle(index)
    window.grid.selection_changed.emit()
    wanted = f"IMG_{indexes[0]:02}.jpg" if len(ids) == 1 else f"{len(ids)} photos"
    qtbot.waitUntil(lambda: window.panel.name.text() == wanted)
    window.grid.setFocus()
    return ids


def obey(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    """Does what a worker would with the last SetMarks, and tells of it."""
    with desk.library.atomic():
        desk.library.marks.set(desk.last(SetMarks).marks)
    changed(qtbot, window, tags=True)


def star(stars: RatingStars, number: int) -> QPoint:
    return QPoint(round((number - 0.5) * stars.width() / 5), stars.height() // 2)


# --- keys and menus ---


def test_keys_rate_and_favour_in_the_grid_at_once(qtbot: QtBot, window: MainWindow, desk: Desk):
    ids = choose(qtbot, window, 0, 1)
    qtbot.keyClick(window.grid, Key.Key_3)
    qtbot.keyClick(window.grid, Key.Key_F)
    assert desk.last(SetMarks) == SetMarks(tuple((id, Marks(True, 3)) for id in ids))
    qtbot.waitUntil(lambda: window.panel.marks.row.stars.value() == 3)
    assert window.panel.marks.row.heart.isChecked()
    window.edits.undo_stack.undo()
    window.edits.undo_stack.undo()
    qtbot.waitUntil(lambda: window.panel.marks.row.stars.value() == 0)
    assert not window.panel.marks.row.heart.isChecked()


def test_keys_rate_in_the_viewer_which_shows_it(qtbot: QtBot, window: MainWindow, desk: Desk):
    (photo_id,) = choose(qtbot, window, 2)
    window.stage.view(photo_id)
    qtbot.keyClick(window.viewer, Key.Key_1)
    qtbot.keyClick(window.viewer, Key.Key_F)
    assert desk.last(SetMarks) == SetMarks(((photo_id, Marks(True, 1)),))
    assert (window.viewer.marks.stars.value(), window.viewer.marks.heart.isChecked()) == (1, True)
    assert window.viewer.zoom is None
    qtbot.keyClick(window.viewer, Key.Key_Right)
    assert (window.viewer.marks.stars.value(), window.viewer.marks.heart.isChecked()) == (0, False)
    qtbot.mouseClick(window.viewer.marks.stars, Qt.MouseButton.LeftButton, pos=star(window.viewer.marks.stars, 5))
    assert desk.last(SetMarks).marks == ((int(window.grid.selection.ids[3]), Marks(rating=5)),)


def test_review_shows_what_its_keys_and_stars_say_of_the_photo_that_is_asked_about(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    sitting = begun(qtbot, window, desk)
    marks, asked = sitting.view.marks, sitting.view.picture.photo_id
    assert marks.isVisible()
    sitting.press(Key.Key_4)
    sitting.press(Key.Key_F)
    assert desk.last(SetMarks).marks == ((asked, Marks(True, 4)),)
    assert (marks.stars.value(), marks.heart.isChecked()) == (4, True)
    qtbot.mouseClick(marks.stars, Qt.MouseButton.LeftButton, pos=star(marks.stars, 2))
    assert desk.last(SetMarks).marks == ((asked, Marks(True, 2)),)
    sitting.press(Key.Key_Right)
    assert desk.last(SetVerdicts).verdicts[0].photo_id == asked
    assert (marks.stars.value(), marks.heart.isChecked()) == (0, False)


def test_z_goes_between_the_whole_picture_and_its_pixels(qtbot: QtBot, window: MainWindow):
    (photo_id,) = choose(qtbot, window, 2)
    window.stage.view(photo_id)
    qtbot.waitUntil(lambda: window.viewer.is_sharp)
    window.viewer.set_zoom(8.0)
    assert window.viewer.zoom is not None
    qtbot.keyClick(window.viewer, Key.Key_Z)
    assert window.viewer.zoom is None


def test_digits_in_the_search_field_rate_nothing(qtbot: QtBot, window: MainWindow, desk: Desk):
    choose(qtbot, window, 0)
    window.search()
    qtbot.keyClicks(window.browser.search, "5f")
    assert window.browser.search.text() == "5f"
    assert desk.count(SetMarks) == 0


def test_among_problems_nothing_is_rated(qtbot: QtBot, window: MainWindow, desk: Desk):
    (photo_id,) = choose(qtbot, window, 0)
    with desk.library.atomic():
        desk.library.photos.set_problem(photo_id, "The file ends early.")
    changed(qtbot, window, photos=True)
    go_to(qtbot, window, View(Place.PROBLEMS))
    window.grid.make_current(photo_id)
    qtbot.keyClick(window.grid, Key.Key_3)
    qtbot.keyClick(window.grid, Key.Key_F)
    assert desk.count(SetMarks) == 0
    assert "Rating" not in [action.text() for action in window.deeds.menu().actions()]


def test_the_menu_of_photos_tells_what_they_share_and_changes_those_it_was_opened_for(
    qtbot: QtBot, window: MainWindow, desk: Desk
):
    ids = choose(qtbot, window, 0, 1)
    window.marking.rate(ids, 2)
    menu = window.deeds.menu()
    lines = {action.text(): action for action in menu.actions()}
    ratings = {action.text(): action for action in lines["Rating"].menu().actions()}
    assert [text for text, action in ratings.items() if action.isChecked()] == ["★★\t2"]
    choose(qtbot, window, 5)
    ratings["★★★★\t4"].trigger()
    lines["Favourite\tF"].trigger()
    assert desk.last(SetMarks) == SetMarks(tuple((id, Marks(True, 4)) for id in ids))
    menu.deleteLater()


def test_the_menu_bar_shows_the_keys(window: MainWindow):
    photo = next(top for top in window.menuBar().actions() if top.text() == "&Photo")
    lines = {action.text(): action for action in photo.menu().actions()}
    assert lines["Favourite"].shortcut().toString() == "F"
    rating = lines["Rating"].menu()
    assert isinstance(rating, QMenu)
    assert [action.shortcut().toString() for action in rating.actions()] == list("012345")


# --- the panel ---


def test_a_click_on_a_star_rates_and_a_second_one_clears(qtbot: QtBot, window: MainWindow, desk: Desk):
    (photo_id,) = choose(qtbot, window, 0)
    stars = window.panel.marks.row.stars
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=star(stars, 4))
    assert desk.last(SetMarks).marks == ((photo_id, Marks(rating=4)),)
    assert stars.value() == 4
    obey(qtbot, window, desk)
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=star(stars, 4))
    assert desk.last(SetMarks).marks == ((photo_id, Marks()),)
    obey(qtbot, window, desk)
    assert desk.library.marks.of_photos([photo_id]) == {}
    assert stars.value() == 0


def test_the_heart_acts_on_all_that_are_selected(qtbot: QtBot, window: MainWindow, desk: Desk):
    ids = choose(qtbot, window, 0, 1, 2)
    window.marking.favour(ids[:2], True)
    heart = window.panel.marks.row.heart
    assert not heart.isChecked()
    qtbot.mouseClick(heart, Qt.MouseButton.LeftButton)
    assert desk.last(SetMarks).marks == ((ids[2], Marks(True)),)
    assert heart.isChecked()


def test_stars_that_differ_are_not_shown_and_can_be_put_out(qtbot: QtBot, window: MainWindow, desk: Desk):
    ids = choose(qtbot, window, 0, 1)
    stars = window.panel.marks.row.stars
    window.marking.rate(ids, 5)
    qtbot.waitUntil(lambda: stars.value() == 5)
    window.marking.rate(ids[1:], 2)
    qtbot.waitUntil(lambda: stars.value() == 0)
    stars.setFocus()
    qtbot.keyClick(stars, Key.Key_0)
    assert desk.last(SetMarks).marks == tuple((id, Marks()) for id in ids)


def test_stars_follow_the_arrows_and_say_what_they_are(qtbot: QtBot):
    stars = RatingStars()
    qtbot.addWidget(stars)
    stars.show_rating(2)
    with qtbot.waitSignal(stars.rated) as rated:
        qtbot.keyClick(stars, Key.Key_Right)
    assert rated.args == [3]
    spoken = QAccessible.queryAccessibleInterface(stars)
    assert spoken.text(QAccessible.Text.Name) == "Rating"
    assert spoken.text(QAccessible.Text.Description) == "3 stars"
    assert spoken.role() is QAccessible.Role.Slider
    qtbot.keyClick(stars, Key.Key_End)
    assert stars.value() == 5
    with qtbot.assertNotEmitted(stars.rated):
        stars.show_rating(None)
    assert spoken.text(QAccessible.Text.Description) == "Not rated"


def test_the_panel_tells_what_the_file_says(qtbot: QtBot, window: MainWindow, desk: Desk):
    photo_id = int(window.grid.selection.ids[0])
    facts = PhotoFacts(
        400, 300, camera="X-T3", lens="XF35mm", rating=4, caption="A roof", keywords=("cat", "Miska & Félix")
    )
    with desk.library.atomic():
        desk.library.photos.set_ready(photo_id, content_hash("IMG_00.jpg"), facts)
    choose(qtbot, window, 0)
    marks = window.panel.marks
    assert (marks.row.stars.value(), marks.caption.toPlainText()) == (4, "A roof")
    assert marks.keywords.texts() == ("cat", "Miska & Félix")
    assert marks.keywords.accessibleName() == "Keywords: cat, Miska & Félix"
    facts_shown = [window.panel._facts.itemAt(row).widget().text() for row in range(window.panel._facts.count())]
    assert facts_shown[facts_shown.index("Lens") + 1] == "XF35mm"
    choose(qtbot, window, 1)
    assert not marks.keywords.isVisible()


# --- the caption ---


def test_a_caption_is_kept_by_enter_and_keys_go_back_to_the_photos(qtbot: QtBot, window: MainWindow, desk: Desk):
    (photo_id,) = choose(qtbot, window, 0)
    caption = window.panel.marks.caption
    caption.setFocus()
    qtbot.keyClicks(caption, "Miska 3f")
    qtbot.keyClick(caption, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(caption, "on the roof ")
    assert desk.count(SetMarks) == 0
    qtbot.keyClick(caption, Key.Key_Return)
    assert desk.last(SetMarks).marks == ((photo_id, Marks(caption="Miska 3f\non the roof")),)
    assert window.grid.hasFocus()
    obey(qtbot, window, desk)
    assert desk.count(SetMarks) == 1
    window.edits.undo_stack.undo()
    qtbot.waitUntil(lambda: caption.toPlainText() == "")


def test_esc_leaves_a_caption_as_it_was(qtbot: QtBot, window: MainWindow, desk: Desk):
    choose(qtbot, window, 0)
    caption = window.panel.marks.caption
    caption.setFocus()
    qtbot.keyClicks(caption, "Oops")
    qtbot.keyClick(caption, Key.Key_Escape)
    assert caption.toPlainText() == ""
    assert window.grid.hasFocus()
    assert window.grid.selection.count() == 1
    assert desk.count(SetMarks) == 0


def test_a_caption_goes_to_the_photo_it_was_written_for(qtbot: QtBot, window: MainWindow, desk: Desk):
    (photo_id,) = choose(qtbot, window, 0)
    caption = window.panel.marks.caption
    caption.setFocus()
    qtbot.keyClicks(caption, "First")
    choose(qtbot, window, 1)
    assert desk.last(SetMarks).marks == ((photo_id, Marks(caption="First")),)
    assert caption.toPlainText() == ""


def test_news_from_the_library_leave_what_is_being_written(qtbot: QtBot, window: MainWindow):
    (photo_id,) = choose(qtbot, window, 0)
    caption = window.panel.marks.caption
    caption.setFocus()
    qtbot.keyClicks(caption, "Half a")
    caption.show_caption(photo_id, "")
    assert caption.toPlainText() == "Half a"


def test_a_caption_is_as_tall_as_its_lines_up_to_some(qtbot: QtBot):
    caption = CaptionEdit()
    qtbot.addWidget(caption)
    caption.resize(200, caption.height())
    with qtbot.waitExposed(caption):
        caption.show()
    caption.show_caption(1, "")
    low = caption.height()
    caption.show_caption(2, "one\ntwo\nthree")
    line_px = caption.fontMetrics().lineSpacing()
    assert caption.height() == low + 2 * line_px
    caption.show_caption(3, "\n".join(map(str, range(50))))
    assert low + 5 * line_px < caption.height() < low + 10 * line_px


# --- tiles ---


def tile(side_px: int, marks: Marks, tags: int, on_their_way: Marks | None = None) -> QImage:
    """A gray photo with so many tags."""
    image = QImage(side_px, side_px, QImage.Format.Format_RGB32)
    picture = QPixmap(side_px, side_px)
    picture.fill(QColor("#808080"))
    image.fill(QColor("#808080"))
    ids = tuple(range(tags))
    card = PhotoCard(1, Path("a.jpg"), None, "", Status.READY, ids, marks.favourite, marks.rating)
    painter = QPainter(image)
    cells = CellPainter(tones(), QFont(), QFont(), {id: QColor("blue") for id in ids})
    if on_their_way is not None:
        cells.marks = {1: on_their_way}
    cells.tile(painter, image.rect(), card, picture, CellState())
    painter.end()
    return image


def touched(image: QImage, plain: QImage) -> QRect:
    """Where two pictures differ."""
    places = [
        (x, y) for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != plain.pixel(x, y)
    ]
    if not places:
        return QRect()
    (left, right), (top, bottom) = ((min(each), max(each)) for each in zip(*places, strict=True))
    return QRect(QPoint(left, top), QPoint(right, bottom))


@pytest.mark.parametrize("tags", [0, 1, 4])
@pytest.mark.parametrize("marks", [Marks(True), Marks(False, 1), Marks(False, 5), Marks(True, 5)])
@pytest.mark.parametrize("side_px", [66, 88, 180])
def test_marks_stand_low_on_a_tile_and_never_over_its_categories(qapp, side_px: int, marks: Marks, tags: int):
    where = touched(tile(side_px, marks, tags), tile(side_px, Marks(), tags))
    dots = touched(tile(side_px, Marks(), tags), tile(side_px, Marks(), 0))
    assert not where.isEmpty()
    assert QRect(0, side_px // 3, side_px, side_px).contains(where)
    assert not where.intersects(dots)
    assert where.bottom() < side_px - 2
    assert side_px - 8 <= where.right() < side_px - 2


def test_a_photo_without_marks_has_a_quiet_tile(qapp):
    assert touched(tile(180, Marks(False, 0), 2), tile(180, Marks(), 2)).isNull()


def test_more_stars_are_wider(qapp):
    widths = [touched(tile(180, Marks(False, stars), 0), tile(180, Marks(), 0)).width() for stars in range(1, 6)]
    assert widths == sorted(set(widths))


def test_what_was_said_last_stands_on_the_tile_before_the_library_knows(qtbot: QtBot, window: MainWindow, desk: Desk):
    assert tile(180, Marks(), 0, Marks(True, 3)) == tile(180, Marks(True, 3), 0)
    assert tile(180, Marks(True, 3), 0, Marks()) == tile(180, Marks(), 0)
    choose(qtbot, window, 0)
    before = window.grid.grab(window.grid.cell_rect(0)).toImage()
    qtbot.keyClick(window.grid, Key.Key_5)
    after = window.grid.grab(window.grid.cell_rect(0)).toImage()
    assert after != before
    assert window.grid.name_of(0) == "IMG_00.jpg, 5 stars"
    obey(qtbot, window, desk)
    qtbot.waitUntil(lambda: window.grid.card(desk.last(SetMarks).marks[0][0]).rating == 5)
    assert window.marking.on_their_way() == {}
    assert window.grid.grab(window.grid.cell_rect(0)).toImage() == after
