"""Whatever happened to the files while nobody looked: each photo is where its file is, and nothing is there twice."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photo_sorter.core.photo import Status
from photo_sorter.store.library import Library
from photo_sorter.work.reconcile import reconcile
from photo_sorter.work.whereabouts import Whereabouts

SHARED_TIME_NS = 1_600_000_000 * 10**9
NAMES = tuple(f"{letter}.jpg" for letter in "abcdefgh")
PLACES = (*NAMES, *(f"folder/{name}" for name in NAMES[:4]), *(f"z/{name}" for name in NAMES[:3]))

deeds = st.lists(
    st.one_of(
        st.tuples(st.just("rename"), st.sampled_from(PLACES), st.sampled_from(PLACES)),
        st.tuples(st.just("swap"), st.sampled_from(PLACES), st.sampled_from(PLACES)),
        st.tuples(st.just("shift"), st.sampled_from(NAMES), st.integers(1, 4)),
        st.tuples(st.just("edit"), st.sampled_from(PLACES), st.booleans()),
        st.tuples(st.just("new"), st.sampled_from(PLACES), st.none()),
        st.tuples(st.just("delete"), st.sampled_from(PLACES), st.none()),
        st.tuples(st.just("rename folder"), st.sampled_from(("folder", "z", "m")), st.sampled_from(("z", "m", "A"))),
    ),
    max_size=8,
)


class Disk:
    """Files, and which photo each of them is: `lineage` by path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lineage: dict[Path, str] = {}
        self.fresh: set[Path] = set()
        """Written to since the last look."""
        self.moved: set[Path] = set()
        """Moved since the last look: what was moved and written to is known by nothing."""
        self._count = 0

    def write(self, path: Path) -> None:
        self._count += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 10)
        os.utime(path, ns=(SHARED_TIME_NS, SHARED_TIME_NS + self._count))

    def add(self, name: str) -> None:
        path = self.root / name
        if not path.exists():
            self.write(path)
            self.lineage[path] = f"photo {self._count}"
            self.fresh.add(path)

    def do(self, deed: tuple) -> None:
        kind, first, second = deed
        a = self.root / first
        if kind == "new":
            self.add(first)
        elif kind == "rename folder":
            b = self.root / second
            inside = [path for path in self.lineage if path.is_relative_to(a)]
            if a.is_dir() and not b.exists() and self.fresh.isdisjoint(inside):
                a.rename(b)
                self._follow({path: b / path.relative_to(a) for path in inside})
        elif kind == "shift":
            run = [self.root / name for name in NAMES[NAMES.index(first) : NAMES.index(first) + second]]
            if (
                len(run) + NAMES.index(first) < len(NAMES)
                and all(path.exists() for path in run)
                and self.fresh.isdisjoint(run)
            ):
                last = self.root / NAMES[NAMES.index(first) + len(run)]
                if not last.exists():
                    for path, target in zip(reversed(run), [last, *reversed(run)], strict=False):
                        path.rename(target)
                    self._follow(dict(zip(run, [*run[1:], last], strict=True)))
        elif a.is_file():
            self._do_file(kind, a, second)

    def _do_file(self, kind: str, a: Path, second: object) -> None:
        if kind == "delete":
            a.unlink()
            self.fresh.discard(a)
            del self.lineage[a]
        elif kind == "edit":
            if a in self.moved:
                return
            if second:
                self.write(a)
            else:
                other = a.with_name("other")
                self.write(other)
                other.replace(a)
            self.fresh.add(a)
        elif kind in ("rename", "swap"):
            b = self.root / str(second)
            if b == a or (kind == "swap") != b.exists() or a in self.fresh or b in self.fresh:
                return
            b.parent.mkdir(exist_ok=True)
            if kind == "rename":
                a.rename(b)
                self._follow({a: b})
            else:
                aside = self.root / "aside"
                a.rename(aside)
                b.rename(a)
                aside.rename(b)
                self._follow({a: b, b: a})

    def _follow(self, places: dict[Path, Path]) -> None:
        told = {old: self.lineage.pop(old) for old in places}
        for old, new in places.items():
            self.lineage[new] = told[old]
        self.moved |= set(places.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PLACES), min_size=2, max_size=12, unique=True), st.lists(deeds, min_size=1, max_size=3))
def test_photos_follow_their_files(begin, rounds):
    with tempfile.TemporaryDirectory() as scratch, Library.open(Path(scratch) / "library.db") as library:
        root = Path(scratch) / "photos"
        root.mkdir()
        disk = Disk(root)
        with library.atomic():
            folder = library.folders.add(root)
        whereabouts = Whereabouts(library)
        for name in begin:
            disk.add(name)
        known: dict[str, int] = {}
        for deeds_of_round in [[], *rounds]:
            disk.fresh, disk.moved = set(), set()
            for deed in deeds_of_round:
                disk.do(deed)
            whereabouts.look()
            for _ in reconcile(library, whereabouts, root, folder):
                pass
            rows = {Path(path): row for path, row in library.photos.known_under(root).items()}
            in_view = {path: row.id for path, row in rows.items() if row.status is not Status.MISSING}
            assert in_view.keys() == disk.lineage.keys()
            for path, lineage in disk.lineage.items():
                assert known.setdefault(lineage, in_view[path]) == in_view[path], (path, lineage)
            assert not list(reconcile_again(library, whereabouts, root, folder))


def reconcile_again(library, whereabouts, root, folder):
    """What a second look finds: nothing."""
    for found in reconcile(library, whereabouts, root, folder):
        if found.left_view or found.arrived or found.moved or found.returned or found.notices:
            yield found
