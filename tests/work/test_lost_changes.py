"""When too much changes at once, or the system says nothing of it, the folder is looked through."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from photo_sorter.core.commands import AddFolders
from photo_sorter.core.events import PhotosIndexed
from photo_sorter.core.photo import Status
from photo_sorter.media import unrest
from tests.fakes import colour_picture
from tests.media.watches import mounted
from tests.work.conftest import House


def is_ready(house: House, path: Path) -> bool:
    photo = house.photo(path)
    return photo is not None and photo.status is Status.READY


def test_a_storm_of_new_files_is_indexed_and_single_files_after_it(
    house: House, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unrest, "MOST_PATHS", 3)
    house.start(watching=True).post(AddFolders((photos,)))
    house.events.wait_until_idle()
    for number in range(12):
        colour_picture("green").save(photos / f"{number}.png")
    house.events.wait(lambda _: all(is_ready(house, photos / f"{number}.png") for number in range(12)))
    (photos / "0.png").rename(photos / "after.png")
    house.events.wait(lambda _: is_ready(house, photos / "after.png"))


@pytest.mark.skipif(sys.platform != "linux", reason="disks are mounted so on Linux only")
def test_what_is_written_where_a_disk_was_is_seen(house: House, photos: Path) -> None:
    with mounted(photos / "disk"):
        house.start(watching=True).post(AddFolders((photos,)))
        house.events.wait_until_idle()
    house.events.mark()
    colour_picture("red").save(photos / "disk" / "first.png")
    house.events.wait_for(PhotosIndexed)
    house.events.mark()
    colour_picture("green").save(photos / "disk" / "second.png")
    house.events.wait_for(PhotosIndexed)
