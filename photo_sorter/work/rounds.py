"""Rounds through the watched folders: watching gives hints, a round finds the truth."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from photo_sorter.core.errors import DiskSilentError, FolderError, LibraryError
from photo_sorter.core.events import Event, NoticeRaised
from photo_sorter.core.folder_state import FoldersChecked, FolderState
from photo_sorter.language import tr
from photo_sorter.media.questions import Questions, answered
from photo_sorter.media.scan import photo_folder, shown
from photo_sorter.media.watch import FolderWatcher
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.work.lost_thumbnails import look_for_lost_thumbnails
from photo_sorter.work.reconcile import Found, look_at_files, reconcile
from photo_sorter.work.whereabouts import Whereabouts

SAFETY_SCAN_SECONDS = 600.0
"""Watching loses events (design, section 4); every ten idle minutes the folders are compared with the library."""
POLL_SECONDS = 120.0
"""Where the system tells no changes: network drives, and folders that cannot be watched."""
AGAIN_SECONDS = 30.0
"""Where the library's disk has refused what was found, there may be space again."""
AWAY_SECONDS = 10.0
"""Looking whether a folder that was away is there again costs nothing."""
SHARE_OF_TIME = 0.02
"""A round that takes long comes less often, so that the disk is left alone for the rest of the time."""


@dataclass
class _Round:
    """Through the folder at `place`, if it is one, in a watched folder or that itself. It has taken `seconds`."""

    folder_id: int | None
    steps: Iterator[Found]
    place: Path | None = None
    seconds: float = 0.0
    online_only: int = 0


class Rounds:
    """Which folders are watched, and which are being compared with the library, a step at a time. Lives on the worker
    thread; `watcher` is None where nothing is watched."""

    def __init__(
        self,
        library: Library,
        thumbnails: Path,
        watcher: FolderWatcher | None,
        notify: Callable[[Event], None],
        follows_links: Callable[[], bool] = lambda: False,
        questions: Questions | None = None,
    ) -> None:
        self._library = library
        self._thumbnails = thumbnails
        self._watcher = watcher
        self._notify = notify
        self._whereabouts = Whereabouts(library, follows_links, questions)
        self._questions = self._whereabouts.questions
        self.on_other_places: Callable[[], None] = lambda: None
        """Called when folders are elsewhere, away, or there again."""
        self._rounds: deque[_Round] = deque()
        self._due: dict[int, float] = {}  # when a folder's next round is, by time.monotonic()
        self._pauses: dict[int, float] = {}  # seconds between two rounds
        self._watched: dict[int, Path] = {}
        self._unwatched: dict[int, str] = {}  # why the system does not tell a folder's changes
        self._mounted_within: dict[int, frozenset[tuple[str, Path]]] = {}
        self._online_only: dict[int, int] = {}
        self._told: dict[int, FolderState] = {}
        self._coming: set[Path] = set()  # to be added once their disks answer
        self._coming_due = float("inf")  # when the library is asked again to take them, by time.monotonic()

    @property
    def are_done(self) -> bool:
        return not self._rounds

    @property
    def seconds_to_next(self) -> float:
        now = time.monotonic()
        return min(self._coming_due, min(self._due.values(), default=SAFETY_SCAN_SECONDS + now)) - now

    @property
    def are_coming_due(self) -> bool:
        """The library has refused those that are `coming`, a while ago."""
        return self._coming_due <= time.monotonic()

    @property
    def are_due(self) -> bool:
        return self._watcher is not None and self.seconds_to_next <= 0

    def watch_all(self) -> None:
        """A folder has come to the library, or gone from it, whose photos are known."""
        self._look()
        self._drop_rounds_without_folder()

    def begin(self) -> None:
        """Compares every watched folder with the library, and looks for thumbnails that are gone."""
        self._look()
        for folder in self._library.folders.active():
            self._go_through(folder)
        self._rounds.append(_Round(None, look_for_lost_thumbnails(self._library, self._thumbnails)))

    def repeat(self) -> None:
        """Compares the folders with the library whose turn it is."""
        due = {folder_id for folder_id, at in self._due.items() if at <= time.monotonic()}
        for folder_id in due:
            self._go_through_soon(folder_id)  # if the library refuses the look
        self._look()
        for folder in self._library.folders.active():
            if folder.id in due or folder.id not in self._due:
                self._go_through(folder)

    def look_for_disks(self) -> None:
        """A disk has come or gone."""
        before = dict(self._mounted_within)
        self._look()
        for folder in self._library.folders.active():
            # The system tells nothing of a disk that is mounted within a folder after that was watched.
            if self._mounted_within[folder.id] != before.get(folder.id) and self._is_there(folder):
                self._unwatch(folder.id)
                self._watch(folder)
                self._go_through(folder)

    def coming(self) -> tuple[Path, ...]:
        """Folders that could not be added because their disks were silent, which have been heard again. They are until
        they are added, or refused with a sentence."""
        self._coming_due = float("inf")
        return tuple(sorted(path for path in self._coming if self._questions.has_voice(path)))

    def add(self, paths: tuple[Path, ...]) -> None:
        """Watches these folders and compares them with the library; see `coming`. Raises LibraryError."""
        try:
            self._look()
            for given in paths:
                try:
                    self._add(given)
                    self._coming.discard(given)
                except DiskSilentError as error:
                    self._coming.add(given)
                    self._notify(NoticeRaised(str(error)))
                except FolderError as error:
                    self._coming.discard(given)
                    self._notify(NoticeRaised(str(error)))
        except LibraryError:
            if not self._coming.isdisjoint(paths):
                self._coming_due = time.monotonic() + AGAIN_SECONDS
            raise

    def locate(self, folder_id: int, given: Path) -> bool:
        """The person says where a folder is now. False if there is no such folder. Raises FolderError, LibraryError."""
        path = self._questions.ask(given, lambda: photo_folder(given))
        folder, other = self._library.folders.get(folder_id), self._library.folders.containing(path)
        if folder is None:
            return False
        if other is not None and other.id != folder.id:
            raise FolderError(tr("{path} is watched already, with “{folder}”.", path=shown(path), folder=other.path))
        if other is None and any(one.path.is_relative_to(path) for one in self._library.folders.active()):
            raise FolderError(tr("{path} holds other folders that are watched. Choose another one.", path=shown(path)))
        self._whereabouts.locate(folder, path)
        self._look()
        self._go_through(self._library.folders.get(folder_id) or folder)
        return True

    def drop(self, folder_id: int, forget: bool) -> bool:
        """Stops watching. False if there is no such folder. Raises LibraryError."""
        folder = self._library.folders.get(folder_id)
        if folder is None:
            return False
        with self._library.atomic():
            (self._library.folders.forget if forget else self._library.folders.remove)(folder_id)
        self._drop_rounds_without_folder()
        self._look()
        return True

    def step(self) -> Found | None:
        """The next step; None if a folder has been gone through, or given up. Raises LibraryError."""
        current = self._rounds[0]
        began = time.monotonic()
        try:
            found = next(current.steps, None)
        except DiskSilentError:
            # Before the look, which begins it anew if the disk has been heard again meanwhile.
            self._rounds.remove(current)
            try:
                self._look()
            finally:
                self._end(current)
            return None
        except LibraryError:
            self._rounds.remove(current)
            self._go_through_soon(current.folder_id)
            raise
        current.seconds += time.monotonic() - began
        if found is None:
            self._rounds.remove(current)
            self._end(current)
        else:
            current.online_only += found.online_only
        return found

    def look_at(self, paths: frozenset[Path]) -> Generator[Found]:
        """What came to rest: files at once, folders as rounds of their own. Who does not take all has their folders
        compared with the library soon. Raises LibraryError."""
        by_folder: dict[int, tuple[Folder, list[Path]]] = {}
        for path, folder in self._library.folders.holding(sorted(paths)).items():
            by_folder.setdefault(folder.id, (folder, []))[1].append(path)
        if any(not self._whereabouts.is_there(folder) for folder, _ in by_folder.values()):
            # A disk has come or gone, or its folder was made again.
            self._look()
        gone: list[tuple[Folder, list[Path]]] = []
        for folder, changed in by_folder.values():
            try:
                folders, there = self._questions.ask(folder.path, partial(_told_apart, changed))
                if folder.path in folders:
                    self._watch(folder)  # the watcher has lost changes in it
                for path in sorted(folders):
                    # Tens of thousands of photos may have come with it: a step at a time, so that searches do not wait.
                    self._go_through(folder, path)
                yield from look_at_files(self._library, self._whereabouts, there, folder)
                gone.append((folder, sorted({*changed} - folders - {*there})))
            except DiskSilentError:
                self._look()  # the whole folder is gone through once its disk is heard again
            except (LibraryError, GeneratorExit):  # whoever takes what is found may be refused by the library, too
                for folder_id in by_folder:
                    self._go_through_soon(folder_id)
                raise
        # What is gone comes last: it may have turned up elsewhere, also in one of the folders.
        for folder, files in gone:
            if files:
                steps = look_at_files(self._library, self._whereabouts, files, folder)
                self._rounds.append(_Round(folder.id, steps))

    def close(self) -> None:
        if self._watcher is not None:
            self._watcher.close()

    # --- the parts ---

    def _add(self, given: Path) -> None:
        """Raises FolderError, LibraryError."""
        path = self._questions.ask(given, partial(photo_folder, given))
        folder = self._library.folders.containing(path)
        if folder is not None and not self._whereabouts.is_surely_there(folder):
            self._whereabouts.park(folder)  # it was on another disk, which may come back
            folder = None
        if folder is None:
            with self._library.atomic():
                folder = self._library.folders.add(path)
            self._drop_rounds_without_folder()
            self._look()
        self._go_through(folder, path)

    def _go_through(self, folder: Folder, place: Path | None = None) -> None:
        """Compares the folder, or a folder in it, with the library, unless that is about to be done."""
        place = place or folder.path
        if any(one.place == place and not one.seconds for one in self._rounds):
            return
        if place == folder.path:
            self._due[folder.id] = float("inf")
        self._rounds.append(_Round(folder.id, reconcile(self._library, self._whereabouts, place, folder), place))

    def _go_through_soon(self, folder_id: int | None) -> None:
        if folder_id is not None:
            self._due[folder_id] = time.monotonic() + AGAIN_SECONDS

    def _end(self, ended: _Round) -> None:
        if ended.folder_id is None or self._watched_path(ended.folder_id) != ended.place:
            return
        self._online_only[ended.folder_id] = ended.online_only
        self._pauses[ended.folder_id] = pause = max(self._least_pause(ended.folder_id), ended.seconds / SHARE_OF_TIME)
        self._due[ended.folder_id] = time.monotonic() + pause
        self._tell()

    def _watched_path(self, folder_id: int) -> Path | None:
        folder = self._library.folders.get(folder_id)
        return folder.path if folder is not None else None

    def _least_pause(self, folder_id: int) -> float:
        if self._whereabouts.sentence(folder_id):
            return AWAY_SECONDS
        return POLL_SECONDS if folder_id in self._unwatched else SAFETY_SCAN_SECONDS

    def _look(self) -> None:
        """Where all folders are: watches those that are there, and goes through those that are there again, or whose
        disk was silent to anybody since the last look. Raises LibraryError."""
        looked = self._whereabouts.look()
        heard_again = self._questions.heard_again()
        active = self._library.folders.active()
        paths = {folder.id: folder.path for folder in active}
        for folder_id, path in list(self._watched.items()):
            if paths.get(folder_id) != path:
                self._unwatch(folder_id)
        self._mounted_within = {folder.id: self._whereabouts.volumes_in(folder) for folder in active}
        for folder in active:
            self._due.setdefault(folder.id, 0.0)
            if self._is_there(folder):
                self._watch(folder)
        self._tell()
        for folder in active:
            if folder.id in looked.back:
                with self._library.atomic():
                    self._library.photos.try_again_in(folder.id)  # a disk that was failing may be well again
            if folder.id in looked.back or folder.path in heard_again:
                self._go_through(folder)
        if looked.is_news:
            self.on_other_places()

    def _is_there(self, folder: Folder) -> bool:
        return self._whereabouts.is_there(folder)

    def _watch(self, folder: Folder) -> None:
        """Also again: a disk that was away is watched anew."""
        if self._watcher is None:
            return
        watcher, path = self._watcher, folder.path
        former = self._unwatched.pop(folder.id, "")
        try:
            mount = self._whereabouts.mount_of(path)
            if mount is not None and mount.is_network:
                self._unwatched[folder.id] = ""
            self._watched[folder.id] = path
            self._questions.ask(path, lambda: watcher.watch(path))
        except DiskSilentError:
            return  # which the next look tells
        except FolderError as error:
            self._unwatched[folder.id] = str(error)
            if str(error) != former:
                self._notify(NoticeRaised(str(error)))

    def _unwatch(self, folder_id: int) -> None:
        path = self._watched.pop(folder_id, None)
        if self._watcher is not None and path is not None:
            self._watcher.unwatch(path)

    def _tell(self) -> None:
        """How the folders stand, if one of them stands otherwise than it was told."""
        states = {folder.id: self._state(folder.id) for folder in self._library.folders.active()}
        if states == self._told:
            return
        for folder_id, state in states.items():
            if state.is_offline and not self._told.get(folder_id, FolderState()).is_offline:
                self._notify(NoticeRaised(state.sentence))
        self._told = states
        self._notify(FoldersChecked(states))

    def _state(self, folder_id: int) -> FolderState:
        away = self._whereabouts.sentence(folder_id)
        return FolderState(
            away or self._unwatched.get(folder_id, ""),
            is_offline=bool(away),
            polled_seconds=None
            if away or folder_id not in self._unwatched
            else self._pauses.get(folder_id, POLL_SECONDS),
            online_only=self._online_only.get(folder_id, 0),
        )

    def _drop_rounds_without_folder(self) -> None:
        """Their folder was removed, or one around it has taken its photos over and goes through them itself."""
        active = {folder.id for folder in self._library.folders.active()}
        self._rounds = deque(one for one in self._rounds if one.folder_id is None or one.folder_id in active)
        for folder_id in self._due.keys() - active:
            for known in (self._due, self._pauses, self._unwatched, self._online_only):
                known.pop(folder_id, None)


def _told_apart(paths: list[Path]) -> tuple[set[Path], list[Path]]:
    """The folders, and the files that are there. Asks the disk."""
    folders, there = set(), []
    for path in paths:
        answered()
        if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path's
            folders.add(path)
        elif os.path.lexists(path):
            there.append(path)
    return folders, there
