"""From groups to a plan: where each would go, under which names, and why others stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.arranging.disk import Disk, Volume
from photo_sorter.core.arranging.group import Group, GroupFile
from photo_sorter.core.arranging.name_choice import Met, NameChoice, Place
from photo_sorter.core.arranging.names import name_key
from photo_sorter.core.arranging.plan import Arrangement, Mode, OnConflict, PlannedFile, StayingFile
from photo_sorter.core.arranging.tag_choice import SureTag
from photo_sorter.core.arranging.target_folders import Item, Occupant, TargetFolder, TargetFolders
from photo_sorter.core.arranging.template import LEAST_DIGITS, Facts, Template, parse_template
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr


class PlanningCancelledError(ArrangeError):
    """The person has had enough."""


@dataclass(frozen=True)
class Ground:
    """What a plan stands on. `places` are names by photo id, of those that are known."""

    disk: Disk
    volume: Volume
    own_folder: Path
    path_of: Callable[[SureTag], tuple[str, ...]]
    places: Mapping[int, str]
    is_cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Planned:
    """`in_place`: how many photos are where they would go already."""

    files: tuple[PlannedFile, ...]
    staying: tuple[StayingFile, ...]
    in_place: int


class _Wish(NamedTuple):
    """A group with where it would go, before it is known whether that is free."""

    group: Group
    items: list[Item]
    facts: Facts
    template: Template
    folder: TargetFolder


def plan_groups(arrangement: Arrangement, groups: Sequence[Group], ground: Ground) -> Planned:
    """The same whatever the order of the groups is. Raises ArrangeError for a template that is none, and
    PlanningCancelledError."""
    return _Planning(arrangement, ground).plan(groups)


class _Planning:
    def __init__(self, arrangement: Arrangement, ground: Ground) -> None:
        self._arrangement, self._ground = arrangement, ground
        self._template = parse_template(arrangement.template)
        self._unsorted = _folders_only(arrangement.unsorted) if arrangement.unsorted else None
        self._folders = TargetFolders(arrangement.destination, ground.own_folder, ground.disk)
        self._names = NameChoice(ground.disk)
        self._staying: list[StayingFile] = []
        self._going: list[list[tuple[Path, Place]]] = []
        self._in_place = 0
        self._twins: dict[Path, str] = {}
        """Files themselves that go or are there already, and what is said of another path to one."""
        self._lengths: dict[Path, tuple[int, int]] = {}

    def plan(self, groups: Sequence[Group]) -> Planned:
        ordered = sorted(groups, key=lambda group: (group.lead.taken_at, group.lead.path))
        wishes = [wish for group in ordered if (wish := self._wish(group)) is not None]
        wishes.sort(key=_holds_link)  # files themselves come first, so that the next plan says the same
        wanted: dict[Path, int] = {}
        for wish in wishes:
            wanted[wish.folder.path] = wanted.get(wish.folder.path, 0) + 1
        counters: dict[Path, int] = {}
        for wish in wishes:
            self._stop_if_cancelled()
            path = wish.folder.path
            counters[path] = counters.get(path, 0) + 1
            self._settle(wish, counters[path], max(LEAST_DIGITS, len(str(wanted[path]))))
        self._going.sort(key=lambda going: going[0][0])
        files = tuple(
            self._planned(target, place, number) for number, going in enumerate(self._going) for target, place in going
        )
        staying = tuple(sorted(self._staying, key=lambda one: one.source))
        return Planned(files, staying, self._in_place)

    # --- where to ---

    def _wish(self, group: Group) -> _Wish | None:
        """None if it stays."""
        self._stop_if_cancelled()
        for path in group.left_over:
            self._stay(path, None, tr("Another file that goes has the same name but for capitals."))
        template: Template | None = self._template
        if group.tag is None and self._template.needs_category:
            template = self._unsorted
        if template is None:
            self._keep(group, tr("No category is sure."))
            return None
        try:
            items = [self._item(file) for file in group.files]
            facts = self._facts(group)
            folder = self._folders.below(template.folders_for(facts))
            if folder.is_there and not self._ground.disk.may_change(folder.path):
                raise ArrangeError(tr("You have no permission to write to {folder}.", folder=folder.path))
        except _MemberStaysError as error:
            self._keep(group, str(error), error.path)
        except ArrangeError as error:
            self._keep(group, str(error))
        else:
            return _Wish(group, items, facts, template, folder)
        return None

    def _facts(self, group: Group) -> Facts:
        photo, ground = group.lead, self._ground
        return Facts(
            ground.path_of(group.tag) if group.tag is not None else (),
            photo.taken_at,
            photo.camera,
            ground.places.get(photo.id),
            photo.path.parent.name,
            group.files[0].member.stem,
        )

    def _item(self, file: GroupFile) -> Item:
        """Raises _MemberStaysError if it cannot go."""
        volume, mode = self._ground.volume, self._arrangement.mode
        try:
            found = self._ground.disk.found(file.path)
        except ArrangeError as error:
            raise _MemberStaysError(file.path, str(error)) from error
        try:
            os.fspath(found.path).encode()
        except UnicodeEncodeError:
            raise _MemberStaysError(
                file.path, tr("It is a link to a file whose name is not valid text. Rename that first.")
            ) from None
        if mode is Mode.MOVE:
            if found.is_link:
                raise _MemberStaysError(file.path, tr("It is a link. Only files themselves are moved."))
            if not self._ground.disk.may_change(file.path.parent):
                raise _MemberStaysError(file.path, tr("You have no permission to move files out of its folder."))
        if mode is Mode.HARDLINK and found.device != volume.device:
            raise _MemberStaysError(file.path, tr("It is on another disk, to which no hard link can lead."))
        copies = mode is Mode.COPY or (mode is Mode.MOVE and found.device != volume.device)
        if copies and volume.largest_file_bytes is not None and found.size_bytes > volume.largest_file_bytes:
            raise _MemberStaysError(file.path, tr("It is too large for the file system of the destination."))
        photo = file.photo
        is_unchanged = photo is not None and (photo.size_bytes, photo.mtime_ns) == (found.size_bytes, found.mtime_ns)
        return Item(file, found, photo.content_hash if photo is not None and is_unchanged else None)

    # --- under which names ---

    def _settle(self, wish: _Wish, counter: int, digits: int) -> None:
        places = self._places(wish, counter, digits)
        other = next((place.other for place in places if place.met is Met.OTHER), None)
        if other is not None:
            self._keep(wish.group, tr("Another file of this name is already there: {path}.", path=other))
            return
        going = [place for place in places if place.met is Met.NOTHING]
        too_long = next((place for place in going if not self._fits(wish.folder.path, place.name)), None)
        if too_long is not None or len({name_key(place.name) for place in going}) < len(going):
            self._keep(wish.group, tr("Its path would be too long for the destination."))
            return
        twin = next((self._twins[source] for place in going if (source := _source(place.item)) in self._twins), None)
        if twin is not None:
            self._keep(wish.group, twin)
            return
        for place in places:
            self._note_twin(place, wish.folder)
            self._count_or_explain(place)
        if going:
            targets = [(wish.folder.path / place.name, place) for place in going]
            for target, place in targets:
                wish.folder.take(place.name, Occupant(target, item=place.item))
            self._going.append(targets)

    def _places(self, wish: _Wish, counter: int, digits: int) -> list[Place]:
        template, facts = wish.template, wish.facts
        if template.counts:
            return self._names.counted(
                wish.items, wish.folder, lambda number: template.stem_for(facts, str(number).zfill(digits)), counter
            )
        stem = None if template.name is None else template.stem_for(facts)
        most = 1 if self._arrangement.on_conflict is OnConflict.SKIP else None
        return self._names.numbered(wish.items, wish.folder, stem, most)

    def _count_or_explain(self, place: Place) -> None:
        path, photo_id = place.item.file.path, place.item.photo_id
        if place.met is Met.ITSELF:
            self._in_place += photo_id is not None
        elif place.met is Met.SAME:
            self._stay(path, photo_id, tr("The same photo is already there: {path}.", path=place.other))
        elif place.met is Met.PLANNED_SAME:
            self._stay(path, photo_id, tr("The same photo goes there already: {path}.", path=place.other))

    def _note_twin(self, place: Place, folder: TargetFolder) -> None:
        if place.met is Met.NOTHING:
            sentence = tr("The same file goes already, by another path.")
        else:
            sentence = tr("The same photo is already there: {path}.", path=place.other or folder.path / place.name)
        self._twins.setdefault(_source(place.item), sentence)

    def _planned(self, target: Path, place: Place, group: int) -> PlannedFile:
        item, mode, found = place.item, self._arrangement.mode, place.item.found
        copies = mode is Mode.COPY or (mode is Mode.MOVE and found.device != self._ground.volume.device)
        return PlannedFile(
            _source(item),
            target,
            item.photo_id,
            found.size_bytes,
            found.mtime_ns,
            item.content_hash,
            group,
            place.renamed,
            found.size_bytes if copies else 0,
        )

    def _fits(self, folder: Path, name: str) -> bool:
        volume = self._ground.volume
        if folder not in self._lengths:
            parts = folder.relative_to(self._arrangement.destination).parts
            self._lengths[folder] = len(os.fsencode(folder)), max((len(os.fsencode(part)) for part in parts), default=0)
        path_bytes, part_bytes = self._lengths[folder]
        name_bytes = len(os.fsencode(name))
        longest_name, longest_path = volume.longest_name_bytes, volume.longest_path_bytes
        return (longest_path is None or path_bytes + 1 + name_bytes <= longest_path) and (
            longest_name is None or max(part_bytes, name_bytes) <= longest_name
        )

    # --- what stays ---

    def _keep(self, group: Group, sentence: str, because_of: Path | None = None) -> None:
        """The whole group; the sentence is about the leading photo, or about another of its files."""
        about = because_of or group.files[0].path
        for file in group.files:
            photo_id = file.photo.id if file.photo is not None else None
            if file.path == about:
                self._stay(file.path, photo_id, sentence)
            else:
                self._stay(file.path, photo_id, tr("It belongs to {name}, which stays.", name=about.name))

    def _stay(self, path: Path, photo_id: int | None, sentence: str) -> None:
        self._staying.append(StayingFile(path, sentence, photo_id))

    def _stop_if_cancelled(self) -> None:
        if self._ground.is_cancelled():
            raise PlanningCancelledError(tr("Planning was stopped."))


class _MemberStaysError(ArrangeError):
    """One file of a group cannot go."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


def _holds_link(wish: _Wish) -> bool:
    return any(item.found.is_link for item in wish.items)


def _source(item: Item) -> Path:
    """The file itself, also where it is known by a link."""
    return item.found.path if item.found.is_link else item.file.path


def _folders_only(unsorted: str) -> Template:
    """The template for photos without a category: a folder, which may hold fields, too."""
    template = parse_template(unsorted if unsorted.endswith("/") else f"{unsorted}/")
    if template.needs_category:
        raise ArrangeError(
            tr(
                "The folder “{folder}” is for photos without a category, so it cannot be named after one.",
                folder=unsorted,
            )
        )
    return template
