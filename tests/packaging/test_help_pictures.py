"""The album of the pictures in README and help: made anew, whole, and what the scenes ask for is in it."""

import importlib
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

HELP_PICTURES = Path(__file__).parents[2] / "packaging" / "help_pictures"
_TAKEN, _EXIF = 0x9003, 0x8769


@pytest.fixture(scope="module")
def album() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HELP_PICTURES))
        yield importlib.import_module("album")


@pytest.fixture(scope="module")
def folder(album: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The album without its copies."""
    folder = tmp_path_factory.mktemp("album")
    album.write_album(folder)
    return folder


def test_every_photo_of_the_album_is_whole_and_has_a_time_of_its_own(folder):
    times = set()
    photos = sorted(folder.rglob("*.jpg"))
    for photo in photos:
        with Image.open(photo) as opened:
            opened.load()
            times.add(opened.getexif().get_ifd(_EXIF)[_TAKEN])
    assert len(times) == len(photos) > 30


def test_one_of_the_copies_is_exact(album, folder, tmp_path):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    originals = {photo.read_bytes() for photo in tmp_path.rglob("*.jpg")}
    album.write_copies(tmp_path)
    copies = [photo.read_bytes() for photo in (tmp_path / "Old phone").iterdir()]
    assert len(copies) == 3
    assert sum(copy in originals for copy in copies) == 1


def test_the_scenes_find_their_photos_and_categories(album, folder):
    story = (HELP_PICTURES / "scenes.py").read_text(encoding="utf-8")
    photos = set(re.findall(r'_select\(window, "([^"]+)"\)', story))
    categories = set(re.findall(r'_category\(window, "([^"]+)"\)', story))
    assert photos
    assert photos <= {photo.stem for photo in folder.rglob("*.jpg")}
    assert categories
    assert categories <= {one["name"] for one in tomllib.loads(album.CATEGORIES)["category"]}
