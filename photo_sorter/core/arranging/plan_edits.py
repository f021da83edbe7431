"""What a person changes of a plan before it is run. Groups are never torn apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from photo_sorter.core.arranging.grouping import split_name
from photo_sorter.core.arranging.names import LONGEST_NAME_BYTES, name_key, safe_name
from photo_sorter.core.arranging.plan import Plan, PlannedFile
from photo_sorter.core.arranging.space import with_space_checked
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr


def without(plan: Plan, sources: Collection[Path]) -> Plan:
    """Without these files and those that belong to them. Counters and numbers of the others stay as they are."""
    wanted = {str(source) for source in sources}
    gone = {file.group for file in plan.files if str(file.source) in wanted}
    left = tuple(file for file in plan.files if file.group not in gone)
    return with_space_checked(replace(plan, files=left), former=plan)


def re_aimed(plan: Plan, source: Path, folder: Path, is_taken: Callable[[Path], bool]) -> Plan:
    """As `all_re_aimed`, of one file."""
    return all_re_aimed(plan, (source,), folder, is_taken)


def all_re_aimed(plan: Plan, sources: Collection[Path], folder: Path, is_taken: Callable[[Path], bool]) -> Plan:
    """With these files, and those that belong to them, in another folder, inside or outside of the destination.

    They keep their planned names; where another planned file has one, they are numbered. `is_taken` says what is on
    disk already: then ArrangeError is raised, as for a folder that is no whole path.
    """
    if not folder.is_absolute():
        raise ArrangeError(tr("{folder} is no whole path. Choose a folder.", folder=folder))
    groups: dict[int, list[PlannedFile]] = {}
    for file in plan.files:
        groups.setdefault(file.group, []).append(file)
    moving = _leaving(groups, {str(source) for source in sources}, os.path.normcase(folder))
    if not moving:
        return plan
    for number in moving:
        del groups[number]
    own = {_key(folder), *map(_key, folder.parents)}
    planned, folders = _met(groups.values(), own)
    if not own.isdisjoint(planned):
        raise ArrangeError(tr("{folder} cannot be a folder: a file of this name is planned.", folder=folder))
    for number, files in moving.items():
        groups[number] = _group_aimed(files, folder, lambda key: key in planned or key in folders)
        planned.update(_key(file.target) for file in groups[number])
        for file in groups[number]:
            if is_taken(file.target):
                raise ArrangeError(
                    tr("{path} is there already. Choose another folder, or take the file out.", path=file.target)
                )
    ordered = sorted(groups.values(), key=lambda files: _parts(files[0].target))
    return replace(plan, files=tuple(file for files in ordered for file in files))


def _leaving(
    groups: Mapping[int, list[PlannedFile]], sources: Collection[str], folder: str
) -> dict[int, list[PlannedFile]]:
    """The groups of these files, unless the folder is where they go already."""
    return {
        number: files
        for number, files in groups.items()
        if any(str(file.source) in sources for file in files)
        and any(os.path.normcase(file.target.parent) != folder for file in files)
    }


def _met(groups: Iterable[list[PlannedFile]], own: Collection[str]) -> tuple[set[str], set[str]]:
    """Keys of the files that go into one of these folders, given by their keys, and of all folders."""
    folder_keys: dict[str, str] = {}
    folders: set[str] = set()
    planned: set[str] = set()
    for files in groups:
        for file in files:
            above = str(file.target).rpartition(os.sep)[0]
            if above not in folder_keys:
                parent = file.target.parent
                folder_keys[above] = _key(parent)
                folders.update(map(_key, (parent, *parent.parents)))
            if folder_keys[above] in own:
                planned.add(_key(file.target))
    return planned, folders


def _group_aimed(files: list[PlannedFile], folder: Path, is_planned: Callable[[str], bool]) -> list[PlannedFile]:
    """With the least number with which the names of all are free."""
    stems = _stems(files)
    for number in count(1):
        aimed = [_aimed(file, folder, stem, number) for file, stem in zip(files, stems, strict=True)]
        if not any(is_planned(_key(file.target)) for file in aimed):
            return aimed
    raise AssertionError("numbers do not end")


def _stems(files: list[PlannedFile]) -> list[str]:
    """What a number is put behind, of each: a sidecar has the stem of its picture, not that with the suffix."""
    if len(files) == 1:
        return [split_name(files[0].target.name)[0]]
    known = sorted({split_name(file.target.name)[0] for file in files}, key=len)
    return [next(name[: len(stem)] for stem in known if _has(name, stem)) for name in (f.target.name for f in files)]


def _has(name: str, stem: str) -> bool:
    rest = name[len(stem) :]
    return (not rest or rest.startswith(".")) and name_key(name[: len(stem)]) == name_key(stem)


def _aimed(file: PlannedFile, folder: Path, stem: str, number: int) -> PlannedFile:
    name = file.target.name
    if number == 1:
        return replace(file, target=folder / name)
    mark, ending = f" ({number})", name[len(stem) :]
    room = LONGEST_NAME_BYTES - len(ending.encode()) - len(mark)
    own = name[: len(stem)]
    cut = own if len(own.encode()) <= room else safe_name(own, ending, len(mark))[0]
    return replace(file, target=folder / f"{cut}{mark}{ending}", renamed=True)


def _parts(path: Path) -> list[str]:
    """Ordered as paths are, whose own comparing takes seconds for a hundred thousand."""
    return os.path.normcase(path).split(os.sep)  # noqa: PTH206 - what Path gives is made anew each time


def _key(path: Path) -> str:
    return name_key(str(path))
