"""A small scheme with nesting, and how to read what was saved."""

from __future__ import annotations

from photo_sorter.core.commands import SaveScheme
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from tests.ui.desk import Desk

SCHEME = Scheme((
    Category("Animals", id=1), Category("Dogs", (Prompt("a dog"),), parent_name="Animals", id=2),
    Category("Cats", (Prompt("a cat"), Prompt("a dog", True)), parent_name="Animals", id=3),
    Category("Food", id=4),
))  # fmt: skip


def saved(desk: Desk) -> Scheme:
    return desk.last(SaveScheme).scheme


def outline(scheme: Scheme) -> list[tuple[str, str | None]]:
    return [(category.name, category.parent_name) for category in scheme.categories]


def undo_text(dialog: SettingsDialog) -> str:
    return dialog.edits.undo_stack.undoText()
