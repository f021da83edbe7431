"""Folders, categories and models: what the menus, the side bar and the settings do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from photo_sorter.core import commands, events
from photo_sorter.core.commands import Command
from photo_sorter.core.query import Place, View
from photo_sorter.core.sorting.category import Category
from photo_sorter.core.sorting.pack import merged
from photo_sorter.store.folders import Folder
from photo_sorter.ui import desktop
from photo_sorter.ui.categories.category_words import edit_words
from photo_sorter.ui.categories.change_preview import ChangePreviewDialog
from photo_sorter.ui.categories.removal import remove_category
from photo_sorter.ui.categories.starter_categories import starter_pack
from photo_sorter.ui.categories.wording_bench import WordingBench
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.intake import folders_and_holders
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.places.place_rows import Adds
from photo_sorter.ui.settings import settings_dialog
from photo_sorter.ui.settings.folder_page import confirmed_forgetting
from photo_sorter.ui.settings.model_page import ModelChoice
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class Housekeeping(QObject):
    """Owns the settings dialog, and what is asked about categories beside it. `post` goes to the worker; the outcome is
    shown when the library has changed."""

    def __init__(
        self,
        window: QWidget,
        notices: NoticeBar,
        models: Sequence[ModelChoice],
        model_id: str,
        post: Callable[[Command], None],
        edits: Edits,
        reader: LibraryReader,
        loader: ThumbnailLoader,
    ) -> None:
        super().__init__(window)
        self._edits, self._reader, self._loader = edits, reader, loader
        self._window, self._notices, self._post = window, notices, post
        self._models, self._model_id = tuple(models), model_id
        self._overview = Overview()
        self.dialog: SettingsDialog | None = None
        self.bench: WordingBench | None = None
        self.preview: ChangePreviewDialog | None = None
        edits.consent_wanted.connect(self._ask_first)
        edits.dropped.connect(self._on_dropped)

    def show_overview(self, overview: Overview) -> None:
        self._overview = overview
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.categories.show_overview(overview)
            self.dialog.folders.show_overview(overview)

    def on_event(self, event: object) -> None:
        """Those that concern models, and previews of categories."""
        if self.bench is not None:
            self.bench.on_event(event)
        if self.preview is not None:
            self.preview.on_event(event)
        match event:
            case events.CategoryPreviewed() if self.dialog is not None:
                self.dialog.categories.preview.on_previewed(event)
            case events.ModelReady(model_id):
                self._model_id = model_id
                if self.dialog is not None:
                    self.dialog.categories.preview.ask_now()
                    self.dialog.model.show_used(model_id)
            case events.ModelFailed(model_id, sentence):
                self._notices.say(sentence)
                if self.dialog is not None:
                    self.dialog.model.show_failure(model_id, sentence)
            case events.DownloadProgressed(model_id, done_bytes, total_bytes):
                if self.dialog is not None:
                    self.dialog.model.show_progress(model_id, done_bytes, total_bytes)
            case events.DownloadEnded(model_id, sentence):
                self._end_download(model_id, sentence)

    @property
    def installed_models(self) -> list[tuple[str, str]]:
        """(id, title)."""
        return [(model.id, model.title) for model in self._models if model.installed]

    def add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, "Add a folder of photos", str(Path.home()))
        if chosen:
            self._post(commands.AddFolders((Path(chosen),)))

    def new_category(self) -> None:
        self._settings_on(settings_dialog.CATEGORIES).categories.add()

    def edit_category(self, category_id: int) -> None:
        self._settings_on(settings_dialog.CATEGORIES).categories.choose(category_id)

    def show_settings(self) -> None:
        self._settings_on(settings_dialog.CATEGORIES)

    def take(self, paths: tuple[Path, ...]) -> None:
        folders, holders = folders_and_holders(paths)
        if folders:
            self._post(commands.AddFolders(folders))
        if holders:
            where = f"the folder “{holders[0].name}”" if len(holders) == 1 else f"the {len(holders)} folders"
            self._notices.say(
                f"Photo Sorter watches folders, not single files. Add {where} that they are in?",
                "Add", lambda: self._post(commands.AddFolders(holders)),
            )  # fmt: skip

    def accept_starter_set(self) -> None:
        self._edits.change(merged(self._edits.scheme, starter_pack()), "Add the everyday categories")

    def add(self, what: Adds) -> None:
        (self.new_category if what is Adds.CATEGORY else self.add_folder)()

    def show_place_menu(self, view: View, at: QPoint) -> None:
        menu = self.place_menu(view)
        if menu.isEmpty():
            menu.deleteLater()
            return
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def place_menu(self, view: View) -> QMenu:
        """What can be done with a place; empty where nothing can."""
        menu = QMenu(self._window)
        if view.place is Place.CATEGORY and (category := self._category(view.id)) is not None:
            menu.addAction("Edit…", lambda: self.edit_category(category.id or 0))
            menu.addAction("Turn off" if category.enabled else "Turn on", lambda: self._switch(category))
            menu.addSeparator()
            menu.addAction("Remove", lambda: remove_category(self._edits, category.id or 0, self._notices))
        elif view.place is Place.FOLDER:
            folder = next((one for one in self._overview.folders if one.id == view.id), None)
            if folder is None:
                return menu
            menu.addAction("Show in file manager", lambda: desktop.show_in_folder(folder.path))
            menu.addSeparator()
            menu.addAction("Remove from view", lambda: self._post(commands.RemoveFolder(folder.id)))
            menu.addAction("Forget…", lambda: self._forget(folder))
        return menu

    def _switch(self, category: Category) -> None:
        changed = replace(category, enabled=not category.enabled)
        self._edits.change(self._edits.scheme.with_category(changed), *edit_words(category, changed))

    def _category(self, category_id: int | None) -> Category | None:
        return self._edits.scheme.category(category_id)

    def _try_wordings(self, category_id: int) -> None:
        category = self._category(category_id)
        if category is None or self.dialog is None:
            return
        if self.bench is None:
            self.bench = WordingBench(self._loader, self._reader, self._post, self._category, self.dialog)
            self.bench.chosen.connect(self.dialog.categories.take_wordings)
            self.dialog.finished.connect(self.bench.close)
            self._edits.scheme_changed.connect(self.bench.on_scheme)
        self.bench.open_for(category, dict(self._overview.by_category).get(category_id, 0))

    def _ask_first(self, command: commands.SaveScheme | commands.SetVerdicts, words: str) -> None:
        if self.preview is None:
            self.preview = ChangePreviewDialog(self._loader, self._reader, self._post, self._window)
            self.preview.accepted_change.connect(self._edits.accept)
            self.preview.declined_change.connect(self._edits.decline)
        self.preview.ask(command, words)

    def _on_dropped(self, command: object, sentence: str) -> None:
        if self.preview is not None:
            self.preview.withdraw(command)
        self._notices.say(sentence)

    def _forget(self, folder: Folder) -> None:
        if confirmed_forgetting(self.dialog or self._window, folder):
            self._post(commands.ForgetFolder(folder.id))

    def _settings_on(self, page: int) -> SettingsDialog:
        """The one settings dialog, opened on this page."""
        if self.dialog is None:
            dialog = SettingsDialog(self._models, self._model_id, self._edits, self._post, self._window)
            dialog.categories.trying.connect(self._try_wordings)
            dialog.folders.adding.connect(self.add_folder)
            dialog.folders.removing.connect(lambda id: self._post(commands.RemoveFolder(id)))
            dialog.folders.forgetting.connect(self._forget)
            dialog.model.using.connect(lambda id: self._post(commands.UseModel(id)))
            dialog.model.downloading.connect(lambda id: self._post(commands.DownloadModel(id)))
            dialog.model.cancelling.connect(lambda: self._post(commands.CancelDownload()))
            self.dialog = dialog
        self.dialog.categories.show_overview(self._overview)
        self.dialog.folders.show_overview(self._overview)
        self.dialog.turn_to(page)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        return self.dialog

    def _end_download(self, model_id: str, sentence: str | None) -> None:
        if sentence is None:
            self._models = tuple(replace(one, installed=True) if one.id == model_id else one for one in self._models)
        else:
            self._notices.say(sentence)
        if self.dialog is not None:
            self.dialog.model.show_download_ended(model_id, sentence)
