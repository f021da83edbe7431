"""Making a search a category: its words, and what was said of photos while searching."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from photo_sorter.core.search.category_draft import CategoryDraft, draft_of, with_draft
from photo_sorter.core.search.query import Query
from photo_sorter.language import tr
from photo_sorter.ui.edits import MANY_PHOTOS, Edits
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.name_popover import Effect, NamePopover, Naming, rect_of
from photo_sorter.ui.search.query_bar import QueryBar
from photo_sorter.ui.search.searching import Searching
from photo_sorter.ui.tagging import Tagging


class SearchCategory(QObject):
    """`open_editor` takes the id of a category."""

    def __init__(
        self,
        searching: Searching,
        bar: QueryBar,
        edits: Edits,
        tagging: Tagging,
        reader: LibraryReader,
        open_editor: Callable[[int], object],
    ) -> None:
        super().__init__(bar)
        self._bar, self._edits, self._tagging, self._reader = bar, edits, tagging, reader
        self._open_editor = open_editor
        self.popover = NamePopover(bar)
        searching.making_category.connect(self._ask)

    def _ask(self, query: Query) -> None:
        draft = draft_of(query, self._reader.ids_at(query.pictures))

        def effect(name: str) -> Effect:
            found = self._edits.scheme.named(name) if name else None
            if found is None:
                return Effect(tr("Make"))
            return Effect(tr("Add"), tr("Add this to the category “{name}”?", name=found.name))

        title = tr("Make category")
        naming = Naming(title, draft.name, effect, lambda name: self._make(draft, name), draft.left_behind)
        self.popover.ask(naming, rect_of(self._bar.make))

    def _make(self, draft: CategoryDraft, name: str) -> None:
        """One step of Undo."""
        edits, stack = self._edits, self._edits.undo_stack
        is_new = edits.scheme.named(name) is None
        words = tr("Make category “{name}”", name=name) if is_new else tr("Add a search to “{name}”", name=name)
        stack.beginMacro(words.replace("&", "&&"))
        edits.change(with_draft(edits.scheme, draft, name), words)
        category = edits.scheme.named(name)
        if category is not None and category.id is not None:
            self._judge(draft, category.id, category.name)
        stack.endMacro()
        if category is not None and category.id is not None:
            self._open_editor(category.id)

    def _judge(self, draft: CategoryDraft, category_id: int, name: str) -> None:
        for holds in (True, False):
            ids = [photo_id for photo_id, said in draft.verdicts.items() if said is holds]
            # Each was judged by hand already: not so many at once that a person is asked again.
            for at in range(0, len(ids), MANY_PHOTOS):
                self._tagging.decide(ids[at : at + MANY_PHOTOS], category_id, name, holds)
