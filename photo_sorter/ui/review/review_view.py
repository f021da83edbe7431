"""The page of review: a photo, a question, and the keys that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.photo import Photo
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.why import percent
from photo_sorter.language import ntr, tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.empty_state import Message
from photo_sorter.ui.grid.photo_grid import CardSource
from photo_sorter.ui.icons import IconButton, dot_icon
from photo_sorter.ui.marks.rating_stars import MarkRow
from photo_sorter.ui.name_popover import rect_of
from photo_sorter.ui.panel.why_panel import WhyPanel
from photo_sorter.ui.review.review_parts import Dot, KeyButton
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.viewing.picture_view import Decode, PictureView

_SIDE_PX = 272
_LEAST_WITH_SIDE_PX = 760
_LONGEST_NAME = 36
_ANY_PX = 16_777_215


class ReviewView(QWidget):
    """Shows what it is told; what is answered becomes of others."""

    answered = Signal(bool)
    skipped = Signal()
    other_wanted = Signal(QRect)
    """Its button in global pixels, beside which the choice is to open."""
    undo_wanted = Signal()
    closed = Signal()
    category_chosen = Signal(object)
    """A category id, or None: all of them."""
    shown = Signal(int)
    """The id of the photo that is asked about now."""

    def __init__(
        self, loader: ThumbnailLoader, decode: Decode, cards: CardSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Review"))
        self._categories: tuple[Category, ...] | None = None
        back = IconButton("back", tr("Back to the photos (Esc)"), self)
        back.clicked.connect(self.closed)
        title = QLabel(tr("Review"), self)
        title.setFont(scaled_font(self, 1.3, QFont.Weight.DemiBold))
        self.filter = QComboBox(self)
        self.filter.setAccessibleName(tr("Ask about"))
        self.filter.setMaximumWidth(240)
        self.filter.activated.connect(self._choose)
        self.marks = MarkRow(self)
        # The arrows answer here; keys for stars and heart are those of the grid.
        for part in (self.marks.heart, self.marks.stars):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.marks.hide()
        self.counts = _Counts(self, Qt.TextElideMode.ElideRight, least_px=20)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 16, 8)
        bar.setSpacing(8)
        for widget in (back, title):
            bar.addWidget(widget)
        bar.addSpacing(8)
        bar.addWidget(self.filter)
        bar.addStretch(1)
        bar.addWidget(self.marks)
        bar.addSpacing(8)
        bar.addWidget(self.counts)
        self.picture = PictureView(loader, decode, self)
        self.why = WhyPanel(loader, cards, self, has_arrows=False)
        self.yes, self.no = KeyButton(tr("Yes"), "Y", self), KeyButton(tr("No"), "N", self)
        self.pass_by, self.other = KeyButton(tr("Skip"), "S", self), KeyButton(tr("Other…"), "C", self)
        self.undo = KeyButton(tr("Undo"), QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText), self)
        self.undo.setProperty("quiet", True)
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        self.no.clicked.connect(lambda: self.answered.emit(False))
        self.pass_by.clicked.connect(self.skipped)
        self.other.clicked.connect(self._want_other)
        self.undo.clicked.connect(self.undo_wanted)
        self.message = Message(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._question_page())
        self._pages.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._pages, 1)
        for key in (self.yes, self.no, self.pass_by, self.other, self.undo, self.why.where, self.why.examples, back):
            key.installEventFilter(self)
        order = (back, self.filter, *self._answers, self.undo, self.why.where, self.why.examples)
        for former, latter in pairwise(order):
            QWidget.setTabOrder(former, latter)

    @property
    def shows_question(self) -> bool:
        return self._pages.currentIndex() == 0

    def show_categories(self, categories: Sequence[Category], chosen_id: int | None) -> None:
        """Those that are on, to choose one to be asked about."""
        shown = tuple(category for category in categories if category.enabled)
        with QSignalBlocker(self.filter):
            if shown != self._categories:
                self._categories = shown
                self.filter.clear()
                self.filter.addItem(tr("All categories"), None)
                for category in shown:
                    self.filter.addItem(dot_icon(category.colour), category.name, category.id)
            self.filter.setCurrentIndex(max(0, self.filter.findData(chosen_id)))

    def show_question(self, photo: Photo, category: Category, probability: float) -> None:
        self._pages.setCurrentIndex(0)
        name = _short(category.name)
        self.question.setText(tr("Does this belong in “{name}”?", name=name))
        self.question.setToolTip(category.name if name != category.name else "")
        self._dot.show_colour(category.colour)
        self.show_probability(probability)
        self._set_enabled(True)
        self.why.show_waiting()
        self.picture.show_picture(photo)
        self.picture.setAccessibleDescription(f"{photo.path.name}. {self.question.text()} {self.machine.text()}")
        self.marks.show()
        self.shown.emit(photo.id)

    def show_probability(self, probability: float) -> None:
        """The machine's own, 0..1."""
        words = tr("The machine says {share}", share=percent(probability))
        self.machine.setText(words.replace(" %", "\u00a0%"))

    def say(self, words: str) -> None:
        """In place of what the machine says, until the next question."""
        self.machine.setText(words)

    def show_counts(self, answered: int, left: int, added: str = "") -> None:
        """`added`: another category that the photo was just given."""
        parts = [tr("“{name}” added", name=_short(added))] if added else []
        parts += [ntr("1 answered", "{n} answered", answered)] if answered else []
        parts += [ntr("1 left", "{n} left", left)] if left else []
        self.counts.setText(" · ".join(parts))

    def show_waiting(self) -> None:
        """Unless it has been said already that nothing is left."""
        if self.shows_question:
            self._set_enabled(False)
            self.question.setText(tr("One moment…"))
            self.machine.setText("")
            self._dot.show_colour(None)
            self.why.hide()
            self.marks.hide()
            self.picture.clear()

    def show_end(self, category: Category | None, *, has_skipped: bool = False) -> None:
        title = tr("Nothing left to ask")
        if category is not None:
            title = tr("Nothing left to ask about “{name}”", name=category.name)
        text = tr("The machine is sure of the rest. Esc leads back to the photos.")
        if has_skipped:
            text = tr("The machine is sure of the rest, but for what you skipped. Esc leads back to the photos.")
        self.show_message(title, text)

    def show_undo(self, words: str | None) -> None:
        """What Undo takes back, or None: nothing."""
        self.undo.setEnabled(words is not None)
        # A tool tip guesses at rich text; a zero-width space keeps hostile names plain.
        self.undo.setToolTip(
            tr("Undo: {words}", words=words).replace("&&", "&").replace("<", "<\u200b") if words else ""
        )
        self.undo.setAccessibleDescription(self.undo.toolTip())

    def show_message(self, title: str, text: str) -> None:
        """In place of a question."""
        self.picture.clear()
        self.marks.hide()
        self.message.say(title, text)
        if self.shows_question:
            self._pages.setCurrentIndex(1)
            self.setFocus()

    def clear(self) -> None:
        self.picture.clear()
        self.marks.hide()
        self._pages.setCurrentIndex(0)

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take(event):
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys mean the same wherever the focus is on the page."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._take(event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_side()
        super().resizeEvent(event)

    # --- inside ---

    def _take(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        match event.key():
            case Qt.Key.Key_Escape:
                self.closed.emit()
                return True
            case Qt.Key.Key_Y | Qt.Key.Key_Right:
                button: QAbstractButton = self.yes
            case Qt.Key.Key_N | Qt.Key.Key_Left:
                button = self.no
            case Qt.Key.Key_S | Qt.Key.Key_Down:
                button = self.pass_by
            case Qt.Key.Key_C:
                button = self.other
            case Qt.Key.Key_H:
                button = self.why.where
            case _:
                return False
        # A key held down is one answer, not twenty.
        if not event.isAutoRepeat() and self.shows_question:
            button.click()
        return True

    def _choose(self, index: int) -> None:
        self.category_chosen.emit(self.filter.itemData(index))
        self.setFocus()

    def _want_other(self) -> None:
        self.other_wanted.emit(rect_of(self.other))

    def _set_enabled(self, enabled: bool) -> None:
        if not enabled and any(button.hasFocus() for button in self._answers):
            self.setFocus()
        for button in self._answers:
            button.setEnabled(enabled)
        self.why.setVisible(enabled)

    def _place_side(self) -> None:
        """The reason stands beside the question, or below it where the page is narrow."""
        is_beside = self.width() >= _LEAST_WITH_SIDE_PX
        if is_beside:
            self._row.setDirection(QBoxLayout.Direction.LeftToRight)
            self._side.setFixedWidth(_SIDE_PX)
            self._side.setMinimumHeight(0)
            self._side.setMaximumHeight(_ANY_PX)
        else:
            self._row.setDirection(QBoxLayout.Direction.TopToBottom)
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(_ANY_PX)
            self._side.setFixedHeight(self.height() * 3 // 10)

    def _question_page(self) -> QWidget:
        page = QWidget(self)
        self._answers = (self.yes, self.no, self.pass_by, self.other)
        self.question = QLabel(page, textFormat=Qt.TextFormat.PlainText, wordWrap=False)
        self.question.setFont(scaled_font(self, 1.3, QFont.Weight.DemiBold))
        self.question.setMinimumWidth(40)
        self.machine = QLabel(page, textFormat=Qt.TextFormat.PlainText)
        self.machine.setProperty("muted", True)
        self._dot = Dot(page)
        asked = QHBoxLayout()
        asked.setSpacing(10)
        asked.addStretch(1)
        asked.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignVCenter)
        asked.addWidget(self.question)
        asked.addWidget(self.machine, 0, Qt.AlignmentFlag.AlignBottom)
        asked.addStretch(1)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        keys.addStretch(1)
        for button in self._answers:
            keys.addWidget(button)
        keys.addWidget(self.undo)
        keys.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 20)
        left.setSpacing(12)
        left.addWidget(self.picture, 1)
        left.addLayout(asked)
        left.addLayout(keys)
        self._side = QScrollArea(page)
        self._side.setFrameShape(QFrame.Shape.NoFrame)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self._side)
        body.setObjectName("panel")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.addWidget(self.why)
        inner.addStretch(1)
        self._side.setWidget(body)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(left, 1)
        self._row.addWidget(self._side)
        return page


class _Counts(ElidedLabel):
    def ink(self) -> QColor:
        return tones().muted


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
