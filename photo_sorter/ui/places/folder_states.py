"""How the watched folders stand, for all that shows them or photos in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from photo_sorter.core.folder_state import FoldersChecked, FolderState
from photo_sorter.core.photo import Photo
from photo_sorter.language import tr
from photo_sorter.store.folders import Folder
from photo_sorter.ui.panel.photo_panel import PhotoPanel
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.settings.folder_page import FolderPage
from photo_sorter.ui.viewing.picture_view import PictureView


class FolderStates(QObject):
    """As the worker last told; until it does, as the library last knew."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._told: Mapping[int, FolderState] = {}
        self._folders: dict[int, Folder] = {}

    def show_in(self, side_bar: SideBar, panel: PhotoPanel, pictures: Sequence[PictureView]) -> None:
        """From now on these tell it, the panel when it is shown anew."""
        side_bar.state_of, panel.why_away = self.of, self.why_away
        self.changed.connect(side_bar.show_states)
        for picture in pictures:
            picture.why_away = self.why_away
            self.changed.connect(picture.look_again)

    def show_in_page(self, page: FolderPage) -> None:
        """The same for that of the settings."""
        page.state_of = self.of
        self.changed.connect(page.show_states)

    def on_event(self, event: object) -> None:
        if isinstance(event, FoldersChecked):
            self._told = event.states
            self.changed.emit()

    def show_folders(self, folders: Sequence[Folder]) -> None:
        before, self._folders = self._folders, {folder.id: folder for folder in folders}
        if self._folders != before:
            self.changed.emit()

    def of(self, folder_id: int) -> FolderState:
        folder = self._folders.get(folder_id)
        return self._told.get(folder_id) or FolderState(is_offline=folder is not None and folder.offline)

    def why_away(self, photo: Photo) -> str:
        """A sentence if the file cannot be reached for its folder cannot; else nothing."""
        if not self.of(photo.folder_id).is_offline:
            return ""
        folder = self._folders.get(photo.folder_id)
        name = folder.path.name if folder is not None and folder.path.name else str(photo.path.parent)
        return tr("The folder “{name}” cannot be reached now. This is a preview.", name=name)
