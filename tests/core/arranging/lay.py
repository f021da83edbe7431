"""A disk that is only a dictionary, and plans on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from photo_sorter.core.arranging.candidate import Candidate
from photo_sorter.core.arranging.disk import FoundFile, Listing, Volume
from photo_sorter.core.arranging.group import Group, group_of
from photo_sorter.core.arranging.grouping import groups_in
from photo_sorter.core.arranging.plan import Arrangement, Mode, OnConflict
from photo_sorter.core.arranging.planning import Ground, Planned, plan_groups
from photo_sorter.core.arranging.tag_choice import SureTag, TagChoice
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.photo import Status
from photo_sorter.core.sorting.category import Category, Scheme

THERE = Path("/there")
OWN = Path("/own")
ONE_DISK = Volume(1)
RAW = frozenset({".nef"})
SCHEME = Scheme((Category("Animals", id=1), Category("Cats", id=2, parent_name="Animals"), Category("Cars", id=3)))
CATS, CARS = SureTag(2, 0.9, False), SureTag(3, 0.9, False)


class PaperDisk:
    """Files are bytes by path; all on device 1 but for those under a path of `elsewhere`."""

    def __init__(self, files: Mapping[str, bytes], elsewhere: Iterable[str] = (), closed: Iterable[str] = ()) -> None:
        self.files = {Path(path): data for path, data in files.items()}
        self._elsewhere = tuple(map(Path, elsewhere))
        self._closed = tuple(map(Path, closed))
        self._inodes = {path: number for number, path in enumerate(self.files, 1)}

    def listing(self, folder: Path) -> Listing:
        names: dict[str, bool] = {}
        for path in self.files:
            if path.is_relative_to(folder) and path != folder:
                names[path.relative_to(folder).parts[0]] = path.parent != folder
        return Listing(names, (1, abs(hash(folder)))) if names else Listing({})

    def found(self, path: Path) -> FoundFile:
        if path not in self.files:
            raise ArrangeError("It is gone.")
        device = 2 if any(path.is_relative_to(folder) for folder in self._elsewhere) else 1
        return FoundFile(path, len(self.files[path]), 7, device, self._inodes[path])

    def content_hash(self, path: Path) -> bytes:
        return hashlib.sha256(self.files[path]).digest()

    def may_change(self, folder: Path) -> bool:
        return folder not in self._closed

    def is_inside(self, folder: Path, outer: Path) -> bool:
        return folder.is_relative_to(outer)


def photo(number: int, path: str, *tags: SureTag, data: bytes = b"", **rest) -> Candidate:
    """As the library knows it; each a day newer than the one before."""
    taken = f"2021-{1 + number % 12:02}-{1 + number % 28:02}T10:00:00"
    facts = {"camera": None, "latitude": None, "longitude": None, "reason": None} | rest
    content = hashlib.sha256(data).digest()
    return Candidate(number, Path(path), len(data), 7, content, taken, status=Status.READY, tags=tags, **facts)


def grouped(disk: PaperDisk, photos: Iterable[Candidate], choice: TagChoice) -> list[Group]:
    by_folder: dict[Path, dict[str, Candidate]] = {}
    for one in photos:
        by_folder.setdefault(one.path.parent, {})[one.path.name] = one
    groups = []
    for folder, known in by_folder.items():
        names = [name for name, is_folder in disk.listing(folder).names.items() if not is_folder]
        asked = {one.id for one in known.values()}
        groups += [
            group_of(folder, members, known, asked, lambda one: choice.best(one.tags))
            for members in groups_in(names, known, RAW)
        ]
    return groups


def plan(
    disk: PaperDisk,
    photos: Iterable[Candidate],
    template: str = "{category_path}",
    mode: Mode = Mode.COPY,
    on_conflict: OnConflict = OnConflict.NUMBER,
    volume: Volume = ONE_DISK,
    places: Mapping[int, str] | None = None,
    destination: Path = THERE,
    **rest,
) -> Planned:
    arrangement = Arrangement(destination, mode, template, on_conflict=on_conflict, **rest)
    choice = TagChoice(SCHEME, arrangement.floor, arrangement.category_ids)
    ground = Ground(disk, volume, OWN, choice.path_of, places or {})
    return plan_groups(arrangement, grouped(disk, photos, choice), ground)


def moves(planned: Planned) -> dict[str, str]:
    return {str(file.source): str(file.target) for file in planned.files}


def stays(planned: Planned) -> dict[str, str]:
    return {str(file.source): file.sentence for file in planned.staying}
