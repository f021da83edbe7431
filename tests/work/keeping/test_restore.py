"""Restores of real backups; what is wrong with one is told before anything has changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from photo_sorter.core.commands import AddFolders, SaveScheme, SetVerdicts, Verdict
from photo_sorter.core.errors import KeepingCancelledError, KeepingError
from photo_sorter.core.photo import Status
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.paths import Home
from photo_sorter.settings import Settings, SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.store.schema import SCHEMA_VERSION, migrations
from photo_sorter.work.keeping.backup import back_up
from photo_sorter.work.keeping.restore import Restored, finish, own_contents, prepare
from tests.fakes import colour_picture
from tests.store.stock import add_categories, add_photos
from tests.tight_disk import tight_disk
from tests.work.conftest import House

ROOT = Path(__file__).parents[3]


def restore(home: Home, backup: Path) -> Restored:
    return finish(home, SettingsFile(home.settings), prepare(home, backup))


def stocked(home: Home, *names: str) -> Home:
    with Library.open(home.library) as library:
        add_photos(library, names)
        add_categories(library, *(name.removesuffix(".jpg").upper() for name in names))
    return home


def files(home: Home) -> dict[str, str]:
    return {
        str(path.relative_to(home.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture
def backup(tmp_path) -> Path:
    back_up(stocked(Home(tmp_path / "other"), "a.jpg", "b.jpg"), tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """With other parts in it."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return backup


def with_manifest(backup: Path, **fields: object) -> Path:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | fields).encode()

    return rewritten(backup, change)


def with_library(backup: Path, content: bytes) -> Path:
    """A library that the manifest vouches for."""

    def change(parts: dict[str, bytes]) -> None:
        parts["library.db"] = content
        manifest = json.loads(parts["manifest.json"])
        manifest["parts"]["library.db"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        parts["manifest.json"] = json.dumps(manifest).encode()

    return rewritten(backup, change)


def test_a_new_home_gets_the_library(home, backup):
    restored = restore(home, backup)
    assert (restored.contents.photos, restored.kept) == (2, None)
    with Library.open(home.library) as library:
        assert library.check() == ()
        assert [category.name for category in library.categories.all()] == ["A", "B"]
        assert library.photos.at(Path("/photos/a.jpg")).status is Status.MISSING


def test_the_library_that_was_there_is_kept(home, backup):
    stocked(home, "mine.jpg")
    restored = restore(home, backup)
    assert restored.kept is not None
    with Library.open_read_only(restored.kept) as library:
        assert library.photos.at(Path("/photos/mine.jpg")) is not None
    with Library.open_read_only(home.library) as library:
        assert library.photos.at(Path("/photos/mine.jpg")) is None
        assert library.photos.at(Path("/photos/b.jpg")) is not None
    assert not (home.folder / "restoring").exists()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda path: path.write_bytes(b"no zip at all"), "is damaged or incomplete"),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "is damaged or incomplete"),
        (lambda path: path.write_bytes(b""), "is damaged or incomplete"),
        (lambda path: path.unlink(), "There is no file"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
        (lambda path: rewritten(path, lambda parts: parts.pop("manifest.json")), "is no backup of Photo Sorter"),
        (lambda path: rewritten(path, lambda parts: parts.pop("library.db")), "is no backup of Photo Sorter"),
        (lambda path: rewritten(path, lambda parts: parts.pop("settings.json")), "is damaged or incomplete"),
        (
            lambda path: rewritten(path, lambda parts: parts.update({"manifest.json": b"[1"})),
            "is damaged or incomplete",
        ),
        (lambda path: rewritten(path, lambda parts: parts.update({"manifest.json": b"[1]"})), "is damaged"),
        (lambda path: with_manifest(path, parts=[1]), "is damaged or incomplete"),
        (lambda path: with_manifest(path, contents=None), "is damaged or incomplete"),
        (lambda path: with_manifest(path, schema=SCHEMA_VERSION + 1), "by a newer Photo Sorter"),
        (lambda path: with_manifest(path, format=2), "by a newer Photo Sorter"),
        (
            lambda path: rewritten(path, lambda parts: parts.update({"library.db": parts["library.db"][:-1] + b"x"})),
            "its library.db is not the one that was saved",
        ),
        (
            lambda path: rewritten(path, lambda parts: parts.update({"library.db": parts["library.db"] + b"x" * 9})),
            "its library.db is not the one that was saved",
        ),
        (lambda path: with_library(path, b"SQLite format 3\0" + b"x" * 5000), "is damaged or incomplete"),
        (lambda path: with_library(path, b"x" * 5000), "is damaged or incomplete"),
    ],
)
def test_what_is_wrong_with_a_backup_is_told_and_nothing_has_changed(home, backup, damage, sentence):
    stocked(home, "mine.jpg")
    before = files(home)
    damage(backup)
    with pytest.raises(KeepingError, match=sentence):
        restore(home, backup)
    assert files(home) == before


def test_a_library_that_says_it_is_newer_than_its_manifest_is_refused(home, backup, tmp_path):
    stocked(home, "mine.jpg")
    before = files(home)
    with Library.open(tmp_path / "newer.db") as library:
        library._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with_library(backup, (tmp_path / "newer.db").read_bytes())
    with pytest.raises(KeepingError, match="newer Photo Sorter"):
        restore(home, backup)
    assert files(home) == before


def test_damage_inside_the_database_is_found(home, backup, tmp_path):
    with Library.open(tmp_path / "hurt.db") as library:
        add_photos(library, ["a.jpg"])
        library._db.execute("PRAGMA foreign_keys = OFF")
        library._db.execute("DELETE FROM folders")
    with_library(backup, (tmp_path / "hurt.db").read_bytes())
    with pytest.raises(KeepingError, match="points to nothing"):
        restore(home, backup)
    assert not home.library.exists()


def test_an_older_library_is_brought_up_to_date(home, tmp_path):
    connection = sqlite3.connect(tmp_path / "older.db", isolation_level=None)
    migrations.apply(Database(connection), stop_before="trust_categories")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO folders (id, path) VALUES (1, '/photos')")
    photo = ("/photos/a.jpg", "a.jpg")
    connection.execute(
        "INSERT INTO photos (folder_id, path, name, size, mtime_ns, taken_at) VALUES (1, ?, ?, 1, 1, '')", photo
    )
    connection.close()
    other = stocked(Home(tmp_path / "other"), "x.jpg")
    back_up(other, tmp_path / "backup.zip")
    with_manifest(with_library(tmp_path / "backup.zip", (tmp_path / "older.db").read_bytes()), schema=1)
    restore(home, tmp_path / "backup.zip")
    with Library.open(home.library) as library:
        assert library.check() == ()
        assert library.photos.at(Path("/photos/a.jpg")) is not None
    assert sorted(path.name for path in home.folder.iterdir() if path.suffix != ".lock") == [
        "library.db", "settings.json",
    ]  # fmt: skip


def test_while_somebody_writes_to_the_library_nothing_changes(home, backup):
    stocked(home, "mine.jpg")
    with Library.open(home.library) as library:
        with pytest.raises(KeepingError, match="Close it there first"):
            restore(home, backup)
        assert library.photos.at(Path("/photos/mine.jpg")) is not None
    assert not (home.folder / "restoring").exists()


def test_on_a_full_disk_the_library_stays(tmp_path, backup):
    with tight_disk(tmp_path / "tight", 2000) as disk:
        home = stocked(Home(disk / "home"), "mine.jpg")
        (disk / "filler").write_bytes(b"x" * (shutil.disk_usage(disk).free - 20_000))
        before = files(home)
        with pytest.raises(KeepingError, match=r"(?i)no space left"):
            restore(home, backup)
        assert files(home) == before


def test_cancelled_nothing_stays(home, backup):
    stocked(home, "mine.jpg")
    before = files(home)

    def tell(*_: object) -> None:
        raise KeepingCancelledError

    with pytest.raises(KeepingCancelledError):
        prepare(home, backup, tell)
    assert files(home) == before


def test_settings_come_as_far_as_they_are_the_persons(home, tmp_path):
    other = stocked(Home(tmp_path / "other"), "a.jpg")
    SettingsFile(other.settings).change(
        model_id="not/here", thumbnail_side_px=333, proxy="http://there:1", model_speeds={"x": 9.0}, paused=True,
        battery_rule="never", starter_offer_answered=True,
    )  # fmt: skip
    back_up(other, tmp_path / "backup.zip")
    SettingsFile(home.settings).change(proxy="http://here:1")
    restored = restore(home, tmp_path / "backup.zip")
    now = SettingsFile(home.settings).current
    assert now == Settings(
        proxy="http://here:1", thumbnail_side_px=333, battery_rule="never", starter_offer_answered=True
    )
    assert restored.absent_model == "not/here"


def test_what_is_replaced_can_be_told(home):
    assert own_contents(home) is None
    stocked(home, "a.jpg", "b.jpg")
    contents = own_contents(home)
    assert contents is not None
    assert (contents.photos, contents.categories, contents.verdicts) == (2, 2, 0)
    home.library.write_bytes(b"x" * 4096)
    assert own_contents(home) is None


# --- the photos behind it ---


@pytest.fixture
def judged(house, photos) -> House:
    for shade, colour in enumerate(("red", "red", "green", "blue")):
        colour_picture(colour, shade=shade).save(photos / f"{colour}{shade}.png")
    house.run(AddFolders((photos,)), SaveScheme(Scheme((Category("Red things", (Prompt("red"),)),))))
    with house.read() as library:
        (category,) = library.categories.all()
    house.run(SetVerdicts((Verdict(house.photo(photos / "blue3.png").id, category.id, True),)))
    return house


def test_thumbnails_come_back_after_a_restore(judged, tmp_path):
    back_up(judged.home, tmp_path / "backup.zip")
    seen, tags = judged.embedders["colours"].pictures_seen, judged.tags()
    shutil.rmtree(judged.home.folder)
    restore(judged.home, tmp_path / "backup.zip")
    assert judged.tags() == tags
    SettingsFile(judged.home.settings).change(model_id="colours")
    judged.run()
    assert len(list(judged.home.thumbnails.glob("*/*.jpg"))) == 8
    assert (judged.tags(), judged.embedders["colours"].pictures_seen) == (tags, seen)


def test_photos_that_lie_elsewhere_now_find_themselves_by_their_content(judged, photos, tmp_path):
    back_up(judged.home, tmp_path / "backup.zip")
    seen, tags = judged.embedders["colours"].pictures_seen, judged.tags()
    ids = {name: judged.photo(photos / name).id for name in tags}
    shutil.rmtree(judged.home.folder)
    (tmp_path / "on another computer").mkdir()
    elsewhere = photos.rename(tmp_path / "on another computer" / "photos")
    restored = restore(judged.home, tmp_path / "backup.zip")
    assert restored.absent_folders == (photos,)
    SettingsFile(judged.home.settings).change(model_id="colours")
    judged.run()
    assert judged.tags() == {}
    judged.run(AddFolders((elsewhere,)))
    assert (judged.tags(), judged.embedders["colours"].pictures_seen) == (tags, seen)
    assert {name: judged.photo(elsewhere / name).id for name in tags} == ids


def test_a_disk_that_was_not_connected_brings_its_photos_back(judged, photos, tmp_path):
    back_up(judged.home, tmp_path / "backup.zip")
    seen, tags = judged.embedders["colours"].pictures_seen, judged.tags()
    away = photos.rename(tmp_path / "away")
    restore(judged.home, tmp_path / "backup.zip")
    assert judged.tags() == {}
    away.rename(photos)
    judged.run()
    assert (judged.tags(), judged.embedders["colours"].pictures_seen) == (tags, seen)


RESTORE = """
import os, signal, sys
from pathlib import Path
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.work.keeping.restore import finish, prepare

home, backup, point = Home(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])
SEEN = ("os.rename", "os.link", "os.remove", "os.mkdir", "shutil.rmtree", "sqlite3.connect")


def count(event, _):
    global point
    if event in SEEN:
        if not point:
            os.kill(os.getpid(), signal.SIGKILL)
        point -= 1


sys.addaudithook(count)
finish(home, SettingsFile(home.settings), prepare(home, backup))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills")
def test_killed_at_any_step_of_the_whole_a_library_is_there_and_the_next_restore_works(tmp_path, backup):
    outcomes = []
    for point in range(0, 60, 3):
        home = stocked(Home(tmp_path / f"home{point}"), "mine.jpg")
        done = subprocess.run(
            [sys.executable, "-c", RESTORE, str(home.folder), str(backup), str(point)],
            env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
        assert done.returncode in (0, -signal.SIGKILL)
        with Library.open(home.library) as library:
            assert library.check() == ()
            outcomes.append(library.photos.at(Path("/photos/a.jpg")) is not None)
            assert outcomes[-1] is not (library.photos.at(Path("/photos/mine.jpg")) is not None)
        restore(home, backup)
        with Library.open(home.library) as library:
            assert library.photos.at(Path("/photos/a.jpg")) is not None
        if not done.returncode:
            break
    assert outcomes[-1]
    assert not outcomes[0]
