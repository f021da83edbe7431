"""Menu entries that want photos are grey without them. Their keys stay: those say what is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

ONE, SOME = range(1, 2), range(1, sys.maxsize)


def grey_without(menu: QMenu, needs: Mapping[QAction, range], selected: Callable[[], Sequence[int]]) -> None:
    """`needs`: with how many photos selected an entry can be chosen. Only while the menu is open; what is off for
    another reason stays off."""
    greyed: list[QAction] = []

    def grey() -> None:
        count = len(selected())
        greyed.extend(action for action, counts in needs.items() if action.isEnabled() and count not in counts)
        for action in greyed:
            action.setEnabled(False)

    def ungrey() -> None:
        for action in greyed:
            action.setEnabled(True)
        greyed.clear()

    menu.aboutToShow.connect(grey)
    menu.aboutToHide.connect(ungrey)
