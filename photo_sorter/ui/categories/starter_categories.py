"""The packs that come with the program, and the one that the window offers first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.pack import SHIPPED_PACKS, merged, read_pack
from photo_sorter.paths import resources

STARTER_PACK = "everyday"


def shipped_packs(keys: Sequence[str]) -> Scheme:
    """These packs as one; where two have a category of the same name, the first one's."""
    packs = (read_pack((resources() / "packs" / f"{key}.toml").read_bytes(), SHIPPED_PACKS[key]) for key in keys)
    return reduce(merged, packs, Scheme())


def starter_categories() -> tuple[Category, ...]:
    return shipped_packs((STARTER_PACK,)).categories
