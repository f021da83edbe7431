"""One person's edit of the scheme, done to a scheme that has become another meanwhile."""

from __future__ import annotations

from dataclasses import fields, replace

from photo_sorter.core.sorting.category import Category, Scheme


def rebased(before: Scheme, after: Scheme, now: Scheme) -> Scheme:
    """`now` with what differs between `before` and `after`: categories (by id) added, removed, and changed field by
    field; sets; templates. A category that is gone by now stays gone.

    Raises CategoryError where both together do not hold, say two categories of one name.
    """
    if now == before:
        return after
    old = {category.id: category for category in before.categories}
    new = {category.id: category for category in after.categories}
    result = now
    for category_id in old.keys() - new.keys():
        result = result.without(category_id or 0)
    for category_id, category in new.items():
        current = result.category(category_id)
        if category_id not in old:
            result = result.with_category(category)
        elif current is not None:
            result = result.with_category(_with_changes(old[category_id], category, current))
    former_sets = {one.name: one for one in before.sets}
    changed_sets = {one.name: one for one in after.sets if former_sets.get(one.name) != one}
    kept = tuple(changed_sets.pop(one.name, one) for one in result.sets)
    templates = after.templates if after.templates != before.templates else result.templates
    return replace(result, sets=(*kept, *changed_sets.values()), templates=templates).checked()


def _with_changes(before: Category, after: Category, now: Category) -> Category:
    changes = {
        field.name: getattr(after, field.name)
        for field in fields(Category)
        if getattr(before, field.name) != getattr(after, field.name)
    }
    return replace(now, **changes)
