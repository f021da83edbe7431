"""Which names a file keeps, what is copied with it, and what the disk refuses."""

import os
import subprocess
from pathlib import Path

import pytest

from photo_sorter.media import placing
from photo_sorter.media.placing_faults import DiskError, PlacingError


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photos" / "a.jpg"
    path.parent.mkdir()
    path.write_bytes(b"first")
    return path


def test_a_second_name_keeps_the_file(photo, tmp_path):
    for name in (photo.with_name("b.jpg"), tmp_path / "a.jpg"):
        name.hardlink_to(photo)
        assert placing.is_other_name(photo, name)
        assert not placing.is_one_name(photo, name)


def test_the_same_name_by_another_folder_and_a_link_keep_nothing(photo, tmp_path):
    (tmp_path / "linked").symlink_to(photo.parent)
    link = tmp_path / "link.jpg"
    link.symlink_to(photo)
    (tmp_path / "third name").hardlink_to(photo)
    for other in (photo, tmp_path / "linked" / "a.jpg", link):
        assert placing.is_one_name(photo, other)
        assert not placing.is_other_name(other, photo)


def test_another_file_of_the_same_content_and_nothing_are_no_names_of_it(photo):
    other = photo.with_name("b.jpg")
    assert not placing.is_other_name(photo, other)
    assert not placing.is_one_name(photo, other)
    other.write_bytes(b"first")
    assert not placing.is_other_name(photo, other)
    assert not placing.is_one_name(photo, other)


def test_what_cannot_be_told_is_a_sentence_and_no_absence(photo):
    assert placing.trace(photo / "below a file") is None
    with pytest.raises(PlacingError, match="cannot be read"):
        placing.trace(photo.with_name("n" * 300))


def test_folders_on_a_disk_that_is_not_there_end_at_its_root(monkeypatch, photo):
    monkeypatch.setattr(os.path, "lexists", lambda path: False)  # as for Z:\ on Windows
    missing = placing.missing_folders(photo.parent)
    assert missing[-1] == photo.parent
    assert len(missing) == len(photo.parents) - 1


@pytest.fixture
def ext4(tmp_path):
    """A volume that holds extended attributes of a block at most."""
    image, place = tmp_path / "image", tmp_path / "volume"
    with image.open("wb") as file:
        file.truncate(4 * 1024 * 1024)
    place.mkdir()
    try:
        subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no such volume can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_an_attribute_that_does_not_fit_does_not_stop_a_copy(ext4, tmp_path):
    source = Path("/dev/shm", f"{tmp_path.name}.jpg")
    try:
        source.write_bytes(b"first")
        source.chmod(0o640)
        os.utime(source, ns=(1, 1_500_000_000_123_456_789))
        try:
            os.setxattr(source, "user.large", bytes(20_000))
        except OSError:
            pytest.skip("large attributes cannot be had here")
        placing.copy(source, ext4 / "a.jpg", ext4 / ".part")
    finally:
        source.unlink(missing_ok=True)
    copied = (ext4 / "a.jpg").stat()
    assert (copied.st_mtime_ns, copied.st_mode & 0o777) == (1_500_000_000_123_456_789, 0o640)


def _fill(volume):
    with (volume / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass


def test_a_full_disk_is_no_files_fault(ext4, photo):
    photo.write_bytes(bytes(100_000))
    _fill(ext4)
    with pytest.raises(DiskError, match="there is no space left on the disk"):
        placing.copy(photo, ext4 / "a.jpg", ext4 / ".part")
    assert not (ext4 / ".part").exists()
    assert photo.stat().st_size == 100_000
