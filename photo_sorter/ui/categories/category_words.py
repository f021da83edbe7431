"""What an edit of the categories is called in Undo. Plain functions without Qt."""

from __future__ import annotations

from dataclasses import fields

from photo_sorter.core.sorting.category import Category

_FLOWING = ("name", "wording", "against", "threshold")
"""Edits of these in a row are one."""


def edit_words(before: Category, after: Category) -> tuple[str, str]:
    """(words for a person, the field by which edits in a row are one, or "") for a change of one category."""
    changed = [field.name for field in fields(Category) if getattr(before, field.name) != getattr(after, field.name)]
    if changed == ["prompts"] and before.wordings_against == after.wordings_against:
        changed = ["wording"]
    elif changed == ["prompts"] and _own_wordings(before) == _own_wordings(after):
        changed = ["against"]
    name = f"“{before.name}”"
    if changed == ["parent_name"]:
        words = f"Put {name} within “{after.parent_name}”" if after.parent_name else f"Take {name} out of its parent"
    elif len(changed) == 1:
        words = {
            "name": f"Rename {name} to “{after.name}”",
            "prompts": f"Change wording of {name}",
            "wording": f"Change wording of {name}",
            "against": f"Change what {name} is not",
            "set_name": f"Put {name} into the set “{after.set_name}”",
            "colour": f"Change colour of {name}",
            "enabled": f"Turn {'on' if after.enabled else 'off'} {name}",
            "threshold": f"Make {name} stricter" if after.threshold > before.threshold else f"Take more into {name}",
            "learns": f"Let {name} learn" if after.learns else f"Stop {name} learning",
            "within_parent": f"Look for {name} {'only within its parent' if after.within_parent else 'everywhere'}",
        }[changed[0]]
    else:
        words = f"Change {name}"
    flows = len(changed) == 1 and changed[0] in _FLOWING
    return words, f"{changed[0]} {before.id}" if flows else ""


def _own_wordings(category: Category) -> list[str]:
    return [prompt.text for prompt in category.prompts if not prompt.against]
