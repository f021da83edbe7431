"""The lines of menus about favourites and ratings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from photo_sorter.core.marks import GREATEST_RATING, Marks

RATINGS = ("No stars", *("★" * stars for stars in range(1, GREATEST_RATING + 1)))
"""By the number of stars, which is also the key."""
FAVOURITE_KEY = "F"


def add_marks(menu: QMenu, common: Marks, favour: Callable[[bool], object], rate: Callable[[int], object]) -> None:
    """`common`: what the photos share, which is checked. Keys are told, not taken."""
    favourite = menu.addAction(f"Favourite\t{FAVOURITE_KEY}")
    favourite.setCheckable(True)
    favourite.setChecked(common.favourite)
    favourite.triggered.connect(lambda checked: favour(checked))
    ratings = menu.addMenu("Rating")
    for stars, words in enumerate(RATINGS):
        line = ratings.addAction(f"{words}\t{stars}")
        line.setCheckable(True)
        line.setChecked(common.rating == stars)
        line.triggered.connect(lambda _=False, stars=stars: rate(stars))
