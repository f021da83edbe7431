"""Decides what the middle of the window shows: a place or the answer to a search, and when to ask the library again."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor

from photo_sorter.core.messages import Activity, Command, LibraryChanged, Search, SearchAnswered
from photo_sorter.core.query import Order, Place, View
from photo_sorter.ui import phrases
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.side_bar import SideBar, rows_of

REFRESH_MS = 200
_SEARCH_AGAIN_MS = 2_000
_NOT_READY = (Activity.STARTING, Activity.LOADING_MODEL)


class Gallery(QObject):
    """Changes are gathered for REFRESH_MS, and for eight times what the last look took, so that a large library never
    keeps the window busy while it grows."""

    overview_changed = Signal(object)
    ids_changed = Signal()

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
        self.has_looked = False
        """Whether the library has been asked at least once."""
        side_bar.show_rows(rows_of(self.overview))
        side_bar.select(self.view)
        side_bar.chosen.connect(self.choose)
        browser.search.sought.connect(self.seek)
        browser.search.left.connect(browser.grid.setFocus)
        browser.order_chosen.connect(self.choose_order)

    # --- by a person ---

    def choose(self, view: View) -> None:
        """Shows a place, and ends a search."""
        if view == self.view and not self.sought:
            return
        self._end_search()
        self.view = view
        self._side_bar.select(view)
        self._show_ids(keep_place=False)

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
        if not self._timer.isActive():
            self._timer.start(round(max(REFRESH_MS, 8 * self._took_ms)))

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
        self._side_bar.show_rows(rows_of(self.overview))
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
        self._set_style()
        self._browser.grid.show_ids(ids, keep_place=keep_place)
        self._say_what_is_shown()
        self.ids_changed.emit()

    def _set_style(self) -> None:
        self._browser.grid.show_list(not self.sought and self.view.place is Place.PROBLEMS)

    def _say_what_is_shown(self) -> None:
        browser, count = self._browser, len(self._browser.grid.selection.ids)
        in_problems = not self.sought and self.view.place is Place.PROBLEMS
        browser.try_again.setVisible(in_problems and count > 0)
        browser.sort.setEnabled(not self.sought)
        browser.show_order(self.order, has_scores=self.view.place is Place.CATEGORY)
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
        return next((row.title for row in rows_of(self.overview) if row.view == self.view), "All photos")

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
                return "Nothing here", "Drag photos onto the category, or describe it in other words in the settings."
            case Place.NOT_SORTED:
                return "All sorted", "Every photo has found a category."
            case Place.PROBLEMS:
                return "No problems", "Every photo could be read."
        return "No photos here", "They appear as soon as there are some in the folder."
