"""Decides what the middle of the window shows: a place or the answer to a search, and when to ask the library again."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from photo_sorter.core.commands import Command, Search
from photo_sorter.core.events import Activity, LibraryChanged, SearchAnswered
from photo_sorter.core.query import Order, Place, View
from photo_sorter.ui import phrases
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.place_rows import rows_of
from photo_sorter.ui.side_bar import SideBar

REFRESH_MS, AWAITED_MS = 200, 30
_SEARCH_AGAIN_MS = 2_000
_NOT_READY = (Activity.STARTING, Activity.LOADING_MODEL)


class Gallery(QObject):
    """Changes are gathered for REFRESH_MS, and for eight times what the last look took, so that a large library never
    keeps the window busy while it grows; what a person changed is shown after AWAITED_MS, or once what that took."""

    overview_changed = Signal(object)
    ids_changed = Signal()
    review_wanted = Signal(object)
    """The id of a category, or None for all of them."""

    def __init__(
        self, reader: LibraryReader, browser: Browser, side_bar: SideBar, post: Callable[[Command], None], order: Order
    ) -> None:
        super().__init__(browser)
        self._reader, self._browser, self._side_bar, self._post = reader, browser, side_bar, post
        self.overview = Overview()
        self.view, self.order = View(), order
        self.sought = ""
        self._answer: SearchAnswered | None = None
        self._token = 0
        self._activity = Activity.STARTING
        self._pending = LibraryChanged()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self._again = QTimer(self, singleShot=True, interval=_SEARCH_AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self._took_ms = 0.0
        self._unsure = 0
        self.has_looked = False
        """Whether the library has been asked at least once."""
        side_bar.show_rows(rows_of(self.overview, self.view))
        side_bar.select(self.view)
        side_bar.chosen.connect(self.choose)
        browser.search.sought.connect(self.seek)
        browser.search.left.connect(browser.grid.setFocus)
        browser.order_chosen.connect(self.choose_order)
        browser.review.clicked.connect(lambda: self.review_wanted.emit(self._reviewed_id()))

    # --- by a person ---

    def choose(self, view: View) -> None:
        """Shows a place, and ends a search."""
        if view == self.view and not self.sought:
            return
        self._end_search()
        self.view = view
        self._side_bar.select(view)
        self._show_ids(keep_place=False)
        # A place with nothing in it may go once it is left, but not under the hand that left it.
        QTimer.singleShot(0, self, self._show_places)

    def choose_order(self, order: Order) -> None:
        self.order = order
        self._show_ids(keep_place=False)

    def seek(self, text: str) -> None:
        """Searches; an empty text leads back to the place from before."""
        self._again.stop()
        if not text:
            self._end_search()
            self._side_bar.select(self.view)
            self._show_ids(keep_place=False)
            return
        self.sought = text
        self._side_bar.select(None)
        self._ask()
        self._say_what_is_shown()

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

    def on_answer(self, answer: SearchAnswered) -> None:
        """Only the answer to what was asked last counts."""
        if answer.token != self._token or not self.sought:
            return
        is_first = self._answer is None or self._answer.text != answer.text
        self._answer = answer
        self._show_ids(keep_place=not is_first)

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
        self._again.stop()

    # --- inside ---

    def _refresh(self) -> None:
        change, self._pending = self._pending, LibraryChanged()
        if not self._reader.open():
            self._say_what_is_shown()
            self.has_looked = True
            return
        began = time.perf_counter()
        self.overview = self._reader.overview()
        self._show_places()
        if not self._side_bar.has(self.view):
            self.view = View()
        self._side_bar.select(None if self.sought else self.view)
        if change.categories or not self._browser.grid.has_colours:
            self._browser.grid.set_colours(
                {one.id: QColor(one.colour) for one in self.overview.categories if one.id is not None}
            )
        self._browser.grid.refresh_cards()
        self._took_ms = (time.perf_counter() - began) * 1000
        # The second half in another turn of the event loop, so that each alone is short.
        QTimer.singleShot(15, self, lambda: self._refresh_ids(change))

    def _refresh_ids(self, change: LibraryChanged) -> None:
        began = time.perf_counter()
        if self.sought:
            self._say_what_is_shown()
            if change.photos and not self._again.isActive():
                self._again.start()
        else:
            self._show_ids(keep_place=True)
        self._took_ms += (time.perf_counter() - began) * 1000
        self.has_looked = True
        self.overview_changed.emit(self.overview)

    def _show_places(self) -> None:
        self._side_bar.show_rows(rows_of(self.overview, self.view))

    def _ask(self) -> None:
        self._token += 1
        self._post(Search(self._token, self.sought))

    def _end_search(self) -> None:
        self._token += 1
        self._again.stop()
        self._answer, self.sought = None, ""
        self._browser.search.forget()

    def _show_ids(self, *, keep_place: bool) -> None:
        if self.sought:
            ids = np.asarray(self._answer.photo_ids if self._answer else (), np.int64)
        else:
            ids = self._reader.ids(self.view, self.order)
            self._unsure = self._count_unsure()
        self._set_style()
        self._browser.grid.show_ids(ids, keep_place=keep_place)
        self._say_what_is_shown()
        self.ids_changed.emit()

    def _count_unsure(self) -> int:
        """How many photos of this place wait for a person's word."""
        match self.view.place:
            case Place.NOT_SURE:
                return self.overview.counts.not_sure
            case Place.CATEGORY if self.overview.counts.not_sure:
                return len(self._reader.ids(View(Place.NOT_SURE, self.view.id), self.order))
        return 0

    def _reviewed_id(self) -> int | None:
        return self.view.id if self.view.place is Place.CATEGORY else None

    def _set_style(self) -> None:
        self._browser.grid.show_list(not self.sought and self.view.place is Place.PROBLEMS)

    def _say_what_is_shown(self) -> None:
        browser, count = self._browser, len(self._browser.grid.selection.ids)
        in_problems = not self.sought and self.view.place is Place.PROBLEMS
        browser.try_again.setVisible(in_problems and count > 0)
        browser.sort.setEnabled(not self.sought)
        browser.review.setVisible(not self.sought and self._unsure > 0)
        browser.review.setText("Review" if self.view.place is Place.NOT_SURE else f"Review {self._unsure:,}")
        browser.show_order(self.order, has_scores=self.view.place in (Place.CATEGORY, Place.NOT_SURE))
        browser.show_heading(self._title(), f"{count:,}" if count else "")
        if not self.overview.folders:
            # Before the library has been read, an empty grid; the invitation must not flash up for a full one.
            (browser.show_invitation if self._is_known_empty() else browser.show_grid)()
        elif self.sought and self._answer is None:
            if self._activity in _NOT_READY:
                browser.show_message("The model is loading", "The answer comes in a moment.")
            else:
                browser.show_grid()
        elif count:
            browser.show_grid()
        else:
            browser.show_message(*self._why_nothing())

    def _is_known_empty(self) -> bool:
        return self._reader.is_open or not self._reader.exists()

    def _title(self) -> str:
        if self.sought:
            return f"“{self.sought}”"
        return next((row.title for row in rows_of(self.overview, self.view) if row.view == self.view), "All photos")

    def _why_nothing(self) -> tuple[str, str]:
        if self.sought:
            return "Nothing found", "Try other words. Say what can be seen: “a dog on a beach”."
        if self._activity in (Activity.STARTING, Activity.SCANNING) and not self.overview.counts.all:
            return "Looking for photos…", "They appear here as they are found."
        match self.view.place:
            case Place.CATEGORY:
                if self.overview.counts.waiting:
                    return (
                        "Nothing here yet",
                        f"{phrases.photos(self.overview.counts.waiting)} are still to be looked at.",
                    )
                if self._unsure:
                    return "Nothing sure yet", "Review what is suggested: a few answers teach a lot."
                return "Nothing here", "Drag photos onto the category, or describe it in other words in the settings."
            case Place.NOT_SURE:
                return "Nothing to ask", "Every photo either has a category or fits none."
            case Place.NOT_SORTED:
                return "All sorted", "Every photo has found a category."
            case Place.PROBLEMS:
                return "No problems", "Every photo could be read."
        return "No photos here", "They appear as soon as there are some in the folder."
