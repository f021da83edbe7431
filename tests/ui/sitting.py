"""Review in the window, with the worker's answers made by hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import NextReviews, Verdict
from photo_sorter.core.events import ReviewsAnswered
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.review import ReviewItem
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk, changed


class Sitting:
    """Review of the first photos for Dogs, with Cats and Dogs in one exclusive set."""

    def __init__(self, qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
        self.qtbot, self.window, self.desk = qtbot, window, desk
        self.view, self.reviewing = window.review, window.reviewing
        self.cats, self.dogs = (category.id or 0 for category in desk.library.categories.all()[:2])
        self.ids = [int(id) for id in window.grid.selection.ids]

    def item(self, index: int, category_id: int | None = None) -> ReviewItem:
        return ReviewItem(self.ids[index], category_id or self.dogs, 0.44)

    def offer(self, *indices: int, waiting: int | None = None) -> None:
        """The worker's answer to the last question for reviews."""
        items = tuple(self.item(index) for index in indices)
        count = len(items) if waiting is None else waiting
        self.window.on_event(ReviewsAnswered(self.desk.last(NextReviews).token, items, count))

    def press(self, key: Qt.Key) -> None:
        """Once the question has been seen."""
        self.settle()
        self.qtbot.keyClick(self.view, key)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.reviewing.is_settling)

    @property
    def asked(self) -> int | None:
        """The index of the photo that is asked about."""
        item = self.reviewing.queue.current
        return self.ids.index(item.photo_id) if item is not None else None

    def changed(self, **what: bool) -> None:
        changed(self.qtbot, self.window, **what)


def begun(qtbot: QtBot, window: MainWindow, desk: Desk) -> Sitting:
    """Asks about the photos 4 to 7."""
    sitting = Sitting(qtbot, window, desk)
    window.start_review(None)
    sitting.offer(4, 5, 6, 7, waiting=9)
    sitting.settle()
    return sitting


def nested(sitting: Sitting) -> int:
    """Puts Dogs within a new category Animals of the same exclusive set, whose id it gives."""
    edits = sitting.window.edits
    dogs = edits.scheme.category(sitting.dogs)
    assert dogs is not None
    scheme = edits.scheme.with_category(replace(dogs, parent_name="Animals"))
    edits.change(replace(scheme, categories=(*scheme.categories, Category("Animals"))), "Nest")
    animals = edits.scheme.named("Animals")
    assert animals is not None
    assert animals.id is not None
    sitting.settle()
    return animals.id


def verdict(sitting: Sitting, index: int, holds: bool | None, category_id: int | None = None) -> Verdict:
    return Verdict(sitting.ids[index], category_id or sitting.dogs, holds)
