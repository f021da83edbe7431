from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from photo_sorter.core.errors import FolderError
from photo_sorter.core.photo import FileState
from photo_sorter.media import scan as scan_module
from photo_sorter.media.scan import file_state, is_candidate, is_skipped, scan
from tests.media.pictures import corners, save


def never(path: Path, sentence: str) -> None:
    raise AssertionError(sentence)


def names(folder: Path) -> list[str]:
    return [file.path.relative_to(folder).as_posix() for file in scan(folder, never)]


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_photos_come_from_every_depth_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.jpg", "a/z.PNG", "a/b/c.heic", "a.nef", "c.jpeg"):
        put(tmp_path / name)
    # As the library orders them: "." comes before "/".
    assert names(tmp_path) == ["a.nef", "a/b/c.heic", "a/z.PNG", "b.jpg", "c.jpeg"]
    file = put(tmp_path / "a.nef", b"12345")
    status = file.stat()
    assert next(scan(tmp_path, never)) == FileState(file, 5, status.st_mtime_ns, status.st_dev, status.st_ino)


def test_a_link_has_no_number_of_its_own(tmp_path: Path) -> None:
    file = put(tmp_path / "b.jpg")
    (tmp_path / "a.jpg").symlink_to(file)
    assert [found.file_id for found in scan(tmp_path, never)] == [None, file.stat().st_ino]


def test_numbers_of_files_fit_into_the_library(tmp_path: Path) -> None:
    status = put(tmp_path / "a.jpg").stat()
    numbers = []
    for inode in (2**63 - 1, 2**63, 2**64 - 1, 2**64 + 5):
        told = os.stat_result((status[0], inode, *status[2:10]), {"st_mtime_ns": status.st_mtime_ns})
        numbers.append(file_state(tmp_path / "a.jpg", told).file_id)
    assert numbers == [2**63 - 1, -(2**63), -1, 5]


def test_other_files_count_by_their_first_bytes(tmp_path: Path) -> None:
    picture = save(tmp_path / "p.png", corners()).read_bytes()
    for name in ("no suffix", "x.dat", "IMG_1.jpg_original", "film.mov"):
        put(tmp_path / name, picture)
    for name in ("labels.csv", "README.md", "notes.txt", "IMG_1.xmp", "IMG_1.aae", "library.db", "text"):
        put(tmp_path / name, b"BM is how this text begins, and GIF is in it\n")
    put(tmp_path / "film.mp4", b"\0\0\0\x18ftypisom\0\0\0\0")
    put(tmp_path / "download.crdownload", picture)
    put(tmp_path / "empty")
    assert names(tmp_path) == ["IMG_1.jpg_original", "film.mov", "no suffix", "p.png", "x.dat"]


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "webp", "bmp", "tif", "jp2", "heic", "avif"])
def test_each_common_format_is_known_without_its_suffix(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"p.{suffix}", corners())
    assert is_candidate(path.rename(tmp_path / "without suffix"))


def test_a_folder_named_like_a_photo_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "x.jpg" / "in it.jpg")
    assert names(tmp_path) == ["x.jpg/in it.jpg"]
    assert not is_candidate(tmp_path / "x.jpg")
    assert not is_candidate(tmp_path / "missing.jpg")


def test_hidden_and_system_places_are_skipped(tmp_path: Path) -> None:
    for name in (".hidden.jpg", "._IMG_1.jpg", ".thumbnails/a.jpg", "@eaDir/a.jpg", "#recycle/a.jpg", "Thumbs.db",
                 "$RECYCLE.BIN/a.jpg", "System Volume Information/a.jpg", "lost+found/a.jpg"):  # fmt: skip
        put(tmp_path / name)
        assert is_skipped(name.split("/", maxsplit=1)[0])
    assert names(tmp_path) == []
    assert not is_skipped("2019 summer")


@pytest.mark.parametrize(
    "name",
    ["🐶 birthday 🎉.jpg", "صورة العائلة.jpg", "cafe\u0301.jpg", " leading.jpg", "-dash.jpg", "n" * 200 + ".jpg"],
)
def test_any_name_survives(tmp_path: Path, name: str) -> None:
    put(tmp_path / name)
    assert names(tmp_path) == [name]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_gets_a_sentence_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jpg")).touch()
    sentences: list[str] = []
    files = list(scan(tmp_path, lambda path, sentence: sentences.append(sentence)))
    assert [file.path.name for file in files] == ["a.jpg"]
    assert len(sentences) == 1
    assert "Rename it" in sentences[0]
    sentences[0].encode()


def test_a_time_that_no_library_could_store_is_the_last_one_that_it_can(tmp_path: Path) -> None:
    file = put(tmp_path / "a.jpg")
    os.utime(file, (12_000_000_000,) * 2)
    if file.stat().st_mtime_ns < 2**63:
        pytest.skip("this file system has no such times")
    assert file_state(file, file.stat()).mtime_ns == 2**63 - 1


def test_links_to_files_are_followed_and_links_to_folders_are_not(tmp_path: Path) -> None:
    file = put(tmp_path / "elsewhere" / "a.jpg")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.jpg").symlink_to(file)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dangling.jpg").symlink_to(folder / "nothing")
    assert names(folder) == ["link.jpg"]
    assert is_candidate(folder / "link.jpg")
    assert not is_candidate(folder / "dangling.jpg")


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.touch()])
def test_what_is_no_folder_is_a_fault_and_not_an_empty_folder(tmp_path: Path, make: object) -> None:
    make(tmp_path / "x")  # type: ignore[operator]
    with pytest.raises(FolderError, match=r"is not there|is not a folder"):
        list(scan(tmp_path / "x", never))


def listing_fails_for(name: str, error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    really = scan_module._entries

    def entries(folder: Path) -> list[os.DirEntry[str]]:
        if folder.name == name:
            raise error
        return really(folder)

    monkeypatch.setattr(scan_module, "_entries", entries)


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "closed" / "a.jpg")
    put(tmp_path / "open" / "b.jpg")
    listing_fails_for("closed", PermissionError(13, "Permission denied"), monkeypatch)
    problems: list[tuple[Path, str]] = []
    files = list(scan(tmp_path, lambda path, sentence: problems.append((path, sentence))))
    assert [file.path.name for file in files] == ["b.jpg"]
    assert problems == [
        (tmp_path / "closed", f"Cannot look into {tmp_path / 'closed'}: you have no permission to read it.")
    ]


def test_a_folder_without_permission_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing_fails_for(tmp_path.name, PermissionError(13, "Permission denied"), monkeypatch)
    with pytest.raises(FolderError, match="no permission"):
        list(scan(tmp_path, never))


def test_a_disk_that_goes_away_in_the_middle_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path / "disk" / "a.jpg")
    put(tmp_path / "disk" / "b" / "c.jpg")
    files: Iterator[FileState] = scan(tmp_path / "disk", never)
    assert next(files).path.name == "a.jpg"
    shutil.rmtree(tmp_path / "disk")
    with pytest.raises(FolderError, match="is not there"):
        list(files)


def test_a_subfolder_that_goes_away_in_the_middle_is_simply_gone(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    put(tmp_path / "b" / "c.jpg")
    files: Iterator[FileState] = scan(tmp_path, never)
    next(files)
    shutil.rmtree(tmp_path / "b")
    assert list(files) == []


def test_the_real_photos_are_all_found(shared: Path) -> None:
    assert len(names(shared / "photos")) == 624
