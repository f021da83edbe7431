"""Categories, their sets and their prompts."""

from __future__ import annotations

from sqlite_utils import Database

from photo_sorter.core.category import MAIN_SET, Category, CategorySet, Prompt


class CategoryStore:
    """SQL about categories. Names are told apart without regard to case."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> tuple[Category, ...]:
        """In the person's order, those switched off included."""
        prompts: dict[int, list[Prompt]] = {}
        for category_id, text, against in self._db.execute(
            "SELECT category_id, text, against FROM prompts ORDER BY category_id, position"
        ):
            prompts.setdefault(category_id, []).append(Prompt(text, bool(against)))
        rows = self._db.execute(
            "SELECT categories.id, categories.name, category_sets.name, colour, enabled FROM categories"
            " JOIN category_sets ON category_sets.id = set_id ORDER BY position, categories.id"
        )
        return tuple(
            Category(name, tuple(prompts.get(id, ())), set_name, colour, bool(enabled), id)
            for id, name, set_name, colour, enabled in rows
        )

    def sets(self) -> tuple[CategorySet, ...]:
        rows = self._db.execute("SELECT name, exclusive FROM category_sets ORDER BY id").fetchall()
        known = tuple(CategorySet(name, bool(exclusive)) for name, exclusive in rows)
        return known or (CategorySet(MAIN_SET),)

    def save(self, categories: tuple[Category, ...]) -> tuple[Category, ...]:
        """Makes the stored list equal to this one and gives it back with ids. Call inside `Library.atomic`.

        Verdicts and tags of categories that are left out go with them.
        """
        kept = {category.id for category in categories if category.id is not None}
        for (id,) in self._db.execute("SELECT id FROM categories").fetchall():
            if id not in kept:
                self._db.execute("DELETE FROM categories WHERE id = ?", [id])
        # Names may have been swapped: out of each other's way first.
        self._db.execute("UPDATE categories SET name = '\x1f' || id")
        for position, category in enumerate(categories):
            self._save_one(category, position)
        return self.all()

    def _save_one(self, category: Category, position: int) -> None:
        values = [self._set_id(category.set_name), category.name, category.colour, position, category.enabled]
        if category.id is None:
            cursor = self._db.execute(
                "INSERT INTO categories (set_id, name, colour, position, enabled) VALUES (?, ?, ?, ?, ?)", values
            )
            category_id = cursor.lastrowid
        else:
            category_id = category.id
            self._db.execute(
                "UPDATE categories SET set_id = ?, name = ?, colour = ?, position = ?, enabled = ? WHERE id = ?",
                [*values, category_id],
            )
            self._db.execute("DELETE FROM prompts WHERE category_id = ?", [category_id])
        self._db.conn.executemany(
            "INSERT INTO prompts (category_id, text, against, position) VALUES (?, ?, ?, ?)",
            [(category_id, prompt.text, prompt.against, number) for number, prompt in enumerate(category.prompts)],
        )

    def _set_id(self, name: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO category_sets (name) VALUES (?)", [name])
        set_id: int = self._db.execute("SELECT id FROM category_sets WHERE name = ?", [name]).fetchone()[0]
        return set_id
