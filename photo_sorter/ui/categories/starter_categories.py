"""The starter set of categories that the window offers once."""

from __future__ import annotations

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.pack import read_pack
from photo_sorter.paths import resources


def starter_pack() -> Scheme:
    """The pack “Everyday”."""
    return read_pack((resources() / "packs" / "everyday.toml").read_bytes(), "Everyday")


def starter_categories() -> tuple[Category, ...]:
    return starter_pack().categories
