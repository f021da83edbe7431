"""What the disk of a folder can do."""

import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from photo_sorter.core.errors import ArrangeError
from photo_sorter.media.volumes import nearest_folder, volume_of


@pytest.fixture(params=["vfat", "exfat", "ext4"])
def mounted(request, tmp_path):
    """(kind of file system, a folder on one of its own)."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which(f"mkfs.{request.param}") is None:
        pytest.skip("only root on Linux may mount a file system, and its mkfs is needed")
    image, place = tmp_path / "image", tmp_path / "place"
    with image.open("wb") as file:
        file.truncate(8 * 1024 * 1024)
    place.mkdir()
    subprocess.run([f"mkfs.{request.param}", str(image)], check=True, capture_output=True)
    if subprocess.run(["mount", "-o", "loop", str(image), str(place)], check=False, capture_output=True).returncode:
        pytest.skip(f"no {request.param} can be mounted here")
    yield request.param, place
    subprocess.run(["umount", str(place)], check=True)


def test_file_systems_are_known_and_whether_they_have_links(mounted):
    kind, place = mounted
    volume = volume_of(place / "not" / "there" / "yet")
    assert volume.file_system == kind
    assert (volume.links_hard, volume.links_symbolically) == (kind == "ext4", kind == "ext4")
    assert (volume.largest_file_bytes is not None) == (kind == "vfat")
    assert 0 < volume.free_bytes <= 8 * 1024 * 1024
    assert volume.device == place.stat().st_dev != place.parent.stat().st_dev


def test_names_and_paths_are_bounded_where_the_system_says_so(tmp_path):
    volume = volume_of(tmp_path)
    if sys.platform == "win32":
        assert volume.longest_path_bytes == 259
    else:
        assert volume.longest_name_bytes == os.pathconf(tmp_path, "PC_NAME_MAX")
        assert volume.longest_path_bytes == os.pathconf(tmp_path, "PC_PATH_MAX") - 1


def test_the_nearest_folder_is_the_one_that_is_there(tmp_path):
    assert nearest_folder(tmp_path / "a" / "b") == tmp_path
    assert nearest_folder(tmp_path) == tmp_path


def test_no_folder_can_be_made_below_a_file(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArrangeError, match="file is a file"):
        volume_of(tmp_path / "file" / "a" / "b")


@pytest.mark.parametrize(
    ("kind", "links", "bounded"), [("VFAT", False, True), ("exfat", False, False), ("ntfs", True, False)]
)
def test_fat_has_no_links_and_no_large_files(tmp_path, monkeypatch, kind, links, bounded):
    # Few kernels that run tests can mount it.
    mounts = [SimpleNamespace(mountpoint="/", fstype="ext4"), SimpleNamespace(mountpoint=str(tmp_path), fstype=kind)]
    monkeypatch.setattr("photo_sorter.media.volumes.psutil.disk_partitions", lambda all: mounts)
    volume = volume_of(tmp_path / "there")
    assert (volume.file_system, volume.links_hard, volume.links_symbolically) == (kind.lower(), links, links)
    assert (volume.largest_file_bytes == 4 * 1024**3 - 1) == bounded
    assert volume_of(tmp_path.parent).file_system == "ext4"
