"""Plans of where files go: a real library, and real small files on disk."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement, Mode
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.planner import make_plan
from tests.benchmarks.figures import Figure, best_of

FOLDERS, CATEGORIES = 50, 20
SIDECAR_EVERY = 10
AIMS = {10_000: "≤ 2", 100_000: ""}


def run_plan(options: argparse.Namespace) -> Iterator[Figure]:
    for count, aim in AIMS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield from _plans(Path(folder), count, aim)


def _plans(folder: Path, count: int, aim: str) -> Iterator[Figure]:
    home, photos, there = folder / "home" / "library.db", folder / "photos", folder / "there"
    write_library(home, photos, count)
    with Library.open_read_only(home) as library:
        for name, arrangement in {
            "by category and year": Arrangement(there),
            "by year and month, moved": Arrangement(there, Mode.MOVE, "{year}/{month}"),
            "counted": Arrangement(there, Mode.COPY, "{category}/{year}-{counter}"),
            "all into one folder": Arrangement(there, Mode.COPY, "{name}"),
        }.items():
            plans = 3 if count <= 10_000 else 1
            seconds = best_of(plans, lambda arrangement=arrangement: make_plan(library, arrangement))
            yield Figure(f"{count:,} photos: plan {name}", seconds, "s", aim)
        plan = make_plan(library, Arrangement(there, Mode.COPY, "{category}/{year}-{counter}"))
        for file in plan.files:
            file.target.parent.mkdir(parents=True, exist_ok=True)
            file.target.write_bytes(file.source.read_bytes())
        start = time.perf_counter()
        again = make_plan(library, plan.arrangement)
        yield Figure(f"{count:,} photos: plan counted, where all are there already", time.perf_counter() - start, "s")
        assert not again.files


def write_library(
    library_path: Path, photos: Path, count: int, content: Callable[[int], bytes] = lambda number: b"photo %d" % number
) -> None:
    """Files in a few folders, every tenth with a sidecar, and their rows with tags."""
    paths = [photos / f"{number % FOLDERS}" / f"IMG_{number:06}.jpg" for number in range(count)]
    for number in range(FOLDERS):
        (photos / f"{number}").mkdir(parents=True)
    for number, path in enumerate(paths):
        path.write_bytes(content(number))
        if number % SIDECAR_EVERY == 0:
            path.with_suffix(".xmp").write_bytes(b"")
    with Library.open(library_path) as library, library.atomic():
        categories = library.categories.save(
            Scheme(tuple(Category(f"Category {number}") for number in range(CATEGORIES))).checked()
        ).categories
        folder = library.folders.add(photos)
        states = [path.stat() for path in paths]
        library.photos.enqueue(
            folder.id,
            [FileState(path, state.st_size, state.st_mtime_ns) for path, state in zip(paths, states, strict=True)],
        )
        ids = [row[0] for row in library._db.execute("SELECT id FROM photos ORDER BY id")]
        for number, photo_id in enumerate(ids):
            taken = f"{2000 + number % 25}-{1 + number % 12:02}-15T12:00:00"
            facts = PhotoFacts(4, 3, taken_at=taken, camera=f"Camera {number % 7}")
            library.photos.set_ready(photo_id, sha256(b"photo %d" % number).digest(), facts)
        library.tags.write(
            [(categories[number % CATEGORIES].id, id, 0.9, "auto", True) for number, id in enumerate(ids)], ()
        )
