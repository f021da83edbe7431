"""A damaged library is repaired in its place: killed at any moment, on full disks, and beside others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import KeepingCancelledError, KeepingError, LibraryDamagedError, PhotoSorterError
from photo_sorter.core.repairing import Repaired, Saved, repaired_words
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.care.keepsake_shelf import keep
from photo_sorter.work.care.repair import is_damaged, repair
from tests.store.salvage.wrecks import PAGE
from tests.store.stock import add_categories, add_photos
from tests.tight_disk import tight_disk
from tests.work.care.test_keepsake_shelf import TODAY, fill

ROOT = Path(__file__).parents[3]
PHOTOS = 200

ONCE = """
import sys
from pathlib import Path
from photo_sorter.paths import Home
from photo_sorter.work.care.repair import repair
repair(Home(Path(sys.argv[1])))
"""


def lay(home: Home) -> Home:
    """A library without its first page, its newest answers in the log beside it."""
    with Library.open(home.library) as library:
        ids = list(add_photos(library, [f"{number}.jpg" for number in range(PHOTOS)]).values())
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts(Verdict(id, cats, True) for id in ids[:50])
        library._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with library.atomic():
            library.tags.set_verdicts(Verdict(id, cats, False) for id in ids[50:60])
        shutil.copytree(home.folder, home.folder.with_name("copy"))
    shutil.rmtree(home.folder)
    home.folder.with_name("copy").rename(home.folder)
    for name in ("library.db-shm", "library.lock"):
        (home.folder / name).unlink(missing_ok=True)
    content = bytearray(home.library.read_bytes())
    content[PAGE : 2 * PAGE] = os.urandom(PAGE)
    content[:100] = bytes(100)
    home.library.write_bytes(content)
    assert home.library.with_name("library.db-wal").stat().st_size > 0
    return home


@pytest.fixture
def wrecked(home) -> Home:
    return lay(home)


def answers(home: Home) -> list[bool]:
    with Library.open(home.library) as library:
        assert library.check() == ()
        return sorted(holds for said in library.tags.verdicts().values() for holds in said.values())


ALL = sorted([True] * 50 + [False] * 10)


def test_the_program_says_that_it_is_damaged_and_repairs_it(wrecked):
    before = wrecked.library.read_bytes()
    log = wrecked.library.with_name("library.db-wal").read_bytes()
    with pytest.raises(LibraryDamagedError, match="photo-sorter repair"):
        Library.open(wrecked.library)
    assert is_damaged(wrecked)
    repaired = repair(wrecked)
    assert (repaired.saved.photos, repaired.saved.answers) == (PHOTOS, 60)
    assert not is_damaged(wrecked)
    assert answers(wrecked) == ALL
    assert repaired.kept.name.startswith("library-damaged-")
    assert repaired.kept.read_bytes() == before
    assert repaired.kept.with_name(f"{repaired.kept.name}-wal").read_bytes() == log
    assert not (wrecked.folder / "repairing").exists()


def test_an_empty_file_is_damage_where_there_was_something(wrecked):
    wrecked.library.write_bytes(b"")
    with pytest.raises(LibraryDamagedError, match="the file is empty"):
        Library.open(wrecked.library)
    assert wrecked.library.with_name("library.db-wal").stat().st_size > 0
    wrecked.library.with_name("library.db-wal").unlink()
    Library.open(wrecked.library).close()


def test_a_library_that_is_gone_comes_back_from_the_keepsake(home):
    with Library.open(home.library) as library:
        ids = add_photos(library, ["a.jpg"])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts([Verdict(ids["a.jpg"], cats, True)])
    keep(home, TODAY)
    assert not is_damaged(home)
    home.library.unlink()
    assert is_damaged(home)
    repaired = repair(home)
    assert repaired.kept is None
    assert (repaired.saved.answers, repaired.saved.categories, repaired.saved.photos_lost) == (1, 1, 1)


def test_rows_that_point_to_nothing_are_damage_and_are_mended(home):
    with Library.open(home.library) as library:
        add_photos(library, ["a.jpg"])
        library._db.execute("PRAGMA foreign_keys = OFF")
        library._db.execute("INSERT INTO verdicts (photo_id, category_id, holds) VALUES (77, 1, 1)")
    assert is_damaged(home)
    assert repair(home).saved.answers_lost == 1
    assert not is_damaged(home)


def test_who_has_it_open_keeps_it(home):
    with Library.open(home.library), pytest.raises(KeepingError, match="Close it there first"):
        repair(home)


def test_cancelled_nothing_has_changed(wrecked):
    before = {path.name: path.read_bytes() for path in wrecked.folder.iterdir()}
    told = []

    def tell(stage, done, total):
        told.append(stage)

    with pytest.raises(KeepingCancelledError):
        repair(wrecked, tell, lambda: True)
    (wrecked.folder / "library.lock").unlink(missing_ok=True)
    assert {path.name: path.read_bytes() for path in wrecked.folder.iterdir()} == before


CALLS = {"pwrite64": 150, "fsync": 3, "ftruncate": 1, "unlink": 4, "rename": 1, "link": 1, "linkat": 1}
"""And how many of them from one kill to the next."""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_killed_at_any_call_that_changes_the_disk_it_begins_anew(home, tmp_path):
    lay(home)
    kills = 0
    for call, step in CALLS.items():
        for point in range(1, 500, step):
            copy = Home(tmp_path / f"{call} {point}")
            shutil.copytree(home.folder, copy.folder)
            done = subprocess.run(
                ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"inject={call}:signal=SIGKILL:when={point}",
                 sys.executable, "-c", ONCE, str(copy.folder)],
                env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}, check=False,
            )  # fmt: skip
            if is_damaged(copy):
                repair(copy)
            assert answers(copy) == ALL
            shutil.rmtree(copy.folder)
            if not done.returncode:
                break
            kills += 1
    assert kills >= 5


def test_on_a_full_disk_it_is_as_it_was(tmp_path):
    with tight_disk(tmp_path / "disk", 6000) as place:
        home = lay(Home(place / "home"))
        before = {path.name: path.read_bytes() for path in home.folder.iterdir()}
        fill(place)
        with pytest.raises(PhotoSorterError, match=r"no space left|cannot be replaced|cannot be opened"):
            repair(home)
        (home.folder / "library.lock").unlink(missing_ok=True)
        assert {path.name: path.read_bytes() for path in home.folder.iterdir()} == before
        (place / "filler").unlink()
        repair(home)
        assert answers(home) == ALL


def test_the_account_says_what_was_saved_and_what_was_not():
    assert repaired_words(Repaired(Saved(9_980, 20, 312, 0, 14, 0, False), None)) == [
        "The library is repaired: 9,980 of 10,000 photos, 312 answers and 14 categories were saved.",
        "20 photos will be looked at again.",
    ]
    words = repaired_words(Repaired(Saved(1, 0, 1, 2, 1, 3, True), Path("/home/library-damaged-x.db")))
    assert words == [
        "The library is repaired: 1 photo, 1 answer and 1 category were saved.",
        "3 decisions come from the daily copy.",
        "2 answers are lost: nothing says any more of which photos they were.",
        "Your rules are off, so that they move no old photos. Turn them on when all photos are back.",
        "The damaged library is kept as /home/library-damaged-x.db.",
    ]
