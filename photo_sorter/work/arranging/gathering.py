"""The photos that are asked for, as groups with what travels with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photo_sorter.core.arranging.candidate import Candidate
from photo_sorter.core.arranging.disk import Disk
from photo_sorter.core.arranging.group import Group, group_of
from photo_sorter.core.arranging.grouping import Member, groups_in
from photo_sorter.core.arranging.plan import StayingFile
from photo_sorter.core.arranging.planning import PlanningCancelledError
from photo_sorter.core.arranging.tag_choice import TagChoice
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.photo import Status
from photo_sorter.language import tr
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.media.questions import Questions
from photo_sorter.media.scan import RAW_SUFFIXES
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.disks import Disks, not_answering, silent_among


@dataclass
class Gathered:
    """`asked`: ids of the photos that were, are READY and there. `waiting` others have not been looked at, `made` are
    those by earlier runs."""

    asked: set[int] = field(default_factory=set)
    groups: list[Group] = field(default_factory=list)
    staying: list[StayingFile] = field(default_factory=list)
    waiting: int = 0
    made: int = 0


def gather(
    library: Library,
    photo_ids: Sequence[int] | None,
    disk: Disk,
    choice: TagChoice,
    made: Mapping[str, int],
    is_cancelled: Callable[[], bool],
    questions: Questions,
) -> Gathered:
    """`made`: sizes of files that shall not be taken, by path. Raises PlanningCancelledError, LibraryError."""
    candidates = library.arranging.candidates(photo_ids)
    ready: dict[Path, dict[str, Candidate]] = {}
    others: list[Candidate] = []
    gathered = Gathered()
    disks = Disks(library.volumes.all())
    silent = _silent(library, candidates, questions)
    for photo in candidates:
        if made.get(str(photo.path)) == photo.size_bytes:
            gathered.made += 1
        elif photo.status is not Status.READY:
            others.append(photo)
        elif photo.path.parent in silent:
            gathered.staying.append(StayingFile(photo.path, not_answering(silent[photo.path.parent]), photo.id))
        elif _is_there(photo, disk, disks, gathered.staying):
            gathered.asked.add(photo.id)
            ready.setdefault(photo.path.parent, {})[photo.path.name] = photo
    kin: list[tuple[Path, tuple[Member, ...]]] = []
    for folder, photos in ready.items():
        if is_cancelled():
            raise PlanningCancelledError(tr("Planning was stopped."))
        listing = disk.listing(folder)
        names = [name for name, is_folder in listing.names.items() if not is_folder and str(folder / name) not in made]
        kin += ((folder, members) for members in groups_in(names, photos, RAW_SUFFIXES))
    strangers = library.arranging.at(
        folder / member.name
        for folder, members in kin
        for member in members
        if member.kind is not None and member.name not in ready[folder]
    )
    known = {folder: dict(photos) for folder, photos in ready.items()}
    for path, photo in strangers.items():
        known[path.parent][path.name] = photo
    gathered.groups += (
        group_of(folder, members, known[folder], gathered.asked, lambda photo: choice.best(photo.tags))
        for folder, members in kin
    )
    _explain(others, {photo.id for photo in strangers.values()}, gathered)
    return gathered


def _silent(library: Library, photos: Iterable[Candidate], questions: Questions) -> dict[Path, Path]:
    """Folders of these photos whose disks do not answer, and the watched folders that those lie in."""
    holding = library.folders.holding({photo.path.parent for photo in photos})
    silent = silent_among(questions, {watched.path for watched in holding.values()})
    return {folder: watched.path for folder, watched in holding.items() if watched.path in silent}


def _is_there(photo: Candidate, disk: Disk, disks: Disks, staying: list[StayingFile]) -> bool:
    """Whether its file is; its companions go without it if they have another photo. On another disk in the place of its
    own, that is a file like it: cameras give the same names again and again."""
    if not disks.is_there(photo.path.parent, photo.volume_id) and not _looks_like(photo, disk):
        staying.append(StayingFile(photo.path, disks.sentence(photo.volume_id), photo.id))
        return False
    if photo.path.name in disk.listing(photo.path.parent).names:
        return True
    try:
        disk.found(photo.path)
    except ArrangeError as error:
        staying.append(StayingFile(photo.path, str(error), photo.id))
        return False
    return True


def _looks_like(photo: Candidate, disk: Disk) -> bool:
    try:
        found = disk.found(photo.path)
    except ArrangeError:
        return False
    return (found.size_bytes, found.mtime_ns) == (photo.size_bytes, photo.mtime_ns)


def _explain(others: Sequence[Candidate], along: set[int], gathered: Gathered) -> None:
    """Photos that are not READY, but for those that go along with another."""
    for photo in others:
        if photo.id in along:
            continue
        if photo.status is Status.NEW:
            gathered.waiting += 1
        else:
            sentence = fault_in_words(photo.reason) if photo.reason else tr("It cannot be read as a picture.")
            gathered.staying.append(StayingFile(photo.path, sentence, photo.id))
