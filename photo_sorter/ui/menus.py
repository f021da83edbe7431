"""The menu bar: every action with its shortcut, and the sheet that lists them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QKeySequence, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from photo_sorter import __version__
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.duplicates.duplicates_desk import DuplicatesDesk
from photo_sorter.ui.housekeeping import Housekeeping
from photo_sorter.ui.icons import app_icon
from photo_sorter.ui.marks.mark_menu import FAVOURITE_KEY, RATINGS
from photo_sorter.ui.photo_deeds import PhotoDeeds

Deed = Callable[[], object]

IN_GRID = (
    ("Move, select", "Arrows, Shift, Ctrl"),
    ("View the photo", "Enter or Space"),
    ("Close the view", "Esc"),
    ("Next, former photo", "→ ←"),
    ("Tag as the first … ninth category", "Ctrl+1 … 9"),
    ("Rating", "0 … 5"),
    ("Zoom; fit or 100 %", "+ −; Z"),
)
IN_REVIEW = (
    ("Yes", "Y or →"),
    ("No", "N or ←"),
    ("Skip", "S or ↓"),
    ("Another category", "C"),
    ("Leave", "Esc"),
)
IN_DUPLICATES = (
    ("Another group, photo", "↑ ↓, ← →"),
    ("Keep, let go", "Space"),
    ("Compare", "Enter"),
    ("Zoom all or one", "L"),
    ("Move to the trash", "Del"),
)


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

    file = bar.addMenu("&File")
    add(file, "Add folder…", housekeeping.add_folder, "Ctrl+O")
    add(file, "New category…", housekeeping.new_category, "Ctrl+N")
    file.addSeparator()
    add(file, "Settings…", housekeeping.show_settings, "Ctrl+,").setMenuRole(QAction.MenuRole.PreferencesRole)
    add(file, "Quit", window.close, "Ctrl+Q").setMenuRole(QAction.MenuRole.QuitRole)

    edit = bar.addMenu("&Edit")
    # A stack can be put aside only as one of a group.
    group = QUndoGroup(window)
    group.addStack(undo_stack)
    group.setActiveStack(undo_stack)
    undo, redo = group.createUndoAction(window, "Undo"), group.createRedoAction(window, "Redo")
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    undo.setData("Undo")
    redo.setData("Redo")
    edit.addActions([undo, redo])
    edit.addSeparator()
    add(edit, "Copy path", photos.copy_paths, "Ctrl+Shift+C")

    def select_all() -> None:
        # Not what lies behind an open photo.
        if browser.isVisible():
            browser.grid.select_all()

    add(edit, "Select all", select_all, "Ctrl+A")
    edit.addSeparator()
    add(edit, "Find", deeds.search, "Ctrl+F")

    photo = bar.addMenu("&Photo")
    add(photo, "View", photos.view)
    add(photo, "Open with default program", photos.open_outside, "Ctrl+Return")
    add(photo, "Show in folder", photos.show_in_folder, "Ctrl+Shift+O")
    photo.addSeparator()
    ratings = QMenu("Rating", photo)
    by_one_key = [
        add(photo, "Favourite", photos.toggle_favourite, FAVOURITE_KEY),
        *(add(ratings, words, partial(photos.rate, stars), str(stars)) for stars, words in enumerate(RATINGS)),
    ]
    photo.addMenu(ratings)
    photo.addSeparator()
    for action in (
        *by_one_key,
        add(photo, "Tag as…", photos.tag_by_menu, "T"),
        add(photo, "Why", deeds.show_why, "W"),
        add(photo, "Where in the picture", deeds.toggle_heat, "H"),
    ):
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for part in among_photos:
            part.addAction(action)
    photo.addSeparator()
    add(photo, "Find similar", photos.find_similar, "Ctrl+Shift+F")
    compare = add(photo, "Compare", photos.compare, "C")
    compare.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    browser.grid.addAction(compare)
    for action in (
        add(photo, "More like this", lambda: photos.judge(True), "+"),
        add(photo, "Less like this", lambda: photos.judge(False), "-"),
    ):
        # In an open photo these keys zoom.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        browser.grid.addAction(action)
        action.setEnabled(False)
        photos.searching.changed.connect(lambda action=action: action.setEnabled(bool(photos.searching.query)))
    photo.addSeparator()
    add(photo, "Try again", photos.try_again)

    view = bar.addMenu("&View")
    view.addMenu(browser.sort_menu)
    view.addSeparator()
    add(view, "Larger", lambda: deeds.step_size(1), "Ctrl++", "Ctrl+=")
    add(view, "Smaller", lambda: deeds.step_size(-1), "Ctrl+-")
    whole, names = add(view, "Whole pictures", deeds.apply_view), add(view, "File names", deeds.apply_view)
    for action in (whole, names):
        action.setCheckable(True)
    view.addSeparator()
    add(view, "Side bar", deeds.toggle_places, "Ctrl+B")
    add(view, "Details", deeds.toggle_details, "Ctrl+I")
    add(view, "Full screen", deeds.toggle_full_screen, "F11")

    library = bar.addMenu("&Library")
    add(library, "Review…", photos.review, "Ctrl+R")
    add(library, "Check accuracy…", deeds.check_accuracy)
    add(library, "Find duplicates…", duplicates.begin, "Ctrl+D")
    library.addSeparator()
    add(library, "Pause or resume", deeds.toggle_pause, "Ctrl+P")
    add(library, "Look for changes", deeds.rescan, "F5")

    help_menu = bar.addMenu("&Help")
    add(help_menu, "Keyboard shortcuts", lambda: show_shortcuts(window), "F1", "Ctrl+?")
    add(help_menu, "About Photo Sorter", lambda: show_about(window)).setMenuRole(QAction.MenuRole.AboutRole)
    return ViewActions(whole, names)


def show_shortcuts(window: QMainWindow) -> QDialog:
    """A small sheet made from the menus themselves."""
    dialog = QDialog(window)
    dialog.setWindowTitle("Keyboard shortcuts")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    columns = QHBoxLayout(dialog)
    columns.setContentsMargins(24, 20, 24, 24)
    columns.setSpacing(40)
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        ("Photos", list(IN_GRID)), ("Review", list(IN_REVIEW)), ("Duplicates", list(IN_DUPLICATES)),
    ]  # fmt: skip
    for top in window.menuBar().actions():
        lines = [
            (
                # Undo and redo say what they would do: here their plain words.
                action.data() or action.text().replace("&", "").rstrip("…"),
                action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            )
            for action in cast(QMenu, top.menu()).actions()
            if not action.shortcut().isEmpty()
        ]
        groups.append((top.text().replace("&", ""), lines))
    for half in (groups[: len(groups) // 2], groups[len(groups) // 2 :]):
        column = QVBoxLayout()
        column.setSpacing(16)
        for title, lines in half:
            if lines:
                column.addWidget(_group(dialog, title, lines))
        column.addStretch(1)
        columns.addLayout(column)
    dialog.show()
    return dialog


def show_about(window: QWidget) -> QDialog:
    dialog = QDialog(window)
    dialog.setWindowTitle("About Photo Sorter")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(48, 32, 48, 32)
    column.setSpacing(6)
    picture, name = QLabel(dialog), QLabel("Photo Sorter", dialog)
    picture.setPixmap(app_icon().pixmap(96, 96))
    name.setFont(scaled_font(dialog, 1.5, QFont.Weight.DemiBold))
    column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addSpacing(8)
    column.addWidget(name, 0, Qt.AlignmentFlag.AlignHCenter)
    for line in (f"Version {__version__}", "Sorts your photos by your own words.", "Nothing leaves this computer."):
        label = QLabel(line, dialog)
        label.setProperty("muted", True)
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
    dialog.show()
    return dialog


def _group(parent: QWidget, title: str, lines: list[tuple[str, str]]) -> QWidget:
    group = QWidget(parent)
    grid = QGridLayout(group)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    heading = QLabel(title, group)
    heading.setFont(scaled_font(group, 1.0, QFont.Weight.DemiBold))
    grid.addWidget(heading, 0, 0, 1, 2)
    for number, (words, keys) in enumerate(lines, start=1):
        key = QLabel(keys, group)
        key.setProperty("muted", True)
        grid.addWidget(QLabel(words, group), number, 0)
        grid.addWidget(key, number, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return group
