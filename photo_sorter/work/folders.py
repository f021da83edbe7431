"""The folders that a person watches: what is done with them, and what is found in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core import commands
from photo_sorter.core.events import Event, LibraryChanged, NoticeRaised
from photo_sorter.store.library import Library
from photo_sorter.work.models import Models
from photo_sorter.work.reconcile import Found
from photo_sorter.work.rounds import Rounds

FolderMessage = (
    commands.AddFolders
    | commands.RemoveFolder
    | commands.ForgetFolder
    | commands.LocateFolder
    | commands.LookForDisks
    | commands.Rescan
    | commands.LookAt
)


@dataclass(frozen=True)
class Teller:
    """Who has to know: the window of changes, searches of photos whose facts, or of whole folders, are others, runs and
    rules of disks that came or went."""

    notify: Callable[[Event], None]
    changed: Callable[[LibraryChanged], None]
    facts_changed: Callable[[Sequence[int]], None]
    folders_changed: Callable[[], None]
    disks_changed: Callable[[], None]


class WatchedFolders:
    """Lives on the worker thread. `own_paths`: where a run is at work, which is no news."""

    def __init__(
        self,
        library: Library,
        rounds: Rounds,
        models: Models,
        own_paths: Callable[[], frozenset[Path]],
        tell: Teller,
    ) -> None:
        self._library = library
        self._rounds = rounds
        self._models = models
        self._own_paths = own_paths
        self._tell = tell
        rounds.on_other_places = self._follow_places

    def do(self, message: FolderMessage) -> None:
        """Raises LibraryError, FolderError."""
        match message:
            case commands.AddFolders(paths):
                self._add(paths)
            case commands.RemoveFolder(folder_id) | commands.ForgetFolder(folder_id):
                if self._rounds.drop(folder_id, forget=isinstance(message, commands.ForgetFolder)):
                    self.catch_up()
            case commands.LocateFolder(folder_id, path):
                if self._rounds.locate(folder_id, path):
                    self.catch_up()
            case commands.LookForDisks():
                self._look_for_disks()
            case commands.Rescan():
                self._rounds.begin()
            case commands.LookAt(paths):
                self.look_at(paths - self._own_paths())

    def repeat(self) -> None:
        """It is time to go through some of them again, or to add those that the library has refused."""
        if self._rounds.are_coming_due:
            self._add_coming()
        self._rounds.repeat()

    def step(self) -> None:
        """The next step of a round."""
        found = self._rounds.step()
        if found is not None:
            self._take(found)
        elif self._rounds.are_done:
            self._models.wake()

    def look_at(self, paths: frozenset[Path]) -> None:
        with closing(self._rounds.look_at(paths)) as steps:
            for found in steps:
                self._take(found)
                if self._models.ingest is not None:
                    self._models.ingest.hurry(found.arrived)

    def catch_up(self) -> None:
        """Many photos may have come or gone that sorting and searches do not know of: whole folders, or what was found
        while the library refused something. Raises LibraryError."""
        if self._models.sorter is not None:
            self._models.sorter.follow_folders()
            self._tell.folders_changed()
        self._models.wake()
        self._tell.changed(LibraryChanged(photos=True, tags=True, folders=True))

    # --- the parts ---

    def _look_for_disks(self) -> None:
        """Each has its turn, also if the library refuses the former."""
        try:
            self._rounds.look_for_disks()
        finally:
            try:
                self._add_coming()
            finally:
                self._tell.disks_changed()

    def _add_coming(self) -> None:
        if coming := self._rounds.coming():
            self._add(coming)

    def _add(self, paths: tuple[Path, ...]) -> None:
        self._rounds.add(paths)
        if self._models.sorter is not None:
            with self._library.atomic():
                self._library.photos.enqueue_unembedded(self._models.sorter.embedder.model_id)
            self._models.sorter.follow_folders()
            self._tell.folders_changed()
        self._tell.changed(LibraryChanged(photos=True, tags=True, folders=True))

    def _follow_places(self) -> None:
        """Folders are elsewhere, away or there again: their photos stay sorted, with other paths perhaps."""
        self._tell.folders_changed()
        self._models.wake()
        self._tell.changed(LibraryChanged(photos=True, folders=True))

    def _take(self, found: Found) -> None:
        for sentence in found.notices:
            self._tell.notify(NoticeRaised(sentence))
        sorter = self._models.sorter
        if sorter is not None:
            if found.left_view:
                sorter.remove(found.left_view)
            if found.returned:
                sorter.take_back(found.returned)
                self._models.wake()
        in_view = bool(found.moved or found.returned)
        if found.arrived or found.left_view or in_view:
            arrived = [photo.id for photo in self._library.photos.queued_at(found.arrived)]
            self._tell.facts_changed([*found.left_view, *found.moved, *found.returned, *arrived])
            self._tell.changed(LibraryChanged(photos=True, tags=bool(found.left_view or found.returned)))
