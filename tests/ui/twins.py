"""Groups of duplicates in the window, with the worker's answers made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import FindDuplicates, MoveToTrash, TakeBackFromTrash
from photo_sorter.core.duplicates.groups import DuplicateGroup, DuplicateKind
from photo_sorter.core.events import DuplicatesFound, LibraryChanged, MovedToTrash, TakenBackFromTrash
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.ui.duplicates import duplicates_desk
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk

EXACT, SAME, NEAR = DuplicateKind


class Twins:
    """Twenty photos: two exact copies, three exact copies, two forms, three shots. What is asked is said yes to."""

    def __init__(self, qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.window, self.desk = qtbot, window, desk
        self.duplicates, self.view, self.list = window.duplicates, window.duplicates.view, window.duplicates.view.list
        self.comparing = window.duplicates.comparing
        self.ids = sorted(int(id) for id in window.grid.selection.ids)
        self.asked: list[tuple[int, int]] = []
        self.agrees = True
        monkeypatch.setattr(duplicates_desk, "confirmed_trashing", self._confirm)

    def group(self, kind: DuplicateKind, *indices: int) -> DuplicateGroup:
        ids = tuple(self.ids[index] for index in indices)
        return DuplicateGroup(kind, ids, "most pixels", contents=self.window.reader.contents(ids))

    @property
    def groups(self) -> tuple[DuplicateGroup, ...]:
        return (
            self.group(EXACT, 0, 1), self.group(EXACT, 2, 3, 4), self.group(SAME, 5, 6), self.group(NEAR, 7, 8, 9),
        )  # fmt: skip

    def begin(self, *groups: DuplicateGroup) -> None:
        self.duplicates.begin()
        self.find(*groups)

    def find(self, *groups: DuplicateGroup, sentence: str | None = None) -> None:
        self.tell(DuplicatesFound(self.desk.last(FindDuplicates).token, groups, sentence))

    def tell(self, event: object) -> None:
        self.window.on_event(event)

    def press(self, *keys: Qt.Key) -> None:
        """Where the focus is."""
        for key in keys:
            self.qtbot.keyClick(self.window.focusWidget(), key)

    def click(self, group: int, place: int) -> None:
        at = self.list.cell_rect(group, place).center()
        self.qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at.x(), at.y() - 20))

    @property
    def wish(self) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
        """What was last told to go, what to stay, and whether only copies go."""
        told = self.desk.last(MoveToTrash)
        assert dict(told.contents).items() >= self.window.reader.contents([*told.photo_ids, *told.kept_ids]).items()
        return told.photo_ids, told.kept_ids, told.copies_only

    def obey(self, *sentences: str, but: tuple[int, ...] = (), can_undo: bool = False) -> None:
        """Does what a worker would with the last wish, except for these photos."""
        gone = tuple(id for id in self.desk.last(MoveToTrash).photo_ids if id not in but)
        self.lose(*gone)
        self.tell(MovedToTrash(gone, sentences, gone if can_undo else ()))

    def bring_back(self, *sentences: str, but: tuple[int, ...] = ()) -> None:
        """Does what a worker would with the last wish to take photos back, except for these."""
        back = tuple(id for id in self.desk.last(TakeBackFromTrash).photo_ids if id not in but)
        with self.desk.library.atomic():
            for id in back:
                photo = self.window.reader.photo(id)
                assert photo is not None
                assert photo.content_hash is not None
                assert photo.facts is not None
                self.desk.library.photos.set_ready(id, photo.content_hash, photo.facts)
        self.tell(TakenBackFromTrash(back, sentences))
        self.change()

    def lose(self, *photo_ids: int) -> None:
        with self.desk.library.atomic():
            self.desk.library.photos.mark_missing(photo_ids)

    def overwrite(self, photo_id: int) -> None:
        """Another picture lies in the place of this one, and has been looked at."""
        photo = self.window.reader.photo(photo_id)
        assert photo is not None
        assert photo.facts is not None
        with self.desk.library.atomic():
            self.desk.library.photos.set_ready(photo_id, bytes(32), photo.facts)

    def add(self, name: str) -> None:
        """A photo that has been looked at since."""
        self.enqueue(name)
        photos = self.desk.library.photos
        with self.desk.library.atomic():
            (added,) = (photo for photo in photos.queued(9) if photo.path.name == name)
            photos.set_ready(added.id, name.encode(), PhotoFacts(4, 3))

    def enqueue(self, name: str) -> None:
        """A photo that waits to be looked at."""
        with self.desk.library.atomic():
            path = self.desk.photos_folder / name
            self.desk.library.photos.enqueue(self.desk.folder.id, [FileState(path, 1_000, 1_700_000_000_000_000_000)])

    def change(self) -> None:
        """Tells of a change of photos; what comes of it takes a moment."""
        self.tell(LibraryChanged(photos=True))

    def wait(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    @property
    def shown(self) -> list[tuple[int, ...]]:
        """The groups in the list, as indices."""
        return [tuple(self.ids.index(id) for id in choice.photo_ids) for choice in self.list.choices]

    @property
    def going(self) -> set[int]:
        return {self.ids.index(id) for choice in self.list.choices for id in choice.going}

    @property
    def notice(self) -> str:
        return self.window.notices.words.text() if self.window.notices.isVisible() else ""

    def _confirm(self, parent: object, count: int, size_bytes: int) -> bool:
        self.asked.append((count, size_bytes))
        return self.agrees
