"""Decides what the middle of the window shows, a place or the answer to a search, and when to look again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor

from photo_sorter.core.events import Activity, LibraryChanged
from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.core.search.query import Query
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.grid import sections
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.lookout import Look, Lookout, Sight
from photo_sorter.ui.places.place_rows import rows_of
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.refreshing import Refreshing, joined
from photo_sorter.ui.search.saved_searches import SavedSearches
from photo_sorter.ui.search.searching import Searching
from photo_sorter.ui.signboard import Shown, Signboard

SLOW_MS = 150
"""What stands in the window longer than this after another place was chosen would be taken for that place."""


class Gallery(QObject):
    """The library is looked at on another thread (`lookout`), now and then while it changes (`refreshing`); until the
    answer is here, what was shown stays. What is said of it stands on the `signboard`."""

    overview_changed = Signal(object)
    ids_changed = Signal()
    review_wanted = Signal(object)
    """The id of a category, or None for all of them."""
    failed = Signal(str)
    """A sentence: the library cannot be read."""

    def __init__(
        self,
        reader: LibraryReader,
        browser: Browser,
        side_bar: SideBar,
        searching: Searching,
        saved: SavedSearches,
        order: Order,
        grouping: Grouping,
    ) -> None:
        super().__init__(browser)
        self._reader, self._browser, self._side_bar, self.searching = reader, browser, side_bar, searching
        self._saved = saved
        self.overview = Overview()
        self.view, self.order, self.grouping = View(), order, grouping
        self.has_looked = False
        """Whether the library has been asked at least once."""
        self._activity = Activity.STARTING
        self._unsure = 0
        self._is_in_sight = True
        self._has_read = False
        self._signboard = Signboard(browser, searching)
        self._refreshing = Refreshing(self)
        self._refreshing.due.connect(self._look_again)
        self._lookout = Lookout(reader.for_another_thread(), self)
        self._lookout.seen.connect(self._on_seen)
        self._lookout.failed.connect(self._on_failed)
        self._last_look = 0
        self._awaited: int | None = None
        """The number of the look that brings the photos of the place; None when they are shown."""
        self._starts_afresh = False
        """Whether those photos are shown from their top."""
        self._once_shown: Callable[[], None] | None = None
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._show_nothing_yet)
        self._changed = LibraryChanged()
        """What the next overview may bring that is not shown yet."""
        self._is_overview_told = True
        side_bar.show_rows(rows_of(self.overview, self.view))
        side_bar.select(self.view)
        side_bar.chosen.connect(self.choose)
        saved.changed.connect(self._on_saved)
        searching.changed.connect(self._on_search)
        searching.answered.connect(lambda is_first: self._show_found(keep_place=not is_first))
        browser.search.left.connect(browser.grid.setFocus)
        side_bar.left.connect(lambda: browser.grid.setFocus(Qt.FocusReason.ShortcutFocusReason))
        browser.order_chosen.connect(self.choose_order)
        browser.grouping_chosen.connect(self.choose_grouping)
        for strip in (browser.above, browser.below):
            strip.more.clicked.connect(searching.reveal_all)
        browser.review.clicked.connect(lambda: self.review_wanted.emit(self._reviewed_id()))

    @property
    def sought(self) -> Query:
        """What is searched for; false while a place is shown."""
        return self.searching.query

    @property
    def is_looking(self) -> bool:
        """Whether another thread is on its way with what shall be shown."""
        return self._awaited is not None

    def once_shown(self, deed: Callable[[], None]) -> None:
        """Does it when what was chosen last is shown; never, if something else is chosen before."""
        if self.is_looking:
            self._once_shown = deed
        else:
            deed()

    # --- by a person ---

    def choose(self, view: View) -> None:
        """Shows a place and ends a search, or begins the one that is saved there."""
        if (search := self._saved.of(view)) is not None:
            self.searching.show(self._saved.query(search))
            self.searching.remember()
            return
        was_sought = bool(self.sought)
        if view == self.view and not was_sought:
            return
        self.view = view
        self.searching.end()
        if not was_sought:
            self._side_bar.select(view)
            self._show_place()
        # A place with nothing in it may go once it is left, but not under the hand that left it.
        QTimer.singleShot(0, self, self._show_places)

    def choose_order(self, order: Order) -> None:
        self.order = order
        self._show_in_other_order()

    def choose_grouping(self, grouping: Grouping) -> None:
        self.grouping = grouping
        self._show_in_other_order()

    def mark_place(self, is_in_sight: bool) -> None:
        """The side bar marks a place only while that is what is seen."""
        self._is_in_sight = is_in_sight
        self._select_place()

    # --- by the worker ---

    def on_changed(self, change: LibraryChanged) -> None:
        self._refreshing.on_changed(change)

    def on_activity(self, activity: Activity) -> None:
        changed, self._activity = activity is not self._activity, activity
        if changed:
            self._say_what_is_shown()

    def refresh_all(self) -> None:
        """Asks for everything at once."""
        self._refreshing.everything_now()

    def close(self) -> None:
        """Looks at nothing any more."""
        self._refreshing.close()
        self._slow.stop()
        self._lookout.close()
        self.searching.close()

    # --- looking ---

    def _look_again(self, change: LibraryChanged) -> None:
        if not self._reader.open():
            self._say_what_is_shown()
            self.has_looked = True
            return
        self._changed = joined(self._changed, change)
        self._ask(wants_overview=True)

    def _ask(self, *, wants_overview: bool = False) -> None:
        """For the place that is chosen, unless something is sought."""
        if not self._reader.open():
            self._slow.stop()
            self._say_what_is_shown()
            return
        self._last_look += 1
        self._awaited = None if self.sought else self._last_look
        view = None if self.sought else self.view
        self._lookout.ask(Look(self._last_look, view, self.order, self.grouping, wants_overview))

    def _show_place(self) -> None:
        """From its top."""
        self._starts_afresh, self._once_shown = True, None
        self._slow.start()
        self._ask()

    def _show_in_other_order(self) -> None:
        if self.sought:
            self._show_found(keep_place=False)
        else:
            self._starts_afresh = True
            self._ask()

    def _on_seen(self, sight: Sight) -> None:
        if self._lookout.is_closed:
            return
        began = time.perf_counter()
        if sight.overview is not None:
            self._take_overview(sight.overview)
        if sight.ids is not None and sight.look.number == self._awaited:
            self._take_ids(sight.ids, sight.sections, sight.unsure)
        if sight.overview is not None:
            self._refreshing.took_ms = sight.took_ms + (time.perf_counter() - began) * 1000
        if not self._is_overview_told and not self.is_looking:
            self._is_overview_told = self.has_looked = True
            self.overview_changed.emit(self.overview)
        if not self.is_looking and self._once_shown is not None:
            deed, self._once_shown = self._once_shown, None
            deed()

    def _on_failed(self, sentence: str) -> None:
        self._awaited, self.has_looked = None, True
        self._slow.stop()
        self.failed.emit(sentence)

    def _take_overview(self, overview: Overview) -> None:
        changed, self._changed = self._changed, LibraryChanged()
        self.overview, self._has_read, self._is_overview_told = overview, True, False
        self._saved.on_read(overview.searches)
        self._show_places()
        if not self._side_bar.has(self.view):
            self.view = View()
            if not self.sought:
                self._ask()
        self._select_place()
        if changed.categories or not self._browser.grid.has_colours:
            colours = {one.id: QColor(one.colour) for one in overview.categories if one.id is not None}
            self._browser.grid.set_colours(colours)
        self._browser.grid.refresh_cards()
        if self.sought:
            self._say_what_is_shown()
            if changed.photos or changed.tags:
                self.searching.ask_again_soon()

    def _take_ids(self, ids: NDArray[np.int64], groups: Sequence[sections.Section], unsure: int) -> None:
        keeps_place, self._awaited, self._starts_afresh = not self._starts_afresh, None, False
        self._slow.stop()
        self._unsure = unsure
        self._show_ids(ids, groups, keep_place=keeps_place)

    def _show_nothing_yet(self) -> None:
        """Photos of another place must not stand below its name, nor be taken for its own."""
        self._browser.grid.show_ids(np.empty(0, np.int64), keep_place=False)
        self._say_what_is_shown()

    # --- places ---

    def _show_places(self) -> None:
        searches = [(one, self._saved.count(one)) for one in self._saved.all]
        self._side_bar.show_rows(rows_of(self.overview, self.view, searches))

    def _select_place(self) -> None:
        """A search has a row if it is saved as it stands."""
        search = self._saved.search_for(self.sought)
        view = self.view if not self.sought else View(Place.SEARCH, search.id) if search is not None else None
        self._side_bar.select(view if self._is_in_sight else None)

    def _on_saved(self) -> None:
        self._show_places()
        self._select_place()

    # --- photos ---

    def _on_search(self) -> None:
        """Until the answer is here, what was shown stays."""
        self._select_place()
        if self.sought:
            self._awaited = self._once_shown = None
            self._starts_afresh = False
            self._slow.stop()
            self._say_what_is_shown()
        else:
            self._show_place()

    def _show_found(self, *, keep_place: bool) -> None:
        ids = self.searching.found
        answer = self.searching.answer
        is_turned = self.order is Order.OLDEST and answer is not None and answer.query.stands_by_date
        self._show_ids(ids[::-1] if is_turned else ids, (), keep_place=keep_place)

    def _show_ids(self, ids: NDArray[np.int64], groups: Sequence[sections.Section], *, keep_place: bool) -> None:
        self._browser.grid.show_list(not self.sought and self.view.place is Place.PROBLEMS)
        self._browser.grid.show_ids(ids, keep_place=keep_place, sections=groups, is_by_date=self._is_by_date())
        self._say_what_is_shown()
        self.ids_changed.emit()

    def _is_by_date(self) -> bool:
        """Whether what is shown follows the calendar."""
        if self.sought:
            return self.sought.stands_by_date
        return self.grouping is not Grouping.CATEGORY and sections.is_by_date(self.view, self.order)

    def _reviewed_id(self) -> int | None:
        return self.view.id if self.view.place is Place.CATEGORY else None

    def _say_what_is_shown(self) -> None:
        if self._slow.isActive():
            return  # what is shown is not what was chosen
        is_known_empty = self._has_read or not self._reader.exists()
        self._signboard.say(
            Shown(
                self.view, self.order, self.grouping, self.overview, self._unsure, self._activity,
                self.is_looking, is_known_empty,
            )
        )  # fmt: skip
