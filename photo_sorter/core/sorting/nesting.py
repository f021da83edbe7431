"""The tree that the parents of categories make, and moves within it. A scheme's order is the tree read downwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from photo_sorter.core.sorting.category import Category, Scheme


@dataclass(frozen=True)
class Nested:
    """A category with its place: `depth` 0 stands outermost."""

    category: Category
    depth: int
    has_children: bool


def nested(scheme: Scheme) -> tuple[Nested, ...]:
    """Every category once, parents before their children, siblings in the scheme's order."""
    below = _below(scheme)
    return tuple(_walk(below, None, 0))


def siblings(scheme: Scheme, parent: Category | None) -> tuple[Category, ...]:
    return tuple(_below(scheme).get(parent.name if parent else None, ()))


def descendants(scheme: Scheme, category: Category) -> tuple[Category, ...]:
    return tuple(one.category for one in _walk(_below(scheme), category.name, 0))


def placed(scheme: Scheme, category_id: int, parent_id: int | None, position: int) -> Scheme:
    """With the category, and all below it, as the `position`-th child of the parent (None: outermost).

    Unchanged where the category would come to lie within itself.
    """
    moved, parent = scheme.category(category_id), scheme.category(parent_id)
    if moved is None or parent is moved or (parent is not None and parent in descendants(scheme, moved)):
        return scheme
    below = _below(scheme)
    former = below[_known_parent(scheme, moved)]
    index = former.index(moved)
    target = below.setdefault(parent.name if parent else None, [])
    if target is former and index < position:
        position -= 1
    former.pop(index)
    target.insert(position, replace(moved, parent_name=parent.name if parent else None))
    return replace(scheme, categories=tuple(one.category for one in _walk(below, None, 0)))


def stepped(scheme: Scheme, category_id: int, step: int) -> Scheme:
    """One place up (-1) or down (+1) among its siblings; unchanged at the end of the row."""
    parent, row, index = _place(scheme, category_id)
    if row and 0 <= index + step < len(row):
        return placed(scheme, category_id, parent, index + (2 if step > 0 else -1))
    return scheme


def indented(scheme: Scheme, category_id: int) -> Scheme:
    """As the last child of the sibling above; unchanged if there is none."""
    _, row, index = _place(scheme, category_id)
    if index < 1:
        return scheme
    return placed(scheme, category_id, row[index - 1].id, len(siblings(scheme, row[index - 1])))


def outdented(scheme: Scheme, category_id: int) -> Scheme:
    """Beside its parent, below it; unchanged if it has none."""
    parent_id, _, _ = _place(scheme, category_id)
    if parent_id is None:
        return scheme
    grandparent, _, index = _place(scheme, parent_id)
    return placed(scheme, category_id, grandparent, index + 1)


STEPS: dict[str, Callable[[Scheme, int], Scheme]] = {
    "up": lambda scheme, category_id: stepped(scheme, category_id, -1),
    "down": lambda scheme, category_id: stepped(scheme, category_id, 1),
    "in": indented,
    "out": outdented,
}
"""What a key does with the category of an id."""


def _place(scheme: Scheme, category_id: int) -> tuple[int | None, tuple[Category, ...], int]:
    """The parent's id, the row of siblings, and the index in it (-1 for no such category)."""
    category = scheme.category(category_id)
    if category is None:
        return None, (), -1
    parent = scheme.named(_known_parent(scheme, category))
    row = siblings(scheme, parent)
    return parent.id if parent else None, row, row.index(category)


def _known_parent(scheme: Scheme, category: Category) -> str | None:
    names = {one.name for one in scheme.categories}
    return category.parent_name if category.parent_name in names else None


def _below(scheme: Scheme) -> dict[str | None, list[Category]]:
    """Children by the parent's name; what names no category lies outermost."""
    below: dict[str | None, list[Category]] = {}
    names = {one.name for one in scheme.categories}
    for category in scheme.categories:
        below.setdefault(category.parent_name if category.parent_name in names else None, []).append(category)
    return below


def _walk(below: dict[str | None, list[Category]], name: str | None, depth: int) -> Iterator[Nested]:
    for category in below.get(name, ()):
        yield Nested(category, depth, bool(below.get(category.name)))
        yield from _walk(below, category.name, depth + 1)
