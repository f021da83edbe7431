"""Folders, categories and models: what the menus, the side bar and the settings do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from photo_sorter.core import messages
from photo_sorter.core.category import Category
from photo_sorter.core.messages import Command
from photo_sorter.core.query import Place, View
from photo_sorter.store.folders import Folder
from photo_sorter.ui import desktop, settings_dialog
from photo_sorter.ui.category_page import confirmed_removal
from photo_sorter.ui.folder_page import confirmed_forgetting
from photo_sorter.ui.intake import folders_and_holders
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.model_page import ModelChoice
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.settings_dialog import SettingsDialog
from photo_sorter.ui.side_bar import Adds
from photo_sorter.ui.starter_categories import starter_categories


class Housekeeping(QObject):
    """Owns the settings dialog. `post` goes to the worker; the outcome is shown when the library has changed."""

    def __init__(
        self,
        window: QWidget,
        notices: NoticeBar,
        models: Sequence[ModelChoice],
        model_id: str,
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(window)
        self._window, self._notices, self._post = window, notices, post
        self._models, self._model_id = tuple(models), model_id
        self._overview = Overview()
        self.dialog: SettingsDialog | None = None

    def show_overview(self, overview: Overview) -> None:
        self._overview = overview
        if self.dialog is not None:
            self.dialog.categories.show_categories(overview.categories)
            self.dialog.folders.show_overview(overview)

    def on_event(self, event: object) -> None:
        """Those that concern models."""
        match event:
            case messages.ModelReady(model_id):
                self._model_id = model_id
                if self.dialog is not None:
                    self.dialog.model.show_used(model_id)
            case messages.ModelFailed(model_id, sentence):
                self._notices.say(sentence)
                if self.dialog is not None:
                    self.dialog.model.show_failure(model_id, sentence)
            case messages.DownloadProgressed(model_id, done_bytes, total_bytes):
                if self.dialog is not None:
                    self.dialog.model.show_progress(model_id, done_bytes, total_bytes)
            case messages.DownloadEnded(model_id, sentence):
                self._end_download(model_id, sentence)

    def add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, "Add a folder of photos", str(Path.home()))
        if chosen:
            self._post(messages.AddFolders((Path(chosen),)))

    def new_category(self) -> None:
        self._settings_on(settings_dialog.CATEGORIES).categories.add()

    def show_settings(self) -> None:
        self._settings_on(settings_dialog.CATEGORIES)

    def take(self, paths: tuple[Path, ...]) -> None:
        folders, holders = folders_and_holders(paths)
        if folders:
            self._post(messages.AddFolders(folders))
        if holders:
            where = f"the folder “{holders[0].name}”" if len(holders) == 1 else f"the {len(holders)} folders"
            self._notices.say(
                f"Photo Sorter watches folders, not single files. Add {where} that they are in?",
                "Add", lambda: self._post(messages.AddFolders(holders)),
            )  # fmt: skip

    def accept_starter_set(self) -> None:
        self._save(starter_categories())

    def add(self, what: Adds) -> None:
        (self.new_category if what is Adds.CATEGORY else self.add_folder)()

    def show_place_menu(self, view: View, at: QPoint) -> None:
        menu = QMenu(self._window)
        if view.place is Place.CATEGORY and (category := self._category(view.id)) is not None:
            menu.addAction("Edit…", lambda: self._settings_on(settings_dialog.CATEGORIES).categories.choose(view.id))
            menu.addAction("Turn off" if category.enabled else "Turn on", lambda: self._switch(category))
            menu.addSeparator()
            menu.addAction("Remove…", lambda: self._remove_category(category))
        elif view.place is Place.FOLDER:
            folder = next((one for one in self._overview.folders if one.id == view.id), None)
            if folder is None:
                return
            menu.addAction("Show in file manager", lambda: desktop.show_in_folder(folder.path))
            menu.addSeparator()
            menu.addAction("Remove from view", lambda: self._post(messages.RemoveFolder(folder.id)))
            menu.addAction("Forget…", lambda: self._forget(folder))
        else:
            return
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _switch(self, category: Category) -> None:
        self._save(replace(one, enabled=not one.enabled) if one == category else one for one in self._categories())

    def _remove_category(self, category: Category) -> None:
        if confirmed_removal(self._window, category.name):
            self._save(one for one in self._categories() if one != category)

    def _category(self, category_id: int | None) -> Category | None:
        return next((one for one in self._overview.categories if one.id == category_id), None)

    def _categories(self) -> tuple[Category, ...]:
        return self._overview.categories

    def _save(self, categories: Iterable[Category]) -> None:
        self._post(messages.SaveCategories(tuple(categories)))

    def _forget(self, folder: Folder) -> None:
        if confirmed_forgetting(self.dialog or self._window, folder):
            self._post(messages.ForgetFolder(folder.id))

    def _settings_on(self, page: int) -> SettingsDialog:
        """The one settings dialog, opened on this page."""
        if self.dialog is None:
            dialog = SettingsDialog(self._models, self._model_id, self._window)
            dialog.categories.saved.connect(self._save)
            dialog.folders.adding.connect(self.add_folder)
            dialog.folders.removing.connect(lambda id: self._post(messages.RemoveFolder(id)))
            dialog.folders.forgetting.connect(self._forget)
            dialog.model.using.connect(lambda id: self._post(messages.UseModel(id)))
            dialog.model.downloading.connect(lambda id: self._post(messages.DownloadModel(id)))
            dialog.model.cancelling.connect(lambda: self._post(messages.CancelDownload()))
            dialog.categories.show_categories(self._categories())
            dialog.folders.show_overview(self._overview)
            self.dialog = dialog
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
