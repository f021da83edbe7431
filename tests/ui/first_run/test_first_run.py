"""The first minute: any way of choosing a folder begins with the categories and the model that are ticked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import AddFolders, DownloadModel, SaveScheme, UseModel
from photo_sorter.core.events import Activity, ActivityChanged, DownloadEnded, ModelReady, NoticeRaised
from photo_sorter.paths import Home
from photo_sorter.settings import BUILT_IN_MODEL, RECOMMENDED_MODEL, SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.ui.first_run import welcome_page
from photo_sorter.ui.first_run.welcome_page import WelcomePage
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed
from tests.ui.models.shop import Shop


class FirstStart:
    """A window over an empty home; what it posts, and what it may suggest."""

    def __init__(self, folder: Path, shop: Shop, open_window: Callable[..., MainWindow]) -> None:
        self.home, self.shop = Home(folder / "home"), shop
        self.pictures = folder / "Pictures"
        self.posted: list[object] = []
        self._open = open_window
        self.window = self.open()

    def open(self) -> MainWindow:
        self.window = self._open(self.home, self.posted.append, self.shop.shelf)
        return self.window

    @property
    def page(self) -> WelcomePage:
        return self.window.browser.invitation

    @property
    def kinds(self) -> list[type]:
        return [type(command) for command in self.posted]

    def last(self, kind: type) -> object:
        return next(command for command in reversed(self.posted) if isinstance(command, kind))


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "Pictures"
    monkeypatch.setattr(welcome_page, "pictures_folder", lambda: folder if folder.is_dir() else None)
    return folder


@pytest.fixture
def start(tmp_path: Path, pictures: Path, shop: Shop, open_window: Callable[..., MainWindow]) -> FirstStart:
    """With a folder of pictures to suggest."""
    pictures.mkdir()
    return FirstStart(tmp_path, shop, open_window)


def kept(start: FirstStart) -> object:
    return SettingsFile(start.home.settings).current


def test_enter_is_all_it_takes(qtbot: QtBot, start: FirstStart):
    assert start.window.browser.shows_invitation
    assert start.page.primary is start.page.suggestion
    assert start.page.suggestion.hasFocus()
    assert start.page.suggestion.text() == "Sort “Pictures”"
    qtbot.keyClick(start.page.suggestion, Qt.Key.Key_Space)
    assert start.kinds == [SaveScheme, AddFolders]
    assert start.last(AddFolders).paths == (start.pictures,)
    assert [one.name for one in start.last(SaveScheme).scheme.categories][:2] == ["People", "Pets"]
    assert start.window.edits.undo_stack.undoText() == "Add the categories “Everyday”"
    assert start.page.words.text() == "Looking for photos…"
    assert kept(start).starter_offer_answered


def test_who_has_moved_on_is_not_thrown_back_when_the_library_is_read(qtbot: QtBot, start: FirstStart):
    window, page = start.window, start.page
    page.choose.setFocus(Qt.FocusReason.TabFocusReason)
    # The worker makes the library only now: it is there, and not open yet.
    library = Library.open(start.home.library)
    window.on_event(ActivityChanged(Activity.IDLE))
    assert page.isVisible()
    window.gallery.refresh_all()
    assert page.isVisible()
    assert page.choose.hasFocus()
    library.close()


def test_the_page_takes_the_focus_only_where_the_window_put_it(qtbot: QtBot, pictures: Path):
    window, page = QWidget(), WelcomePage()
    qtbot.addWidget(window)
    places, other = QPushButton(window), QPushButton(window)
    page.setParent(window)
    page.take_focus_from(places)
    page.hide()
    with qtbot.waitExposed(window):
        window.show()
    other.setFocus()
    page.show()
    assert window.focusWidget() is other


def test_without_pictures_a_folder_is_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path, shop: Shop, open_window
):
    start = FirstStart(tmp_path, shop, open_window)
    assert start.page.primary is start.page.choose
    assert start.page.choose.hasFocus()
    assert not start.page.suggestion.isVisible()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: "")
    start.page.choose.click()
    assert start.posted == []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path))
    start.page.choose.click()
    assert start.last(AddFolders).paths == (tmp_path,)


def test_folders_that_are_dropped_begin_as_well(start: FirstStart, tmp_path: Path):
    folders = [tmp_path / name for name in ("one", "two")]
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder)) for folder in folders])
    for folder in folders:
        folder.mkdir()
    start.page.packs.boxes["garden"].setChecked(True)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(start.window, QDragEnterEvent(QPoint(50, 50), copy, mime, left, none))
    QApplication.sendEvent(start.window, QDropEvent(QPointF(50, 50), copy, mime, left, none))
    assert start.last(AddFolders).paths == tuple(folders)
    names = [one.name for one in start.last(SaveScheme).scheme.categories]
    assert "People" in names
    assert "Roses" in names
    assert start.window.edits.undo_stack.undoText() == "Add the categories “Everyday”, “Garden”"


def test_no_set_at_all_is_a_choice(start: FirstStart):
    start.page.packs.boxes["everyday"].setChecked(False)
    assert start.page.packs.words.text() == "None: you make your own."
    start.page.suggestion.click()
    assert start.kinds == [AddFolders]
    assert kept(start).starter_offer_answered


def test_what_the_packs_give_is_named(start: FirstStart):
    assert start.page.packs.words.text().startswith("People, Pets, Animals, Food, ")
    start.page.packs.boxes["travel"].setChecked(True)
    assert start.page.packs.words.text().endswith(" and 13 more")


# --- the model ---


def test_a_better_model_comes_while_the_built_in_one_works_and_takes_over(start: FirstStart, shop: Shop):
    start.window.on_event(ModelReady(BUILT_IN_MODEL))
    start.page.model.better.setChecked(True)
    start.page.suggestion.click()
    assert start.kinds == [SaveScheme, DownloadModel, AddFolders]
    assert start.last(DownloadModel).model_id == RECOMMENDED_MODEL
    shop.bring(RECOMMENDED_MODEL)
    start.window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    assert start.last(UseModel).model_id == RECOMMENDED_MODEL
    assert start.window.notices.words.text() == "CLIP is here. It sorts your photos as soon as it has seen them."
    assert kept(start).awaited_model_id == ""


def test_without_a_network_the_built_in_model_goes_on_and_the_notice_tries_again(start: FirstStart, shop: Shop):
    start.window.on_event(ModelReady(BUILT_IN_MODEL))
    start.page.model.better.setChecked(True)
    start.page.suggestion.click()
    start.window.on_event(DownloadEnded(RECOMMENDED_MODEL, "The hub was not found: check the internet connection."))
    assert start.window.notices.words.text().startswith("The hub was not found")
    assert UseModel not in start.kinds
    assert kept(start).awaited_model_id == ""
    start.window.notices.offer.click()
    assert start.kinds.count(DownloadModel) == 2
    shop.bring(RECOMMENDED_MODEL)
    start.window.on_event(DownloadEnded(RECOMMENDED_MODEL, None))
    assert start.last(UseModel).model_id == RECOMMENDED_MODEL


def test_a_download_goes_on_with_the_next_start(start: FirstStart):
    start.page.model.better.setChecked(True)
    start.page.suggestion.click()
    start.window.close()
    start.posted.clear()
    window = start.open()
    assert start.posted == []
    window.on_event(ModelReady(BUILT_IN_MODEL))
    assert start.kinds == [DownloadModel]


def test_a_model_that_is_here_already_is_used_at_once(start: FirstStart, shop: Shop):
    shop.bring(RECOMMENDED_MODEL)
    start.window.models.look()
    assert "already" in start.page.model.better_note.text()
    start.page.model.better.setChecked(True)
    start.page.suggestion.click()
    assert start.kinds == [SaveScheme, UseModel, AddFolders]


def test_who_uses_the_better_model_is_not_asked(start: FirstStart):
    assert start.page.model.isVisible()
    start.window.on_event(ModelReady(RECOMMENDED_MODEL))
    assert not start.page.model.isVisible()


def test_the_other_models_are_a_click_away(start: FirstStart):
    start.page.model.more.click()
    assert start.window.housekeeping.dialog.isVisible()
    assert start.window.models.page is not None


# --- before and after ---


def test_it_begins_once(start: FirstStart, tmp_path: Path):
    start.page.model.better.setChecked(True)
    start.page.suggestion.click()
    start.window.housekeeping.take((tmp_path,))
    assert start.kinds == [SaveScheme, DownloadModel, AddFolders, AddFolders]


def test_a_folder_that_cannot_be_read_leaves_the_page_ready(start: FirstStart):
    start.page.suggestion.click()
    start.window.on_event(NoticeRaised("Pictures cannot be read: permission denied."))
    assert start.page.words.text() == ""
    assert start.page.suggestion.isEnabled()
    # What was chosen is not chosen once more, but can be chosen anew.
    start.page.model.better.setChecked(True)
    start.page.suggestion.click()
    assert start.kinds == [SaveScheme, AddFolders, DownloadModel, AddFolders]


def test_a_folder_given_before_the_page_was_seen_chooses_nothing(
    tmp_path: Path, desk: Desk, open_window: Callable[..., MainWindow]
):
    """Another start, or the command line, brought it: the offer above the photos asks."""
    desk.add_photos(["a.jpg"])
    window = open_window(desk.home, desk.posted.append)
    window.housekeeping.take((tmp_path,))
    assert [type(command) for command in desk.posted] == [AddFolders]
    assert window.browser.offer.isVisible()


def test_it_gives_way_to_photos_and_comes_back_without_what_is_known(qtbot: QtBot, start: FirstStart, tmp_path: Path):
    start.page.suggestion.click()
    library = Library.open(start.home.library)
    with library.atomic():
        folder = library.folders.add(tmp_path)
        library.categories.save(start.last(SaveScheme).scheme)
    changed(qtbot, start.window, folders=True, categories=True)
    assert not start.window.browser.shows_invitation
    assert not start.window.browser.offer.isVisible()
    with library.atomic():
        library.folders.remove(folder.id)
    changed(qtbot, start.window, folders=True)
    assert start.window.browser.shows_invitation
    assert not start.page.packs.isVisible()
    assert start.page.words.text() == ""
    start.posted.clear()
    start.page.suggestion.click()
    assert start.kinds == [AddFolders]
    library.close()


@pytest.mark.parametrize(("width_px", "height_px"), [(900, 560), (900, 800), (1500, 1000)])
def test_all_of_it_can_be_seen(qtbot: QtBot, start: FirstStart, width_px: int, height_px: int):
    start.window.resize(width_px, height_px)
    page = start.page
    qtbot.waitUntil(lambda: start.window.width() == width_px and start.window.height() == height_px)
    QApplication.processEvents()
    for button in (page.suggestion, page.choose):
        # What begins is in sight without scrolling.
        assert page.rect().contains(button.geometry())
    for part in (page.packs, page.model, page.suggestion, page.choose):
        corner = part.mapTo(page, QPoint(0, 0))
        assert corner.x() >= 0
        assert corner.x() + part.width() <= page.width() <= start.window.stage.width()
        assert part.height() >= part.minimumSizeHint().height()


def test_everything_is_reached_and_chosen_by_keyboard(qtbot: QtBot, start: FirstStart):
    start.window.activateWindow()
    page = start.page

    def tab_to(target) -> None:
        for _ in range(60):
            if target.hasFocus():
                return
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        raise AssertionError(f"{target} is not reached")

    tab_to(page.packs.boxes["pets"])
    qtbot.keyClick(page.packs.boxes["pets"], Qt.Key.Key_Space)
    tab_to(page.model.built_in)
    qtbot.keyClick(page.model.built_in, Qt.Key.Key_Down)
    assert page.model.better.isChecked()
    tab_to(page.choose)
    tab_to(page.suggestion)
    qtbot.keyClick(page.suggestion, Qt.Key.Key_Space)
    assert page.packs.chosen == ("everyday", "pets")
    assert start.last(DownloadModel).model_id == RECOMMENDED_MODEL
