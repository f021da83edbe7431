"""What is said of the photos in the middle of the window, and in their place where there are none."""

from __future__ import annotations

from dataclasses import dataclass

from photo_sorter.core.events import Activity
from photo_sorter.core.query import Grouping, Order, Place, View
from photo_sorter.language import number, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.grid import sections
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.nothing_here import why_nothing
from photo_sorter.ui.places.place_rows import rows_of
from photo_sorter.ui.search.searching import Searching

_NOT_READY = (Activity.STARTING, Activity.LOADING_MODEL)


@dataclass(frozen=True)
class Shown:
    """The place that is shown unless something is sought, and how it stands. `unsure`: how many of its photos wait for
    a person's word; `is_coming`: whether its photos are on their way; `is_known_empty`: whether it is sure that no
    folder is there if the overview has none."""

    view: View
    order: Order
    grouping: Grouping
    overview: Overview
    unsure: int
    activity: Activity
    is_coming: bool
    is_known_empty: bool


class Signboard:
    """Owns no state: says anew what the heading, the strips and the buttons between them shall say."""

    def __init__(self, browser: Browser, searching: Searching) -> None:
        self._browser, self._searching = browser, searching

    def say(self, shown: Shown) -> None:
        browser, sought, count = self._browser, self._searching.query, self._count
        browser.show_heading(self._title(shown), number(count) if count and not sought else "")
        browser.show_filters(len(sought.filters))
        self._show_choices(shown)
        self._show_buttons(shown)
        self._show_strips()
        waiting = shown.overview.counts.waiting
        self._searching.show_remark(phrases.waiting(waiting) if waiting else "")
        self._show_page(shown)

    @property
    def _count(self) -> int:
        return len(self._browser.grid.selection.ids)

    # --- above the photos ---

    def _title(self, shown: Shown) -> str:
        """Of a search, how many photos answer it: what is sought stands in the field."""
        answer = self._searching.answer
        if self._searching.query:
            is_found = answer is not None and answer.relevant and not answer.nothing
            return phrases.photos(answer.relevant) if answer and is_found else tr("Search")
        rows = rows_of(shown.overview, shown.view)
        return next((row.title for row in rows if row.view == shown.view), tr("All photos"))

    def _show_choices(self, shown: Shown) -> None:
        sought, view = self._searching.query, shown.view
        self._browser.show_order(shown.order, self._possible_orders(view))
        can_group = not sought and view.place is not Place.PROBLEMS
        by_date = sections.is_by_date(view, shown.order)
        self._browser.show_grouping(shown.grouping, can_group=can_group, by_date=by_date)

    def _possible_orders(self, view: View) -> tuple[Order, ...]:
        sought = self._searching.query
        if sought:
            return sections.BY_DATE if sought.stands_by_date else ()
        has_scores = view.place in (Place.CATEGORY, Place.NOT_SURE)
        return tuple(order for order in Order if has_scores or order is not Order.SCORE)

    def _show_buttons(self, shown: Shown) -> None:
        browser, sought = self._browser, self._searching.query
        browser.try_again.setVisible(not sought and shown.view.place is Place.PROBLEMS and self._count > 0)
        browser.review.setVisible(not sought and shown.unsure > 0)
        is_all = shown.view.place is Place.NOT_SURE
        browser.review.setText(tr("Review") if is_all else tr("Review {count}", count=number(shown.unsure)))

    def _show_strips(self) -> None:
        """Where the end of what was found is, and what lies past it."""
        answer = self._searching.answer if self._searching.query else None
        count = self._count
        past = len(answer.photo_ids) - count if answer is not None else 0
        finds_nothing = answer is not None and answer.nothing and count > 0
        self._browser.above.say(tr("Probably nothing like that here. The nearest:") if finds_nothing else "", past)
        ends = answer is not None and past > 0 and count > 0 and not finds_nothing
        self._browser.below.say(tr("That is all that stands out.") if ends else "", past)

    # --- the photos, or what stands in their place ---

    def _show_page(self, shown: Shown) -> None:
        browser, sought = self._browser, self._searching.query
        if not shown.overview.folders:
            # Before the library has been read, an empty grid; the invitation must not flash up for a full one.
            # One that stands stays: whoever is about to press a button of it must not lose it for a moment.
            invites = shown.is_known_empty or browser.shows_invitation
            (browser.show_invitation if invites else browser.show_grid)()
        elif sought and self._searching.answer is None:
            if sought.ranks and shown.activity in _NOT_READY:
                browser.show_message(tr("The model is loading"), tr("The answer comes in a moment."))
            else:
                browser.show_grid()
        elif self._count or shown.is_coming:
            browser.show_grid()
        else:
            browser.show_message(*why_nothing(shown.view, sought, shown.overview, shown.activity, shown.unsure))
