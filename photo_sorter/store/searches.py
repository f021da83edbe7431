"""Saved searches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from sqlite_utils import Database

from photo_sorter.core.errors import SearchError
from photo_sorter.core.search.language import with_categories_renamed
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.language import tr


class SearchStore:
    """SQL about saved searches. Names are told apart without regard to case."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> tuple[SavedSearch, ...]:
        """In the person's order."""
        rows = self._db.execute("SELECT id, name, query FROM saved_searches ORDER BY position")
        return tuple(SavedSearch(*row) for row in rows)

    def next_id(self) -> int:
        """Greater than any id that was ever used."""
        row = self._db.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'saved_searches'").fetchone()
        return row[0] if row else 1

    def follow_categories(self, names: Mapping[str, str]) -> None:
        """Categories have new names, by their old ones: searches that name them follow."""
        before = self.all()
        after = tuple(replace(each, text=with_categories_renamed(each.text, names)) for each in before)
        if after != before:
            self.save(after)

    def save(self, searches: tuple[SavedSearch, ...]) -> tuple[SavedSearch, ...]:
        """Makes these the stored ones and gives them back with ids. Call inside `Library.atomic`.

        One with an id that is not stored is added under it. Raises SearchError for a name given twice.
        """
        names = Counter(each.name.casefold() for each in searches)
        for each in searches:
            if names[each.name.casefold()] > 1:
                raise SearchError(
                    tr("There are two saved searches called “{name}”. Give one of them another name.", name=each.name)
                )
        given = max((each.id for each in searches if each.id is not None), default=0)
        fresh = count(max(self.next_id(), given + 1))
        saved = tuple(replace(each, id=next(fresh)) if each.id is None else each for each in searches)
        self._db.execute("DELETE FROM saved_searches")
        self._db.conn.executemany(
            "INSERT INTO saved_searches (id, name, query, position) VALUES (?, ?, ?, ?)",
            [(each.id, each.name, each.text, position) for position, each in enumerate(saved)],
        )
        return saved
