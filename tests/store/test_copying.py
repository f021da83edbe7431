"""A copy of a library in use, and a library put in another's place: killed for real at every step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from photo_sorter.core.errors import KeepingCancelledError, KeepingError
from photo_sorter.store.copying import put_in_place
from photo_sorter.store.library import Library
from tests.store.stock import add_photos

ROOT = Path(__file__).parents[2]
OLD, NEW = [f"old{number}.jpg" for number in range(3)], [f"new{number}.jpg" for number in range(5)]

STEP_BY_STEP = """
import os, shutil, signal, sys
from pathlib import Path
from photo_sorter.store.copying import put_in_place

stage, place, by_copy = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "by copy"
SEEN = ("open", "os.", "sqlite3.", "shutil.", "fcntl.", "glob.")


def killed_at(point):
    shutil.copytree(stage, place / str(point))
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    left = point

    def count(event, _):
        nonlocal left
        if event != "os.kill" and event.startswith(SEEN):
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

    if by_copy:
        def refuse(*_):
            raise OSError("no hard links here")
        Path.hardlink_to = refuse
    sys.addaudithook(count)
    put_in_place(place / str(point) / "fresh.db", place / str(point) / "library.db", "today")
    os._exit(0)


point = 0
while killed_at(point):
    point += 1
print(point)
"""

ONCE = """
import sys
from pathlib import Path
from photo_sorter.store.copying import put_in_place
put_in_place(Path(sys.argv[1], "fresh.db"), Path(sys.argv[1], "library.db"), "today")
"""


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """As after a power cut: what the old library holds is in the journal beside it; and a new one that waits."""
    stage = tmp_path / "stage"
    stage.mkdir()
    with Library.open(tmp_path / "old" / "library.db") as library:
        add_photos(library, OLD)
        for file in library.path.parent.glob("library.db*"):
            shutil.copy2(file, stage)
    assert (stage / "library.db-wal").stat().st_size > 0
    with Library.open(tmp_path / "new" / "library.db") as library:
        add_photos(library, NEW)
    shutil.copy2(tmp_path / "new" / "library.db", stage / "fresh.db")
    return stage


def names_in(path: Path) -> list[str]:
    with Library.open(path) as library:
        assert library.check() == ()
        return sorted(Path(found).name for found in library.photos.known_under(Path("/photos")))


def kept(home: Path) -> list[Path]:
    return sorted(home.glob("library-before-restore-*.db"))


def assert_nothing_lost(home: Path) -> None:
    """Old or new, whole; and what was old is somewhere. Afterwards it can be done again."""
    now = names_in(home / "library.db")
    assert now in (OLD, NEW)
    if now == NEW:
        assert [names_in(path) for path in kept(home)] == [OLD]
        return
    put_in_place(home / "fresh.db", home / "library.db", "tomorrow")
    assert names_in(home / "library.db") == NEW
    assert [names_in(path) for path in kept(home)][-1:] == [OLD]
    assert len({path.stat().st_ino for path in (*kept(home), home / "library.db")}) == len(kept(home)) + 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills")
@pytest.mark.parametrize("how", ["by name", "by copy"])
def test_killed_at_any_step_the_library_is_the_old_one_or_the_new_one(stage, tmp_path, how):
    place = tmp_path / "place"
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", STEP_BY_STEP, str(stage), str(place), how],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    points = int(done.stdout)
    assert points >= 10
    found = [home for home in sorted(place.iterdir()) if names_in(home / "library.db") == OLD]
    assert 0 < len(found) < points
    for home in place.iterdir():
        assert_nothing_lost(home)


CALLS = {
    "pwrite64": 16, "fsync": 2, "fdatasync": 1, "ftruncate": 1, "unlink": 1, "unlinkat": 1, "rename": 1, "renameat2": 1,
    "link": 1, "linkat": 1,
}  # fmt: skip
"""And how many of them from one kill to the next: all would take a minute."""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_killed_at_any_call_that_changes_the_disk_nothing_is_lost(stage, tmp_path):
    kills = 0
    for call, step in CALLS.items():
        for point in range(1, 500, step):
            home = tmp_path / f"{call} {point}"
            shutil.copytree(stage, home)
            done = subprocess.run(
                ["strace", "-qq", "-o", os.devnull, "-e", f"inject={call}:signal=SIGKILL:when={point}",
                 sys.executable, "-c", ONCE, str(home)],
                env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}, check=False,
            )  # fmt: skip
            assert_nothing_lost(home)
            shutil.rmtree(home)
            if not done.returncode:
                break
            kills += 1
    assert kills >= 10


def test_without_a_former_library_a_strange_journal_is_not_played_into_the_new_one(stage):
    (stage / "library.db").unlink()
    assert put_in_place(stage / "fresh.db", stage / "library.db", "today") is None
    assert names_in(stage / "library.db") == NEW
    assert (stage / "library-before-restore-today.db-wal").exists()


def test_a_damaged_library_gives_way_and_is_kept(stage):
    (stage / "library.db-wal").unlink()
    (stage / "library.db").write_bytes(b"x" * 4096)
    found = put_in_place(stage / "fresh.db", stage / "library.db", "today")
    assert found is not None
    assert found.read_bytes() == b"x" * 4096
    assert names_in(stage / "library.db") == NEW


def test_a_library_that_is_written_to_stays(stage):
    with Library.open(stage / "library.db") as library:
        with pytest.raises(KeepingError, match="Close it there first"):
            put_in_place(stage / "fresh.db", stage / "library.db", "today")
        assert len(library.photos.known_under(Path("/photos"))) == len(OLD)
    assert (stage / "fresh.db").exists()


def test_a_library_that_is_read_stays(stage, monkeypatch):
    monkeypatch.setattr("photo_sorter.store.copying._PATIENCE_SECONDS", 0.1)
    names_in(stage / "library.db")
    with Library.open_read_only(stage / "library.db"), pytest.raises(KeepingError, match="Close it there first"):
        put_in_place(stage / "fresh.db", stage / "library.db", "today")
    assert names_in(stage / "library.db") == OLD


def test_two_restores_in_a_second_keep_both_libraries(stage):
    shutil.copy2(stage / "fresh.db", stage / "again.db")
    first = put_in_place(stage / "fresh.db", stage / "library.db", "today")
    second = put_in_place(stage / "again.db", stage / "library.db", "today")
    assert first is not None
    assert second is not None
    assert (names_in(first), names_in(second)) == (OLD, NEW)


def test_a_copy_is_one_state_of_a_library_that_is_written_to(library, tmp_path):
    add_photos(library, ["1.jpg"])
    with Library.open_read_only(library.path) as reading, library.atomic():
        add_photos_in_the_middle(library)
        reading.copy_to(tmp_path / "copy.db", lambda: False)
    assert names_in(tmp_path / "copy.db") == ["1.jpg"]
    assert len(library.photos.known_under(Path("/photos"))) == 2


def add_photos_in_the_middle(library: Library) -> None:
    library._db.execute(
        "INSERT INTO photos (folder_id, path, name, size, mtime_ns, taken_at) VALUES (1, '/photos/2', '2', 1, 1, '')"
    )


def test_a_copy_can_be_cancelled(library, tmp_path):
    with library.atomic():
        library._db.conn.executemany(
            "INSERT INTO templates VALUES (?, ?)", ((number, "x" * 100) for number in range(50_000))
        )
    with pytest.raises(KeepingCancelledError):
        library.copy_to(tmp_path / "copy.db", lambda: True)
    library.copy_to(tmp_path / "copy.db", lambda: False)


def test_the_fault_of_the_copys_disk_is_not_told_of_the_library(library, tmp_path):
    with pytest.raises(OSError, match="Permission denied"):
        library.copy_to(tmp_path / "nowhere" / "copy.db", lambda: False)
