"""Which watched folders are there, and on which volumes. A disk that is away loses nothing, and is known when it is
back, also where it has another mount point."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.core.photo import FileState
from photo_sorter.language import tr
from photo_sorter.media.folder_looks import is_empty, looks_like, number_of, numbered_folders, with_number
from photo_sorter.media.links import EveryLink, LinkRule
from photo_sorter.media.mounts import Mount, Mounts, read_mounts
from photo_sorter.media.questions import Questions, silence
from photo_sorter.media.scan import Seen, file_number
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.store.volumes import KnownVolume

_TABLE_OF_MOUNTS = Path("table of mounts", "all")
"""Of no folder: the system may ask all disks for it."""
_SAMPLE = 50
"""So many photos tell whether a disk is a copy of the one that was known."""


@dataclass
class Looked:
    """What a look at all folders found. `back`: ids of folders that are there again, or in another place. `is_news`:
    anything about any folder is."""

    back: set[int] = field(default_factory=set)
    is_news: bool = False


@dataclass(frozen=True)
class _Root:
    """A folder as it was when it was last looked for: (device, number) of it, None if it is not there, or nobody knows
    because of a silence."""

    number: tuple[int, int] | None
    sentence: str = ""
    is_silent: bool = False


class Whereabouts:
    """Lives on the worker thread. Disks are asked through `questions`: a folder whose disk is silent is not there."""

    def __init__(
        self,
        library: Library,
        follows_links: Callable[[], bool] = lambda: False,
        questions: Questions | None = None,
    ) -> None:
        self._library = library
        self.questions = questions or Questions()
        self._follows_links = follows_links
        self._mounts: Mounts | None = None  # not read yet
        self._roots: dict[int, _Root] = {}
        self._volumes: dict[int, tuple[int | None, bool]] = {}  # by device: volume id, whether file ids last

    def look(self) -> Looked:
        """Looks for every watched folder. Raises LibraryError."""
        self.watch_for_silence()
        with suppress(DiskSilentError):
            self._mounts = self.questions.ask(_TABLE_OF_MOUNTS, read_mounts)
        self._volumes.clear()
        looked = Looked()
        self._follow_volumes(looked)
        if looked.is_news:
            self.watch_for_silence()
        for folder in self._library.folders.active():
            self._look_for(folder, looked)
        return looked

    def watch_for_silence(self) -> None:
        """Asks the disks of all folders at once whether they answer."""
        paths = [folder.path for folder in self._library.folders.active()]
        self.questions.watch(paths)
        self.questions.ask_all((path, partial(number_of, path)) for path in paths)

    def is_there(self, folder: Folder) -> bool:
        """Whether it still is what it was when it was last looked for; False while its disk is silent. Asks the disk:
        some microseconds, and seconds when it does not answer any more."""
        with suppress(DiskSilentError):
            return self.is_surely_there(folder)
        return False

    def is_surely_there(self, folder: Folder) -> bool:
        """As `is_there`, but raises DiskSilentError while nobody knows."""
        root = self._roots.get(folder.id)
        if root is None or root.number is None:
            if root is not None and root.is_silent:
                raise DiskSilentError(root.sentence)
            return False
        return self.questions.ask(folder.path, lambda: number_of(folder.path)) == root.number

    def sentence(self, folder_id: int) -> str:
        """Why it is not there, and what to do; empty if it is."""
        root = self._roots.get(folder_id)
        return root.sentence if root is not None else ""

    @property
    def links(self) -> LinkRule:
        """Which links to files count as photos."""
        if self._follows_links():
            return EveryLink()
        return LinkRule(folder.path for folder in self._library.folders.active() if not folder.offline)

    def mount_of(self, path: Path) -> Mount | None:
        """Raises DiskSilentError, also while the system does not say what is mounted."""
        mounts = self._mounts
        if mounts is None:
            raise silence(path)
        return self.questions.ask(path, lambda: mounts.of(path))

    def volumes_in(self, folder: Folder) -> frozenset[tuple[str, Path]]:
        """What is mounted within the folder, by UUID and mount point; nothing while its disk is silent."""
        mounts = self._mounted
        try:
            return self.questions.ask(folder.path, lambda: mounts.below(folder.path))
        except DiskSilentError:
            return frozenset()

    def identified(self, files: Iterable[FileState]) -> list[FileState]:
        """The same files with the library's number of their volume, and theirs only where numbers last. Raises
        DiskSilentError."""
        known, found = list(files), []
        if sys.platform == "win32" and known:
            # Listing a folder does not tell numbers there.
            known = self.questions.ask(known[0].path, lambda: [with_number(file) for file in known])
        for file in known:
            volume_id, keeps_file_ids = self._volume(file.device, file.path)
            file_id = file.file_id if keeps_file_ids and volume_id is not None else None
            found.append(replace(file, volume_id=volume_id, file_id=file_id))
        return found

    def number_of(self, seen: Seen) -> tuple[int | None, int | None]:
        """Volume and number as `identified` gives them, where listing a folder tells them."""
        volume_id, keeps = self._volume_of(seen)
        return volume_id, file_number(seen.status, seen.is_link) if keeps else None

    def keeps_numbers(self, seen: Seen) -> bool:
        """Whether its volume does, and it is no link."""
        return self._volume_of(seen)[1] and not seen.is_link

    def _volume_of(self, seen: Seen) -> tuple[int | None, bool]:
        device = seen.status.st_dev
        volume_id, keeps_file_ids = self._volumes.get(device) or self._volume(device, Path(seen.path))
        return volume_id, keeps_file_ids and volume_id is not None

    def is_away(self, path: Path, volume_id: int | None, device: int | None) -> bool:
        """Whether the volume on which `path` was is not where it was, so that what is not there may be on it. `device`
        is that of the disk which is there. Raises DiskSilentError."""
        return volume_id is not None and (device is None or self._volume(device, path)[0] != volume_id)

    def park(self, folder: Folder) -> None:
        """Another disk has the place of this folder's: it steps aside until its own is back."""
        volume = self._library.volumes.all().get(folder.volume_id or 0)
        old = folder.path
        if volume is not None and volume.mount_point.name and old.is_relative_to(volume.mount_point):
            old = volume.mount_point
        aside = old.with_name(f"{old.name} ({_short(volume)})")
        with self._library.atomic():
            self._relocate(old, aside, [folder], volume)

    def locate(self, folder: Folder, path: Path) -> None:
        """The folder is there now, whatever disk that is. Raises LibraryError."""
        with self._library.atomic():
            if path != folder.path:
                self._library.volumes.relocate(folder.path, path, [folder.id], folder.volume_id)
            self._library.volumes.hand_over(path, folder.volume_id, None)
            self._library.folders.set_identity(folder.id, None, None)

    # --- the parts ---

    @property
    def _mounted(self) -> Mounts:
        """Nothing, until the system has said it."""
        return self._mounts or Mounts(())

    def _follow_volumes(self, looked: Looked) -> None:
        """Disks that are mounted elsewhere take their folders along."""
        while (move := self._next_move()) is not None:
            volume, mount_point, folders = move
            self._make_room(volume, mount_point, folders)
            with self._library.atomic():
                self._relocate(volume.mount_point, mount_point, folders, volume)
            looked.back |= {folder.id for folder in folders}
            looked.is_news = True
        self._follow_volumes_of_runs()

    def _follow_volumes_of_runs(self) -> None:
        """Also of disks on which no folder is watched the files of runs, and rules, are followed."""
        mounted = self._mounted
        watched = {folder.volume_id for folder in self._library.folders.active()}
        for volume in self._library.volumes.all().values():
            mounts = [one for one in mounted.with_uuid(volume.uuid) if mounted.at(one.mount_point) == one]
            if volume.id not in watched and mounts and volume.mount_point not in {one.mount_point for one in mounts}:
                with self._library.atomic():
                    self._relocate(volume.mount_point, mounts[0].mount_point, [], volume)

    def _next_move(self) -> tuple[KnownVolume, Path, list[Folder]] | None:
        """A volume that is mounted elsewhere, where, and its folders that are there."""
        volumes = self._library.volumes.all()
        away: dict[int, list[Folder]] = {}
        for folder in self._library.folders.active():
            volume = volumes.get(folder.volume_id or 0)
            if (
                volume is not None
                and folder.path.is_relative_to(volume.mount_point)
                and not self._is_at_home(folder, volume)
            ):
                away.setdefault(volume.id, []).append(folder)
        for volume_id, folders in away.items():
            volume = volumes[volume_id]
            for mount in self._mounted.with_uuid(volume.uuid):
                there = [
                    folder
                    for folder in folders
                    if self._is_folder(mount.mount_point / folder.path.relative_to(volume.mount_point))
                ]
                if there and mount.mount_point != volume.mount_point:
                    return volume, mount.mount_point, there
        return None

    def _make_room(self, volume: KnownVolume, mount_point: Path, comers: Iterable[Folder]) -> None:
        """Folders of another disk, which was mounted there before, step aside."""
        places = [mount_point / folder.path.relative_to(volume.mount_point) for folder in comers]
        for folder in self._library.folders.active():
            overlaps = any(folder.path.is_relative_to(place) or place.is_relative_to(folder.path) for place in places)
            if folder.volume_id != volume.id and overlaps and not self._is_there_now(folder):
                self.park(folder)

    def _relocate(self, old: Path, new: Path, folders: list[Folder], volume: KnownVolume | None) -> None:
        self._library.volumes.relocate(old, new, [folder.id for folder in folders], volume.id if volume else None)
        if volume is not None:
            self._library.volumes.note(volume.uuid, new)

    def _is_at_home(self, folder: Folder, volume: KnownVolume) -> bool:
        try:
            mount = self.mount_of(folder.path)
            is_folder = self.questions.ask(folder.path, partial(os.path.isdir, folder.path))
        except DiskSilentError:
            return True  # where else it may be is asked once it answers
        return mount is not None and mount.uuid == volume.uuid and is_folder

    def _is_folder(self, path: Path) -> bool:
        try:
            return self.questions.ask(path, lambda: os.path.isdir(path))  # noqa: PTH112
        except DiskSilentError:
            return False

    def _is_there_now(self, folder: Folder) -> bool:
        volume = self._library.volumes.all().get(folder.volume_id or 0)
        return volume is not None and self._is_at_home(folder, volume)

    def _look_for(self, folder: Folder, looked: Looked) -> None:
        number, mount, sentence, is_silent = None, None, "", False
        try:
            folder = self._renamed(folder, looked)
            number = self.questions.ask(folder.path, lambda: number_of(folder.path))
            mount = self.mount_of(folder.path) if number is not None else None
            sentence = "" if number is not None else self._absent_sentence(folder)
            if number is not None and mount is not None and not self._is_known_by(folder, mount):
                number, sentence = None, self._exchanged_sentence(folder, mount)
            elif number is not None and number[1] != folder.file_id and self._was_emptied(folder):
                number, sentence = None, _empty_sentence(folder)
        except DiskSilentError as silence:
            number, sentence, is_silent = None, str(silence), True
        self._roots[folder.id] = _Root(number, sentence, is_silent)
        offline = number is None
        with self._library.atomic():
            if number is not None:
                volume_id = self._library.volumes.note(mount.uuid, mount.mount_point) if mount is not None else None
                file_id = number[1] if mount is not None and mount.keeps_file_ids else None
                if (volume_id, file_id) != (folder.volume_id, folder.file_id):
                    self._library.folders.set_identity(folder.id, volume_id, file_id)
                if volume_id != folder.volume_id:
                    self._library.volumes.hand_over(folder.path, folder.volume_id, volume_id)
            if offline != folder.offline:
                self._library.folders.set_presence(folder.id, offline=offline)
        if offline != folder.offline:
            looked.is_news = True
            if not offline:
                looked.back.add(folder.id)

    def _renamed(self, folder: Folder, looked: Looked) -> Folder:
        """The folder, found beside its old place under another name if it was renamed."""
        if folder.file_id is None or self.questions.ask(folder.path, lambda: os.path.lexists(folder.path)):
            return folder
        volume = self._library.volumes.all().get(folder.volume_id or 0)
        mount = self.mount_of(folder.path)
        if volume is None or mount is None or mount.uuid != volume.uuid:
            return folder
        active = {one.path for one in self._library.folders.active()}
        for place, number in self.questions.ask(folder.path, lambda: numbered_folders(folder.path.parent)):
            if number == folder.file_id and place not in active:
                with self._library.atomic():
                    self._library.volumes.relocate(folder.path, place, [folder.id], folder.volume_id)
                looked.back.add(folder.id)
                looked.is_news = True
                return replace(folder, path=place)
        return folder

    def _is_known_by(self, folder: Folder, mount: Mount) -> bool:
        """Whether the volume at the folder's place is its own, or a copy of it."""
        volume = self._library.volumes.all().get(folder.volume_id or 0)
        if volume is None or volume.uuid == mount.uuid:
            return True
        sample = self._library.folders.sample(folder.id, _SAMPLE)
        there = self.questions.ask(folder.path, lambda: sum(looks_like(*one) for one in sample))
        return 2 * there >= len(sample)

    def _was_emptied(self, folder: Folder) -> bool:
        """Whether another folder than the one that was known has its place, and nothing is in it: a mount point without
        its disk looks just like this."""
        return self.questions.ask(folder.path, lambda: is_empty(folder.path)) and bool(
            self._library.folders.sample(folder.id, 1)
        )

    def _absent_sentence(self, folder: Folder) -> str:
        volume = self._library.volumes.all().get(folder.volume_id or 0)
        mount = self.mount_of(folder.path)
        if volume is None:
            return tr(
                "The folder {folder} is not there. If it is on a disk that is not connected, connect it.",
                folder=folder.path,
            )
        if mount is not None and mount.uuid == volume.uuid:
            return tr(
                "“{folder}” is not there any more. If it was moved or renamed, say where it is now; its photos stay in "
                "the library.",
                folder=folder.path.name or folder.path,
            )
        return tr(
            "The disk of “{folder}” is not connected. Its photos stay in the library and are watched again once it is.",
            folder=folder.path.name or folder.path,
        )

    def _exchanged_sentence(self, folder: Folder, mount: Mount) -> str:
        volume = self._library.volumes.all().get(folder.volume_id or 0)
        if volume is None or mount.mount_point != volume.mount_point:
            return self._absent_sentence(folder)  # it is the bare mount point
        return tr(
            "Another disk is in the place of “{folder}”. Its photos stay in the library until their disk is back.",
            folder=folder.path.name or folder.path,
        )

    def _volume(self, device: int, path: Path) -> tuple[int | None, bool]:
        if device not in self._volumes:
            mount = self.mount_of(path)
            if mount is None:
                self._volumes[device] = None, False
            else:
                with self._library.atomic():
                    volume_id = self._library.volumes.known(mount.uuid, mount.mount_point)
                self._volumes[device] = volume_id, mount.keeps_file_ids
        return self._volumes[device]


def _empty_sentence(folder: Folder) -> str:
    return tr(
        "{place} is empty. If it lies on another disk, connect it; its photos stay in the library.", place=folder.path
    )


def _short(volume: KnownVolume | None) -> str:
    return volume.uuid.rpartition(":")[2][:9] if volume is not None else "?"
