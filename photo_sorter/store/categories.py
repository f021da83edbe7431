"""Categories, their sets and prompts, and the templates: the scheme."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from sqlite_utils import Database

from photo_sorter.core.sorting.category import MAIN_SET, Category, CategorySet, Prompt, Scheme
from photo_sorter.store.searches import SearchStore


class CategoryStore:
    """SQL about categories. Names are told apart without regard to case.

    A category that is removed keeps its row, prompts, verdicts and skips under a name that no other can have.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def scheme(self) -> Scheme:
        """As it was saved last; categories switched off are in it, removed ones are not."""
        with self._db.atomic():  # one state of the library, even while another process writes
            templates = self._db.execute("SELECT text FROM templates ORDER BY position").fetchall()
            return Scheme(self._categories(), self._sets(), tuple(text for (text,) in templates))

    def all(self) -> tuple[Category, ...]:
        """The scheme's categories, in the person's order."""
        return self.scheme().categories

    def next_id(self) -> int:
        """Greater than any id that was ever used."""
        found: int = self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM categories").fetchone()[0]
        return found

    def save(self, scheme: Scheme) -> Scheme:
        """Makes this checked scheme the stored one and gives it back with ids. Call inside `Library.atomic`.

        A category with an id that is not stored is added under it, a removed one returns with its verdicts and skips.
        Tags of categories that are left out go. A set that is left out goes too; while removed categories are in it,
        its row is kept but not listed. Saved searches follow new names.
        """
        former = {one.id: one.name for one in self._categories()}
        categories = self._with_ids(scheme.categories)
        self._save_sets(scheme.sets)
        # All are removed first: names may have been swapped, and must be out of each other's way.
        self._db.execute(
            "UPDATE categories SET removed = 1, parent_id = NULL, name = '\x1f' || id || '\x1f' || name"
            " WHERE NOT removed"
        )
        self._save_categories(categories)
        self._save_prompts(categories)
        self._db.execute("DELETE FROM tags WHERE category_id IN (SELECT id FROM categories WHERE removed)")
        self._db.execute(
            "DELETE FROM category_sets WHERE position IS NULL AND id NOT IN (SELECT set_id FROM categories)"
        )
        self._db.execute("DELETE FROM templates")
        self._db.conn.executemany("INSERT INTO templates VALUES (?, ?)", enumerate(scheme.templates))
        named = {former[one.id]: one.name for one in categories if one.id in former and one.name != former[one.id]}
        if named:
            SearchStore(self._db).follow_categories(named)
        return replace(scheme, categories=categories)

    # --- reading ---

    def _categories(self) -> tuple[Category, ...]:
        prompts: dict[int, list[Prompt]] = {}
        for category_id, text, against in self._db.execute(
            "SELECT category_id, text, against FROM prompts ORDER BY category_id, position"
        ):
            prompts.setdefault(category_id, []).append(Prompt(text, bool(against)))
        rows = self._db.execute(
            "SELECT own.id, own.name, category_sets.name, own.colour, own.enabled, own.threshold, own.learns,"
            " parents.name, own.within_parent FROM categories AS own"
            " JOIN category_sets ON category_sets.id = own.set_id"
            " LEFT JOIN categories AS parents ON parents.id = own.parent_id"
            " WHERE NOT own.removed ORDER BY own.position, own.id"
        )
        return tuple(
            Category(
                name, tuple(prompts.get(id, ())), set_name, colour, bool(enabled), id, threshold, bool(learns),
                parent_name, bool(within_parent),
            )
            for id, name, set_name, colour, enabled, threshold, learns, parent_name, within_parent in rows
        )  # fmt: skip

    def _sets(self) -> tuple[CategorySet, ...]:
        rows = self._db.execute(
            "SELECT name, exclusive FROM category_sets WHERE position IS NOT NULL ORDER BY position"
        )
        return tuple(CategorySet(name, bool(exclusive)) for name, exclusive in rows) or (CategorySet(MAIN_SET),)

    # --- saving ---

    def _with_ids(self, categories: tuple[Category, ...]) -> tuple[Category, ...]:
        given = max((category.id for category in categories if category.id is not None), default=0)
        fresh = count(max(self.next_id(), given + 1))
        return tuple(replace(each, id=next(fresh)) if each.id is None else each for each in categories)

    def _save_sets(self, sets: tuple[CategorySet, ...]) -> None:
        self._db.execute("UPDATE category_sets SET position = NULL")
        self._db.conn.executemany(
            "INSERT INTO category_sets (name, exclusive, position) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
            " SET name = excluded.name, exclusive = excluded.exclusive, position = excluded.position",
            [(each.name, each.exclusive, position) for position, each in enumerate(sets)],
        )

    def _save_categories(self, categories: tuple[Category, ...]) -> None:
        set_ids = dict(self._db.execute("SELECT name, id FROM category_sets").fetchall())
        self._db.conn.executemany(
            "INSERT INTO categories (id, set_id, name, colour, position, enabled, threshold, learns, within_parent)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET set_id = excluded.set_id,"
            " name = excluded.name, colour = excluded.colour, position = excluded.position,"
            " enabled = excluded.enabled, threshold = excluded.threshold, learns = excluded.learns,"
            " within_parent = excluded.within_parent, removed = 0",
            [
                (
                    each.id, set_ids[each.set_name], each.name, each.colour, position, each.enabled, each.threshold,
                    each.learns, each.within_parent,
                )
                for position, each in enumerate(categories)
            ],
        )  # fmt: skip
        ids = {each.name: each.id for each in categories}
        self._db.conn.executemany(
            "UPDATE categories SET parent_id = ? WHERE id = ?",
            [(ids[each.parent_name], each.id) for each in categories if each.parent_name is not None],
        )

    def _save_prompts(self, categories: tuple[Category, ...]) -> None:
        self._db.conn.executemany("DELETE FROM prompts WHERE category_id = ?", [(each.id,) for each in categories])
        self._db.conn.executemany(
            "INSERT INTO prompts (category_id, text, against, position) VALUES (?, ?, ?, ?)",
            [
                (each.id, prompt.text, prompt.against, position)
                for each in categories
                for position, prompt in enumerate(each.prompts)
            ],
        )
