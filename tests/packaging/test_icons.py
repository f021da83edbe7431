"""Icons of every size, drawn from the SVG."""

from __future__ import annotations

import pytest
from icons import ICO_SIZES_PX, SIZES_PX, write_icons
from PIL import Image


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("icons")
    write_icons(folder, "photo-sorter")
    return folder


@pytest.mark.parametrize("side", SIZES_PX)
def test_linux_gets_a_picture_of_each_size_on_a_transparent_ground(folder, side):
    with Image.open(folder / "hicolor" / f"{side}x{side}" / "apps" / "photo-sorter.png") as picture:
        assert picture.size == (side, side)
        assert picture.getpixel((0, 0))[3] == 0
        red, green, blue, opacity = picture.getpixel((side // 2, side // 6))
        assert blue > red
        assert blue > green
        assert opacity == 255


def test_linux_gets_the_drawing_itself(folder):
    assert (folder / "hicolor/scalable/apps/photo-sorter.svg").read_text(encoding="utf-8").startswith("<svg")


def test_windows_gets_every_size_in_one_file(folder):
    with Image.open(folder / "photo-sorter.ico") as icon:
        assert icon.info["sizes"] == {(side, side) for side in ICO_SIZES_PX}


def test_macos_gets_retina_sizes_with_the_margin_of_its_grid(folder):
    with Image.open(folder / "photo-sorter.icns") as icon:
        assert (512, 512, 2) in icon.info["sizes"]
        left, top, right, bottom = icon.icns.getimage((512, 512, 2)).getbbox()
    assert right - left == pytest.approx(824, abs=8)
    assert bottom - top == pytest.approx(824, abs=8)
