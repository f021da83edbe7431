"""Files beside photos: written at once or not at all, and never without what was there before."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from photo_sorter.core.errors import MetadataError
from photo_sorter.media import sidecar_writing
from photo_sorter.media.metadata import MOST_XMP_BYTES, read_xmp
from photo_sorter.media.scan import scan
from photo_sorter.media.sidecar_writing import remove_leftovers, sidecar_to_write, write_sidecar
from photo_sorter.media.xmp_writing import PhotoWords
from tests.media.packets import bag, packet
from tests.media.pictures import corners, save

CAT = PhotoWords((("Animals", "Cats"),), rating=4)
DOG = PhotoWords((("Animals", "Dogs"),), rating=4)
THEIRS = packet(bag("dc:subject", ["holiday"])).encode()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return save(tmp_path / "IMG_1.jpg", corners())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def state(file: Path) -> tuple[bytes, int, int]:
    return file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_ino


def test_a_new_sidecar_has_the_whole_name_of_the_photo_which_stays_as_it_is(photo: Path) -> None:
    before = state(photo)
    assert write_sidecar(photo, CAT)
    assert names(photo.parent) == ["IMG_1.jpg", "IMG_1.jpg.xmp"]
    assert read_xmp((photo.parent / "IMG_1.jpg.xmp").read_bytes()).keywords == ("Cats", "Animals")
    assert state(photo) == before


def test_one_that_is_there_is_used_and_kept_once_as_it_was(photo: Path) -> None:
    theirs = photo.with_suffix(".xmp")
    theirs.write_bytes(THEIRS)
    os.utime(theirs, (1_000_000_000, 1_000_000_000))
    assert write_sidecar(photo, CAT)
    assert write_sidecar(photo, DOG)
    backup = photo.with_name("IMG_1.xmp.bak")
    assert names(photo.parent) == ["IMG_1.jpg", "IMG_1.xmp", "IMG_1.xmp.bak"]
    assert (backup.read_bytes(), backup.stat().st_mtime) == (THEIRS, 1_000_000_000)
    assert read_xmp(theirs.read_bytes()).keywords == ("holiday", "Dogs", "Animals")


def test_the_sidecar_with_the_whole_name_comes_first(photo: Path) -> None:
    for name in ("IMG_1.xmp", "IMG_1.jpg.xmp"):
        photo.with_name(name).write_bytes(THEIRS)
    assert sidecar_to_write(photo).name == "IMG_1.jpg.xmp"
    write_sidecar(photo, CAT)
    assert photo.with_name("IMG_1.xmp").read_bytes() == THEIRS


def test_what_says_it_already_is_not_written_again(photo: Path) -> None:
    write_sidecar(photo, CAT)
    before = state(sidecar_to_write(photo))
    assert not write_sidecar(photo, CAT)
    assert state(sidecar_to_write(photo)) == before
    assert len(names(photo.parent)) == 2


def test_where_there_is_nothing_to_say_no_file_is_made(photo: Path) -> None:
    assert not write_sidecar(photo, PhotoWords())
    assert names(photo.parent) == ["IMG_1.jpg"]


def test_a_dry_run_knows_and_writes_nothing(photo: Path) -> None:
    assert write_sidecar(photo, CAT, dry_run=True)
    assert not write_sidecar(photo, PhotoWords(), dry_run=True)
    assert names(photo.parent) == ["IMG_1.jpg"]


def test_permissions_are_kept_and_those_of_a_new_one_are_the_usual(photo: Path) -> None:
    theirs = photo.with_suffix(".xmp")
    theirs.write_bytes(THEIRS)
    theirs.chmod(0o640)
    write_sidecar(photo, CAT)
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o640
    other = save(photo.with_name("IMG_2.jpg"), corners())
    write_sidecar(other, CAT)
    plain = photo.with_name("plain")
    plain.touch()
    assert sidecar_to_write(other).stat().st_mode == plain.stat().st_mode


def refused(photo: Path) -> str:
    """The sentence; nothing has been written then."""
    before = {name: (photo.parent / name).lstat() for name in names(photo.parent)}
    with pytest.raises(MetadataError) as error:
        write_sidecar(photo, CAT)
    after = {name: (photo.parent / name).lstat() for name in names(photo.parent)}
    assert {name: (one.st_ino, one.st_mtime_ns) for name, one in after.items()} == {
        name: (one.st_ino, one.st_mtime_ns) for name, one in before.items()
    }
    return str(error.value)


def test_a_link_is_left_alone_also_one_that_leads_nowhere(photo: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    photo.with_suffix(".xmp").symlink_to(elsewhere)
    photo.with_name("IMG_1.jpg.xmp").symlink_to(elsewhere)
    assert refused(photo).endswith("IMG_1.jpg.xmp was not written: it is a link to another file.")
    elsewhere.write_bytes(THEIRS)
    assert "it is a link" in refused(photo)
    assert elsewhere.read_bytes() == THEIRS


def test_a_folder_of_its_name_is_left_alone(photo: Path) -> None:
    photo.with_name("IMG_1.jpg.xmp").mkdir()
    assert "it is not a file" in refused(photo)


def test_a_write_protected_one_is_left_alone(photo: Path) -> None:
    theirs = photo.with_suffix(".xmp")
    theirs.write_bytes(THEIRS)
    theirs.chmod(0o444)
    assert "it is write-protected" in refused(photo)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"<svg/>", "it is no XMP"),
        (THEIRS + b" " * MOST_XMP_BYTES, "too large"),
        (b"<!DOCTYPE x><x/>", "document type"),
    ],
)
def test_what_is_no_xmp_is_left_alone(photo: Path, content: bytes, why: str) -> None:
    photo.with_suffix(".xmp").write_bytes(content)
    assert why in refused(photo)
    assert photo.with_suffix(".xmp").read_bytes() == content


def test_a_photo_that_is_gone_gets_no_sidecar(photo: Path) -> None:
    photo.unlink()
    assert "its photo is not there any more" in refused(photo)


def test_a_name_that_becomes_too_long_is_told(tmp_path: Path) -> None:
    photo = save(tmp_path / f"{'a' * 249}.jpg", corners())
    assert "too long" in refused(photo)


def test_when_the_disk_is_full_nothing_is_left_behind(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo.with_suffix(".xmp").write_bytes(THEIRS)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "no space left on device" in refused(photo)


def test_another_program_that_writes_meanwhile_wins(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = photo.with_suffix(".xmp")
    theirs.write_bytes(THEIRS)
    merged = sidecar_writing.merged

    def slowly(former: bytes, words: PhotoWords) -> bytes:
        theirs.write_bytes(packet(bag("dc:subject", ["just now"])).encode())
        return merged(former, words)

    monkeypatch.setattr(sidecar_writing, "merged", slowly)
    with pytest.raises(MetadataError, match="another program has just changed it"):
        write_sidecar(photo, CAT)
    assert read_xmp(theirs.read_bytes()).keywords == ("just now",)


def test_on_a_disk_without_links_no_file_is_replaced_that_came_meanwhile(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", no_links)
    theirs = photo.with_suffix(".xmp")
    theirs.write_bytes(THEIRS)
    assert write_sidecar(photo, CAT)
    assert photo.with_name("IMG_1.xmp.bak").read_bytes() == THEIRS
    other = save(photo.with_name("IMG_2.jpg"), corners())
    assert write_sidecar(other, CAT)
    assert [name for name in names(photo.parent) if name.startswith(".")] == []


def test_no_scan_takes_anything_of_it_for_a_photo(photo: Path) -> None:
    photo.with_suffix(".xmp").write_bytes(THEIRS)
    write_sidecar(photo, CAT)
    assert [file.path.name for file in scan(photo.parent, lambda path, why: None)] == ["IMG_1.jpg"]


def test_what_a_killed_program_left_behind_is_removed_once_it_is_old(photo: Path) -> None:
    fresh, old = (photo.with_name(f".photo-sorter-xmp-{name}.tmp") for name in ("fresh", "old"))
    for file in (fresh, old):
        file.write_bytes(THEIRS)
    os.utime(old, (1_000_000_000, 1_000_000_000))
    remove_leftovers(photo.parent)
    assert names(photo.parent) == [fresh.name, "IMG_1.jpg"]
    remove_leftovers(photo.parent / "gone")


def test_its_own_temporary_files_are_those_that_are_removed(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle, as by a power cut."""

    def killed(descriptor: int) -> None:
        raise SystemExit

    monkeypatch.setattr(os, "fsync", killed)
    monkeypatch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
    with pytest.raises(SystemExit):
        write_sidecar(photo, CAT)
    monkeypatch.undo()
    (left,) = (path for path in photo.parent.iterdir() if path != photo)
    os.utime(left, (1_000_000_000, 1_000_000_000))
    remove_leftovers(photo.parent)
    assert names(photo.parent) == ["IMG_1.jpg"]
