"""Files that only the cloud holds are known by their listing, and never opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from photo_sorter.core.errors import MetadataError, OnlineOnlyError
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media import online_only
from photo_sorter.media import scan as scan_module
from photo_sorter.media import sidecar as sidecar_module
from photo_sorter.media.decode import decode, load_upright
from photo_sorter.media.online_only import is_online_only
from photo_sorter.media.placing import copy
from photo_sorter.media.placing_faults import PlacingError
from photo_sorter.media.scan import is_candidate, scan
from photo_sorter.media.sidecar import with_sidecar
from photo_sorter.media.sidecar_writing import write_sidecar
from photo_sorter.media.xmp_writing import PhotoWords
from tests.media.packets import packet
from tests.media.pictures import corners, save

IN_THE_CLOUD_NS = 1_600_000_000_000_000_000
"""A file changed at this moment stands for one that only the cloud holds."""


def described(**fields: int) -> os.stat_result:
    return cast(os.stat_result, SimpleNamespace(**fields))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (0x00000020, False),  # archive: an ordinary file
        (0x00080420, False),  # pinned, and here: “always keep on this device”
        (0x00100420, False),  # unpinned, and still here: “free up space” is yet to be done
        (0x00000420, False),  # OneDrive, here
        (0x00501620, True),  # OneDrive, online-only, as Windows 10 lists it
        (0x00441420, True),  # recalled on opening
        (0x00001020, True),  # on tape, or an older client
        (0x00400020, True),
    ],
)
def test_windows_says_by_its_attributes(attributes: int, expected: bool) -> None:
    assert is_online_only(described(st_file_attributes=attributes)) is expected


@pytest.mark.parametrize(("flags", "expected"), [(0, False), (0x40, False), (0x8000, False), (0x40000020, True)])
def test_macos_says_by_a_flag(flags: int, expected: bool) -> None:
    assert is_online_only(described(st_flags=flags)) is expected


def test_a_real_file_is_here(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.touch()
    assert not is_online_only(file.stat())


# --- what is not opened ---

_opened: list[str] = []
_is_listening = False


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _is_listening and event == "open" and isinstance(arguments[0], str | os.PathLike):
        _opened.append(os.fspath(arguments[0]))


sys.addaudithook(_listen)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is opened, in a world in which files changed at that moment are in the cloud."""
    global _is_listening
    for module in (online_only, scan_module, sidecar_module):
        monkeypatch.setattr(module, "is_online_only", lambda status: status.st_mtime_ns == IN_THE_CLOUD_NS)
    _opened.clear()
    _is_listening = True
    yield _opened
    _is_listening = False


def in_the_cloud(path: Path) -> Path:
    os.utime(path, ns=(IN_THE_CLOUD_NS, IN_THE_CLOUD_NS))
    return path


def test_a_scan_tells_of_them_and_opens_none(tmp_path: Path, opened: list[str]) -> None:
    picture = in_the_cloud(save(tmp_path / "a.jpg", corners()))
    unnamed = in_the_cloud(save(tmp_path / "b.png", corners()).rename(tmp_path / "no suffix"))
    here = save(tmp_path / "c.png", corners()).rename(tmp_path / "also none")
    (tmp_path / "d.jpg.nextcloud").write_bytes(b" ")
    opened.clear()
    found = {file.path: file.is_online_only for file in scan(tmp_path, lambda path, sentence: None)}
    assert found == {picture: True, here: False}
    assert is_candidate(picture)
    assert not is_candidate(unnamed)
    assert set(opened) == {str(here)}, "the audit hook hears of every opened file"


def test_neither_the_library_nor_the_viewer_opens_them(tmp_path: Path, opened: list[str]) -> None:
    photo = in_the_cloud(save(tmp_path / "a.jpg", corners()))
    opened.clear()
    for look in (
        lambda: decode(photo, PictureSpec(64), tmp_path / "thumbnails", frozenset()),
        lambda: load_upright(photo, 1000),
    ):
        with pytest.raises(OnlineOnlyError, match=r"^Cannot read a.jpg: it is in the cloud only, and is read once it"):
            look()
    assert opened == []


def test_a_photo_is_read_without_its_sidecar_in_the_cloud(tmp_path: Path, opened: list[str]) -> None:
    photo = save(tmp_path / "a.jpg", corners())
    sidecar = tmp_path / "a.jpg.xmp"
    sidecar.write_text(packet(xmp_Rating="4"), encoding="utf-8")
    facts = decode(photo, PictureSpec(64), tmp_path / "thumbnails", frozenset()).facts
    assert facts is not None
    assert facts.rating == 4
    in_the_cloud(sidecar)
    opened.clear()
    assert with_sidecar(facts, photo).rating == 4  # as the photo itself has it
    assert str(sidecar) not in opened


def test_such_a_sidecar_is_not_written_over(tmp_path: Path, opened: list[str]) -> None:
    photo = save(tmp_path / "a.jpg", corners())
    sidecar = tmp_path / "a.jpg.xmp"
    sidecar.write_text(packet(xmp_Rating="4"), encoding="utf-8")
    in_the_cloud(sidecar)
    opened.clear()
    with pytest.raises(MetadataError, match="was not written: it is in the cloud only"):
        write_sidecar(photo, PhotoWords(rating=1))
    assert opened == []


def test_such_a_file_is_not_copied(tmp_path: Path, opened: list[str]) -> None:
    photo = in_the_cloud(save(tmp_path / "a.jpg", corners()))
    opened.clear()
    with pytest.raises(PlacingError, match="cannot be read: it is in the cloud only"):
        copy(photo, tmp_path / "copy.jpg", tmp_path / "copy.part")
    assert opened == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg"]
