"""Thumbnails that are gone come back by themselves, and the model looks at nothing again."""

import os
import shutil

import pytest

from photo_sorter.core.commands import AddFolders, Rescan, SaveScheme
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, thumbnail_path
from tests.fakes import colour_picture


@pytest.fixture
def sorted_house(house, photos):
    for shade, colour in enumerate(("red", "red", "green", "blue")):
        colour_picture(colour, shade=shade).save(photos / f"{colour}{shade}.png")
    shutil.copy2(photos / "red0.png", photos / "copy.png")
    house.run(AddFolders((photos,)), SaveScheme(Scheme((Category("Red things", (Prompt("red"),)),))))
    return house


def thumbnails(house) -> list[str]:
    return sorted(path.name for path in house.home.thumbnails.glob("*/*.jpg"))


def test_all_of_them_come_back_without_another_look_by_the_model(sorted_house):
    house = sorted_house
    before, tags, seen = thumbnails(house), house.tags(), house.embedders["colours"].pictures_seen
    assert len(before) == 8
    shutil.rmtree(house.home.thumbnails)
    house.run()
    assert thumbnails(house) == before
    assert (house.tags(), house.embedders["colours"].pictures_seen) == (tags, seen)
    with house.read() as library:
        assert library.photos.queue_length() == 0


def test_one_size_of_one_photo_is_enough(sorted_house, photos):
    house = sorted_house
    one = thumbnail_path(house.home.thumbnails, house.photo(photos / "green2.png").content_hash, THUMBNAIL_SIDES_PX[0])
    one.unlink()
    others = {path: path.stat().st_mtime_ns for path in house.home.thumbnails.glob("*/*.jpg")}
    house.run(Rescan())
    assert one.exists()
    untouched = [path for path, mtime_ns in others.items() if path.stat().st_mtime_ns == mtime_ns]
    assert len(untouched) >= 6


def test_photos_whose_folder_is_away_do_not_wait(sorted_house, photos):
    house = sorted_house
    photos.rename(photos.with_name("unplugged"))
    shutil.rmtree(house.home.thumbnails)
    tags = house.tags()
    house.run()
    with house.read() as library:
        assert library.photos.queue_length() == 0
    assert house.tags() == tags
    photos.with_name("unplugged").rename(photos)
    house.run()
    assert len(thumbnails(house)) == 8


def test_a_photo_that_cannot_be_read_any_more_keeps_its_place(sorted_house, photos):
    house = sorted_house
    state = (photos / "red0.png").stat()
    (photos / "copy.png").unlink()
    (photos / "red0.png").write_bytes(b"x" * state.st_size)
    os.utime(photos / "red0.png", ns=(state.st_atime_ns, state.st_mtime_ns))
    shutil.rmtree(house.home.thumbnails)
    house.run()
    assert house.tags()["red0.png"] == ["Red things"]
    assert len(thumbnails(house)) == 6
