"""The starter set of categories that the window offers once."""

from __future__ import annotations

import json

from photo_sorter.core.category import Category, Prompt
from photo_sorter.paths import resources


def starter_categories() -> tuple[Category, ...]:
    """From `resources/default_categories.json`: a list of {name, prompts, colour}."""
    entries = json.loads((resources() / "default_categories.json").read_text(encoding="utf-8"))
    return tuple(
        Category(entry["name"], tuple(Prompt(text) for text in entry["prompts"]), colour=entry["colour"])
        for entry in entries
    )
