"""The grid under mouse and keys."""

import threading

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from photo_sorter.core.query import Place, View
from photo_sorter.ui.grid.grid_input import photo_ids_of, photo_mime
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.thumbnail_loader import Answer, Thumbnail, ThumbnailLoader
from tests.ui.desk import Desk, changed, go_to, write_thumbnails

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def click(qtbot: QtBot, window: MainWindow, index: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    at = window.grid.cell_rect(index).center()
    qtbot.mouseClick(window.grid.viewport(), Qt.MouseButton.LeftButton, modifiers, at)


def chosen(window: MainWindow) -> list[int]:
    return np.flatnonzero(window.grid.selection.mask).tolist()


def test_clicks_select_like_a_file_manager(qtbot: QtBot, window: MainWindow):
    click(qtbot, window, 2)
    assert chosen(window) == [2]
    click(qtbot, window, 5, CTRL)
    assert chosen(window) == [2, 5]
    click(qtbot, window, 7, SHIFT)
    assert chosen(window) == [5, 6, 7]
    click(qtbot, window, 6, CTRL)
    assert chosen(window) == [5, 7]
    click(qtbot, window, 7)
    assert chosen(window) == [7]


def test_a_rubber_band_selects_what_it_touches(qtbot: QtBot, window: MainWindow):
    port, grid = window.grid.viewport(), window.grid
    start, end = QPoint(2, 2), grid.cell_rect(1).center()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(port, start + QPoint(30, 30))
    qtbot.mouseMove(port, end)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    assert chosen(window) == [0, 1]


def test_arrow_keys_move_and_extend(qtbot: QtBot, window: MainWindow):
    grid = window.grid
    columns = grid.columns
    click(qtbot, window, 0)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert chosen(window) == [1]
    qtbot.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    assert chosen(window) == list(range(1, columns + 2))
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert chosen(window) == [19]
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert chosen(window) == [0]
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert len(chosen(window)) == 20
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert chosen(window) == []


def test_the_current_photo_is_scrolled_into_sight(qtbot: QtBot, window: MainWindow):
    click(qtbot, window, 0)
    qtbot.keyClick(window.grid, Qt.Key.Key_End)
    assert window.grid.viewport().rect().contains(window.grid.cell_rect(19))


def test_enter_opens_the_viewer_and_arrows_go_on(qtbot: QtBot, window: MainWindow):
    click(qtbot, window, 3)
    qtbot.keyClick(window.grid, Qt.Key.Key_Return)
    viewer, ids = window.viewer, window.grid.selection.ids
    assert viewer.isVisible()
    assert viewer.photo_id == ids[3]
    qtbot.waitUntil(lambda: viewer.is_sharp)
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.photo_id == ids[4]
    qtbot.keyClick(viewer, Qt.Key.Key_Z)
    assert viewer.zoom is None or viewer.zoom >= 1.0
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert window.grid.isVisible()
    assert chosen(window) == [4]


def test_zoom_keeps_the_point_under_the_pointer_and_fits_again(qtbot: QtBot, window: MainWindow):
    click(qtbot, window, 0)
    qtbot.keyClick(window.grid, Qt.Key.Key_Return)
    window.viewer.set_zoom(6.0)
    assert window.viewer.zoom == 6.0
    window.viewer.set_zoom(None)
    assert window.viewer.zoom is None


def test_dragged_photos_carry_their_files_and_their_ids(tmp_path):
    odd = tmp_path / "a #1 ü <b>.jpg"
    mime = photo_mime([7, 9], {7: odd, 9: tmp_path / "b.jpg"})
    assert photo_ids_of(mime) == (7, 9)
    assert [url.toLocalFile() for url in mime.urls()] == [str(odd), str(tmp_path / "b.jpg")]


def test_a_change_of_the_library_keeps_selection_and_place(qtbot: QtBot, window: MainWindow, desk: Desk):
    desk.add_photos([f"more_{number}.jpg" for number in range(200)])
    changed(qtbot, window, photos=True)
    grid = window.grid
    bar = grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.is_timeline and bar.width() == bar.sizeHint().width())
    bar.setValue(1500)
    top = next(index for index in range(220) if grid.cell_rect(index).top() >= 0)
    top_id, top_y = int(grid.selection.ids[top]), grid.cell_rect(top).top()
    grid.selection.only(top)
    with desk.library.atomic():
        desk.library.photos.mark_missing([int(id) for id in grid.selection.ids[: grid.columns]])
    changed(qtbot, window, photos=True)
    index = grid.selection.index_of(top_id)
    assert index == top - grid.columns
    assert grid.selection.chosen_ids().tolist() == [top_id]
    assert abs(grid.cell_rect(index).top() - top_y) <= 1


def test_a_hundred_thousand_photos_are_shown_without_fetching_them(qtbot: QtBot, window: MainWindow):
    asked: list[int] = []
    window.reader.cards = lambda ids: asked.extend(ids) or []  # type: ignore[method-assign]
    window.grid.show_ids(np.arange(1, 100_001, dtype=np.int64), keep_place=False)
    window.grid.verticalScrollBar().setValue(window.grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: 100_000 in asked)
    assert len(asked) < 200


def test_thumbnails_are_read_elsewhere_and_become_pixmaps_here(qtbot: QtBot, desk: Desk, monkeypatch):
    here, made_in = threading.get_ident(), []
    make = QPixmap.fromImage
    monkeypatch.setattr(
        QPixmap, "fromImage", staticmethod(lambda *args: (made_in.append(threading.get_ident()), make(*args))[1])
    )
    loader = ThumbnailLoader(desk.home.thumbnails)
    there, gone = Thumbnail(write_thumbnails(desk.home, "a"), 100), Thumbnail(b"\x00" * 32, 100)
    assert loader.get(there) is Answer.NOT_YET
    arrived = []
    loader.arrived.connect(arrived.append)
    loader.want([there, gone])
    qtbot.waitUntil(lambda: len(arrived) == 2)
    picture = loader.get(there)
    assert isinstance(picture, QPixmap)
    assert (picture.width(), picture.height()) == (100, 100)
    assert loader.get(gone) is Answer.CANNOT
    assert set(made_in) == {here}
    loader.close()


def test_what_scrolled_away_is_never_read(qtbot: QtBot, desk: Desk):
    loader = ThumbnailLoader(desk.home.thumbnails)
    wanted = [Thumbnail(write_thumbnails(desk.home, str(number)), 100) for number in range(40)]
    arrived = []
    loader.arrived.connect(arrived.append)
    loader.want(wanted[:39])
    loader.want(wanted[39:])
    qtbot.waitUntil(lambda: wanted[39] in arrived)
    assert len(arrived) < 39
    loader.close()


def test_the_cache_keeps_to_its_size(qtbot: QtBot, desk: Desk):
    loader = ThumbnailLoader(desk.home.thumbnails, cache_bytes=5 * 100 * 100 * 4)
    wanted = [Thumbnail(write_thumbnails(desk.home, str(number)), 100) for number in range(9)]
    arrived = []
    loader.arrived.connect(arrived.append)
    loader.want(wanted)
    qtbot.waitUntil(lambda: len(arrived) == 9)
    assert sum(isinstance(loader.get(one), QPixmap) for one in wanted) == 5
    loader.close()


def test_problems_are_rows_with_their_reason(qtbot: QtBot, window: MainWindow, desk: Desk):
    photo_id = int(window.grid.selection.ids[0])
    with desk.library.atomic():
        desk.library.photos.set_problem(photo_id, "Cannot read IMG_00.jpg: the file ends early.")
    changed(qtbot, window, photos=True)
    go_to(qtbot, window, View(Place.PROBLEMS))
    assert window.grid.selection.ids.tolist() == [photo_id]
    assert window.grid.columns == 1
    assert window.browser.try_again.isVisible()
