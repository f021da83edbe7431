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
from photo_sorter.language import number, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.grid import sections
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.lookout import Look, Lookout, Sight
from photo_sorter.ui.nothing_here import why_nothing
from photo_sorter.ui.places.place_rows import rows_of
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.search.saved_searches import SavedSearches
from photo_sorter.ui.search.searching import NEAREST, Searching

REFRESH_MS, AWAITED_MS = 200, 30
SLOW_MS = 150
"""What stands in the window longer than this after another place was chosen would be taken for that place."""
_NOT_READY = (Activity.STARTING, Activity.LOADING_MODEL)


class Gallery(QObject):
    """The library is looked at on another thread; until its answer is here, what was shown stays.

    Changes are gathered for REFRESH_MS, and for eight times what the last look took, so that a large library never
    keeps the computer busy while it grows; what a person changed is shown after AWAITED_MS, or once what that took.
    """

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
        self._activity = Activity.STARTING
        self._pending = LibraryChanged()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self._took_ms = 0.0
        self._lookout = Lookout(reader.for_another_thread(), self)
        self._lookout.seen.connect(self._on_seen)
        self._lookout.failed.connect(self._on_failed)
        self._last_look = 0
        self._awaited: int | None = None
        self._starts_afresh = self._has_read = False
        # What the next answer is to tell.
        self._has_news = self._has_new_colours = self._has_other_photos = False
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._show_nothing_yet)
        self._once_shown: Callable[[], None] | None = None
        self._unsure = 0
        self._is_in_sight = True
        self.has_looked = False
        """Whether the library has been asked at least once."""
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
        pending = self._pending
        self._pending = LibraryChanged(
            pending.photos or change.photos,
            pending.tags or change.tags,
            pending.categories or change.categories,
            pending.folders or change.folders,
        )
        # Tags alone change only by what a person did, who looks and waits.
        is_awaited = change.tags and not change.photos
        wait_ms = round(max(AWAITED_MS, self._took_ms) if is_awaited else max(REFRESH_MS, 8 * self._took_ms))
        if not self._timer.isActive() or self._timer.remainingTime() > wait_ms:
            self._timer.start(wait_ms)

    def on_activity(self, activity: Activity) -> None:
        changed, self._activity = activity is not self._activity, activity
        if changed:
            self._say_what_is_shown()

    def refresh_all(self) -> None:
        """Asks for everything at once."""
        self._pending = LibraryChanged(True, True, True, True)
        self._refresh()

    def close(self) -> None:
        """Looks at nothing any more."""
        self._timer.stop()
        self._slow.stop()
        self._lookout.close()
        self.searching.close()

    # --- inside ---

    def _refresh(self) -> None:
        change, self._pending = self._pending, LibraryChanged()
        if not self._reader.open():
            self._say_what_is_shown()
            self.has_looked = True
            return
        self._has_new_colours |= change.categories or not self._browser.grid.has_colours
        self._has_other_photos |= change.photos or change.tags
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
            self._took_ms = sight.took_ms + (time.perf_counter() - began) * 1000
        if self._has_news and not self.is_looking:
            self._has_news = False
            self.has_looked = True
            self.overview_changed.emit(self.overview)
        if not self.is_looking and self._once_shown is not None:
            deed, self._once_shown = self._once_shown, None
            deed()

    def _on_failed(self, sentence: str) -> None:
        self._awaited, self.has_looked = None, True
        self._slow.stop()
        self.failed.emit(sentence)

    def _take_overview(self, overview: Overview) -> None:
        self.overview, self._has_read, self._has_news = overview, True, True
        self._saved.on_read(overview.searches)
        self._show_places()
        if not self._side_bar.has(self.view):
            self.view = View()
            if not self.sought:
                self._ask()
        self._select_place()
        if self._has_new_colours:
            colours = {one.id: QColor(one.colour) for one in overview.categories if one.id is not None}
            self._browser.grid.set_colours(colours)
        self._browser.grid.refresh_cards()
        if self.sought:
            self._say_what_is_shown()
            if self._has_other_photos:
                self.searching.ask_again_soon()
        self._has_new_colours = self._has_other_photos = False

    def _take_ids(self, ids: NDArray[np.int64], groups: Sequence[sections.Section], unsure: int) -> None:
        keeps_place, self._awaited, self._starts_afresh = not self._starts_afresh, None, False
        self._slow.stop()
        self._unsure = unsure
        self._show_ids(ids, groups, keep_place=keeps_place)

    def _show_nothing_yet(self) -> None:
        """Photos of another place must not stand below its name, nor be taken for its own."""
        self._browser.grid.show_ids(np.empty(0, np.int64), keep_place=False)
        self._say_what_is_shown()

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
        self._show_ids(self._found(), (), keep_place=keep_place)

    def _show_ids(self, ids: NDArray[np.int64], groups: Sequence[sections.Section], *, keep_place: bool) -> None:
        self._set_style()
        self._browser.grid.show_ids(ids, keep_place=keep_place, sections=groups, is_by_date=self._is_by_date())
        self._say_what_is_shown()
        self.ids_changed.emit()

    def _found(self) -> NDArray[np.int64]:
        answer = self.searching.answer
        if answer is None:
            return np.empty(0, np.int64)
        shown = len(answer.photo_ids) if self.searching.shows_all else answer.relevant
        if not self.searching.shows_all and answer.nothing:
            shown = NEAREST
        ids = answer.photo_ids[:shown]
        return ids[::-1] if self.order is Order.OLDEST and _is_by_facts(answer.query) else ids

    def _is_by_date(self) -> bool:
        """Whether what is shown follows the calendar."""
        if self.sought:
            return _is_by_facts(self.sought)
        return self.grouping is not Grouping.CATEGORY and sections.is_by_date(self.view, self.order)

    def _reviewed_id(self) -> int | None:
        return self.view.id if self.view.place is Place.CATEGORY else None

    def _set_style(self) -> None:
        self._browser.grid.show_list(not self.sought and self.view.place is Place.PROBLEMS)

    def _say_what_is_shown(self) -> None:
        if self._slow.isActive():
            return  # what is shown is not what was chosen
        browser, count = self._browser, len(self._browser.grid.selection.ids)
        in_problems = not self.sought and self.view.place is Place.PROBLEMS
        browser.try_again.setVisible(in_problems and count > 0)
        browser.review.setVisible(not self.sought and self._unsure > 0)
        is_all = self.view.place is Place.NOT_SURE
        words = tr("Review") if is_all else tr("Review {count}", count=number(self._unsure))
        browser.review.setText(words)
        browser.show_order(self.order, self._possible_orders())
        can_group = not self.sought and self.view.place is not Place.PROBLEMS
        browser.show_grouping(self.grouping, can_group=can_group, by_date=sections.is_by_date(self.view, self.order))
        browser.show_filters(len(self.sought.filters))
        browser.show_heading(self._title(), number(count) if count and not self.sought else "")
        self._show_strips()
        waiting = self.overview.counts.waiting
        self.searching.show_remark(phrases.waiting(waiting) if waiting else "")
        if not self.overview.folders:
            # Before the library has been read, an empty grid; the invitation must not flash up for a full one.
            # One that stands stays: whoever is about to press a button of it must not lose it for a moment.
            invites = self._is_known_empty() or browser.shows_invitation
            (browser.show_invitation if invites else browser.show_grid)()
        elif self.sought and self.searching.answer is None:
            if self.sought.ranks and self._activity in _NOT_READY:
                browser.show_message(tr("The model is loading"), tr("The answer comes in a moment."))
            else:
                browser.show_grid()
        elif count or self.is_looking:
            browser.show_grid()
        else:
            browser.show_message(*why_nothing(self.view, self.sought, self.overview, self._activity, self._unsure))

    def _is_known_empty(self) -> bool:
        return self._has_read or not self._reader.exists()

    def _possible_orders(self) -> tuple[Order, ...]:
        if self.sought:
            return sections.BY_DATE if _is_by_facts(self.sought) else ()
        has_scores = self.view.place in (Place.CATEGORY, Place.NOT_SURE)
        return tuple(order for order in Order if has_scores or order is not Order.SCORE)

    def _title(self) -> str:
        """Of a search, how many photos answer it: what is sought stands in the field."""
        answer = self.searching.answer
        if self.sought:
            is_found = answer is not None and answer.relevant and not answer.nothing
            return phrases.photos(answer.relevant) if answer and is_found else tr("Search")
        return next((row.title for row in rows_of(self.overview, self.view) if row.view == self.view), tr("All photos"))

    def _show_strips(self) -> None:
        """Where the end of what was found is, and what lies past it."""
        answer = self.searching.answer if self.sought else None
        shown = len(self._browser.grid.selection.ids)
        past = len(answer.photo_ids) - shown if answer is not None else 0
        finds_nothing = answer is not None and answer.nothing and shown > 0
        self._browser.above.say(tr("Probably nothing like that here. The nearest:") if finds_nothing else "", past)
        ends = answer is not None and past > 0 and shown > 0 and not finds_nothing
        self._browser.below.say(tr("That is all that stands out.") if ends else "", past)


def _is_by_facts(query: Query) -> bool:
    """Whether what is found stands in the order of its dates."""
    return not query.ranks and not query.quoted
