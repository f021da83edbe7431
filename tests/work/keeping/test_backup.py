"""Backups of real libraries, read again; and what is no backup, or a damaged one."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from photo_sorter import __version__
from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import KeepingCancelledError, KeepingError, LibraryError
from photo_sorter.core.keeping import Stage
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.store.schema import SCHEMA_VERSION
from photo_sorter.work.keeping.backup import back_up
from photo_sorter.work.keeping.backup_file import read_manifest
from tests.store.stock import add_categories, add_photos
from tests.tight_disk import tight_disk


@pytest.fixture
def stocked(home):
    with Library.open(home.library) as library:
        ids = add_photos(library, ["1.jpg", "2.jpg", "3.jpg"])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts([Verdict(ids["1.jpg"], cats, True)])
    return home


def test_a_backup_says_what_is_in_it(stocked, tmp_path):
    path = tmp_path / "backup.zip"
    manifest = back_up(stocked, path)
    assert read_manifest(path) == manifest
    assert (manifest.program, manifest.schema) == (__version__, SCHEMA_VERSION)
    counts = manifest.contents
    assert (counts.photos, counts.categories, counts.verdicts) == (3, 1, 1)
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == ["library.db", "manifest.json", "settings.json"]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["backup.zip", "home"]


def test_the_library_may_be_open_and_written_to(stocked, tmp_path):
    with Library.open(stocked.library) as library, library.atomic():
        library.folders.add(Path("/uncommitted"))
        back_up(stocked, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        archive.extract("library.db", tmp_path / "out")
    with Library.open_read_only(tmp_path / "out" / "library.db") as copy:
        assert copy.check() == ()
        assert [folder.path for folder in copy.folders.active()] == [Path("/photos")]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://me:secret@proxy.example:8080", "http://me@proxy.example:8080"),
        ("me:secret@proxy.example:8080", "me@proxy.example:8080"),
        ("http://:secret@proxy.example:8080/x?y", "http://proxy.example:8080/x?y"),
        ("socks5h://me:s%40cret@[::1]:1080", "socks5h://me@[::1]:1080"),
        ("http://proxy.example:8080", "http://proxy.example:8080"),
        ("http://[broken:secret@", ""),
        ("", ""),
    ],
)
def test_a_proxys_password_stays_at_home(stocked, tmp_path, address, kept):
    SettingsFile(stocked.settings).change(proxy=address, hub_endpoint=address)
    back_up(stocked, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        stored = json.loads(archive.read("settings.json"))
    assert (stored["proxy"], stored["hub_endpoint"]) == (kept, kept)
    assert "secret" not in json.dumps(stored)
    assert SettingsFile(stocked.settings).current.proxy == address


def test_without_a_library_there_is_nothing_to_save(home, tmp_path):
    with pytest.raises(LibraryError, match="There is no library"):
        back_up(home, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_another_file_is_not_written_over(stocked, tmp_path):
    (tmp_path / "backup.zip").write_text("mine")
    with pytest.raises(KeepingError, match="is there already"):
        back_up(stocked, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").read_text() == "mine"
    back_up(stocked, tmp_path / "backup.zip", replaces=True)
    assert read_manifest(tmp_path / "backup.zip").contents.photos == 3


@pytest.mark.parametrize("kilobytes", [64, 600, 1300])
def test_on_a_full_disk_nothing_stays(stocked, tmp_path, kilobytes):
    with Library.open(stocked.library) as library:
        with library.atomic():
            library._db.conn.executemany(
                "INSERT INTO templates VALUES (?, hex(randomblob(500)))", ((number,) for number in range(1000))
            )
        size = stocked.library.with_name("library.db-wal").stat().st_size
    assert size > 1_000_000
    with tight_disk(tmp_path / "tight", kilobytes) as disk:
        (disk / "mine.txt").write_text("mine")
        with pytest.raises(KeepingError, match="no space left on the disk of"):
            back_up(stocked, disk / "backup.zip")
        assert [found.name for found in disk.iterdir()] == ["mine.txt"]
        assert shutil.disk_usage(disk).free > 30_000


def test_a_damaged_library_makes_no_backup(stocked, tmp_path):
    with Library.open(stocked.library) as library:
        library._db.execute("PRAGMA foreign_keys = OFF")
        library._db.execute("DELETE FROM folders")
    with pytest.raises(KeepingError, match="was not made: what was saved is damaged"):
        back_up(stocked, tmp_path / "backup.zip")
    assert [found.name for found in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("stage", list(Stage)[1:4])
def test_cancelled_in_any_stage_nothing_stays(stocked, tmp_path, stage):
    def tell(now: Stage, done: int, total: int) -> None:
        if now is stage:
            raise KeepingCancelledError

    with pytest.raises(KeepingCancelledError, match="Nothing was changed"):
        back_up(stocked, tmp_path / "backup.zip", tell=tell)
    assert [found.name for found in tmp_path.iterdir()] == ["home"]


def test_what_a_power_cut_left_is_cleared_by_the_next_backup(stocked, tmp_path):
    (tmp_path / ".backup.zip.unfinished.tmp").write_bytes(b"half")
    (tmp_path / ".backup.zip.unfinished.parts").mkdir()
    (tmp_path / ".backup.zip.unfinished.parts" / "library.db").write_bytes(b"half")
    back_up(stocked, tmp_path / "backup.zip")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["backup.zip", "home"]
