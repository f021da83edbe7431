"""The menu bar: every action with its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction, QKeySequence, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from photo_sorter.language import tr
from photo_sorter.system.release_page import release_page
from photo_sorter.ui.arranging.arranging_desk import ArrangingDesk
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.desktop import open_page
from photo_sorter.ui.duplicates.compare_view import MOST_BESIDE
from photo_sorter.ui.duplicates.duplicates_desk import DuplicatesDesk
from photo_sorter.ui.help.help_desk import HelpDesk
from photo_sorter.ui.housekeeping import Housekeeping
from photo_sorter.ui.marks.mark_menu import FAVOURITE_KEY, ratings
from photo_sorter.ui.menu_needs import ONE, SOME, grey_without
from photo_sorter.ui.photo_deeds import PhotoDeeds

Deed = Callable[[], object]


class MenuDeeds(Protocol):
    """What the window does for its menus."""

    def search(self) -> None: ...
    def step_size(self, step: int) -> None: ...
    def apply_view(self) -> None: ...
    def toggle_places(self) -> None: ...
    def toggle_details(self) -> None: ...
    def toggle_full_screen(self) -> None: ...
    def toggle_pause(self) -> None: ...
    def rescan(self) -> None: ...
    def show_why(self) -> None: ...
    def toggle_heat(self) -> None: ...
    def check_accuracy(self) -> None: ...


@dataclass(frozen=True)
class ViewActions:
    """Those with a check mark that the window reads."""

    whole_pictures: QAction
    file_names: QAction


def fill_menu_bar(
    window: QMainWindow,
    deeds: MenuDeeds,
    housekeeping: Housekeeping,
    photos: PhotoDeeds,
    duplicates: DuplicatesDesk,
    helping: HelpDesk,
    arranging: ArrangingDesk,
    undo_stack: QUndoStack,
    browser: Browser,
    among_photos: Sequence[QWidget],
) -> ViewActions:
    """`among_photos`: where single keys are shortcuts; elsewhere they are typed."""
    bar = window.menuBar()

    def add(menu: QMenu, words: str, deed: Deed, *keys: str) -> QAction:
        action = QAction(words, window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _=False: deed())
        menu.addAction(action)
        return action

    file = bar.addMenu(tr("&File"))
    add(file, tr("Add folder…"), housekeeping.add_folder, "Ctrl+O")
    add(file, tr("New category…"), housekeeping.new_category, "Ctrl+N")
    file.addSeparator()
    add(file, tr("Export…"), housekeeping.keeping.export)
    add(file, tr("Back up library…"), housekeeping.keeping.back_up)
    add(file, tr("Restore library…"), housekeeping.keeping.restore)
    file.addSeparator()
    add(file, tr("Sort into folders…"), arranging.sort_shown, "Ctrl+Shift+S")
    add(file, tr("Runs…"), arranging.show_runs, "Ctrl+Shift+R")
    file.addSeparator()
    add(file, tr("Settings…"), housekeeping.show_settings, "Ctrl+,").setMenuRole(QAction.MenuRole.PreferencesRole)
    add(file, tr("Quit"), window.close, "Ctrl+Q").setMenuRole(QAction.MenuRole.QuitRole)

    edit = bar.addMenu(tr("&Edit"))
    # A stack can be put aside only as one of a group.
    group = QUndoGroup(window)
    group.addStack(undo_stack)
    group.addStack(duplicates.undo_stack)
    group.setActiveStack(undo_stack)
    undo, redo = add(edit, "", group.undo, "Ctrl+Z"), add(edit, "", group.redo, "Ctrl+Shift+Z", "Ctrl+Y")
    _keep_named(
        undo, tr("Undo"), group.canUndoChanged, group.undoTextChanged, lambda deed: tr("Undo {deed}", deed=deed)
    )
    _keep_named(
        redo, tr("Redo"), group.canRedoChanged, group.redoTextChanged, lambda deed: tr("Redo {deed}", deed=deed)
    )
    edit.addSeparator()
    copy = add(edit, tr("Copy path"), photos.copy_paths, "Ctrl+Shift+C")
    grey_without(edit, {copy: SOME}, photos.selected)

    def select_all() -> None:
        # Not what lies behind an open photo.
        if browser.isVisible():
            browser.grid.select_all()

    add(edit, tr("Select all"), select_all, "Ctrl+A")
    edit.addSeparator()
    add(edit, tr("Find"), deeds.search, "Ctrl+F")

    photo = bar.addMenu(tr("&Photo"))
    add(photo, tr("View"), photos.view)
    add(photo, tr("Open with default program"), photos.open_outside, "Ctrl+Return")
    add(photo, tr("Show in folder"), photos.show_in_folder, "Ctrl+Shift+O")
    photo.addSeparator()
    stars_menu = QMenu(tr("Rating"), photo)
    by_one_key = [
        add(photo, tr("Favourite"), photos.toggle_favourite, FAVOURITE_KEY),
        *(add(stars_menu, words, partial(photos.rate, stars), str(stars)) for stars, words in enumerate(ratings())),
    ]
    photo.addMenu(stars_menu)
    photo.addSeparator()
    tag = add(photo, tr("Tag as…"), photos.tag_by_name, "T")
    why = add(photo, tr("Why"), deeds.show_why, "W")
    where = add(photo, tr("Where in the picture"), deeds.toggle_heat, "H")
    for action in (*by_one_key, tag, why, where):
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for part in among_photos:
            part.addAction(action)
    photo.addSeparator()
    add(photo, tr("Find similar"), photos.find_similar, "Ctrl+Shift+F")
    compare = add(photo, tr("Compare"), photos.compare, "C")
    compare.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    browser.grid.addAction(compare)
    for action in (
        add(photo, tr("More like this"), lambda: photos.judge(True), "+"),
        add(photo, tr("Less like this"), lambda: photos.judge(False), "-"),
    ):
        # In an open photo these keys zoom.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        browser.grid.addAction(action)
        action.setEnabled(False)
        photos.searching.changed.connect(lambda action=action: action.setEnabled(bool(photos.searching.query)))
    photo.addSeparator()
    add(photo, tr("Try again"), photos.try_again)
    needs = dict.fromkeys(photo.actions(), SOME) | {why: ONE, where: ONE, compare: range(2, MOST_BESIDE + 1)}
    grey_without(photo, needs, photos.selected)

    view = bar.addMenu(tr("&View"))
    view.addMenu(browser.sort_menu)
    view.addSeparator()
    add(view, tr("Larger"), lambda: deeds.step_size(1), "Ctrl++", "Ctrl+=")
    add(view, tr("Smaller"), lambda: deeds.step_size(-1), "Ctrl+-")
    whole, names = add(view, tr("Whole pictures"), deeds.apply_view), add(view, tr("File names"), deeds.apply_view)
    for action in (whole, names):
        action.setCheckable(True)
    view.addSeparator()
    add(view, tr("Side bar"), deeds.toggle_places, "Ctrl+B")
    add(view, tr("Details"), deeds.toggle_details, "Ctrl+I")
    add(view, tr("Full screen"), deeds.toggle_full_screen, "F11")

    library = bar.addMenu(tr("&Library"))
    add(library, tr("Review…"), photos.review, "Ctrl+R")
    add(library, tr("Check accuracy…"), deeds.check_accuracy)
    add(library, tr("Find duplicates…"), duplicates.begin, "Ctrl+D")
    library.addSeparator()
    add(library, tr("Write metadata…"), photos.metadata.write)
    add(library, tr("Read metadata again"), photos.metadata.read)
    library.addSeparator()
    add(library, tr("Pause or resume"), deeds.toggle_pause, "Ctrl+P")
    add(library, tr("Look for changes"), deeds.rescan, "F5")

    help_menu = bar.addMenu(tr("&Help"))
    add(help_menu, tr("Photo Sorter Help"), helping.show_pages, "F1")
    add(help_menu, tr("Keyboard shortcuts"), helping.show_shortcuts, "Ctrl+?")
    # Elsewhere the key is that of the control which has the focus.
    explain = add(help_menu, tr("What’s this?"), helping.begin_explaining, "Shift+F1")
    explain.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    help_menu.addSeparator()
    add(help_menu, tr("Problems and log…"), helping.show_problems)
    page = release_page()
    if page is not None:
        add(help_menu, tr("Check for updates…"), lambda: open_page(page))
    help_menu.addSeparator()
    add(help_menu, tr("About Photo Sorter"), helping.show_about).setMenuRole(QAction.MenuRole.AboutRole)
    return ViewActions(whole, names)


def _keep_named(
    action: QAction, plain: str, can: SignalInstance, changed: SignalInstance, of: Callable[[str], str]
) -> None:
    """Says what it would do, while it can. As data: its plain word."""

    def name(deed: str) -> None:
        action.setText(of(deed) if deed else plain)

    action.setData(plain)
    action.setEnabled(False)
    can.connect(action.setEnabled)
    changed.connect(name)
    name("")
