"""Whether the disks of a run, or of a rule, are connected: what lies where a disk was is not taken for it. And whether
they answer."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from photo_sorter.core.arranging.disk import VolumePlace
from photo_sorter.core.arranging.run import Step
from photo_sorter.core.errors import ArrangeError, DiskSilentError, PhotoSorterError
from photo_sorter.language import tr
from photo_sorter.media.mounts import Mounts, read_mounts
from photo_sorter.media.placing import trace
from photo_sorter.media.placing_faults import DiskError, PlacingError
from photo_sorter.media.questions import Questions
from photo_sorter.media.scan import shown
from photo_sorter.store.volumes import KnownVolume

T = TypeVar("T")

_AWAY_OR_FAILING = frozenset({
    errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTDOWN,
})  # fmt: skip

LOOK_SECONDS = 1.0
"""So long a look at all that is mounted is good. Nobody changes disks faster."""
_SAMPLE = 50
"""So many files tell whether a disk is a copy of the one that was known."""


class DiskAwayError(DiskError):
    """The disk is not connected, or another one is in its place."""


class Disks:
    """Asks the disks themselves: not on the library's thread, which must not wait for one that sleeps or hangs."""

    def __init__(self, volumes: Mapping[int, KnownVolume]) -> None:
        self._uuids = {id: volume.uuid for id, volume in volumes.items()}
        self._places = {id: VolumePlace(volume.uuid, volume.mount_point) for id, volume in volumes.items()}
        self._mounts = Mounts(())
        self._looked_at = float("-inf")
        self._seen: dict[tuple[int, int], str | None] = {}  # UUIDs by what the system calls a file system now

    def is_there(self, folder: Path, volume_id: int | None) -> bool:
        """Whether `folder`, which need not be there, lies on this volume; of one that is not known it is believed."""
        known = self._uuids.get(volume_id or 0)
        if known is None or _is_system(self._places[volume_id or 0]):
            return True
        return self._uuid_at(folder) == known

    def require(self, folder: Path, volume_id: int | None) -> None:
        """Raises DiskAwayError, which names the disk that is missing."""
        if not self.is_there(folder, volume_id):
            raise DiskAwayError(self.sentence(volume_id))

    def sentence(self, volume_id: int | None) -> str:
        """Of a volume that is not there, or has another mount point: what to do."""
        place = self._places[volume_id or 0]
        if self._mounts.at(place.mount_point) is not None:
            return tr("Another disk is in the place of “{disk}”. Connect “{disk}” instead.", disk=place.name)
        return not_connected(place)

    def accept_copies(self, steps: Iterable[Step]) -> None:
        """A disk in the place of a known one is taken for it where files of the run lie there just as they were put:
        it is a copy. `steps` are done."""
        by_volume: dict[int, list[Step]] = {}
        for step in steps:
            if step.target_volume_id is not None:
                by_volume.setdefault(step.target_volume_id, []).append(step)
        for volume_id, done in by_volume.items():
            sample = done[:: max(1, len(done) // _SAMPLE)]
            folder = sample[0].target.parent
            if not self.is_there(folder, volume_id) and 2 * sum(map(_lies_as_put, sample)) >= len(sample):
                self._uuids[volume_id] = self._uuid_at(folder) or self._uuids[volume_id]

    def _uuid_at(self, folder: Path) -> str | None:
        place = next((each for each in (folder, *folder.parents) if os.path.isdir(each)), folder)  # noqa: PTH112 - never raises
        try:
            number = place.stat().st_dev, _file_system_number(place)
        except OSError:
            return None
        if time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._seen.clear()
            self._look()
        elif number not in self._seen:
            self._look()  # it has come since
        if number not in self._seen:
            mount = self._mounts.of(place)
            self._seen[number] = mount.uuid if mount is not None else None
        return self._seen[number]

    def _look(self) -> None:
        self._mounts, self._looked_at = read_mounts(), time.monotonic()


def waits_for_disk(error: DiskError) -> bool:
    """Whether its disk may come back; else a person has to do something, e.g. make room on it."""
    cause = error.__cause__
    while isinstance(cause, PlacingError):
        cause = cause.__cause__
    return isinstance(error, DiskAwayError) or (isinstance(cause, OSError) and cause.errno in _AWAY_OR_FAILING)


def ask(questions: Questions, folder: Path, question: Callable[[], T]) -> T:
    """What `question` gives, about the folder or what is in it. Raises ArrangeError where its disk does not answer."""
    try:
        return questions.ask(folder / "in it", question)
    except DiskSilentError:
        raise ArrangeError(not_answering(folder)) from None


def silent_among(questions: Questions, folders: Iterable[Path]) -> set[Path]:
    """Those whose disks do not answer. All are asked at once."""
    places = {folder: folder / "in it" for folder in folders}
    questions.ask_all((place, partial(os.path.isdir, folder)) for folder, place in places.items())
    silent = set()
    for folder, place in places.items():
        try:
            questions.require_voice(place)
        except DiskSilentError:
            silent.add(folder)
    return silent


def not_answering(folder: Path) -> str:
    return tr(
        "The disk of {folder} does not answer. It, or the computer that shares it, may be off or busy.",
        folder=shown(folder),
    )


def not_connected(place: VolumePlace) -> str:
    return tr("The disk “{disk}” is not connected. Connect it.", disk=place.name)


def _file_system_number(place: Path) -> int:
    """Two disks may be given the same device, one after the other."""
    return os.statvfs(place).f_fsid if hasattr(os, "statvfs") else 0


def _is_system(place: VolumePlace) -> bool:
    """What the system itself runs from is there, also when it has been copied to another disk."""
    return place.mount_point == Path("/")


def _lies_as_put(step: Step) -> bool:
    try:
        found = trace(step.target)
    except PhotoSorterError:
        return False
    return found is not None and found.is_like(step.size_bytes, step.target_mtime_ns or step.mtime_ns)
