"""Begins with the first folder: the categories and the model that were chosen on the same screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from photo_sorter.core.events import NoticeRaised
from photo_sorter.core.sorting.pack import merged
from photo_sorter.language import tr
from photo_sorter.settings import SettingsFile
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.categories.starter_categories import STARTER_PACK, pack_titles, shipped_packs, starter_categories
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.housekeeping import Housekeeping
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.models.model_desk import ModelDesk
from photo_sorter.ui.phrases import quoted
from photo_sorter.ui.search.searching import Searching


class FirstRun(QObject):
    """`keep` changes settings. Who came by folders in another way is offered the starter set above the photos, until
    that is answered or there are categories; a search is not interrupted by it."""

    def __init__(
        self,
        browser: Browser,
        searching: Searching,
        settings: SettingsFile,
        keep: Callable[..., None],
        housekeeping: Housekeeping,
        edits: Edits,
        models: ModelDesk,
    ) -> None:
        super().__init__(browser)
        self._browser, self._searching, self._settings, self._keep = browser, searching, settings, keep
        self._edits, self._models = edits, models
        self._page = browser.invitation
        self._overview = Overview()
        self._has_begun = False
        self._page.folder_wanted.connect(housekeeping.add_folder)
        self._page.suggested_wanted.connect(lambda folder: housekeeping.take((folder,)))
        self._page.model.more_wanted.connect(housekeeping.show_models)
        housekeeping.folders_coming.connect(self._begin)
        browser.offer.show_categories(starter_categories())
        browser.offer.answered.connect(self._on_answer)
        searching.changed.connect(self._show)
        models.changed.connect(self._show)

    def show(self, overview: Overview) -> None:
        self._overview = overview
        self._has_begun &= not overview.folders
        self._show()

    def on_event(self, event: object) -> None:
        if isinstance(event, NoticeRaised):
            # Perhaps the folder cannot be read: the person may try another, and choose anew.
            self._page.say("")
            self._has_begun = False
            self._show()

    def _show(self) -> None:
        lacks_categories = not self._overview.categories
        is_offered = lacks_categories and not self._settings.current.starter_offer_answered
        self._browser.offer.setVisible(is_offered and bool(self._overview.folders) and not self._searching.query)
        if not self._has_begun:
            self._page.show_choices(packs=lacks_categories, better=self._models.recommended)

    def _begin(self) -> None:
        if not self._browser.shows_invitation:
            return
        self._page.say(tr("Looking for photos…"))
        if self._has_begun:
            return
        self._has_begun = True
        if not self._overview.categories:
            self._keep(starter_offer_answered=True)
            self._add(self._page.packs.chosen)
        if self._page.model.chosen_id and self._models.recommended is not None:
            self._models.await_model(self._page.model.chosen_id)

    def _on_answer(self, accepted: bool) -> None:
        self._keep(starter_offer_answered=True)
        if accepted:
            self._add((STARTER_PACK,))
        self._show()

    def _add(self, packs: tuple[str, ...]) -> None:
        if packs:
            titles = ", ".join(quoted(pack_titles()[key]) for key in packs)
            words = tr("Add the categories {names}", names=titles)
            self._edits.change(merged(self._edits.scheme, shipped_packs(packs)), words)
