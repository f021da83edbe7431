"""A search from the first letter to its answer: joins the field's text with the chips, and asks the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from photo_sorter.core.commands import Command, Search
from photo_sorter.core.events import ModelReady, SearchAnswered, VocabularyChanged
from photo_sorter.core.search.facets import narrowed
from photo_sorter.core.search.language import parse, text_of
from photo_sorter.core.search.query import Filter, Query
from photo_sorter.language import ntr
from photo_sorter.ui.search.facet_menu import FacetMenu
from photo_sorter.ui.search.query_bar import VERDICTS, Part, QueryBar
from photo_sorter.ui.search.search_field import SearchField
from photo_sorter.ui.search.search_history import forget_searches, past_searches, remember_search
from photo_sorter.ui.undo_step import UndoStep
from photo_sorter.ui.view_state import ViewState

_T = TypeVar("_T")

AGAIN_MS = 2_000
NEAREST = 24
"""Photos that are shown where nothing stands out."""


class Searching(QObject):
    """`query` is all that is sought; part of it stands in the field as text, the other part below it as chips."""

    changed = Signal()
    """Something else is sought, or nothing any more."""
    answered = Signal(bool)
    """An answer is here; whether it is the first to its query, which thumbs only refine."""
    saving = Signal(object)
    """The Query is to be kept by a name."""
    making_category = Signal(object)
    """The Query is to become a category."""

    def __init__(
        self,
        field: SearchField,
        bar: QueryBar,
        facets: FacetMenu,
        post: Callable[[Command], None],
        undo_stack: QUndoStack,
        state: ViewState,
    ) -> None:
        super().__init__(bar)
        self._field, self._bar, self._facets, self._post = field, bar, facets, post
        self._undo_stack, self._state = undo_stack, state
        self._typed, self._chips = Query(), Query()
        self.query = Query()
        self.answer: SearchAnswered | None = None
        """To `query`, or while it is not there yet to the one before it."""
        self.shows_all = False
        """Whether what is past the end of the relevant is shown as well."""
        self.languages: dict[str, str] = {}
        """What each model understands, by its id."""
        self._token = 0
        self._problem = self._remark = ""
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.ask)
        field.past = lambda: past_searches(state)
        field.typed.connect(self._on_typed)
        field.finished.connect(self._on_finished)
        field.taking_back.connect(self._take_back)
        field.all_chosen.connect(bar.show_chosen)
        field.replaced.connect(self._let_chips_go)
        field.cleared.connect(self.end)
        field.left.connect(self.remember)
        field.noted.connect(self._on_problem)
        field.pictures_given.connect(self.add_pictures)
        field.past_chosen.connect(lambda text: self.show(parse(text).query))
        field.past_cleared.connect(lambda: forget_searches(state))
        bar.removed.connect(self._remove)
        bar.editing.connect(self._edit)
        bar.meant.clicked.connect(self._mean)
        bar.balanced.connect(lambda share: self._change(replace(self._chips, balance=share)))
        bar.save.clicked.connect(lambda: self.saving.emit(self.query))
        bar.make.clicked.connect(lambda: self.making_category.emit(self.query))
        facets.chosen.connect(lambda facet: self._change(narrowed(self._chips, facet)))
        facets.meant.connect(lambda share: self._change(replace(self._chips, meaning=share)))

    @property
    def found(self) -> NDArray[np.int64]:
        """(n,) the photos that are shown of the answer, in its order."""
        answer = self.answer
        if answer is None:
            return np.empty(0, np.int64)
        if self.shows_all:
            return answer.photo_ids
        return answer.photo_ids[: NEAREST if answer.nothing else answer.relevant]

    def show(self, query: Query) -> None:
        """Searches for this in place of what was sought before; an empty one ends the search."""
        words = Query(query.words, query.against, query.quoted)
        self._typed, self._chips = words, replace(query, words=(), against=(), quoted=())
        self._field.show_text(text_of(words), has_chips=bool(self._chips))
        self._seek()

    def end(self) -> None:
        self.show(Query())

    def add_pictures(self, paths: Sequence[Path]) -> None:
        """They join what is sought."""
        known = self._chips.pictures
        self._change(replace(self._chips, pictures=(*known, *(path for path in paths if path not in known))))

    def find_similar(self, path: Path) -> None:
        """This picture in place of others; words and filters stay."""
        self._change(replace(self._chips, pictures=(path,), liked=(), disliked=()))
        self.remember()

    def judge(self, photo_ids: Sequence[int], likes: bool) -> None:
        """A person found these right or wrong among the results. Can be undone."""
        if not self.query or not photo_ids:
            return
        ids, before = tuple(dict.fromkeys(photo_ids)), self.query
        others = [tuple(id for id in known if id not in ids) for known in (before.liked, before.disliked)]
        liked, disliked = (others[0] + ids, others[1]) if likes else (others[0], others[1] + ids)
        after = replace(before, liked=liked, disliked=disliked)
        if after != before:
            more = ntr("More like this (1 photo)", "More like this ({n} photos)", len(ids))
            less = ntr("Less like this (1 photo)", "Less like this ({n} photos)", len(ids))
            self._undo_stack.push(UndoStep(more if likes else less, self._show_verdicts, before, after))

    def reveal_all(self) -> None:
        """Shows what is past the end as well."""
        self.shows_all = True
        self.answered.emit(False)

    def open_facets(self) -> None:
        """With what the whole library has in common, if nothing is sought."""
        if not self.query:
            self.ask()
        self._facets.open()

    def remember(self) -> None:
        """What is sought now was worth a look."""
        if self.query:
            remember_search(self._state, text_of(self.query))

    def ask(self) -> None:
        self._token += 1
        self._post(Search(self._token, self.query))

    def ask_again_soon(self) -> None:
        """Photos have changed."""
        if self.query and not self._again.isActive():
            self._again.start()

    def close(self) -> None:
        self._again.stop()

    def on_event(self, event: object) -> None:
        match event:
            case SearchAnswered(token) if token == self._token:
                self._on_answer(event)
            case VocabularyChanged(vocabulary):
                self._field.show_vocabulary(vocabulary)
            case ModelReady(model_id):
                self.show_model(model_id)

    def show_model(self, model_id: str) -> None:
        self._field.show_languages(self.languages.get(model_id, ""))

    def show_remark(self, sentence: str) -> None:
        """Something about the library that the answer suffers from."""
        self._remark = sentence
        self._note()

    # --- the parts ---

    def _on_typed(self, typed: Query) -> None:
        self._typed = typed
        self._seek()

    def _on_finished(self, parted: Query) -> None:
        chips = self._chips
        for one in parted.filters:
            chips = chips.with_filter(one)
        self._chips = replace(
            chips,
            pictures=_joined(chips.pictures, parted.pictures),
            balance=parted.balance if parted.balance != Query.balance else chips.balance,
            meaning=parted.meaning if parted.meaning != Query.meaning else chips.meaning,
            liked=_joined(chips.liked, parted.liked),
            disliked=_joined(chips.disliked, parted.disliked),
        )
        self._typed = self._field.query
        self._seek()

    def _take_back(self) -> None:
        if self._bar.chips:
            self._remove(list(self._bar.chips)[-1])

    def _let_chips_go(self) -> None:
        """Nothing is asked yet: the field says what follows."""
        self._chips = Query()

    def _remove(self, part: Part) -> None:
        chips = self._chips
        if isinstance(part, Filter):
            self._change(chips.without_filter(part))
        elif isinstance(part, Path):
            self._change(replace(chips, pictures=tuple(path for path in chips.pictures if path != part)))
        elif part == VERDICTS:
            self._change(replace(chips, liked=(), disliked=()))

    def _edit(self, part: Part) -> None:
        """What a person said of results is no text to be edited."""
        if part == VERDICTS:
            return
        given = Query(filters=(part,)) if isinstance(part, Filter) else Query(pictures=(Path(part),))
        self._field.take_back(text_of(given))
        self._typed = self._field.query
        self._remove(part)

    def _mean(self) -> None:
        if self.answer is not None and self.answer.meant is not None:
            self.show(self.answer.meant)

    def _change(self, chips: Query) -> None:
        self._chips = chips
        self._seek()

    def _show_verdicts(self, whole: Query) -> None:
        """By undo and redo: in what is sought now, or else in what was sought then."""
        if self.query:
            self._change(replace(self._chips, liked=whole.liked, disliked=whole.disliked))
        else:
            self.show(whole)

    def _seek(self) -> None:
        typed, chips = self._typed, self._chips
        query = replace(
            chips,
            words=typed.words, against=typed.against, quoted=typed.quoted,
            filters=_joined(chips.filters, typed.filters),
            pictures=_joined(chips.pictures, typed.pictures),
        )  # fmt: skip
        if query and typed.balance != Query.balance:
            query = replace(query, balance=typed.balance)
        if query and typed.meaning != Query.meaning:
            query = replace(query, meaning=typed.meaning)
        if not query:
            query = self._chips = Query()
        was, self.query = self.query, query
        self._field.show_clear(bool(query))
        self._bar.show_query(self._chips, query)
        if query == was:
            return
        self._again.stop()
        self.shows_all = False
        if query:
            self.ask()
        else:
            self._token += 1
            self.answer = None
        self._note()
        self._facets.show_query(query)
        if not query and self._facets.isVisible():
            self.ask()
        self.changed.emit()

    # --- the answer ---

    def _on_answer(self, answer: SearchAnswered) -> None:
        self._facets.show_facets(answer.facets)
        if not self.query:
            return
        is_first = self.answer is None or _without_verdicts(self.answer.query) != _without_verdicts(answer.query)
        self.answer = answer
        self._note()
        self.answered.emit(is_first)

    def _on_problem(self, sentence: str) -> None:
        self._problem = sentence
        self._note()

    def _note(self) -> None:
        """What is wrong in the text before what the answer says, and that before what is always so."""
        answer = self.answer if self.answer is not None and self.answer.query == self.query else None
        hints = " ".join(answer.hints) if answer is not None else ""
        meant = answer.meant if answer is not None and not self._problem else None
        self._bar.show_meant(text_of(Query(meant.words, meant.against)) if meant is not None else "")
        self._bar.show_note((self._problem or hints or self._remark) if self.query or self._problem else "")


def _without_verdicts(query: Query) -> Query:
    return replace(query, liked=(), disliked=())


def _joined(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
