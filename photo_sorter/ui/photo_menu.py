"""The context menu of photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from photo_sorter.core.sorting.category import Category
from photo_sorter.language import tr
from photo_sorter.ui.icons import dot_icon


class Deeds(Protocol):
    """What the menu can do with the selected photos."""

    def view(self) -> None: ...
    def review(self) -> None: ...
    def open_outside(self) -> None: ...
    def show_in_folder(self) -> None: ...
    def copy_paths(self) -> None: ...
    def find_similar(self) -> None: ...
    def compare(self) -> None: ...
    def sort_into_folders(self) -> None: ...
    def judge(self, likes: bool) -> None: ...
    def try_again(self) -> None: ...


def photo_menu(
    parent: QWidget,
    deeds: Deeds,
    decide: Callable[[Category, bool | None], object],
    categories: Sequence[Category],
    verdicts: dict[int, bool],
    add_marks: Callable[[QMenu], object],
    *,
    among_problems: bool,
    in_review: bool = False,
    in_search: bool = False,
    can_compare: bool = False,
) -> QMenu:
    """`decide` says something of the photos that the menu is about; `verdicts`: those that they all share, by category
    id; `add_marks` adds the lines about favourites and ratings."""
    menu = QMenu(parent)
    if among_problems:
        menu.addAction(tr("Try again"), deeds.try_again)
        menu.addSeparator()
    elif not in_review:
        menu.addAction(tr("View"), deeds.view)
    menu.addAction(tr("Open with default program"), deeds.open_outside)
    menu.addAction(tr("Show in folder"), deeds.show_in_folder)
    menu.addAction(tr("Copy path"), deeds.copy_paths)
    if not among_problems:
        menu.addAction(tr("Sort into folders…"), deeds.sort_into_folders)
    if not among_problems:
        menu.addSeparator()
        menu.addAction(tr("Find similar"), deeds.find_similar)
        if not in_review:
            menu.addAction(tr("Compare"), deeds.compare).setEnabled(can_compare)
    if in_search:
        menu.addAction(tr("More like this"), lambda: deeds.judge(True))
        menu.addAction(tr("Less like this"), lambda: deeds.judge(False))
    if not among_problems:
        menu.addSeparator()
        add_marks(menu)
    shown = [category for category in categories if category.enabled]
    if shown and not among_problems:
        menu.addSeparator()
        fill_tag_menu(menu.addMenu(tr("Tag as")), decide, shown, verdicts, holds=True)
        fill_tag_menu(menu.addMenu(tr("Not")), decide, shown, verdicts, holds=False)
        decided = [category for category in shown if category.id in verdicts]
        if decided:
            back = menu.addMenu(tr("Take back verdict"))
            for category in decided:
                action = back.addAction(_plain(category.name))
                action.triggered.connect(lambda _=False, category=category: decide(category, None))
        if not in_review:
            menu.addSeparator()
            menu.addAction(tr("Review…"), deeds.review)
    return menu


def fill_tag_menu(
    menu: QMenu,
    decide: Callable[[Category, bool | None], object],
    categories: Sequence[Category],
    verdicts: dict[int, bool],
    *,
    holds: bool,
) -> None:
    """A line a category; those decided so are checked, and choosing them takes the verdict back."""
    for category in categories:
        action = QAction(_plain(category.name), menu)
        is_said = verdicts.get(category.id or 0) is holds
        action.setCheckable(is_said)
        action.setChecked(is_said)
        if not is_said:
            action.setIcon(dot_icon(category.colour))
        action.triggered.connect(
            lambda _=False, category=category, said=is_said: decide(category, None if said else holds)
        )
        menu.addAction(action)


def _plain(name: str) -> str:
    """An ampersand in a name is no shortcut."""
    return name.replace("&", "&&")
