"""The folders of a plan, and which names in them are taken: by what is on disk, or by what is planned already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.arranging.disk import Disk, FoundFile
from photo_sorter.core.arranging.group import GroupFile
from photo_sorter.core.arranging.names import name_key
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr


@dataclass(slots=True)
class Item:
    """A file that shall go, as it was found."""

    file: GroupFile
    found: FoundFile
    content_hash: bytes | None

    @property
    def photo_id(self) -> int | None:
        return self.file.photo.id if self.file.photo else None


class Occupant(NamedTuple):
    """What has a name: a folder, a file on disk, or (`item`) a planned one."""

    path: Path
    is_folder: bool = False
    item: Item | None = None


@dataclass
class TargetFolder:
    """Names are taken without regard to case and to how accents are made, on every system."""

    path: Path
    is_there: bool
    names: dict[str, bool]
    taken: dict[str, Occupant]
    next_counter: int = 1
    _by_size: dict[int, list[str]] | None = field(default=None, repr=False)
    _read: set[int] = field(default_factory=set, repr=False)
    _by_content: dict[tuple[int, bytes], list[str]] = field(default_factory=dict, repr=False)

    def occupant(self, name: str) -> Occupant | None:
        return self.taken.get(name_key(name))

    def take(self, name: str, occupant: Occupant) -> None:
        self.taken.setdefault(name_key(name), occupant)

    def names_of(self, size_bytes: int, content_hash: Callable[[], bytes], disk: Disk) -> list[str]:
        """Of the files on disk with this content. Nothing is read unless one has the size."""
        if self._by_size is None:
            self._by_size = {}
            for name, size in _sizes(self, disk):
                self._by_size.setdefault(size, []).append(name)
        for name in self._by_size.pop(size_bytes, ()):
            with suppress(ArrangeError):
                content = disk.content_hash(self.path / name)
                self._by_content.setdefault((size_bytes, content), []).append(name)
                self._read.add(size_bytes)
        return self._by_content.get((size_bytes, content_hash()), []) if size_bytes in self._read else []


class TargetFolders:
    """All below the destination. Folders are written as they are on disk, else as the first that asks writes them."""

    def __init__(self, destination: Path, own_folder: Path, disk: Disk) -> None:
        self._own_folder, self._disk = own_folder, disk
        self._folders: dict[Path, TargetFolder] = {}
        self._below: dict[tuple[str, ...], TargetFolder] = {}
        self._taken: dict[tuple[int, int], dict[str, Occupant]] = {}
        self._root = self._listed(destination, might_be_there=True)

    def below(self, levels: tuple[str, ...]) -> TargetFolder:
        """Raises ArrangeError where a file or a link is in the way, or the place is the program's own."""
        if levels not in self._below:
            folder = self._root
            for level in levels:
                folder = self._child(folder, level)
            if folder.path.is_relative_to(self._own_folder):
                raise ArrangeError(tr("{folder} is Photo Sorter's own folder.", folder=folder.path))
            if not self._disk.is_inside(folder.path, self._root.path):
                raise ArrangeError(tr("{folder} is a link that leads out of the destination.", folder=folder.path))
            self._below[levels] = folder
        return self._below[levels]

    def _child(self, parent: TargetFolder, name: str) -> TargetFolder:
        occupant = parent.occupant(name)
        if parent.names.get(name) and occupant is not None:
            path = parent.path / name
        elif occupant is None:
            path = parent.path / name
            parent.take(name, Occupant(path, is_folder=True))
        elif occupant.is_folder:
            path = occupant.path
        else:
            raise ArrangeError(
                tr("{path} is a file, so no folder of this name can be there. Rename one.", path=occupant.path)
            )
        known = self._folders.get(path)
        return known or self._listed(path, might_be_there=parent.is_there)

    def _listed(self, path: Path, might_be_there: bool) -> TargetFolder:
        taken: dict[str, Occupant] = {}
        names: dict[str, bool] = {}
        is_there = False
        if might_be_there:
            listing = self._disk.listing(path)
            names, is_there = dict(listing.names), listing.identity is not None
            taken = {name_key(name): Occupant(path / name, names[name]) for name in sorted(names, reverse=True)}
            if listing.identity is not None:
                # Two paths may lead to one folder, through a link.
                taken = self._taken.setdefault(listing.identity, taken)
        folder = TargetFolder(path, is_there, names, taken)
        self._folders[path] = folder
        return folder


def _sizes(folder: TargetFolder, disk: Disk) -> Iterator[tuple[str, int]]:
    for name, is_folder in folder.names.items():
        if not is_folder:
            try:
                yield name, disk.found(folder.path / name).size_bytes
            except ArrangeError:
                continue
