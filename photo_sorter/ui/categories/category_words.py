"""What an edit of the categories is called in Undo. Plain functions without Qt."""

from __future__ import annotations

from dataclasses import fields

from photo_sorter.core.sorting.category import Category
from photo_sorter.language import tr

_FLOWING = ("name", "wording", "against", "threshold")
"""Edits of these in a row are one."""


def edit_words(before: Category, after: Category) -> tuple[str, str]:
    """(words for a person, the field by which edits in a row are one, or "") for a change of one category."""
    changed = [field.name for field in fields(Category) if getattr(before, field.name) != getattr(after, field.name)]
    if changed == ["prompts"] and before.wordings_against == after.wordings_against:
        changed = ["wording"]
    elif changed == ["prompts"] and _own_wordings(before) == _own_wordings(after):
        changed = ["against"]
    field = changed[0] if len(changed) == 1 else ""
    return _words(field, before, after), f"{field} {before.id}" if field in _FLOWING else ""


def _words(field: str, before: Category, after: Category) -> str:
    name = before.name
    match field:
        case "parent_name":
            if after.parent_name:
                return tr("Put “{name}” within “{parent}”", name=name, parent=after.parent_name)
            return tr("Take “{name}” out of its parent", name=name)
        case "name":
            return tr("Rename “{name}” to “{after}”", name=name, after=after.name)
        case "prompts" | "wording":
            return tr("Change wording of “{name}”", name=name)
        case "against":
            return tr("Change what “{name}” is not", name=name)
        case "set_name":
            return tr("Put “{name}” into the set “{set}”", name=name, set=after.set_name)
        case "colour":
            return tr("Change colour of “{name}”", name=name)
        case "enabled":
            return tr("Turn on “{name}”", name=name) if after.enabled else tr("Turn off “{name}”", name=name)
        case "threshold":
            if after.threshold > before.threshold:
                return tr("Make “{name}” stricter", name=name)
            return tr("Take more into “{name}”", name=name)
        case "learns":
            return tr("Let “{name}” learn", name=name) if after.learns else tr("Stop “{name}” learning", name=name)
        case "within_parent":
            if after.within_parent:
                return tr("Look for “{name}” only within its parent", name=name)
            return tr("Look for “{name}” everywhere", name=name)
    return tr("Change “{name}”", name=name)


def _own_wordings(category: Category) -> list[str]:
    return [prompt.text for prompt in category.prompts if not prompt.against]
