"""The packs that come with the program, called in the reader's language, and the one that the window offers first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.pack import SHIPPED_PACKS, merged, read_pack
from photo_sorter.language import term, tr
from photo_sorter.paths import resources

STARTER_PACK = "everyday"


def pack_titles() -> dict[str, str]:
    """Key → title."""
    titles = {
        "everyday": tr("Everyday"),
        "pets": tr("Pets"),
        "garden": tr("Garden"),
        "documents": tr("Documents & screenshots"),
        "travel": tr("Travel"),
    }
    return {key: titles[key] for key in SHIPPED_PACKS}


def shipped_packs(keys: Sequence[str]) -> Scheme:
    """These packs as one; where two have a category of the same name, the first one's.

    The wordings stay English, which every model understands.
    """
    packs = (read_pack((resources() / "packs" / f"{key}.toml").read_bytes(), key) for key in keys)
    return reduce(merged, map(_in_own_words, packs), Scheme())


def starter_categories() -> tuple[Category, ...]:
    return shipped_packs((STARTER_PACK,)).categories


def _in_own_words(pack: Scheme) -> Scheme:
    return replace(
        pack,
        categories=tuple(
            replace(
                one,
                name=term(one.name),
                set_name=term(one.set_name),
                parent_name=one.parent_name and term(one.parent_name),
            )
            for one in pack.categories
        ),
        sets=tuple(replace(one, name=term(one.name)) for one in pack.sets),
    )
