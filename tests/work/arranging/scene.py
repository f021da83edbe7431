"""A library of real files, indexed by hand, and runs of it without a worker."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from photo_sorter.core.arranging.events import RunEnded
from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile
from photo_sorter.core.arranging.run import Run, Step
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.ledger import Followed, Ledger
from photo_sorter.work.arranging.runner import Runner

OLD_NS = 1_500_000_000_123_456_789
NOT_CONNECTED = "The disk “volume” is not connected. Connect it."
OTHER_DISK = "Another disk is in the place of “volume”. Connect “volume” instead."
"""Of the one that the fixture `other_volume` mounts."""


class Scene:
    """`photos` is watched; files in it are photos that have been looked at."""

    def __init__(self, library: Library, photos: Path, destination: Path) -> None:
        self.library, self.photos, self.destination = library, photos, destination
        self.followed: list[Followed] = []
        self.ledger = Ledger(library, self.followed.append)
        photos.mkdir(parents=True, exist_ok=True)
        with library.atomic():
            self.folder_id = library.folders.add(photos).id

    def add(self, **contents: bytes) -> dict[str, Path]:
        """Photos by stem; names are given back."""
        return {name: self.add_file(f"{name}.jpg", content) for name, content in contents.items()}

    def add_file(self, name: str, content: bytes, *, mtime_ns: int = OLD_NS) -> Path:
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, ns=(mtime_ns, mtime_ns))
        with self.library.atomic():
            self.library.photos.enqueue(self.folder_id, [FileState(path, len(content), mtime_ns)])
            photo = self.library.photos.at(path)
            self.library.photos.set_ready(photo.id, hashlib.sha256(content).digest(), PhotoFacts(4, 3))
        return path

    def hash_of(self, path: Path) -> bytes:
        return hashlib.sha256(path.read_bytes()).digest()

    def plan(self, mode: Mode, places: Mapping[Path, str | Path]) -> Plan:
        """These files to these places in the destination."""
        files = []
        for group, (source, place) in enumerate(places.items()):
            status, photo = source.stat(), self.library.photos.at(source)
            files.append(
                PlannedFile(
                    source, self.destination / place, photo.id if photo else None, status.st_size, status.st_mtime_ns,
                    photo.content_hash if photo else None, group,
                )
            )  # fmt: skip
        return Plan(Arrangement(self.destination, mode), tuple(files))

    def open(self, mode: Mode, places: Mapping[Path, str | Path]) -> Run:
        return self.ledger.open(self.plan(mode, places), "a test")

    def run(self, mode: Mode, places: Mapping[Path, str | Path], **ways) -> RunEnded:
        return self.runner(self.open(mode, places).id, **ways).finish()

    def runner(self, run_id: int, **ways) -> Runner:
        run = self.library.journal.run(run_id)
        assert run is not None
        return Runner(run, lambda entry: entry(self.ledger), **ways)

    def undo(self, run_id: int, *paths: Path, **ways) -> RunEnded:
        return self.runner(run_id, **ways).take_back(paths)

    def steps(self, run_id: int) -> list[Step]:
        return self.library.journal.steps(run_id)


def tree(*folders: Path) -> dict[str, tuple]:
    """What lies in folders: path → bytes, time and permissions of files, the way of links, nothing of folders."""
    return {str(path): _look(path) for folder in folders for path in _below(folder)}


def contents(*folders: Path) -> dict[bytes, int]:
    """How many files hold each content."""
    counted: dict[bytes, int] = {}
    for folder in folders:
        for path in _below(folder):
            if path.is_file() and not path.is_symlink():
                counted[path.read_bytes()] = counted.get(path.read_bytes(), 0) + 1
    return counted


def _below(folder: Path) -> Iterable[Path]:
    return sorted(folder.rglob("*")) if folder.exists() else []


def _look(path: Path) -> tuple:
    if path.is_symlink():
        return ("link", str(path.readlink()))
    if path.is_dir():
        return ("folder",)
    status = path.stat()
    return (path.read_bytes(), status.st_mtime_ns, status.st_mode)
