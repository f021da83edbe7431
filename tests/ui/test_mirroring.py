"""From right to left: what is painted by hand stands on the other side, and is hit and steered there."""

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.query import Place, View
from photo_sorter.core.sorting.accuracy import Accuracy
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.ui.accuracy.confusion_view import ConfusionView
from photo_sorter.ui.chips import Chip, ChipRow
from photo_sorter.ui.duplicates.groups_layout import GroupsLayout
from photo_sorter.ui.grid.grid_layout import GridLayout
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.marks.rating_stars import RatingStars
from photo_sorter.ui.mirroring import draw_text, mirrored, mirrored_arrows, mirrored_key, mirrored_point
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.places.place_painter import fold_rect, mark_rect, plus_rect, words_rects
from photo_sorter.ui.places.place_rows import rows_of
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.search.query_chip import QueryChip
from photo_sorter.ui.search.suggestion_list import Suggestion

LEFTWARDS, RIGHTWARDS = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
SCHEME = Scheme((Category("Animals", id=1), Category("Dogs", parent_name="Animals", id=2)))


@pytest.fixture
def leftwards(qapp: QApplication) -> Iterator[None]:
    """Before any window of the test is made."""
    qapp.setLayoutDirection(LEFTWARDS)
    yield
    qapp.setLayoutDirection(RIGHTWARDS)


@pytest.fixture
def bar(leftwards: None, qtbot: QtBot) -> SideBar:
    bar = SideBar()
    qtbot.addWidget(bar)
    bar.resize(224, 500)
    bar.show_rows(rows_of(Overview(scheme=SCHEME)))
    bar.show()
    return bar


@pytest.fixture
def stars(leftwards: None, qtbot: QtBot) -> RatingStars:
    stars = RatingStars()
    qtbot.addWidget(stars)
    stars.show()
    return stars


def seen(widget: QWidget, direction: Qt.LayoutDirection) -> QImage:
    widget.setLayoutDirection(direction)
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted(paint: Callable[[QPainter], None], direction: Qt.LayoutDirection) -> QImage:
    image = QImage(QSize(200, 30), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    paint(painter)
    painter.end()
    return image


def flipped(image: QImage) -> QImage:
    return image.transformed(QTransform.fromScale(-1, 1))


def unlikeness(one: QImage, other: QImage) -> int:
    """The greatest difference of a pixel's lightness: antialiasing is not quite the same from both sides."""
    assert one.size() == other.size()
    places = [(x, y) for x in range(one.width()) for y in range(one.height())]
    return max(abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) for x, y in places)


# --- the arithmetic ---


@pytest.mark.parametrize("place", [QRect(3, 5, 10, 7), QRectF(3.5, 5, 10.25, 7)])
def test_a_place_is_as_far_from_the_other_side_and_comes_back(place: QRect | QRectF):
    within = QRect(0, 0, 100, 20)
    other = mirrored(place, within, LEFTWARDS)
    assert within.x() + within.width() - other.x() - other.width() == place.x()
    assert mirrored(other, within, LEFTWARDS) == place
    assert mirrored(place, within, RIGHTWARDS) == place


def test_what_was_hit_lies_in_the_mirrored_place_and_nowhere_else():
    within, place = QRect(10, 0, 101, 20), QRect(13, 0, 10, 20)
    other = mirrored(place, within, LEFTWARDS)
    for x in range(10, 111):
        assert place.contains(mirrored_point(QPoint(x, 5), within, LEFTWARDS)) is other.contains(x, 5)


def test_only_arrows_to_the_side_are_turned():
    assert mirrored_key(Qt.Key.Key_Left, LEFTWARDS) == Qt.Key.Key_Right
    assert mirrored_key(Qt.Key.Key_Left, RIGHTWARDS) == Qt.Key.Key_Left
    assert mirrored_key(Qt.Key.Key_Up, LEFTWARDS) == Qt.Key.Key_Up
    assert mirrored_arrows("2 more with →", LEFTWARDS) == "2 more with ←"
    assert mirrored_arrows("2 more with →", RIGHTWARDS) == "2 more with →"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["/photos/a…", "IMG (2)", "שלום…"])
def test_a_name_keeps_its_order_and_stands_at_the_other_side(name: str):
    place, right = QRect(0, 0, 200, 30), Qt.AlignmentFlag.AlignRight
    assert painted(lambda on: draw_text(on, place, name), LEFTWARDS) == painted(
        lambda on: draw_text(on, place, name, right), RIGHTWARDS
    )


@pytest.mark.usefixtures("qapp")
def test_icons_that_point_are_turned_and_no_others():
    def drawn(name: str, direction: Qt.LayoutDirection) -> QImage:
        return painted(lambda on: draw_icon(on, name, QRectF(92, 7, 16, 16), QColor("black")), direction)

    for name in ("back", "chevron", "sidebar"):
        assert drawn(name, LEFTWARDS) != drawn(name, RIGHTWARDS)
        assert unlikeness(drawn(name, LEFTWARDS), flipped(drawn(name, RIGHTWARDS))) < 12
    assert drawn("play", LEFTWARDS) == drawn("play", RIGHTWARDS)


# --- the side bar ---


def test_the_parts_of_a_row_do_not_lie_on_each_other(bar: SideBar):
    for number, row in enumerate(rows_of(Overview(scheme=SCHEME))):
        if row.view is None:
            continue
        rect = bar.visualRect(bar.model().index(number, 0))
        parts = [part.toRectF() for part in words_rects(rect, row, 30, LEFTWARDS)]
        parts.append(mark_rect(rect, row, LEFTWARDS))
        if row.folds:
            parts.append(fold_rect(rect, row, LEFTWARDS))
        assert not [one for one, other in combinations(parts, 2) if one.intersects(other)]
        title, count, mark, *fold = parts
        assert count.right() <= title.left()
        assert title.right() <= mark.left()
        assert all(mark.right() < part.right() for part in fold)


def test_a_click_on_the_chevron_at_the_right_folds(qtbot: QtBot, bar: SideBar):
    rect, row = bar.visualRect(bar.model().index(3, 0)), rows_of(Overview(scheme=SCHEME))[3]
    place = fold_rect(rect, row, LEFTWARDS).center().toPoint()
    assert place.x() > rect.center().x()
    count = bar.model().rowCount()
    qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bar.model().rowCount() == count - 1


def test_a_click_on_the_plus_at_the_left_adds(qtbot: QtBot, bar: SideBar):
    place = plus_rect(bar.visualRect(bar.model().index(2, 0)), LEFTWARDS).center().toPoint()
    assert place.x() < bar.width() // 4
    with qtbot.waitSignal(bar.adding, timeout=500):
        qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_left_leads_into_a_category_and_right_out_of_it(qtbot: QtBot, bar: SideBar):
    bar.select(View(Place.CATEGORY, 1))
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert bar.view() == View(Place.CATEGORY, 2)
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert bar.view() == View(Place.CATEGORY, 1)


# --- rows of photos ---


def test_the_first_photo_of_a_row_is_at_the_right(leftwards: None, qtbot: QtBot, window: MainWindow):
    grid = window.grid
    first, second = grid.cell_rect(0), grid.cell_rect(1)
    assert first.left() > second.right()
    assert grid.viewport().rect().contains(first)
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=second.center())
    assert grid.selection.current == 1
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.selection.current == 0
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.selection.current == 1


@pytest.mark.parametrize("counts", [(), (5, 1, 8)])
def test_every_point_of_the_grid_is_the_photo_that_is_drawn_there(counts: tuple[int, ...]):
    grid = GridLayout(14, 500, 100, counts=counts, direction=LEFTWARDS)
    for index in range(14):
        rect = grid.rect(index)
        assert QRect(0, 0, 500, 5000).contains(rect)
        for corner in (rect.topLeft(), rect.bottomRight(), rect.center()):
            assert grid.index_at(corner.x(), corner.y()) == index
        assert list(grid.touched(rect)) == [index]


def test_copies_are_hit_where_they_are_drawn():
    groups = GroupsLayout((3,), (0,), 800, LEFTWARDS)
    assert groups.cell(0, 0).left() > groups.cell(0, 1).left()
    for place in range(3):
        middle = groups.cell(0, place).center()
        assert groups.at(middle.x(), middle.y()) == (0, place)


def test_in_the_viewer_left_leads_on(leftwards: None, qtbot: QtBot, window: MainWindow):
    window.stage.view(int(window.grid.selection.ids[2]))
    viewer = window.stage.currentWidget()
    qtbot.keyClick(viewer, Qt.Key.Key_Left)
    assert window.grid.selection.current == 3
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert window.grid.selection.current == 2


def test_a_notice_begins_at_the_right(leftwards: None, qtbot: QtBot):
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.say("In English letters.")
    assert bar.words.alignment() & Qt.AlignmentFlag.AlignRight
    assert bar.words.alignment() & Qt.AlignmentFlag.AlignAbsolute


def test_cells_of_the_matrix_are_hit_and_walked_from_the_right(leftwards: None, qtbot: QtBot):
    matrix = ConfusionView()
    qtbot.addWidget(matrix)
    matrix.resize(300, 300)
    matrix.show()
    matrix.show_accuracy(Accuracy({"cat": {"cat": 2, "dog": 1}, "dog": {"dog": 3}}))
    assert matrix.cell_rect(0, 0).left() > matrix.cell_rect(0, 1).right()
    assert matrix.cell_rect(0, 0).right() < matrix.viewport().width() - matrix.places.label_px
    qtbot.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=matrix.cell_rect(0, 1).center())
    assert matrix.chosen == ("cat", "dog")
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.current == ("cat", "cat")


# --- small widgets ---


def test_stars_fill_from_the_right_by_mouse_and_keys(qtbot: QtBot, stars: RatingStars):
    qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=QPoint(stars.width() - 10, stars.height() // 2))
    assert stars.value() == 1
    qtbot.keyClick(stars, Qt.Key.Key_Left)
    assert stars.value() == 2
    qtbot.keyClick(stars, Qt.Key.Key_Right)
    assert stars.value() == 1


def test_stars_from_the_right_are_the_mirror_image_of_stars_from_the_left(stars: RatingStars):
    stars.show_rating(2)
    stars.clearFocus()
    usual, turned = seen(stars, RIGHTWARDS), seen(stars, LEFTWARDS)
    assert unlikeness(turned, flipped(usual)) < 60
    assert unlikeness(turned, usual) > 100


def test_chips_from_the_right_are_the_mirror_image_of_chips_from_the_left(qtbot: QtBot):
    chips = ChipRow()
    qtbot.addWidget(chips)
    chips.resize(120, 60)
    chips.show_chips((Chip("\u00a0" * 4, "#ff0000"), Chip("\u00a0" * 8, "#0000ff", by_hand=True)))
    usual, turned = seen(chips, RIGHTWARDS), seen(chips, LEFTWARDS)
    assert unlikeness(turned, flipped(usual)) < 60
    assert unlikeness(turned, usual) > 60


def test_the_cross_of_a_chip_is_hit_at_the_left(leftwards: None, qtbot: QtBot):
    chip = QueryChip("type", "jpeg")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    removed: list[None] = []
    chip.removed.connect(lambda: removed.append(None))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 10, 10))
    assert not removed
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.cross_rect().center().toPoint())
    assert removed
    assert chip.cross_rect().right() < chip.width() / 2


def test_suggestions_open_at_the_side_where_the_field_begins(leftwards: None, qtbot: QtBot, window: MainWindow):
    field = window.browser.search
    field.setFocus()
    field.suggestions.offer([Suggestion("cat:Cats", "4")])
    right = field.mapTo(window, QPoint(field.width(), 0)).x()
    assert field.suggestions.geometry().right() + 1 == right
    assert field.textMargins().right() > field.textMargins().left()
