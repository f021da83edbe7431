"""The names of a group in its new folder: those it would have, or numbered ones where they are taken.

What meets its own content stays; “photo (2)” is for the whole group, so that nothing of it is torn apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.arranging.disk import Disk
from photo_sorter.core.arranging.grouping import split_name
from photo_sorter.core.arranging.names import safe_name
from photo_sorter.core.arranging.target_folders import Item, Occupant, TargetFolder
from photo_sorter.core.errors import ArrangeError


class Met(Enum):
    """What is at the place a file would have."""

    NOTHING = "nothing"
    ITSELF = "itself"
    SAME = "the same content"
    PLANNED_SAME = "the same content, once it has gone there"
    OTHER = "another content"


class Place(NamedTuple):
    """For an item. `other`: what it met."""

    item: Item
    name: str
    renamed: bool
    met: Met
    other: Path | None = None


class NameChoice:
    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def numbered(self, items: Sequence[Item], folder: TargetFolder, stem: str | None, most: int | None) -> list[Place]:
        """Names with the new stem (None: each its own), with the least number at which none meets another content, or
        at number `most` whatever they meet there."""
        for number in count(1):
            places = self._met(items, folder, names_of(items, stem, f" ({number})" if number > 1 else ""))
            if number == most or all(place.met is not Met.OTHER for place in places):
                return places
        raise AssertionError

    def counted(
        self, items: Sequence[Item], folder: TargetFolder, stem: Callable[[int], str], counter: int
    ) -> list[Place]:
        """Where they are already, under any stem; else with the counter, or the next one that is free."""
        for name in self._alike(items[0], folder):
            places = self._met(items, folder, names_of(items, split_name(name)[0], ""))
            if all(place.met in (Met.ITSELF, Met.SAME) for place in places):
                return places
        if names_of(items, stem(counter), "") == names_of(items, stem(counter + 1), ""):
            return self.numbered(items, folder, stem(counter), None)  # an overlong name, cut before its counter
        for number in chain([counter], count(max(counter + 1, folder.next_counter))):
            places = self._met(items, folder, names_of(items, stem(number), ""))
            if all(place.met is Met.NOTHING for place in places):
                folder.next_counter = max(folder.next_counter, number + 1)
                return places
        raise AssertionError

    def _alike(self, item: Item, folder: TargetFolder) -> list[str]:
        """Names in the folder on disk that have its content."""
        try:
            return folder.names_of(item.found.size_bytes, lambda: self._hash(item), self._disk)
        except ArrangeError:
            return []

    def _met(self, items: Sequence[Item], folder: TargetFolder, names: Sequence[tuple[str, bool]]) -> list[Place]:
        places = []
        for item, (name, renamed) in zip(items, names, strict=True):
            met, other = self._meeting(item, folder, name)
            places.append(Place(item, name, renamed, met, other))
        return places

    def _meeting(self, item: Item, folder: TargetFolder, name: str) -> tuple[Met, Path | None]:
        occupant = folder.occupant(name)
        if occupant is None:
            return Met.NOTHING, None
        if folder.path / name in (item.file.path, item.found.path):
            return Met.ITSELF, None
        if occupant.is_folder:
            return Met.OTHER, occupant.path
        try:
            return self._compared(item, occupant)
        except ArrangeError:
            return Met.OTHER, occupant.path

    def _compared(self, item: Item, occupant: Occupant) -> tuple[Met, Path]:
        planned = occupant.item
        if planned is not None:
            if planned.found.size_bytes == item.found.size_bytes and self._hash(planned) == self._hash(item):
                return Met.PLANNED_SAME, planned.file.path
            return Met.OTHER, occupant.path
        found = self._disk.found(occupant.path)
        if found.inode and (found.device, found.inode) == (item.found.device, item.found.inode):
            return Met.ITSELF, occupant.path
        if found.size_bytes == item.found.size_bytes and self._disk.content_hash(found.path) == self._hash(item):
            return Met.SAME, occupant.path
        return Met.OTHER, occupant.path

    def _hash(self, item: Item) -> bytes:
        if item.content_hash is None:
            item.content_hash = self._disk.content_hash(item.found.path)
        return item.content_hash


def names_of(items: Sequence[Item], stem: str | None, mark: str) -> list[tuple[str, bool]]:
    """(name, whether it is another than was wanted) of each; stems are cut alike, however long their endings are."""
    members = [item.file.member for item in items]
    longest = max(_length(member.ending) for member in members)
    found = []
    for member in members:
        room = longest - _length(member.ending) + len(mark)
        if stem is None or not member.letter:
            raw = member.stem if stem is None else stem
            safe, ending = safe_name(raw, member.ending, room)
            safe += mark
        else:
            raw = member.with_stem(stem)
            safe, ending = safe_name(stem, member.ending, room + len(raw) - len(stem))
            safe = member.with_stem(safe + mark)
        found.append((safe + ending, safe + ending != unicodedata.normalize("NFC", raw + member.ending)))
    return found


def _length(text: str) -> int:
    return len(text.encode(errors="replace"))
