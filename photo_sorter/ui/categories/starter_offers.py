"""The offer of everyday categories, until it has been answered or there are categories."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from photo_sorter.settings import SettingsFile
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.categories.starter_categories import starter_categories
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.search.searching import Searching


class StarterOffers(QObject):
    """`answer` keeps that a person answered, and whether with yes. A search is not interrupted by it."""

    def __init__(
        self, browser: Browser, searching: Searching, settings: SettingsFile, answer: Callable[[bool], object]
    ) -> None:
        super().__init__(browser)
        self._browser, self._searching, self._settings, self._answer = browser, searching, settings, answer
        self._overview = Overview()
        for offer in (browser.offer, browser.invitation.offer):
            offer.show_categories(starter_categories())
            offer.answered.connect(self._on_answer)
        searching.changed.connect(lambda: self.show(self._overview))

    def show(self, overview: Overview) -> None:
        """In the empty window, or above the photos."""
        self._overview = overview
        is_open = not self._settings.current.starter_offer_answered and not overview.categories
        self._browser.offer.setVisible(is_open and bool(overview.folders) and not self._searching.query)
        self._browser.invitation.offer.setVisible(is_open)

    def _on_answer(self, accepted: bool) -> None:
        self._answer(accepted)
        self.show(self._overview)
