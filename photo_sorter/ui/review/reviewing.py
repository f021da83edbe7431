"""Leads through review: what is asked next, what becomes of an answer, and when to ask the worker again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from photo_sorter.core import commands, events
from photo_sorter.core.commands import Command, SetSkipped, SetVerdicts, Verdict
from photo_sorter.core.photo import Status
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.core.sorting.review import ReviewItem
from photo_sorter.core.sorting.why import Why
from photo_sorter.language import tr
from photo_sorter.ui.category_picker import CategoryPicker, Choice
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.panel.why_desk import WhyDesk
from photo_sorter.ui.review.review_queue import Pair, ReviewQueue, pair_of
from photo_sorter.ui.review.review_view import ReviewView
from photo_sorter.ui.tagging import Tagging

_LOADING = (events.Activity.STARTING, events.Activity.LOADING_MODEL)
_REST_MS = 250
_SEEN_MS = 120
"""An answer that comes sooner after a question was shown was meant for the one before."""
_WITHDRAWN_MS = 350
"""As long, where nobody expected another question."""


class Reviewing(QObject):
    """Everything that is said goes through `edits`, and comes back from there: by undo and redo as well."""

    ended = Signal()
    photo_changed = Signal(object)
    """The id of the photo that is asked about, or None while none is or no answer is taken."""

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
        self.why = WhyDesk(lambda: edits.scheme, post, self)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._settle)
        self._others = CategoryPicker(view)
        self._added = ""
        view.answered.connect(self.answer)
        view.skipped.connect(self.skip)
        view.other_wanted.connect(self._offer_others)
        view.undo_wanted.connect(edits.undo_stack.undo)
        view.closed.connect(self.end)
        view.category_chosen.connect(self._choose)
        view.why.heat_wanted.connect(self.why.switch_heat)
        edits.said.connect(self._on_said)
        edits.scheme_changed.connect(self._show_categories)
        edits.undo_stack.indexChanged.connect(self._show_undo)
        self.why.explained.connect(self._show_why)
        self.why.heat_changed.connect(self._show_heat)

    @property
    def queue(self) -> ReviewQueue:
        return self._queue

    @property
    def is_settling(self) -> bool:
        """Whether answers are not taken, because the question has just become another."""
        return self._settling.isActive()

    def begin(self, category_id: int | None = None) -> None:
        """A new sitting, about one category or all of them."""
        self.is_on = True
        self._queue, self._shown = ReviewQueue(), None
        self._category_id, self._added = category_id, ""
        # What was done before is not this page's to take back.
        self._edits.undo_stack.setClean()
        self._show_undo()
        self._show_categories()
        self._ask()
        self._show()

    def end(self) -> None:
        if not self.is_on:
            return
        self.is_on = False
        self._token = 0
        self._rest.stop()
        self._settling.stop()
        self._others.close()
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

    def answer_other(self, item: ReviewItem, other: Category) -> None:
        """Yes to another category, and no to the one that was asked about where both cannot hold."""
        if self._edits.scheme.category(other.id) is None:
            return
        excludes = self._tagging.decide_instead(item.photo_id, item.category_id, other)
        if self._queue.current is item and not excludes:
            self._view.say(tr("“{name}” is noted. The question stays.", name=other.name))
        self._show()

    def toggle_heat(self) -> None:
        if self._shown is not None:
            self.why.switch_heat(not self.why.wants_heat)

    # --- what the worker and the library say ---

    def on_event(self, event: object) -> None:
        match event:
            case events.LibraryChanged():
                self._is_stale = True
            case events.ActivityChanged():
                self._is_loading = event.activity in _LOADING
            case events.ModelReady():
                self.why.on_event(event)
                if self.is_on:
                    self._ask()
            case events.ReviewsAnswered() if event.token == self._token and self.is_on:
                self._is_asking = False
                self._queue.take(event.items, event.waiting)
                self._show()
            case events.WhyAnswered() | events.HeatMapMade():
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
        self._post(commands.NextReviews(self._token, self._category_id))

    def _offer_others(self, button: QRect) -> None:
        item, scheme = self._queue.current, self._edits.scheme
        if item is None or self.is_settling:
            return
        others = [one.category for one in nested(scheme) if one.category.enabled]
        said = {id for id, holds in self._tagging.verdicts(item.photo_id).items() if holds}
        choices = [Choice(one, one.id in said, one.id not in said) for one in others if one.id != item.category_id]
        if not choices:
            self._view.say(tr("There is no other category."))
            return
        self._others.ask(tr("Tag as"), choices, partial(self.answer_other, item), button)

    def _on_said(self, command: object) -> None:
        """The one way on: an answer, its undo, its redo, or a tag given by another key."""
        if not self.is_on:
            return
        self._added = ""
        match command:
            case SetVerdicts(verdicts):
                self._added = self._name_of_other(verdicts)
                self._weigh({one.photo_id for one in verdicts})
            case SetSkipped(pairs, skipped):
                for pair in pairs:
                    self._queue.pass_on(pair, answered=False) if skipped else self._queue.put_back(pair)
        self._show()

    def _name_of_other(self, verdicts: Sequence[Verdict]) -> str:
        """The category, not the one that is asked about, that the photo in hand was just given; empty: none."""
        asked = self._queue.current
        for one in verdicts:
            if asked is not None and one.holds and one.photo_id == asked.photo_id:
                category = self._edits.scheme.category(one.category_id)
                if category is not None and category.id != asked.category_id:
                    return category.name
        return ""

    def _weigh(self, photo_ids: Collection[int]) -> None:
        """A question may be answered by a yes to another category, and be open again once that is taken back."""
        for pair in self._queue.answered_about(photo_ids):
            if not self._is_answered(pair):
                self._queue.put_back(pair)
        asked = self._queue.current
        if asked is not None and asked.photo_id in photo_ids and self._is_answered(pair_of(asked)):
            self._queue.pass_on(pair_of(asked), answered=True)

    def _is_answered(self, pair: Pair) -> bool:
        category = self._edits.scheme.category(pair[1])
        return category is not None and self._tagging.is_answered(pair[0], category)

    def _is_askable(self, item: ReviewItem) -> bool:
        photo = self._reader.photo(item.photo_id)
        category = self._edits.scheme.category(item.category_id)
        if photo is None or photo.status is not Status.READY or category is None or not category.enabled:
            return False
        if self._overview.folders and photo.folder_id not in {folder.id for folder in self._overview.folders}:
            return False
        return not self._tagging.is_answered(item.photo_id, category)

    def _category_in_hand(self) -> Category | None:
        item = self._queue.current
        return self._edits.scheme.category(item.category_id) if item is not None else None

    def _show(self) -> None:
        former = self._queue.current
        item = self._queue.advance(self._is_askable)
        was_withdrawn = former is not None and former is not item
        self._view.show_counts(self._queue.answered, self._queue.left, self._added)
        if item is None:
            self._show_nothing()
            return
        if pair_of(item) == self._shown:
            return
        photo, category = self._reader.photo(item.photo_id), self._category_in_hand()
        if photo is None or category is None:
            return
        self._shown = pair_of(item)
        self._others.close()
        self.photo_changed.emit(None)
        self._settling.start(_WITHDRAWN_MS if was_withdrawn else _SEEN_MS)
        self._view.show_question(photo, category, item.probability)
        self.why.ask(item.photo_id, item.category_id)
        for photo_id in self._queue.next_photo_ids(1):
            following = self._reader.photo(photo_id)
            if following is not None:
                self._view.picture.prefetch(following)

    def _show_nothing(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._others.close()
            self.why.leave()
            # What is on its way was asked before the last answer: are there more now?
            self._ask()
        self.photo_changed.emit(None)
        if self._is_asking:
            self._view.show_waiting()
        elif self._is_loading:
            self._view.show_message(tr("The model is loading"), tr("Questions come in a moment."))
        else:
            self._view.show_end(
                self._edits.scheme.category(self._category_id), has_skipped=self._tagging.has_skipped(self._category_id)
            )

    def _settle(self) -> None:
        if self._shown is not None:
            self.photo_changed.emit(self._shown[0])

    def _show_undo(self) -> None:
        if not self.is_on:
            return
        stack = self._edits.undo_stack
        self._view.show_undo(stack.undoText() if stack.canUndo() and stack.index() > stack.cleanIndex() else None)

    def _show_why(self, why: Why | None) -> None:
        self._view.why.show_why(why, self._edits.scheme)
        if why is not None:
            # It may have learned since the question was put into the queue.
            self._view.show_probability(why.probability)

    def _show_heat(self, made: events.HeatMapMade | None) -> None:
        self._view.why.show_heat(self.why.wants_heat, made)
        if self._shown is not None:
            self._view.picture.show_heat(self._shown[0], made.heat if made is not None else None)
