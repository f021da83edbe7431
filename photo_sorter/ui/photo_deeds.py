"""What a person can do with the selected photos, by menu, key, drag or button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from photo_sorter.core.commands import Command, TryAgain
from photo_sorter.core.query import Place
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.language import number, tr
from photo_sorter.ui import desktop
from photo_sorter.ui.category_picker import CategoryPicker, Choice
from photo_sorter.ui.duplicates.compare_view import MOST_BESIDE
from photo_sorter.ui.gallery import Gallery
from photo_sorter.ui.grid.photo_grid import PhotoGrid
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.marks.mark_menu import add_marks
from photo_sorter.ui.marks.marking import MOST_AT_ONCE, Marking
from photo_sorter.ui.metadata.metadata_desk import MetadataDesk
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.photo_menu import photo_menu
from photo_sorter.ui.search.searching import Searching
from photo_sorter.ui.status_bar import StatusBar
from photo_sorter.ui.tagging import Tagging

_MOST_OPENED = 10
_MOST_COMPARED = 300


class PhotoDeeds(QObject):
    """Works on the grid's selection, which the viewer shares, or on the photo that review asks about."""

    viewing = Signal(int)
    """A photo is to be shown in full."""
    reviewing = Signal(object)
    """A category's photos, or with None all, are to be reviewed."""
    comparing = Signal(object)
    """Photos, as a tuple of ids, are to be shown side by side."""
    decided = Signal()
    arranging = Signal()
    """What is selected is to be sorted into folders on disk."""

    def __init__(
        self,
        window: QWidget,
        reader: LibraryReader,
        grid: PhotoGrid,
        gallery: Gallery,
        tagging: Tagging,
        marking: Marking,
        notices: NoticeBar,
        scheme: Callable[[], Scheme],
        post: Callable[[Command], None],
        status: StatusBar,
    ) -> None:
        super().__init__(window)
        self._window, self._reader, self._grid, self._gallery = window, reader, grid, gallery
        self._tagging, self._marking, self._notices = tagging, marking, notices
        self._scheme, self._post = scheme, post
        self._menu: QMenu | None = None
        self._picker = CategoryPicker(window)
        self._instead: tuple[int, ...] | None = None
        self.metadata = MetadataDesk(window, self.selected, grid, notices, status, post)
        for digit in range(1, 10):
            keys = QShortcut(QKeySequence(f"Ctrl+{digit}"), window)
            keys.activated.connect(lambda digit=digit: self._decide_by_number(digit))

    def selected(self) -> tuple[int, ...]:
        if self._instead is not None:
            return self._instead
        return tuple(self._grid.selection.chosen_ids().tolist())

    def work_on(self, photo_ids: tuple[int, ...] | None) -> None:
        """These instead of the grid's selection, which is out of sight; None: the selection again. A menu
        about others closes."""
        if photo_ids != self._instead:
            self._picker.close()
            if self._menu is not None:
                self._menu.close()
        self._instead = photo_ids

    def review(self) -> None:
        view = self._gallery.view
        self.reviewing.emit(view.id if view.place is Place.CATEGORY and not self._gallery.sought else None)

    def view(self) -> None:
        if self._instead is None and self._grid.selection.current_id is not None:
            self.viewing.emit(self._grid.selection.current_id)

    def open_outside(self) -> None:
        for path in list(self._paths(_MOST_OPENED)):
            if not desktop.open_file(path):
                self._notices.say(
                    tr("{name} could not be opened. No program is set for it, or the file is gone.", name=path.name)
                )
                return

    def show_in_folder(self) -> None:
        for path in self._paths(1):
            if not desktop.show_in_folder(path):
                self._notices.say(
                    tr("The folder {folder} could not be opened. It may be gone or offline.", folder=path.parent)
                )

    def copy_paths(self) -> None:
        ids = self.selected()
        paths = self._reader.paths(ids) if self._are_few(ids) else {}
        if paths:
            QApplication.clipboard().setText("\n".join(str(path) for path in paths.values()))

    @property
    def searching(self) -> Searching:
        return self._gallery.searching

    def find_similar(self) -> None:
        """Photos like the first of those selected."""
        for path in self._paths(1):
            self.searching.find_similar(path)

    def compare(self) -> None:
        self.comparing.emit(self.selected())

    def sort_into_folders(self) -> None:
        if self.selected():
            self.arranging.emit()

    def judge(self, likes: bool) -> None:
        """What is selected was found rightly or wrongly."""
        if self._are_few(ids := self.selected()):
            self.searching.judge(ids, likes)

    def try_again(self) -> None:
        if self.selected():
            self._post(TryAgain(self.selected()))

    def try_all_again(self) -> None:
        self._post(TryAgain())

    def decide(self, category: Category, holds: bool | None) -> None:
        self.decide_for(self.selected(), category, holds)

    def decide_for(self, photo_ids: Sequence[int], category: Category, holds: bool | None) -> None:
        if category.id is not None and photo_ids and self._are_few(photo_ids):
            self._tagging.decide(photo_ids, category.id, category.name, holds)
            self.decided.emit()

    def decide_by_id(self, category_id: int, holds: bool | None) -> None:
        category = self._scheme().category(category_id)
        if category is not None:
            self.decide(category, holds)

    def tag_dropped(self, category_id: int, photo_ids: Sequence[int]) -> None:
        category = self._scheme().category(category_id)
        if category is not None:
            self.decide_for(photo_ids, category, True)

    def rate(self, stars: int) -> None:
        if not self._is_among_problems():
            self._marking.rate(self.selected(), stars)

    def toggle_favourite(self) -> None:
        if not self._is_among_problems():
            self._marking.toggle_favourite(self.selected())

    def show_menu(self, at: QPoint) -> None:
        if self._first(1):
            self._open(self.menu(), at)

    def menu(self) -> QMenu:
        """About the photos that are selected now, whatever is selected once it is used."""
        ids, marking = self.selected(), self._marking
        return photo_menu(
            self._window,
            self,
            partial(self.decide_for, ids),
            tuple(one.category for one in nested(self._scheme())),
            self._common_verdicts(),
            partial(
                add_marks,
                common=marking.common(ids[:_MOST_COMPARED]),
                favour=partial(marking.favour, ids),
                rate=partial(marking.rate, ids),
            ),
            among_problems=self._is_among_problems(),
            in_review=self._instead is not None,
            in_search=self._instead is None and bool(self._gallery.sought),
            can_compare=2 <= len(ids) <= MOST_BESIDE,
        )

    def tag_by_name(self) -> None:
        """By a popover beside the current photo. A category that all of them have by a person's word is taken back."""
        shown, ids = self._enabled(), self.selected()
        if not ids and self._instead is None:
            self._notices.hint(tr("Select the photos to tag first."))
        if not ids or not shown:
            return
        said = {id for id, holds in self._common_verdicts().items() if holds}
        self._picker.ask(
            tr("Tag as"),
            [Choice(category, category.id in said) for category in shown],
            lambda category: self.decide_for(ids, category, None if category.id in said else True),
            self._current_rect(),
        )

    def _current_rect(self) -> QRect:
        """In global pixels: the current photo in the grid, or the middle of the window where that is out of sight."""
        port, window = self._grid.viewport(), self._window
        cell = self._grid.cell_rect(self._grid.selection.current) & port.rect()
        if self._instead is None and port.isVisible() and not cell.isEmpty():
            return QRect(port.mapToGlobal(cell.topLeft()), cell.size())
        return QRect(window.mapToGlobal(window.rect().center()), QSize(1, 1))

    def _open(self, menu: QMenu, at: QPoint) -> None:
        self._menu = menu
        menu.aboutToHide.connect(self._forget_menu)
        menu.popup(at)

    def _forget_menu(self) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def _decide_by_number(self, digit: int) -> None:
        shown = self._enabled()
        if digit <= len(shown):
            self.decide(shown[digit - 1], True)

    def _is_among_problems(self) -> bool:
        return not self._gallery.sought and self._gallery.view.place is Place.PROBLEMS

    def _enabled(self) -> list[Category]:
        """In the order of the side bar."""
        return [one.category for one in nested(self._scheme()) if one.category.enabled]

    def _common_verdicts(self) -> dict[int, bool]:
        return self._tagging.common_verdicts(self._first(_MOST_COMPARED))

    def _paths(self, most: int) -> list[Path]:
        return list(self._reader.paths(self._first(most)).values())

    def _first(self, most: int) -> tuple[int, ...]:
        """Of those selected, of which there may be a million."""
        if self._instead is not None:
            return self._instead[:most]
        return tuple(self._grid.selection.first_ids(most).tolist())

    def _are_few(self, photo_ids: Sequence[int]) -> bool:
        """Says so where they are too many to be told one by one."""
        if len(photo_ids) > MOST_AT_ONCE:
            self._notices.hint(tr("Select at most {most} photos for this.", most=number(MOST_AT_ONCE)))
        return len(photo_ids) <= MOST_AT_ONCE
