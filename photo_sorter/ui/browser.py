"""The middle of the window: a heading with the search field, and below it the grid or what stands in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from photo_sorter.core.query import Grouping, Order
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.empty_state import Message, StarterOffer
from photo_sorter.ui.first_run.welcome_page import WelcomePage
from photo_sorter.ui.grid.photo_grid import CardSource, PhotoGrid
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.search.facet_menu import FacetMenu
from photo_sorter.ui.search.query_bar import QueryBar
from photo_sorter.ui.search.result_strip import ResultStrip
from photo_sorter.ui.search.search_field import SearchField
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

_BESIDE_FROM_PX = 540
"""In less the search field stands below the heading, which would be cut otherwise."""

_C = TypeVar("_C", bound=StrEnum)


class Browser(QWidget):
    """Owns the parts and their places; what they show is decided by the window."""

    order_chosen = Signal(object)
    """An Order."""
    grouping_chosen = Signal(object)
    """A Grouping."""

    def __init__(self, loader: ThumbnailLoader, source: CardSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = ElidedLabel(self, Qt.TextElideMode.ElideRight)
        self.title.setFont(scaled_font(self, 1.3, QFont.Weight.DemiBold))
        self.count = QLabel(self)
        self.count.setProperty("muted", True)
        self.try_again = QPushButton(tr("Try all again"), self)
        self.review = QPushButton(tr("Review"), self)
        self.review.setProperty("primary", True)
        self.review.setToolTip(tr("Answer yes or no, one photo after the other"))
        self.review.hide()
        self.search = SearchField(self)
        self.query = QueryBar(self.search, self)
        self.filter = IconButton("filter", tr("Filter"), self)
        self.filter.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.facets = FacetMenu(self.filter)
        self.sort = IconButton("sort", tr("Sort"), self)
        self.details = IconButton("info", tr("Details (Ctrl+I)"), self)
        self.details.setCheckable(True)
        self.places = IconButton("sidebar", tr("Side bar (Ctrl+B)"), self)
        self.places.setCheckable(True)
        self.sort_menu = QMenu(tr("Sort"), self)
        self.orders = self._add_choices(_order_words(), self.order_chosen)
        self.sort_menu.addSection(tr("Group by"))
        self.groupings = self._add_choices(_grouping_words(), self.grouping_chosen)
        self.sort.clicked.connect(lambda: self.sort_menu.popup(self.sort.mapToGlobal(self.sort.rect().bottomLeft())))
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.title)
        words.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBaseline)
        head = self._head = QHBoxLayout()
        head.setContentsMargins(8, 8, 8, 4)
        head.setSpacing(4)
        head.addWidget(self.places)
        head.addSpacing(4)
        head.addLayout(words)
        head.addStretch(1)
        head.addWidget(self.review)
        head.addWidget(self.try_again)
        head.addSpacing(8)
        head.addWidget(self.search, 4)
        head.addSpacing(4)
        head.addWidget(self.filter)
        head.addWidget(self.sort)
        head.addWidget(self.details)
        self._second_line = QHBoxLayout()
        self.offer = StarterOffer(self)
        self.offer.hide()
        self.grid = PhotoGrid(loader, source, self)
        self.above, self.below = ResultStrip(self), ResultStrip(self)
        self.invitation = WelcomePage(self)
        self.message = Message(self)
        self._stack = QStackedWidget(self)
        for page in (self.grid, self.invitation, self.message):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._second_line)
        column.addWidget(self.offer)
        column.addWidget(self.query)
        column.addWidget(self.above)
        column.addWidget(self._stack, 1)
        column.addWidget(self.below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_search()

    def show_heading(self, title: str, count: str) -> None:
        self.title.setText(" ".join(title.split()))
        self.title.setToolTip("")
        # The title gives way to the count when there is little room, and no sooner.
        self.title.setMaximumWidth(self.title.fontMetrics().boundingRect(self.title.text()).width() + 12)
        self.count.setText(count)
        self.count.setVisible(bool(count))

    def show_grid(self) -> None:
        self._stack.setCurrentWidget(self.grid)
        # Whoever has pressed a button that is gone now, or waited for photos, goes on with them.
        if self.isVisible() and self.window().focusWidget() is None:
            self.grid.setFocus()

    def show_invitation(self) -> None:
        self._stack.setCurrentWidget(self.invitation)

    def show_message(self, title: str, text: str) -> None:
        self.message.say(title, text)
        self._stack.setCurrentWidget(self.message)

    @property
    def shows_invitation(self) -> bool:
        return self._stack.currentWidget() is self.invitation

    @property
    def shows_message(self) -> bool:
        return self._stack.currentWidget() is self.message

    def show_filters(self, count: int) -> None:
        """How many filters are in force."""
        self.filter.setText(f"{count}" if count else "")
        self.filter.setAccessibleName(tr("Filter, {count} on", count=count) if count else tr("Filter"))

    def show_order(self, order: Order, possible: Collection[Order]) -> None:
        """`possible`: those by which the view can be sorted."""
        self.sort.setEnabled(bool(possible))
        for each, action in self.orders.items():
            action.setChecked(each is order)
            action.setEnabled(each in possible)
        self.sort.setToolTip(_sorted_words()[order])

    def show_grouping(self, grouping: Grouping, *, can_group: bool, by_date: bool) -> None:
        """`by_date`: whether the order is one in which days and months follow each other."""
        for each, action in self.groupings.items():
            action.setChecked(each is grouping)
            action.setEnabled(can_group and (by_date or each in (Grouping.NONE, Grouping.CATEGORY)))

    def _place_search(self) -> None:
        """On a line of its own where it and the heading would cramp each other."""
        head, line, is_narrow = self._head, self._second_line, self.width() < _BESIDE_FROM_PX
        if is_narrow and not line.count():
            head.removeWidget(self.search)
            line.addWidget(self.search)
            line.setContentsMargins(16, 0, 16, 4)
        elif not is_narrow and line.count():
            line.removeWidget(self.search)
            line.setContentsMargins(0, 0, 0, 0)
            head.insertWidget(head.indexOf(self.filter) - 1, self.search, 4)

    def _add_choices(self, words_of: Mapping[_C, str], chosen: SignalInstance) -> dict[_C, QAction]:
        """Lines of the sort menu of which one is checked."""
        # An action's data would come back as a plain string.
        group = QActionGroup(self)
        actions = {choice: group.addAction(words) for choice, words in words_of.items()}
        for choice, action in actions.items():
            action.setCheckable(True)
            action.triggered.connect(partial(chosen.emit, choice))
        self.sort_menu.addActions(list(actions.values()))
        return actions


def _order_words() -> dict[Order, str]:
    return {
        Order.NEWEST: tr("Newest first"),
        Order.OLDEST: tr("Oldest first"),
        Order.NAME: tr("By name"),
        Order.SCORE: tr("Best match first"),
    }


def _sorted_words() -> dict[Order, str]:
    return {
        Order.NEWEST: tr("Sort · newest first"),
        Order.OLDEST: tr("Sort · oldest first"),
        Order.NAME: tr("Sort · by name"),
        Order.SCORE: tr("Sort · best match first"),
    }


def _grouping_words() -> dict[Grouping, str]:
    return {
        Grouping.NONE: tr("No groups"),
        Grouping.DAY: tr("By day"),
        Grouping.MONTH: tr("By month"),
        Grouping.CATEGORY: tr("By category"),
    }
