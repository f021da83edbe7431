"""The middle of the window: a heading with the search field, and below it the grid or what stands in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from photo_sorter.core.query import Order
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.empty_state import Invitation, Message, StarterOffer
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.photo_grid import CardSource, PhotoGrid
from photo_sorter.ui.search_field import SearchField
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

ORDER_WORDS = {
    Order.NEWEST: "Newest first",
    Order.OLDEST: "Oldest first",
    Order.NAME: "By name",
    Order.SCORE: "Best match first",
}


class Browser(QWidget):
    """Owns the parts and their places; what they show is decided by the window."""

    order_chosen = Signal(object)
    """An Order."""

    def __init__(self, loader: ThumbnailLoader, source: CardSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.title.setFont(scaled_font(self, 1.3, QFont.Weight.DemiBold))
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count = QLabel(self)
        self.count.setProperty("muted", True)
        self.try_again = QPushButton("Try all again", self)
        self.review = QPushButton("Review", self)
        self.review.setProperty("primary", True)
        self.review.setToolTip("Answer yes or no, one photo after the other")
        self.review.hide()
        self.search = SearchField(self)
        self.sort = IconButton("sort", "Sort", self)
        self.details = IconButton("info", "Details (Ctrl+I)", self)
        self.details.setCheckable(True)
        self.places = IconButton("sidebar", "Side bar (Ctrl+B)", self)
        self.places.setCheckable(True)
        self.orders = self._order_menu()
        self.sort.clicked.connect(lambda: self.sort_menu.popup(self.sort.mapToGlobal(self.sort.rect().bottomLeft())))
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.title)
        words.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBaseline)
        head = QHBoxLayout()
        head.setContentsMargins(8, 8, 8, 4)
        head.setSpacing(4)
        head.addWidget(self.places)
        head.addSpacing(4)
        head.addLayout(words, 3)
        head.addWidget(self.review)
        head.addWidget(self.try_again)
        head.addSpacing(8)
        head.addWidget(self.search, 2)
        head.addSpacing(4)
        head.addWidget(self.sort)
        head.addWidget(self.details)
        self.offer = StarterOffer(self, as_card=True)
        self.offer.hide()
        self.grid = PhotoGrid(loader, source, self)
        self.invitation = Invitation(self)
        self.message = Message(self)
        self._stack = QStackedWidget(self)
        for page in (self.grid, self.invitation, self.message):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.offer)
        column.addWidget(self._stack, 1)

    def show_heading(self, title: str, count: str) -> None:
        self.title.setText(" ".join(title.split()))
        self.title.setToolTip("")
        # The title gives way to the count when there is little room, and no sooner.
        self.title.setMaximumWidth(self.title.fontMetrics().boundingRect(self.title.text()).width() + 12)
        self.count.setText(count)

    def show_grid(self) -> None:
        self._stack.setCurrentWidget(self.grid)

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

    def show_order(self, order: Order, *, has_scores: bool) -> None:
        """`has_scores`: whether the view can be sorted by score."""
        for action in self.orders.actions():
            action.setChecked(action.data() is order)
            if action.data() is Order.SCORE:
                action.setEnabled(has_scores)
        self.sort.setToolTip(f"Sort · {ORDER_WORDS[order].lower()}")

    def _order_menu(self) -> QActionGroup:
        self.sort_menu = QMenu("Sort", self)
        group = QActionGroup(self)
        for order, words in ORDER_WORDS.items():
            action = self.sort_menu.addAction(words)
            action.setCheckable(True)
            action.setData(order)
            group.addAction(action)
        group.triggered.connect(lambda action: self.order_chosen.emit(action.data()))
        return group
