"""Looking at folders and files for a plan."""

import hashlib
import os

import pytest

from photo_sorter.core.errors import ArrangeError
from photo_sorter.media.looking import DiskLook


def test_a_folder_is_listed_once_with_what_is_a_folder(tmp_path):
    (tmp_path / "file.jpg").write_bytes(b"a")
    (tmp_path / "folder").mkdir()
    (tmp_path / "to folder").symlink_to("folder")
    (tmp_path / "nowhere").symlink_to("no")
    (tmp_path / "loop").symlink_to("loop")
    look = DiskLook()
    listing = look.listing(tmp_path)
    assert listing.names == {"file.jpg": False, "folder": True, "to folder": True, "nowhere": False, "loop": False}
    (tmp_path / "later").mkdir()
    assert look.listing(tmp_path) is listing
    assert look.listing(tmp_path / "to folder").identity == look.listing(tmp_path / "folder").identity
    for place in ("no", "file.jpg"):
        assert (look.listing(tmp_path / place).names, look.listing(tmp_path / place).identity) == ({}, None)


def test_a_link_is_found_with_the_file_it_leads_to(tmp_path):
    file, link = tmp_path / "file.jpg", tmp_path / "link.jpg"
    file.write_bytes(b"abc")
    link.symlink_to(file)
    look = DiskLook()
    found = look.found(link)
    assert found == look.found(file)._replace(is_link=True)
    assert (found.path, found.size_bytes, found.mtime_ns) == (file, 3, file.stat().st_mtime_ns)


@pytest.mark.parametrize("name", ["gone", "folder", "nowhere", "loop"])
def test_what_is_no_file_has_a_sentence(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere").symlink_to("no")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ArrangeError, match=r"^It is "):
        DiskLook().found(tmp_path / name)


def test_a_known_hash_is_believed_and_another_file_is_read(tmp_path):
    one, other = tmp_path / "1", tmp_path / "2"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    look = DiskLook(lambda found: b"known" if found.path == one else None)
    assert look.content_hash(one) == b"known"
    assert look.content_hash(other) == hashlib.sha256(b"2").digest()


def test_a_file_from_the_far_future_stays_with_a_sentence(tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(b"x")
    try:
        os.utime(file, (10**10, 10**10))
    except (OverflowError, OSError):
        pytest.skip("this file system keeps no such times")
    if file.stat().st_mtime < 10**10:
        pytest.skip("this file system keeps no such times")
    with pytest.raises(ArrangeError, match="centuries"):
        DiskLook().found(file)
