"""The main window as a whole: what a person does, what is posted, what is shown."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QScreen
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import (
    AddFolders,
    CheckAccuracy,
    Explain,
    Pause,
    SaveScheme,
    SetVerdicts,
    TryAgain,
    Verdict,
)
from photo_sorter.core.events import (
    AccuracyChecked,
    Activity,
    ActivityChanged,
    CheckProgressed,
    LibraryChanged,
    NoticeRaised,
    PhotoExplained,
    Stopped,
)
from photo_sorter.core.query import Order, Place, View
from photo_sorter.core.search.language import parse
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.ui.bridge import EventBridge
from photo_sorter.ui.grid.grid_input import photo_mime
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import LOOK_MS, Desk, changed, go_to, settle


def titles(window: MainWindow) -> list[str]:
    model = window.side_bar.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_an_offer_above_photos_is_answered_once(desk: Desk, open_window):
    desk.add_photos(["a.jpg"])
    window = open_window(desk.home, desk.posted.append)
    window.browser.offer.answered.emit(True)
    assert [category.name for category in desk.last(SaveScheme).scheme.categories][:2] == ["People", "Pets"]
    assert window.edits.undo_stack.undoText() == "Add the categories “Everyday”"
    assert not window.browser.offer.isVisible()


def test_a_declined_offer_is_not_made_again(qtbot: QtBot, desk: Desk, open_window):
    desk.add_photos(["a.jpg"])
    window = open_window(desk.home, desk.posted.append)
    assert window.browser.offer.isVisible()
    window.browser.offer.answered.emit(False)
    assert not window.browser.offer.isVisible()
    assert not desk.posted
    assert not open_window(desk.home).browser.offer.isVisible()


def test_the_library_is_opened_when_the_worker_has_made_it(qtbot: QtBot, tmp_path: Path, open_window):
    home = Home(tmp_path / "home")
    window = open_window(home)
    library = Library.open(home.library)
    with library.atomic():
        library.folders.add(tmp_path)
    changed(qtbot, window, folders=True)
    assert tmp_path.name in titles(window)
    assert not window.browser.shows_invitation
    library.close()


def test_the_side_bar_names_places_with_their_counts(qtbot: QtBot, window: MainWindow):
    assert titles(window) == ["All photos", "Not sorted", "Categories", "Cats", "Dogs", "Folders", "photos"]
    assert window.browser.count.text() == "20"
    go_to(qtbot, window, View(Place.NOT_SORTED))
    assert window.browser.count.text() == "16"


def test_the_side_bar_is_walked_with_the_keyboard(qtbot: QtBot, window: MainWindow):
    window.side_bar.setFocus()
    for _ in range(2):
        qtbot.keyClick(window.side_bar, Qt.Key.Key_Down)
    assert window.gallery.view.place is Place.CATEGORY
    settle(qtbot, window)
    assert window.browser.title.text() == "Cats"
    assert len(window.grid.selection.ids) == 4


def test_events_of_one_moment_cost_one_look(qtbot: QtBot, window: MainWindow):
    looks: list[object] = []
    window.gallery.overview_changed.connect(looks.append)
    with qtbot.waitSignal(window.gallery.overview_changed, timeout=LOOK_MS):
        for _ in range(50):
            window.on_event(LibraryChanged(photos=True))
    assert len(looks) == 1


def test_events_come_over_from_another_thread(qtbot: QtBot, window: MainWindow):
    import threading

    bridge = EventBridge()
    bridge.happened.connect(window.on_event)
    worker = threading.Thread(target=bridge.happened.emit, args=(NoticeRaised("The disk is full."),))
    worker.start()
    worker.join()
    qtbot.waitUntil(window.notices.isVisible)
    assert window.notices.words.text() == "The disk is full."


# --- tagging ---


def test_photos_dropped_on_a_category_are_tagged(window: MainWindow, desk: Desk):
    ids = [int(id) for id in window.grid.selection.ids[:2]]
    bar, dogs = window.side_bar, desk.library.categories.all()[1]
    place = QPointF(bar.visualRect(bar.model().index(4, 0)).center())
    mime = photo_mime(ids, {})
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    from PySide6.QtGui import QDragMoveEvent

    bar.dragMoveEvent(QDragMoveEvent(place.toPoint(), copy, mime, left, none))
    bar.dropEvent(QDropEvent(place, copy, mime, left, none))
    assert desk.last(SetVerdicts).verdicts == tuple(Verdict(id, dogs.id or 0, True) for id in ids)


def test_tagging_is_undone_and_done_again(qtbot: QtBot, window: MainWindow, desk: Desk):
    dogs = desk.library.categories.all()[1]
    first, second = (int(id) for id in window.grid.selection.ids[:2])
    window.deeds.decide_for([first], dogs, False)
    desk.obey_verdicts()
    changed(qtbot, window, tags=True)
    window.deeds.decide_for([first, second], dogs, True)
    stack = window.tagging.undo_stack
    stack.undo()
    assert desk.last(SetVerdicts).verdicts == (Verdict(first, dogs.id, False), Verdict(second, dogs.id, None))
    stack.redo()
    assert desk.last(SetVerdicts).verdicts == (Verdict(first, dogs.id, True), Verdict(second, dogs.id, True))


def test_undo_before_the_library_has_answered_takes_back_the_right_thing(window: MainWindow, desk: Desk):
    dogs = desk.library.categories.all()[1]
    photo_id = int(window.grid.selection.ids[0])
    window.deeds.decide_for([photo_id], dogs, True)
    window.deeds.decide_for([photo_id], dogs, False)
    window.tagging.undo_stack.undo()
    assert desk.last(SetVerdicts).verdicts == (Verdict(photo_id, dogs.id, True),)


def test_the_menu_knows_what_was_said(window: MainWindow, desk: Desk):
    cats = desk.library.categories.all()[0]
    window.grid.make_current(int(window.grid.selection.ids[0]))
    window.deeds.decide(cats, True)
    menu = window.deeds.menu()
    tag_menu = next(action.menu() for action in menu.actions() if action.text() == "Tag as")
    assert [(action.text(), action.isChecked()) for action in tag_menu.actions()] == [("Cats", True), ("Dogs", False)]
    assert "Take back verdict" in [action.text() for action in menu.actions()]


# --- details ---


def test_the_panel_shows_a_photo_and_its_scores(qtbot: QtBot, window: MainWindow, desk: Desk):
    cats, dogs = desk.library.categories.all()
    photo_id = int(window.grid.selection.ids[0])
    window.grid.make_current(photo_id)
    qtbot.waitUntil(lambda: desk.count(Explain) == 1)
    asked = desk.last(Explain)
    assert asked.photo_id == photo_id
    window.on_event(PhotoExplained(asked.token - 1, photo_id, ((cats.id, 0.1),)))
    window.on_event(PhotoExplained(asked.token, photo_id, ((cats.id, 0.93), (dogs.id, 0.2))))
    assert window.panel.name.text() == "IMG_00.jpg"
    assert window.panel.chips.texts() == ("Cats",)
    assert window.panel.scores.row_of(cats.id).score == 0.93
    window.panel.scores.row_of(dogs.id).no.click()
    assert desk.last(SetVerdicts).verdicts == (Verdict(photo_id, dogs.id, False),)


def test_several_photos_show_what_they_have_in_common(qtbot: QtBot, window: MainWindow):
    window.grid.selection.only(0)
    window.grid.selection.extend(2)
    window.grid.selection_changed.emit()
    qtbot.waitUntil(lambda: window.panel.name.text() == "3 photos")
    assert window.panel.chips.texts() == ("Cats",)


def test_a_hostile_name_is_shown_as_it_is(qtbot: QtBot, window: MainWindow, desk: Desk):
    (photo_id,) = desk.add_photos(["<img src=x> & \n <b>.jpg"])
    changed(qtbot, window, photos=True)
    window.grid.make_current(photo_id)
    qtbot.waitUntil(lambda: "img src" in window.panel.name.text())
    assert window.panel.name.textFormat() is Qt.TextFormat.PlainText


# --- the rest of the window ---


def test_the_bottom_bar_tells_what_happens(window: MainWindow, desk: Desk):
    window.on_event(ActivityChanged(Activity.INDEXING, 1234, 5678, 11.2, 400.0))
    assert window.status.words.text() == "1,234 of 5,678 · 11/s · about 7 min left"
    window.status.pause.click()
    assert isinstance(desk.posted[-1], Pause)
    window.on_event(ActivityChanged(Activity.IDLE))
    assert window.status.words.text() == "20 photos · up to date"
    assert not window.status.progress.isVisible()


def test_the_newest_notice_is_shown_and_others_wait_behind_it(window: MainWindow):
    window.on_event(NoticeRaised("One."))
    window.on_event(Stopped("Two."))
    assert window.notices.words.text() == "Two."
    assert window.notices.more.text() == "1 more"
    window.on_event(NoticeRaised("One."))
    assert window.notices.words.text() == "One."
    window.notices.dismiss()
    assert window.notices.words.text() == "Two."
    window.notices.dismiss()
    assert not window.notices.isVisible()


def drop(window: MainWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), copy, mime, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), copy, mime, left, none))


def test_a_dropped_folder_is_added(window: MainWindow, desk: Desk, tmp_path: Path):
    (tmp_path / "new").mkdir()
    drop(window, tmp_path / "new")
    assert desk.last(AddFolders).paths == (tmp_path / "new",)


def test_a_dropped_file_asks_for_its_folder(window: MainWindow, desk: Desk, tmp_path: Path):
    (tmp_path / "one.jpg").write_bytes(b"x")
    drop(window, tmp_path / "one.jpg")
    assert desk.count(AddFolders) == 0
    window.notices.offer.click()
    assert desk.last(AddFolders).paths == (tmp_path,)


def test_try_again_is_said_for_the_selected_problem(qtbot: QtBot, window: MainWindow, desk: Desk):
    photo_id = int(window.grid.selection.ids[0])
    with desk.library.atomic():
        desk.library.photos.set_problem(photo_id, "Cannot read it.")
    changed(qtbot, window, photos=True)
    go_to(qtbot, window, View(Place.PROBLEMS))
    window.grid.make_current(photo_id)
    qtbot.waitUntil(window.panel.retry.isVisible)
    window.panel.retry.click()
    assert desk.last(TryAgain).photo_ids == (photo_id,)
    window.browser.try_again.click()
    assert desk.last(TryAgain).photo_ids == ()


def test_the_window_remembers_how_it_looked(desk: Desk, open_window: Callable[..., MainWindow]):
    window = open_window(desk.home)
    window.toggle_details()
    window.gallery.choose_order(Order.NAME)
    window.step_size(1)
    side_px = window.status.side.value()
    window.close()
    again = open_window(desk.home)
    assert not again.panel.isVisible()
    assert again.gallery.order is Order.NAME
    assert again.status.side.value() == side_px


def test_accuracy_is_checked_from_the_menu(window: MainWindow, desk: Desk):
    menu = next(action.menu() for action in window.menuBar().actions() if action.text() == "&Library")
    check = next(action for action in menu.actions() if action.text() == "Check accuracy…")
    check.trigger()
    assert window.accuracy is not None
    dialog = window.accuracy
    assert dialog.isVisible()
    dialog.use_folder(desk.photos_folder)
    dialog.check.click()
    asked = desk.last(CheckAccuracy)
    window.on_event(CheckProgressed(asked.token, 3, 20, 5.0, None))
    assert dialog.progress.value() == 3
    window.on_event(AccuracyChecked(asked.token, (), "The folder is empty."))
    assert not dialog.is_checking
    check.trigger()
    assert window.accuracy is dialog


def test_the_sheet_of_keys_knows_review_and_plain_undo(window: MainWindow, desk: Desk):
    dogs = desk.library.categories.all()[1]
    window.deeds.decide_for([int(window.grid.selection.ids[0])], dogs, True)
    sheet = window.help.show_shortcuts()
    keys = dict(line for table in sheet.tables for line in table.lines())
    assert keys["Undo"] == "Ctrl+Z"
    assert keys["Another category"] == "C"
    assert keys["Where in the picture"] == "H"
    sheet.close()


# --- the first moment, and room ---


def test_keys_begin_with_the_photos_and_letters_do_nothing_to_none(qtbot: QtBot, window: MainWindow, desk: Desk):
    assert window.grid.hasFocus()
    posted = len(desk.posted)
    qtbot.keyClick(window.grid, Qt.Key.Key_F)
    assert len(desk.posted) == posted
    assert window.gallery.view == View()
    qtbot.keyClick(window.grid, Qt.Key.Key_Right)
    assert window.grid.selection.current == 0


def test_photos_that_come_later_get_the_keys(qtbot: QtBot, desk: Desk, open_window):
    window = open_window(desk.home)
    assert window.browser.shows_message
    desk.add_photos(["a.jpg"])
    changed(qtbot, window, photos=True)
    assert window.grid.hasFocus()


def test_the_window_opens_within_its_screen(desk: Desk, monkeypatch):
    room = QSize(1366, 728)
    monkeypatch.setattr(QScreen, "availableSize", lambda _: room)
    window = MainWindow(desk.home, SettingsFile(desk.home.settings), desk.posted.append)
    assert window.width() == 1240
    assert window.height() < room.height() - 32
    window.close()
    window.deleteLater()


def test_nothing_that_is_said_makes_the_window_grow(qtbot: QtBot, desk: Desk, open_window):
    desk.add_photos(["a.jpg"])
    window = open_window(desk.home, desk.posted.append)
    window.resize(1000, 560)
    assert window.browser.offer.isVisible()
    window.notices.say("A long sentence of what has happened, to what, and what can be done about it. " * 5, "Undo")
    window.searching.show(parse("dog rating:>=3").query)
    window.duplicates.begin()
    qtbot.waitUntil(window.notices.words.isVisible)
    QApplication.processEvents()
    assert window.size() == QSize(1000, 560)
    status = window.status
    assert status.mapTo(window, QPoint(0, status.height())).y() <= window.height()
    assert status.height() >= status.minimumHeight()


def test_the_search_field_gives_way_before_the_heading(qtbot: QtBot, window: MainWindow):
    browser = window.browser
    browser.show_heading("Toutes les photos", "12 345")
    browser.resize(700, 500)
    browser.layout().activate()
    assert browser.title.shown_text == "Toutes les photos"
    browser.show_heading(
        "Ein Ordner mit einem Namen, der länger ist als jedes Fenster breit, und noch länger", "12 345"
    )
    browser.layout().activate()
    assert browser.title.shown_text.endswith("…")
    assert browser.search.width() >= browser.search.minimumWidth()
    assert browser.details.geometry().right() <= browser.width()
