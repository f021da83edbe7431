"""The searches that a person keeps, with what is on its way to the library; each change is a step of Undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from photo_sorter.core.commands import Command, SaveSearches
from photo_sorter.core.events import SavedSearchesCounted
from photo_sorter.core.query import Place, View
from photo_sorter.core.search.language import parse, text_of
from photo_sorter.core.search.query import Query, SavedSearch
from photo_sorter.language import tr
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.undo_step import AdoptedStep, UndoStep

Searches = tuple[SavedSearch, ...]


class SavedSearches(QObject):
    """What was posted last holds until the library has it."""

    changed = Signal()
    """Others, in another order, or other counts."""
    taken_back = Signal(str)
    """What was undone had been done elsewhere; what it was."""

    def __init__(
        self,
        reader: LibraryReader,
        undo_stack: QUndoStack,
        post: Callable[[Command], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader, self.undo_stack, self._post = reader, undo_stack, post
        self._said: Searches | None = None
        self._read: Searches = ()
        self._last_id = 0
        self._queries: dict[str, Query] = {}
        self._counts: dict[int, int] = {}

    @property
    def all(self) -> Searches:
        """In the person's order."""
        return self._read if self._said is None else self._said

    def on_read(self, searches: Searches) -> None:
        """What the library holds now: what was said, or what has followed from it since."""
        self._read = searches
        if searches == self._said:
            self._said = None

    def on_event(self, event: object) -> None:
        if isinstance(event, SavedSearchesCounted):
            self._counts = dict(event.counts)
            self.changed.emit()

    def count(self, search: SavedSearch) -> int | None:
        """How many photos it finds; None while nobody has counted."""
        return self._counts.get(search.id or 0)

    def of(self, view: View) -> SavedSearch | None:
        return next((one for one in self.all if view == View(Place.SEARCH, one.id)), None)

    def named(self, name: str) -> SavedSearch | None:
        """Without regard to case."""
        return next((one for one in self.all if one.name.casefold() == name.casefold()), None)

    def query(self, search: SavedSearch) -> Query:
        if search.text not in self._queries:
            self._queries[search.text] = parse(search.text).query
        return self._queries[search.text]

    def search_for(self, query: Query) -> SavedSearch | None:
        """The one that asks for just this."""
        return next((one for one in self.all if query and self.query(one) == query), None)

    # --- by a person ---

    def save(self, name: str, query: Query) -> None:
        """At the end, or in place of the one that is called so."""
        former = self.named(name)
        if former is None:
            words = tr("Save search “{name}”", name=name)
            self._give((*self.all, SavedSearch(self._new_id(), name, text_of(query))), words)
        else:
            self._change(replace(former, name=name, text=text_of(query)), tr("Replace search “{name}”", name=name))

    def rename(self, search: SavedSearch, name: str) -> None:
        self._change(replace(search, name=name), tr("Rename search to “{name}”", name=name))

    def update(self, search: SavedSearch, query: Query) -> None:
        self._change(replace(search, text=text_of(query)), tr("Update search “{name}”", name=search.name))

    def remove(self, search: SavedSearch) -> None:
        words = tr("Remove search “{name}”", name=search.name)
        self._give(tuple(one for one in self.all if one.id != search.id), words)

    def can_move(self, search: SavedSearch, by: int) -> bool:
        return 0 <= self._index(search) + by < len(self.all)

    def move(self, search: SavedSearch, by: int) -> None:
        """So many rows down, or up if negative."""
        if not self.can_move(search, by):
            return
        at, searches = self._index(search), list(self.all)
        searches.insert(at + by, searches.pop(at))
        self._give(tuple(searches), tr("Move search “{name}”", name=search.name))

    def adopt(self, old: Searches, new: Searches, words: str) -> None:
        """Takes a change that was made elsewhere as the last step of Undo; once more on top, if one of this window's
        that was under way has overwritten it."""
        if self.all not in (old, new):
            gone = {one.id for one in old} - {one.id for one in new}
            changed = {one.id: one for one in new if one not in old}
            kept = (changed.pop(one.id, one) for one in self.all if one.id not in gone)
            self._give((*kept, *changed.values()), words)
            return
        self._read, self._said = new, None
        self.undo_stack.push(AdoptedStep(words, self._say, old, new, self.taken_back.emit))
        self.changed.emit()

    # --- inside ---

    def _index(self, search: SavedSearch) -> int:
        return [one.id for one in self.all].index(search.id)

    def _change(self, changed: SavedSearch, words: str) -> None:
        self._give(tuple(changed if one.id == changed.id else one for one in self.all), words)

    def _give(self, searches: Searches, words: str) -> None:
        if searches != self.all:
            self.undo_stack.push(UndoStep(words, self._say, self.all, searches))

    def _say(self, searches: Searches) -> None:
        self._said = searches
        self._post(SaveSearches(searches))
        self.changed.emit()

    def _new_id(self) -> int:
        self._last_id = max(self._last_id + 1, self._reader.next_search_id(), *(1 + (one.id or 0) for one in self.all))
        return self._last_id
