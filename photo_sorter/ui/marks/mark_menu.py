"""The lines of menus about favourites and ratings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from photo_sorter.core.marks import GREATEST_RATING, Marks
from photo_sorter.language import tr

FAVOURITE_KEY = "F"


def ratings() -> tuple[str, ...]:
    """In words, by the number of stars, which is also the key."""
    return (tr("No stars"), *("★" * stars for stars in range(1, GREATEST_RATING + 1)))


def add_marks(menu: QMenu, common: Marks, favour: Callable[[bool], object], rate: Callable[[int], object]) -> None:
    """`common`: what the photos share, which is checked. Keys are told, not taken."""
    favourite = menu.addAction("\t".join((tr("Favourite"), FAVOURITE_KEY)))
    favourite.setCheckable(True)
    favourite.setChecked(common.favourite)
    favourite.triggered.connect(lambda checked: favour(checked))
    stars_menu = menu.addMenu(tr("Rating"))
    for stars, words in enumerate(ratings()):
        line = stars_menu.addAction(f"{words}\t{stars}")
        line.setCheckable(True)
        line.setChecked(common.rating == stars)
        line.triggered.connect(lambda _=False, stars=stars: rate(stars))
