"""A small library with files of every kind, and the bookkeeping of where each byte of it is."""

from __future__ import annotations

import hashlib
import os
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement, Mode, Plan, PlannedFile
from photo_sorter.core.arranging.run import StepState
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.store.library import Library
from tests.work.arranging.scene import OLD_NS, tree


@dataclass(frozen=True)
class OddFile:
    """`place` is relative to the destination. What is no photo travels with one."""

    name: str
    place: str
    size_bytes: int
    permissions: int = 0o644
    is_photo: bool = True
    seed: int | None = None


FILES = (
    OddFile("IMG_1.jpg", "Cats/2020/IMG_1.jpg", 70_001),
    OddFile("IMG_1.cr2", "Cats/2020/IMG_1.cr2", 3_000, 0o640),
    OddFile("IMG_1.jpg.xmp", "Cats/2020/IMG_1.jpg.xmp", 300, is_photo=False),
    OddFile("twin.jpg", "Cats/2020/twin.jpg", 5_000, seed=7),
    OddFile("trip/twin.jpg", "Cats/2020/twin (2).jpg", 5_000, seed=7),
    OddFile("trip/Süß – 猫 'q\"uote%.jpg", "Dogs/Süß – 猫 'q\"uote%.jpg", 900),
    OddFile("trip/film.mov", "Dogs/film.mov", 300_000, 0o600, is_photo=False),
    OddFile("empty.jpg", "empty.jpg", 0),
    OddFile("locked.jpg", "locked.jpg", 4_097, 0o444),
)


@dataclass(frozen=True)
class Ground:
    """Where the library lies, its photos, and where they go. All but `files` may be on volumes of their own."""

    home: Path
    photos: Path
    destination: Path
    files: tuple[OddFile, ...] = FILES

    @property
    def library_file(self) -> Path:
        return self.home / "library.db"

    def source(self, file: OddFile) -> Path:
        return self.photos / file.name

    def target(self, file: OddFile) -> Path:
        return self.destination / file.place


def build(ground: Ground) -> None:
    """The files, each with its own time and permissions, and a library that has looked at them."""
    with Library.open(ground.library_file) as library, library.atomic():
        ground.photos.mkdir(parents=True, exist_ok=True)
        folder_id = library.folders.add(ground.photos).id
        for number, file in enumerate(ground.files):
            path = ground.source(file)
            path.parent.mkdir(parents=True, exist_ok=True)
            content = random.Random(file.seed or 1000 + number).randbytes(file.size_bytes)
            path.write_bytes(content)
            path.chmod(file.permissions)
            mtime_ns = OLD_NS + number * 86_400_000_000_007
            os.utime(path, ns=(mtime_ns, mtime_ns))
            if file.is_photo:
                library.photos.enqueue(folder_id, [FileState(path, file.size_bytes, mtime_ns)])
                photo = library.photos.at(path)
                assert photo is not None
                library.photos.set_ready(photo.id, hashlib.sha256(content).digest(), PhotoFacts(4, 3))


def plan(ground: Ground, library: Library, mode: Mode) -> Plan:
    files = []
    for group, file in enumerate(ground.files):
        status, photo = ground.source(file).stat(), library.photos.at(ground.source(file))
        files.append(
            PlannedFile(
                ground.source(file), ground.target(file), photo.id if photo else None, status.st_size,
                status.st_mtime_ns, photo.content_hash if photo else None, group,
            )
        )  # fmt: skip
    return Plan(Arrangement(ground.destination, mode), tuple(files))


@dataclass(frozen=True)
class Accounts:
    """What there was before anything was done."""

    ground: Ground
    before: dict[str, tuple]
    contents: Counter[bytes]

    @classmethod
    def of(cls, ground: Ground) -> Accounts:
        return cls(ground, tree(ground.photos), _contents(ground))

    def lost(self) -> list[str]:
        """Contents of which there are fewer files with a name of their own than before."""
        missing = self.contents - _contents(self.ground)
        return [f"lost {number} × {len(content)} bytes" for content, number in missing.items()]

    def faults_if_as_before(self) -> list[str]:
        """What differs from the state before the run; nothing may be left in the destination."""
        found = _differences(self.before, tree(self.ground.photos))
        if os.path.lexists(self.ground.destination):
            found += [f"left in the destination: {path}" for path in tree(self.ground.destination)] or ["left: it"]
        return found + self._library_faults({})

    def faults_if_done(self, mode: Mode, states: dict[str, StepState]) -> list[str]:
        """What is not as the plan says. `states` by source: what did not come to be DONE must be untouched."""
        sources, targets = dict(self.before), {}
        placed = {}
        for file in self.ground.files:
            source, target = str(self.ground.source(file)), str(self.ground.target(file))
            if states.get(source, StepState.DONE) is not StepState.DONE:
                continue
            placed[source] = target
            targets[target] = ("link", source) if mode is Mode.SYMLINK else self.before[source]
            if mode is Mode.MOVE:
                del sources[source]
            if mode is Mode.HARDLINK and os.path.lexists(target) and not os.path.samefile(source, target):  # noqa: PTH121
                return [f"{target} is no second name of {source}"]
        found = _differences(sources, tree(self.ground.photos))
        there = {path: look for path, look in tree(self.ground.destination).items() if look != ("folder",)}
        found += _differences(targets, there)
        return found + self._library_faults(placed if mode is Mode.MOVE else {})

    def _library_faults(self, moved: dict[str, str]) -> list[str]:
        """`moved` gives the new paths of photos by their old ones."""
        with Library.open(self.ground.library_file) as library:
            found = list(library.check())
            for file in self.ground.files:
                source = self.ground.source(file)
                path = Path(moved.get(str(source), source))
                photo = library.photos.at(path)
                if file.is_photo and (photo is None or photo.status != "ready"):
                    found.append(f"the library does not know {path} as a photo that is ready")
                if path != source and library.photos.at(source) is not None:
                    found.append(f"the library still has {source}")
        return found


def _differences(expected: dict[str, tuple], found: dict[str, tuple]) -> list[str]:
    told = [f"missing: {path}" for path in expected.keys() - found.keys()]
    told += [f"not expected: {path}" for path in found.keys() - expected.keys()]
    for path in expected.keys() & found.keys():
        if expected[path] != found[path]:
            parts = [str(part)[:40] for part in (*expected[path][1:], "→", *found[path][1:])]
            told.append(f"different: {path}: {' '.join(parts)}")
    return sorted(told)


def _contents(ground: Ground) -> Counter[bytes]:
    """Files, each counted once however many names it has. Temporary ones do not count."""
    counted: dict[tuple[int, int], bytes] = {}
    for folder in (ground.photos, ground.destination):
        for path in folder.rglob("*") if folder.exists() else ():
            if path.is_file() and not path.is_symlink() and path.suffix != ".part":
                status = path.stat()
                counted[status.st_dev, status.st_ino] = path.read_bytes()
    return Counter(counted.values())
