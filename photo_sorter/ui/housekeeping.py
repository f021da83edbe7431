"""Folders and categories: what the menus, the side bar and the settings do with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from photo_sorter.core import commands, events
from photo_sorter.core.commands import Command
from photo_sorter.core.query import Place, View
from photo_sorter.core.sorting.category import Category
from photo_sorter.language import ntr, tr
from photo_sorter.store.folders import Folder
from photo_sorter.ui import desktop
from photo_sorter.ui.categories.category_words import edit_words
from photo_sorter.ui.categories.change_preview import ChangePreviewDialog
from photo_sorter.ui.categories.removal import remove_category
from photo_sorter.ui.categories.wording_bench import WordingBench
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.keeping.keeping_desk import KeepingDesk
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.path_questions import GivenPaths, Seen
from photo_sorter.ui.places.folder_states import FolderStates
from photo_sorter.ui.places.place_rows import Adds
from photo_sorter.ui.settings import settings_dialog
from photo_sorter.ui.settings.folder_page import confirmed_forgetting
from photo_sorter.ui.settings.settings_dialog import SettingsDialog
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class Housekeeping(QObject):
    """Owns the settings dialog, and what is asked about categories beside it. `post` goes to the worker; the outcome is
    shown when the library has changed. `folders_coming`: some are about to be added."""

    folders_coming = Signal()
    arranging = Signal(object)
    """The photos of a View are to be sorted into folders on disk."""

    def __init__(
        self,
        window: QWidget,
        notices: NoticeBar,
        post: Callable[[Command], None],
        edits: Edits,
        reader: LibraryReader,
        loader: ThumbnailLoader,
    ) -> None:
        super().__init__(window)
        self._edits, self._reader, self._loader = edits, reader, loader
        self._window, self._notices, self._post = window, notices, post
        self._overview = Overview()
        self.dialog: SettingsDialog | None = None
        self.more_pages: list[tuple[str, Callable[[QWidget], QWidget]]] = []
        """Titles and makers of further pages of the settings."""
        self.bench: WordingBench | None = None
        self.preview: ChangePreviewDialog | None = None
        self.keeping = KeepingDesk(window, notices)
        self.folder_states = FolderStates(self)
        self.given_paths = GivenPaths(notices, self)
        edits.consent_wanted.connect(self._ask_first)
        edits.dropped.connect(self._on_dropped)

    def show_overview(self, overview: Overview) -> None:
        self._overview = overview
        self.folder_states.show_folders(overview.folders)
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.categories.show_overview(overview)
            self.dialog.folders.show_overview(overview)

    def on_event(self, event: object) -> None:
        """Those that concern previews of categories, and the library as a whole."""
        self.keeping.on_event(event)
        self.folder_states.on_event(event)
        if self.bench is not None:
            self.bench.on_event(event)
        if self.preview is not None:
            self.preview.on_event(event)
        match event:
            case events.CategoryPreviewed() if self.dialog is not None:
                self.dialog.categories.preview.on_previewed(event)
            case events.ModelReady() if self.dialog is not None:
                self.dialog.categories.preview.ask_now()

    def add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Add a folder of photos"), str(Path.home()))
        if chosen:
            self._add_folders((Path(chosen),))

    def new_category(self) -> None:
        self._settings_on(settings_dialog.CATEGORIES).categories.add()

    def edit_category(self, category_id: int) -> None:
        self._settings_on(settings_dialog.CATEGORIES).categories.choose(category_id)

    def show_settings(self) -> None:
        self._settings_on(settings_dialog.CATEGORIES)

    def show_models(self) -> None:
        self._settings_on(settings_dialog.MODEL)

    def take(self, paths: tuple[Path, ...]) -> None:
        """What lies on a silent disk is taken once that answers."""
        self.given_paths.look_at(paths, self.take_seen)

    def take_seen(self, seen: Seen) -> None:
        """Adds the folders, and offers to add those that the files are in."""
        folders = tuple(dict.fromkeys(seen.folders))
        holders = tuple(dict.fromkeys(path.parent for path in seen.files if path.parent not in folders))
        if folders:
            self._add_folders(folders)
        if holders:
            self._notices.say(_holders_wanted(holders), tr("Add"), lambda: self._add_folders(holders))

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
            menu.addAction(tr("Edit…"), lambda: self.edit_category(category.id or 0))
            menu.addAction(tr("Turn off") if category.enabled else tr("Turn on"), lambda: self._switch(category))
            menu.addAction(tr("Sort into folders…"), lambda: self.arranging.emit(view))
            menu.addSeparator()
            menu.addAction(tr("Remove"), lambda: remove_category(self._edits, category.id or 0, self._notices))
        elif view.place is Place.FOLDER:
            folder = next((one for one in self._overview.folders if one.id == view.id), None)
            if folder is None:
                return menu
            if self.folder_states.of(folder.id).is_offline:
                menu.addAction(tr("Locate folder…"), lambda: self._locate(folder))
            else:
                menu.addAction(tr("Show in file manager"), lambda: desktop.show_in_folder(folder.path))
            menu.addAction(tr("Sort into folders…"), lambda: self.arranging.emit(view))
            menu.addSeparator()
            menu.addAction(tr("Remove from view"), lambda: self._post(commands.RemoveFolder(folder.id)))
            menu.addAction(tr("Forget…"), lambda: self._forget(folder))
        return menu

    def _add_folders(self, folders: tuple[Path, ...]) -> None:
        self.folders_coming.emit()
        self._post(commands.AddFolders(folders))

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

    def _locate(self, folder: Folder) -> None:
        question = tr("Where is the folder “{name}” now?", name=folder.path.name or folder.path)
        chosen = QFileDialog.getExistingDirectory(self._window, question, str(Path.home()))
        if chosen:
            self._post(commands.LocateFolder(folder.id, Path(chosen)))

    def _forget(self, folder: Folder) -> None:
        if confirmed_forgetting(self.dialog or self._window, folder):
            self._post(commands.ForgetFolder(folder.id))

    def _settings_on(self, page: int) -> SettingsDialog:
        """The one settings dialog, opened on this page."""
        if self.dialog is None:
            dialog = SettingsDialog(self._edits, self._post, self._window)
            for title, make in self.more_pages:
                dialog.add_page(title, make(dialog))
            dialog.categories.trying.connect(self._try_wordings)
            dialog.folders.adding.connect(self.add_folder)
            dialog.folders.removing.connect(lambda id: self._post(commands.RemoveFolder(id)))
            dialog.folders.forgetting.connect(self._forget)
            self.folder_states.show_in_page(dialog.folders)
            self.dialog = dialog
        self.dialog.categories.show_overview(self._overview)
        self.dialog.folders.show_overview(self._overview)
        self.dialog.turn_to(page)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        return self.dialog


def _holders_wanted(folders: tuple[Path, ...]) -> str:
    if len(folders) == 1:
        name = folders[0].name
        return tr(
            "Photo Sorter watches folders, not single files. Add the folder “{name}” that they are in?", name=name
        )
    return ntr(
        "Photo Sorter watches folders, not single files. Add the folder that they are in?",
        "Photo Sorter watches folders, not single files. Add the {n} folders that they are in?",
        len(folders),
    )
