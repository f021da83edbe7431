"""Makes plans: asks the library and looks at the disk, and changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from photo_sorter.core.arranging.disk import FoundFile, Volume, VolumePlace
from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan
from photo_sorter.core.arranging.planning import Ground, Planned, plan_groups
from photo_sorter.core.arranging.space import with_space_checked
from photo_sorter.core.arranging.tag_choice import TagChoice
from photo_sorter.core.arranging.template import parse_template
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import ntr, tr
from photo_sorter.media.looking import DiskLook
from photo_sorter.media.mounts import read_mounts
from photo_sorter.media.questions import Questions
from photo_sorter.media.scan import shown
from photo_sorter.media.volumes import volume_of
from photo_sorter.store.arranging import MadeFile
from photo_sorter.store.library import Library
from photo_sorter.store.volumes import KnownVolume
from photo_sorter.work.arranging.disks import ask, not_connected
from photo_sorter.work.arranging.gathering import Gathered, gather


def make_plan(
    library: Library,
    arrangement: Arrangement,
    photo_ids: Sequence[int] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    questions: Questions | None = None,
) -> Plan:
    """Where these photos of the library, or all of them, would go. READY photos in active folders go, others stay,
    and so do those whose disk does not answer.

    Raises ArrangeError for a template that is none, PlanningCancelledError, LibraryError. 10,000 photos take about a
    second; names that are taken by files of the same size take the time to read those.
    """
    arrangement = replace(arrangement, destination=Path(os.path.normpath(arrangement.destination)))
    templates = [parse_template(arrangement.template)]
    if arrangement.unsorted:
        templates.append(parse_template(arrangement.unsorted))
    own_folder = Path(os.path.realpath(library.path.parent))
    volumes = tuple(library.volumes.all().values())
    questions = questions or Questions()
    try:
        volume, place = ask(
            questions,
            arrangement.destination,
            lambda: (_usable(arrangement, own_folder), place_of(volumes, arrangement.destination)),
        )
    except ArrangeError as error:
        return Plan(arrangement, (), faults=(str(error),))
    made = library.arranging.made_files()
    disk = DiskLook(_Hashes(library, made).known)
    choice = TagChoice(library.categories.scheme(), arrangement.floor, arrangement.category_ids)
    is_moving = arrangement.mode is Mode.MOVE
    left_alone = {} if is_moving else {path: one.size_bytes for path, one in made.items() if not one.is_moved}
    gathered = gather(library, photo_ids, disk, choice, left_alone, is_cancelled, questions)
    places = _places(gathered) if any(template.has("place") for template in templates) else {}
    ground = Ground(disk, volume, own_folder, choice.path_of, places, is_cancelled)
    planned = plan_groups(arrangement, gathered.groups, ground)
    plan = Plan(
        arrangement,
        planned.files,
        tuple(sorted((*gathered.staying, *planned.staying), key=lambda one: one.source)),
        _faults(arrangement, gathered, volume, disk),
        _remarks(gathered, planned),
        volume.free_bytes,
        planned.in_place,
        place,
    )
    return with_space_checked(plan)


class _Hashes:
    """SHA-256 of files that need not be read: the library or a run knows them, and they are as they were."""

    def __init__(self, library: Library, made: Mapping[str, MadeFile]) -> None:
        self._library, self._made = library, made

    def known(self, found: FoundFile) -> bytes | None:
        made = self._made.get(os.fspath(found.path))
        if made is not None and (made.size_bytes, made.mtime_ns) == (found.size_bytes, found.mtime_ns):
            return made.content_hash
        return self._library.arranging.content_at(found.path, found.size_bytes, found.mtime_ns)


def _usable(arrangement: Arrangement, own_folder: Path) -> Volume:
    """Of the destination. Raises ArrangeError with a sentence about why nothing can go there."""
    destination = arrangement.destination
    if not destination.is_absolute():
        raise ArrangeError(tr("{folder} is no whole path. Choose a folder as the destination.", folder=destination))
    try:
        os.fspath(destination).encode()
    except UnicodeEncodeError:
        raise ArrangeError(
            tr("The name of {folder} is not valid text. Choose another destination.", folder=shown(destination))
        ) from None
    if Path(os.path.realpath(destination)).is_relative_to(own_folder):
        raise ArrangeError(tr("{folder} is Photo Sorter's own folder. Choose another destination.", folder=destination))
    volume = volume_of(destination)
    if arrangement.mode is Mode.HARDLINK and not volume.links_hard:
        raise ArrangeError(
            tr("The file system of {folder} cannot have hard links. Copy the files instead.", folder=destination)
        )
    if arrangement.mode is Mode.SYMLINK and not volume.links_symbolically:
        raise ArrangeError(
            tr("The file system of {folder} cannot have links. Copy the files instead.", folder=destination)
        )
    return volume


def place_of(volumes: Iterable[KnownVolume], destination: Path) -> VolumePlace | None:
    """The volume on which a folder lies, or would lie. Raises ArrangeError where that would be below the mount point of
    a disk that is away, and vanish under the next mount."""
    mounts = read_mounts()
    mount = mounts.of(destination)
    if mount is None:
        return None
    for known in volumes:
        place = known.mount_point
        is_below = destination.is_relative_to(place) and place.is_relative_to(mount.mount_point)
        if is_below and place != mount.mount_point and _is_bare(place):
            raise ArrangeError(not_connected(VolumePlace(known.uuid, place)))
    return VolumePlace(mount.uuid, mount.mount_point)


def _is_bare(mount_point: Path) -> bool:
    try:
        return next(mount_point.iterdir(), None) is None
    except OSError:
        return True


def _places(gathered: Gathered) -> dict[int, str]:
    """By photo id, of leading photos with coordinates that have a name."""
    from photo_sorter.media.places import place_names  # a large list, which most templates do not need

    found: dict[int, tuple[float, float]] = {}
    for group in gathered.groups:
        coordinates = group.lead.coordinates
        if coordinates is not None:
            found[group.lead.id] = coordinates
    names = place_names(list(found.values()))
    return {photo_id: name for photo_id, name in zip(found, names, strict=True) if name}


def _faults(arrangement: Arrangement, gathered: Gathered, volume: Volume, disk: DiskLook) -> tuple[str, ...]:
    if arrangement.mode is Mode.HARDLINK and gathered.groups:
        listings = (disk.listing(group.lead.path.parent) for group in gathered.groups)
        devices = {listing.identity[0] for listing in listings if listing.identity is not None}
        if devices and volume.device not in devices:
            return (
                tr(
                    "The photos are on another disk than {folder}, and hard links cannot lead to another disk. Copy "
                    "the files instead.",
                    folder=arrangement.destination,
                ),
            )
    return ()


def _remarks(gathered: Gathered, planned: Planned) -> tuple[str, ...]:
    groups: dict[int, list[bool]] = {}
    for file in planned.files:
        groups.setdefault(file.group, []).append(file.photo_id in gathered.asked)
    along = sum(len(files) - sum(files) for files in groups.values())
    leaders = sum(not all(files) for files in groups.values())
    remarks = []
    if along:
        others = ntr("1 other file", "{n} other files", along)
        remarks.append(ntr("1 photo takes {others} along.", "{n} photos take {others} along.", leaders, others=others))
    if planned.in_place:
        remarks.append(
            ntr("1 photo is already in its place.", "{n} photos are already in their place.", planned.in_place)
        )
    if gathered.made:
        remarks.append(
            ntr(
                "1 photo is a copy or link that an earlier run made, and is not taken again.",
                "{n} photos are copies or links that earlier runs made, and are not taken again.",
                gathered.made,
            )
        )
    if gathered.waiting:
        remarks.append(
            ntr(
                "1 photo has not been looked at yet and is left out.",
                "{n} photos have not been looked at yet and are left out.",
                gathered.waiting,
            )
        )
    return tuple(remarks)
