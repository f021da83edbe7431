from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from send2trash import TrashPermissionError

from photo_sorter.core.errors import TrashError
from photo_sorter.media.trash import move_to_trash, take_back
from photo_sorter.media.trash_places import TrashedFile


def test_a_file_goes_to_the_trash_and_can_be_taken_back(trash_can: Path, tmp_path: Path) -> None:
    photo = tmp_path / "été 1.jpg"
    photo.write_bytes(b"bytes")
    move_to_trash(photo)
    assert not photo.exists()
    assert (trash_can / "files" / photo.name).read_bytes() == b"bytes"


def test_a_file_that_is_gone_is_named_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrashError, match=r"IMG_1\.jpg was not moved to the trash: it is not there any more\.$"):
        move_to_trash(tmp_path / "IMG_1.jpg")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TrashPermissionError("/mnt/stick"), "no trash that can be used"),
        (PermissionError(errno.EACCES, "denied"), "no permission to move it"),
        (OSError("The volume has no trash."), r"the volume has no trash\.$"),
    ],
)
def test_a_file_that_cannot_be_moved_stays_and_the_sentence_says_why(
    error: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise error

    monkeypatch.setattr("photo_sorter.media.trash.send2trash", refuse)
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(b"bytes")
    with pytest.raises(TrashError, match=words):
        move_to_trash(photo)
    assert photo.exists()


# --- back ---

ON_LINUX = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system does not say where files go")


def file_at(path: Path, data: bytes = b"bytes") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, ns=(1_600_000_000_123_456_789, 1_600_000_000_123_456_789))
    path.chmod(0o640)
    return path


def trashed(path: Path) -> TrashedFile:
    found = move_to_trash(path, hashlib.sha256(path.read_bytes()).digest())
    assert found is not None
    assert not os.path.lexists(path)
    return found


def mounted(target: Path, *options: str) -> Callable[[], None]:
    """Gives how it is unmounted."""
    target.mkdir()
    try:
        subprocess.run(["mount", *options, target], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted here")
    return lambda: subprocess.run(["umount", target], check=True) and None


@pytest.fixture
def stick(tmp_path: Path, trash_can: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The top of another disk."""
    from send2trash import plat_other

    monkeypatch.setattr(plat_other, "get_dev", lambda path: os.lstat(path).st_dev)
    monkeypatch.setenv("HOME", str(tmp_path))
    unmount = mounted(tmp_path / "stick", "-t", "tmpfs", "none")
    yield tmp_path / "stick"
    unmount()


@pytest.fixture
def bound(tmp_path: Path, trash_can: Path) -> Iterator[Path]:
    """A folder between which and the trash nothing can be renamed, although it is on the same disk."""
    (tmp_path / "real").mkdir()
    unmount = mounted(tmp_path / "bound", "--bind", str(tmp_path / "real"))
    yield tmp_path / "bound"
    unmount()


def assert_comes_back(path: Path, can: Path) -> None:
    before = path.lstat()
    data = path.read_bytes()
    found = trashed(path)
    assert found.kept_at.parent == can / "files"
    take_back(found)
    after = path.lstat()
    assert path.read_bytes() == data
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert list((can / "files").iterdir()) == []
    assert not found.note.exists()


@ON_LINUX
@pytest.mark.parametrize("name", ["été 100%41.jpg", "a\nPath=b.jpg", ".jpg", "x" * 240 + ".jpg", "=;#[Trash Info].jpg"])
def test_a_file_comes_back_as_it_was_and_the_trash_forgets_it(trash_can: Path, tmp_path: Path, name: str) -> None:
    assert_comes_back(file_at(tmp_path / "photos" / name), trash_can)


@ON_LINUX
def test_a_file_of_another_disk_comes_back_from_the_trash_of_that_disk(stick: Path) -> None:
    assert_comes_back(file_at(stick / "photos" / "IMG 1.jpg"), stick / f".Trash-{os.getuid()}")


@ON_LINUX
def test_a_file_comes_back_from_the_trash_that_an_administrator_made_for_all(stick: Path) -> None:
    (stick / ".Trash").mkdir()
    (stick / ".Trash").chmod(0o1777)
    assert_comes_back(file_at(stick / "photos" / "IMG_1.jpg"), stick / ".Trash" / str(os.getuid()))


@ON_LINUX
def test_a_file_that_had_to_be_copied_into_the_trash_comes_back_by_its_bytes(bound: Path, trash_can: Path) -> None:
    assert_comes_back(file_at(bound / "IMG_1.jpg"), trash_can)
    assert [path.name for path in bound.iterdir()] == ["IMG_1.jpg"]


@ON_LINUX
def test_a_file_comes_back_into_a_folder_that_is_reached_by_a_link(trash_can: Path, tmp_path: Path) -> None:
    file_at(tmp_path / "real" / "IMG_1.jpg")
    (tmp_path / "link").symlink_to("real")
    assert_comes_back(tmp_path / "link" / "IMG_1.jpg", trash_can)


@ON_LINUX
def test_a_link_comes_back_as_a_link(trash_can: Path, tmp_path: Path) -> None:
    file_at(tmp_path / "IMG_1.jpg")
    link = tmp_path / "link.jpg"
    link.symlink_to("IMG_1.jpg")
    take_back(trashed(link))
    assert link.readlink() == Path("IMG_1.jpg")


@ON_LINUX
def test_of_files_with_one_name_and_the_same_bytes_each_comes_back_to_its_own_place(
    trash_can: Path, tmp_path: Path
) -> None:
    paths = [file_at(tmp_path / folder / "IMG_1.jpg") for folder in "abc"]
    nodes = [path.stat().st_ino for path in paths]
    found = [trashed(path) for path in paths]
    for one in reversed(found):
        take_back(one)
    assert [path.stat().st_ino for path in paths] == nodes


@ON_LINUX
def test_a_file_that_went_from_the_same_place_before_is_not_taken_for_it(trash_can: Path, tmp_path: Path) -> None:
    path = file_at(tmp_path / "IMG_1.jpg", b"first")
    trashed(path)
    second = trashed(file_at(path, b"again"))
    take_back(second)
    assert path.read_bytes() == b"again"
    assert [kept.read_bytes() for kept in (trash_can / "files").iterdir()] == [b"first"]


@ON_LINUX
def test_a_note_about_another_file_is_not_believed(trash_can: Path, tmp_path: Path) -> None:
    """Something moved the file on within the trash, under the note of another one."""

    path = file_at(tmp_path / "IMG_1.jpg")
    found = trashed(path)
    (trash_can / "files" / "IMG_1.jpg").rename(trash_can / "files" / "IMG_1 2.jpg")
    (trash_can / "info" / "IMG_1 2.jpg.trashinfo").write_text(
        "[Trash Info]\nPath=/elsewhere/IMG_1.jpg\nDeletionDate=2999-01-01T00:00:00\n"
    )
    with pytest.raises(TrashError, match="the trash does not hold it any more"):
        take_back(found)


@ON_LINUX
def test_another_file_in_its_place_is_never_overwritten(trash_can: Path, tmp_path: Path) -> None:
    path = file_at(tmp_path / "IMG_1.jpg", b"mine")
    found = trashed(path)
    file_at(path, b"other")
    with pytest.raises(TrashError, match=r"another file lies there now\. It stays in the trash\.$"):
        take_back(found)
    assert path.read_bytes() == b"other"
    assert found.kept_at.read_bytes() == b"mine"
    path.unlink()
    take_back(found)
    assert path.read_bytes() == b"mine"


@ON_LINUX
def test_a_copied_file_never_overwrites_another_one_either(bound: Path, trash_can: Path) -> None:
    path = file_at(bound / "IMG_1.jpg", b"mine")
    found = trashed(path)
    file_at(path, b"other")
    with pytest.raises(TrashError, match="another file lies there now"):
        take_back(found)
    assert [one.read_bytes() for one in bound.iterdir()] == [b"other"]
    assert found.kept_at.read_bytes() == b"mine"


@ON_LINUX
def test_without_its_folder_it_stays_in_the_trash(trash_can: Path, tmp_path: Path) -> None:
    path = file_at(tmp_path / "photos" / "IMG_1.jpg")
    found = trashed(path)
    path.parent.rmdir()
    with pytest.raises(TrashError, match=r"its folder is not there\. It stays in the trash\.$"):
        take_back(found)
    assert found.is_untouched


@ON_LINUX
@pytest.mark.parametrize("spoil", [Path.unlink, lambda kept: kept.write_bytes(b"other")])
def test_what_the_trash_does_not_hold_any_more_is_said_and_left_alone(
    trash_can: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    path = file_at(tmp_path / "IMG_1.jpg")
    found = trashed(path)
    spoil(found.kept_at)
    with pytest.raises(TrashError, match=r"the trash does not hold it any more\.$"):
        take_back(found)
    assert not path.exists()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_where_the_system_does_not_say_where_files_go_nothing_can_be_taken_back(
    trash_can: Path, tmp_path: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photo_sorter.media.trash_places.sys.platform", system)
    path = file_at(tmp_path / "IMG_1.jpg")
    assert move_to_trash(path) is None
    assert not path.exists()
