"""Leads through review: what is asked next, what becomes of an answer, and when to ask the worker again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu

from photo_sorter.core import messages
from photo_sorter.core.category import Category
from photo_sorter.core.messages import Command, SetSkipped, SetVerdicts, Verdict
from photo_sorter.core.photo import Status
from photo_sorter.core.review import ReviewItem
from photo_sorter.core.why import Why
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.icons import dot_icon
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.review_queue import Pair, ReviewQueue, pair_of
from photo_sorter.ui.review_view import ReviewView
from photo_sorter.ui.tagging import Tagging
from photo_sorter.ui.why_desk import WhyDesk

_LOADING = (messages.Activity.STARTING, messages.Activity.LOADING_MODEL)
_REST_MS = 250
_SETTLE_MS = 350
"""An answer that comes sooner after a question was withdrawn was meant for that one."""


class Reviewing(QObject):
    """Everything that is said goes through `edits`, and comes back from there: by undo and redo as well."""

    ended = Signal()
    photo_changed = Signal(object)
    """The id of the photo that is asked about, or None."""

    def __init__(
        self,
        view: ReviewView,
        reader: LibraryReader,
        edits: Edits,
        tagging: Tagging,
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(view)
        self._view, self._reader, self._edits, self._tagging, self._post = view, reader, edits, tagging, post
        self._overview = Overview()
        self._queue = ReviewQueue()
        self._shown: Pair | None = None
        self._category_id: int | None = None
        self._tokens = count(1)
        self._token = 0
        self._is_asking = self._is_stale = self._is_loading = False
        self.is_on = False
        self.why = WhyDesk(post, self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        view.answered.connect(self.answer)
        view.skipped.connect(self.skip)
        view.other_wanted.connect(self._offer_others)
        view.undo_wanted.connect(edits.undo_stack.undo)
        view.closed.connect(self.end)
        view.category_chosen.connect(self._choose)
        view.why.heat_wanted.connect(self.why.switch_heat)
        edits.said.connect(self._on_said)
        edits.scheme_changed.connect(self._show_categories)
        edits.undo_stack.canUndoChanged.connect(view.undo.setEnabled)
        self.why.explained.connect(self._show_why)
        self.why.heat_changed.connect(self._show_heat)

    @property
    def queue(self) -> ReviewQueue:
        return self._queue

    @property
    def is_settling(self) -> bool:
        """Whether answers are not taken, because the question has just become another by itself."""
        return self._settling.isActive()

    def begin(self, category_id: int | None = None) -> None:
        """A new sitting, about one category or all of them."""
        self.is_on = True
        self._queue, self._shown = ReviewQueue(), None
        self._category_id = category_id
        self._view.undo.setEnabled(self._edits.undo_stack.canUndo())
        self._show_categories()
        self._ask()
        self._show()

    def end(self) -> None:
        if not self.is_on:
            return
        self.is_on = False
        self._token = 0
        self._rest.stop()
        self.why.switch_heat(False)
        self.why.leave()
        self._queue, self._shown = ReviewQueue(), None
        self._view.clear()
        self.photo_changed.emit(None)
        self.ended.emit()

    # --- what a person says ---

    def answer(self, holds: bool) -> None:
        item, category = self._queue.current, self._category_in_hand()
        if item is None or category is None or self.is_settling:
            return
        if not self._tagging.decide([item.photo_id], item.category_id, category.name, holds):
            self._show()

    def skip(self) -> None:
        item = self._queue.current
        if item is None or self.is_settling:
            return
        pair = pair_of(item)
        self._tagging.skip([pair])
        if self._queue.pass_on(pair, answered=False):
            self._show()

    def answer_other(self, other: Category) -> None:
        """Yes to another category, and no to the one in question where both cannot hold."""
        item, category = self._queue.current, self._category_in_hand()
        if item is None or category is None or other.id is None:
            return
        excludes = other.set_name == category.set_name and self._edits.scheme.is_exclusive(other.set_name)
        said = {other.id: True} | ({item.category_id: False} if excludes else {})
        before = self._tagging.verdicts(item.photo_id)
        new = tuple(Verdict(item.photo_id, id, holds) for id, holds in said.items() if before.get(id) is not holds)
        old = tuple(Verdict(item.photo_id, one.category_id, before.get(one.category_id)) for one in new)
        if new:
            self._edits.give(SetVerdicts(old), SetVerdicts(new), f"Tag as “{other.name}” (1 photo)")
        if not excludes:
            self._view.say(f"“{other.name}” is noted. The question stays.")
        elif self._queue.current is item:
            self._show()

    def other_menu(self) -> QMenu:
        menu = QMenu(self._view)
        item = self._queue.current
        said = self._tagging.verdicts(item.photo_id) if item is not None else {}
        for category in self._edits.scheme.categories:
            if category.enabled and item is not None and category.id not in (item.category_id, None):
                action = menu.addAction(dot_icon(category.colour), category.name.replace("&", "&&"))
                action.setEnabled(said.get(category.id or 0) is not True)
                action.triggered.connect(lambda _=False, category=category: self.answer_other(category))
        return menu

    def toggle_heat(self) -> None:
        if self._shown is not None:
            self.why.switch_heat(not self.why.wants_heat)

    # --- what the worker and the library say ---

    def on_event(self, event: object) -> None:
        match event:
            case messages.LibraryChanged():
                self._is_stale = True
            case messages.ActivityChanged():
                self._is_loading = event.activity in _LOADING
            case messages.ModelReady() if self.is_on:
                self._ask()
            case messages.ReviewsAnswered() if event.token == self._token and self.is_on:
                self._is_asking = False
                self._queue.take(event.items, event.waiting)
                self._show()
            case messages.WhyAnswered() | messages.HeatMapMade():
                self.why.on_event(event)

    def show_overview(self, overview: Overview) -> None:
        """The library has been looked at; what is asked must still be a question."""
        self._overview = overview
        if not self.is_on:
            return
        self._show_categories()
        if self._is_stale:
            self._is_stale = False
            self._show()
            if self._shown is not None:
                self.why.ask(*self._shown)
            if not self._rest.isActive():
                self._rest.start()

    # --- inside ---

    def _choose(self, category_id: int | None) -> None:
        self._category_id = category_id
        self._queue.forget_ahead()
        self._ask()
        self._show()

    def _show_categories(self) -> None:
        if not self.is_on:
            return
        chosen = self._edits.scheme.category(self._category_id)
        if self._category_id is not None and (chosen is None or not chosen.enabled):
            self._category_id = None
            self._rest.start()
        self._view.show_categories(self._edits.scheme.categories, self._category_id)

    def _ask(self) -> None:
        if not self.is_on:
            return
        self._rest.stop()
        self._token = next(self._tokens)
        self._is_asking = True
        self._post(messages.NextReviews(self._token, self._category_id))

    def _offer_others(self, at: QPoint) -> None:
        menu = self.other_menu()
        if menu.isEmpty():
            self._view.say("There is no other category.")
            return
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])

    def _on_said(self, command: object) -> None:
        """The one way on: an answer, its undo, its redo, or a tag given by another key."""
        if not self.is_on:
            return
        match command:
            case SetVerdicts(verdicts):
                for one in verdicts:
                    if one.holds is None:
                        self._queue.put_back((one.photo_id, one.category_id))
                    else:
                        self._queue.pass_on((one.photo_id, one.category_id), answered=True)
            case SetSkipped(pairs, skipped):
                for pair in pairs:
                    self._queue.pass_on(pair, answered=False) if skipped else self._queue.put_back(pair)
        self._show()

    def _is_askable(self, item: ReviewItem) -> bool:
        photo = self._reader.photo(item.photo_id)
        category = self._edits.scheme.category(item.category_id)
        if photo is None or photo.status is not Status.READY or category is None or not category.enabled:
            return False
        if self._overview.folders and photo.folder_id not in {folder.id for folder in self._overview.folders}:
            return False
        said = self._tagging.verdicts(item.photo_id)
        return item.category_id not in said and not self._is_excluded(category, said)

    def _is_excluded(self, category: Category, said: dict[int, bool]) -> bool:
        """Whether a person said yes to another category of the same exclusive set."""
        scheme = self._edits.scheme
        if not scheme.is_exclusive(category.set_name):
            return False
        fellows = (scheme.category(id) for id, holds in said.items() if holds)
        return any(fellow is not None and fellow.set_name == category.set_name for fellow in fellows)

    def _category_in_hand(self) -> Category | None:
        item = self._queue.current
        return self._edits.scheme.category(item.category_id) if item is not None else None

    def _show(self) -> None:
        former = self._queue.current
        item = self._queue.advance(self._is_askable)
        if former is not None and former is not item:
            self._settling.start()
        self._view.show_counts(self._queue.answered, self._queue.left)
        if item is None:
            self._show_nothing()
            return
        if pair_of(item) == self._shown:
            return
        photo, category = self._reader.photo(item.photo_id), self._category_in_hand()
        if photo is None or category is None:
            return
        self._shown = pair_of(item)
        self._view.show_question(photo, category, item.probability)
        self.why.ask(item.photo_id, item.category_id)
        self.photo_changed.emit(item.photo_id)
        for photo_id in self._queue.next_photo_ids(1):
            following = self._reader.photo(photo_id)
            if following is not None:
                self._view.picture.prefetch(following)

    def _show_nothing(self) -> None:
        if self._shown is not None:
            self._shown = None
            self.why.leave()
            # What is on its way was asked before the last answer: are there more now?
            self._ask()
        self.photo_changed.emit(None)
        if self._is_asking:
            self._view.show_waiting()
        elif self._is_loading:
            self._view.show_message("The model is loading", "Questions come in a moment.")
        else:
            self._view.show_end(self._edits.scheme.category(self._category_id))

    def _show_why(self, why: Why | None) -> None:
        self._view.why.show_why(why, self._edits.scheme)
        if why is not None:
            # It may have learned since the question was put into the queue.
            self._view.show_probability(why.probability)

    def _show_heat(self, made: messages.HeatMapMade | None) -> None:
        self._view.why.show_heat(self.why.wants_heat, made)
        if self._shown is not None:
            self._view.picture.show_heat(self._shown[0], made.heat if made is not None else None)
