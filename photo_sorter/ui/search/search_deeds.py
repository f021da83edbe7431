"""What can be done with saved searches: saving one by a name, and the menu and the keys of their rows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from photo_sorter.core.query import Place, View
from photo_sorter.core.search.language import parse, text_of
from photo_sorter.core.search.query import Query, SavedSearch
from photo_sorter.language import tr
from photo_sorter.ui.categories.removal import tell_with_undo
from photo_sorter.ui.name_popover import Effect, NamePopover, Naming, rect_of
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.places.side_bar import RowDeed, SideBar
from photo_sorter.ui.search.filter_words import filter_words
from photo_sorter.ui.search.given_pictures import picture_name
from photo_sorter.ui.search.query_bar import QueryBar
from photo_sorter.ui.search.saved_searches import SavedSearches
from photo_sorter.ui.search.searching import Searching

_STEPS = {RowDeed.UP: -1, RowDeed.DOWN: 1}


class SearchDeeds(QObject):
    """Lives as long as the side bar."""

    arranging = Signal(object)
    """The photos of a View are to be sorted into folders on disk."""

    def __init__(
        self, saved: SavedSearches, searching: Searching, bar: QueryBar, side_bar: SideBar, notices: NoticeBar
    ) -> None:
        super().__init__(side_bar)
        self._saved, self._searching, self._bar = saved, searching, bar
        self._side_bar, self._notices = side_bar, notices
        self.popover = NamePopover(side_bar)
        searching.saving.connect(self._ask_to_save)
        side_bar.menu_wanted.connect(self._show_menu)
        side_bar.deed_wanted.connect(self._do)

    def menu(self, search: SavedSearch) -> QMenu:
        """What can be done with one of them."""
        menu = QMenu(self._side_bar)
        view, sought = View(Place.SEARCH, search.id), self._searching.query

        def add(words: str, deed: RowDeed) -> None:
            action = menu.addAction(words, partial(self._do, view, deed))
            action.setShortcut(QKeySequence(deed.value))
            if deed in _STEPS:
                action.setEnabled(self._saved.can_move(search, _STEPS[deed]))

        add(tr("Rename…"), RowDeed.RENAME)
        update = menu.addAction(tr("Update to the current search"), partial(self._saved.update, search, sought))
        update.setEnabled(bool(sought) and sought != self._saved.query(search) and _is_kept_whole(sought))
        menu.addAction(tr("Sort into folders…"), lambda: self.arranging.emit(view))
        menu.addSeparator()
        add(tr("Move up"), RowDeed.UP)
        add(tr("Move down"), RowDeed.DOWN)
        menu.addSeparator()
        add(tr("Remove"), RowDeed.REMOVE)
        return menu

    def _show_menu(self, view: View, at: QPoint) -> None:
        search = self._saved.of(view)
        if search is not None:
            menu = self.menu(search)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _do(self, view: View, deed: RowDeed) -> None:
        search = self._saved.of(view)
        if search is None:
            return
        match deed:
            case RowDeed.RENAME:
                self._ask_to_rename(search)
            case RowDeed.REMOVE:
                self._saved.remove(search)
                sentence = tr("Search “{name}” removed.", name=search.name)
                tell_with_undo(sentence, self._notices, self._saved.undo_stack)
            case _:
                self._saved.move(search, _STEPS[deed])

    def _ask_to_save(self, query: Query) -> None:
        is_whole = _is_kept_whole(query)

        def effect(name: str) -> Effect:
            former = self._saved.named(name)
            if not is_whole:
                too_long = tr("It is too long to be saved whole. Take something out first.")
                return Effect(tr("Save"), too_long, is_possible=False)
            if former is None:
                return Effect(tr("Save"))
            return Effect(tr("Replace"), tr("Replace the search “{name}”?", name=former.name))

        title = tr("Save search as")
        naming = Naming(title, proposed_name(query), effect, lambda name: self._saved.save(name, query))
        self.popover.ask(naming, rect_of(self._bar.save))

    def _ask_to_rename(self, search: SavedSearch) -> None:
        def effect(name: str) -> Effect:
            other = self._saved.named(name)
            if other is not None and other.id != search.id:
                taken = tr("There is already a search called “{name}”.", name=other.name)
                return Effect(tr("Rename"), taken, is_possible=False)
            return Effect(tr("Rename"))

        naming = Naming(tr("Rename search"), search.name, effect, lambda name: self._saved.rename(search, name))
        self.popover.ask(naming, self._side_bar.rect_of(View(Place.SEARCH, search.id)))


def proposed_name(query: Query) -> str:
    """The words, or else what the chips say."""
    chips = (
        *(tr("not {word}", word=word.text) for word in query.against),
        *(" ".join(filter_words(one)) for one in query.filters),
        *(tr("like {picture}", picture=picture_name(path)) for path in query.pictures),
    )
    text = " ".join((query.sentence, *query.quoted)).strip() or ", ".join(chips)
    return text[:1].upper() + text[1:]


def _is_kept_whole(query: Query) -> bool:
    return parse(text_of(query)).query == query
