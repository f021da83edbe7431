from __future__ import annotations

import hashlib
import io
import os
import sys
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageFilter, TiffImagePlugin

from photo_sorter.core.errors import LibraryError, PhotoUnreadableError
from photo_sorter.core.photo import DecodedPhoto
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media import raw
from photo_sorter.media.decode import decode, load_upright
from photo_sorter.media.scan import file_state
from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, thumbnail_path, write_thumbnails
from photo_sorter.system.pip_command import pip_command
from tests.media.pictures import as_stored, assert_upright, corners, exif_of, save

SQUARE = PictureSpec(64)
SQUASHED = PictureSpec(64, squash=True)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "thumbnails"


def look(path: Path, cache: Path, picture: PictureSpec = SQUASHED) -> DecodedPhoto:
    return decode(path, picture, cache, frozenset())


def sentence_about(path: Path, cache: Path) -> str:
    with pytest.raises(PhotoUnreadableError) as caught:
        look(path, cache)
    with pytest.raises(PhotoUnreadableError):
        load_upright(path, 100)
    return str(caught.value)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif", ".heic", ".avif"])
def test_every_orientation_of_every_format_is_upright_exactly_once(
    tmp_path: Path, cache: Path, suffix: str, orientation: int
) -> None:
    stored = as_stored(corners(), orientation)
    path = tmp_path / f"turned{suffix}"
    if suffix == ".heic":
        pillow_heif.from_pillow(stored).save(path, exif=exif_of(orientation).tobytes(), quality=90)
    elif suffix == ".tif":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[0x0112] = orientation
        save(path, stored, tiffinfo=tags)
    else:
        save(path, stored, exif=exif_of(orientation), quality=95)

    decoded = look(path, cache)
    assert decoded.facts is not None
    assert decoded.picture is not None
    assert (decoded.facts.width_px, decoded.facts.height_px) == (120, 80)
    assert_upright(decoded.picture, tolerance=40)
    assert_upright(load_upright(path, 100), tolerance=40)
    with Image.open(thumbnail_path(cache, decoded.content_hash, 480)) as thumbnail:
        assert thumbnail.size == (120, 80)
        assert_upright(np.asarray(thumbnail), tolerance=40)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("p.jpg", {}),
        ("progressive.jpg", {"progressive": True}),
        ("p.png", {}),
        ("p.webp", {"lossless": True}),
        ("p.gif", {}),
        ("p.bmp", {}),
        ("p.tif", {}),
        ("lzw.tif", {"compression": "tiff_lzw"}),
        ("p.jp2", {}),
        ("p.ppm", {}),
        ("p.tga", {}),
        ("p.ico", {"sizes": [(120, 80)]}),
        ("p.avif", {}),
        ("p.heic", {}),
    ],
)
def test_every_format_is_read_whatever_its_suffix(tmp_path: Path, cache: Path, name: str, options: dict) -> None:
    path = save(tmp_path / name, corners(), **options)
    assert_upright(load_upright(path, 120), tolerance=40)
    assert_upright(load_upright(path.rename(tmp_path / "without suffix"), 120), tolerance=40)


def modes() -> dict[str, Image.Image]:
    clear = corners().convert("RGBA")
    clear.paste((0, 0, 0, 0), (60, 40, 120, 80))  # the white corner, as a transparent black one
    grey16 = np.linspace(0, 65535, 120 * 80).reshape(80, 120)
    return {
        "rgb": corners(),
        "rgba": clear,
        "palette": corners().quantize(8),
        "palette with transparency": clear.quantize(8),
        "la": clear.convert("LA"),
        "grey": corners().convert("L"),
        "bits": Image.fromarray(np.indices((80, 120)).sum(0) % 120 > 60),
        "i16": Image.fromarray(grey16.astype(np.uint16)),
        "i32": Image.fromarray((grey16 * 1000).astype(np.int32)),
        "float": Image.fromarray((grey16 / 65535).astype(np.float32)),
    }


@pytest.mark.parametrize("mode", ["rgb", "rgba", "palette", "palette with transparency"])
def test_palettes_and_transparent_parts_look_as_on_white_paper(tmp_path: Path, mode: str) -> None:
    assert_upright(load_upright(save(tmp_path / "p.png", modes()[mode]), 120))


def test_transparent_grey_is_white(tmp_path: Path) -> None:
    pixels = load_upright(save(tmp_path / "p.png", modes()["la"]), 120)
    assert pixels[-5, -5].tolist() == [255, 255, 255]


def test_a_png_with_one_transparent_colour_is_white_there(tmp_path: Path) -> None:
    path = save(tmp_path / "p.png", Image.new("RGB", (20, 20), (1, 2, 3)), transparency=(1, 2, 3))
    assert load_upright(path, 20)[3, 3].tolist() == [255, 255, 255]


@pytest.mark.parametrize(("mode", "suffix"), [("i16", "png"), ("i16", "tif"), ("i32", "tif"), ("float", "tif")])
def test_many_bits_are_scaled_and_not_clipped(tmp_path: Path, mode: str, suffix: str) -> None:
    pixels = load_upright(save(tmp_path / f"p.{suffix}", modes()[mode]), 120)[..., 0].astype(int)
    assert pixels[0, 0] <= 2
    assert pixels[-1, -1] >= 253
    assert abs(pixels[40, 0] - 128) <= 3


def test_twelve_bits_in_sixteen_are_not_black(tmp_path: Path) -> None:
    samples = np.linspace(0, 4095, 120 * 80).reshape(80, 120).astype(np.uint16)
    assert load_upright(save(tmp_path / "p.tif", Image.fromarray(samples)), 120).max() == 255


def test_bits_become_black_and_white(tmp_path: Path) -> None:
    pixels = load_upright(save(tmp_path / "p.tif", modes()["bits"], compression="group4"), 120)
    assert set(np.unique(pixels)) == {0, 255}


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_is_not_a_negative(tmp_path: Path, suffix: str) -> None:
    assert_upright(load_upright(save(tmp_path / f"p.{suffix}", corners().convert("CMYK")), 120), tolerance=40)


def test_a_colour_profile_that_is_not_srgb_is_converted(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The same profile with its red and green primaries exchanged, under another name.
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be")).replace(b"sRGB", b"Swap")
    red = Image.new("RGB", (20, 20), (255, 0, 0))
    assert load_upright(save(tmp_path / "s.png", red, icc_profile=srgb), 20)[0, 0].tolist() == [255, 0, 0]
    red_channel, green_channel, _ = load_upright(save(tmp_path / "p.png", red, icc_profile=swapped), 20)[0, 0]
    assert green_channel > 200 > red_channel


def test_a_damaged_colour_profile_is_ignored(tmp_path: Path) -> None:
    assert_upright(load_upright(save(tmp_path / "p.jpg", corners(), icc_profile=b"nonsense" * 40), 120))


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "avif"])
def test_an_animation_shows_its_first_frame(tmp_path: Path, suffix: str) -> None:
    others = [Image.new("RGB", (120, 80), "black")] * 3
    path = save(tmp_path / f"p.{suffix}", corners(), save_all=True, append_images=others, duration=100)
    assert_upright(load_upright(path, 120), tolerance=40)


def photo(width: int, height: int) -> Image.Image:
    """Smooth shapes and edges, as photos have them."""
    noise = np.random.default_rng(7).integers(0, 256, (height // 20, width // 20, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1))


@pytest.mark.parametrize("name", ["p.jpg", "p.png"])
@pytest.mark.parametrize("picture", [PictureSpec(260, 0.89), PictureSpec(256), PictureSpec(256, squash=True)])
def test_the_reduced_way_gives_nearly_what_the_full_way_gives(
    tmp_path: Path, cache: Path, name: str, picture: PictureSpec
) -> None:
    full = photo(2400, 1600)
    path = save(tmp_path / name, full, quality=95)
    if picture.squash:
        expected = full.resize((256, 256), Image.Resampling.BICUBIC)
    else:
        short, side = picture.short_side_px, picture.side_px
        scaled = full.resize((int(short * 1.5), short), Image.Resampling.BICUBIC)
        left, top = round((scaled.width - side) / 2), round((short - side) / 2)
        expected = scaled.crop((left, top, left + side, top + side))
    got = look(path, cache, picture).picture
    assert got is not None
    assert got.shape == (picture.side_px, picture.side_px, 3)
    assert got.dtype == np.uint8
    assert np.abs(got.astype(int) - np.asarray(expected).astype(int)).mean() < 1.5


@pytest.mark.parametrize("size", [(1, 1), (12000, 3), (1, 12000), (3, 5), (481, 480)])
def test_odd_sizes_fill_the_square(tmp_path: Path, cache: Path, size: tuple[int, int]) -> None:
    decoded = look(save(tmp_path / "p.png", Image.new("RGB", size, (10, 200, 30))), cache, PictureSpec(64, 0.89))
    assert decoded.picture is not None
    assert decoded.picture.shape == (64, 64, 3)
    assert np.abs(decoded.picture.reshape(-1, 3).astype(int) - (10, 200, 30)).max() <= 1
    for side_px in THUMBNAIL_SIDES_PX:
        with Image.open(thumbnail_path(cache, decoded.content_hash, side_px)) as thumbnail:
            assert min(max(size), side_px) <= max(thumbnail.size) <= 1.1 * side_px


def test_the_hash_is_that_of_the_bytes_and_a_known_one_is_not_decoded_unless_it_lost_its_thumbnails(
    tmp_path: Path, cache: Path
) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(b"known, and no picture at all")
    content_hash = hashlib.sha256(path.read_bytes()).digest()
    write_thumbnails(cache, content_hash, Image.new("RGB", (10, 10)))
    known = decode(path, SQUARE, cache, frozenset({content_hash}))
    assert known == DecodedPhoto(content_hash, file_state(path, path.stat()), None, None)
    thumbnail_path(cache, content_hash, THUMBNAIL_SIDES_PX[0]).unlink()
    with pytest.raises(PhotoUnreadableError):
        decode(path, SQUARE, cache, frozenset({content_hash}))


def test_a_large_file_is_read_from_the_disk_and_not_into_memory(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photo_sorter.media.decode._READ_AT_ONCE_BYTES", 10)
    path = save(tmp_path / "p.png", corners())
    decoded = look(path, cache)
    assert decoded.content_hash == hashlib.sha256(path.read_bytes()).digest()
    assert decoded.picture is not None
    assert_upright(decoded.picture)


def test_a_jpeg_with_bytes_after_its_end_is_read(tmp_path: Path) -> None:
    path = save(tmp_path / "p.jpg", corners())
    path.write_bytes(path.read_bytes() + bytes(5000))
    assert_upright(load_upright(path, 120))


def test_the_full_size_view_is_no_larger_than_asked(tmp_path: Path) -> None:
    path = save(tmp_path / "p.jpg", photo(1200, 800))
    assert load_upright(path, 700).shape == (467, 700, 3)
    assert load_upright(path, 5000).shape == (800, 1200, 3)


# What cannot be read: one sentence each.


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "heic", "avif"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_half_a_file_ends_early(tmp_path: Path, cache: Path, suffix: str, part: float) -> None:
    path = save(tmp_path / f"IMG_1.{suffix}", photo(400, 300))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    expected = f"Cannot read IMG_1.{suffix}: the file ends early."
    assert sentence_about(path, cache) == expected


def test_a_truncated_tiff_is_unreadable(tmp_path: Path, cache: Path) -> None:
    path = save(tmp_path / "p.tif", photo(400, 300))
    path.write_bytes(path.read_bytes()[:5000])
    assert sentence_about(path, cache).startswith("Cannot read p.tif: ")


def test_damage_that_pillow_meets_when_asked_for_exif_is_not_overlooked(tmp_path: Path, cache: Path) -> None:
    path = save(tmp_path / "p.png", corners())
    data = path.read_bytes()
    bad = b"zTXt" + b"key\0\x78nonsense"
    chunk = (len(bad) - 4).to_bytes(4, "big") + bad + zlib.crc32(bad).to_bytes(4, "big")
    end = data.index(b"IEND") - 4
    path.write_bytes(data[:end] + chunk + data[end:])
    assert "damaged" in sentence_about(path, cache)


def test_an_empty_file_is_called_empty(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "p.jpg"
    path.touch()
    assert sentence_about(path, cache) == "Cannot read p.jpg: the file is empty."


@pytest.mark.parametrize("content", [b"hello", b"<!DOCTYPE html><html>", b"%!PS-Adobe-3.0 EPSF-3.0\n", bytes(1000)])
def test_what_is_no_image_is_called_so(tmp_path: Path, cache: Path, content: bytes) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(content)
    assert "it is not an image" in sentence_about(path, cache)


def test_a_folder_is_called_so(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "x.jpg"
    path.mkdir()
    assert "it is a folder" in sentence_about(path, cache)


def test_a_file_that_is_gone_is_called_so(tmp_path: Path, cache: Path) -> None:
    assert "it is not there any more" in sentence_about(tmp_path / "p.jpg", cache)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_does_not_make_it_wait(tmp_path: Path, cache: Path) -> None:
    os.mkfifo(tmp_path / "p.jpg")
    assert "it is not a file" in sentence_about(tmp_path / "p.jpg", cache)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_called_so(tmp_path: Path, cache: Path) -> None:
    path = save(tmp_path / "p.jpg", corners())
    path.chmod(0)
    assert "no permission" in sentence_about(path, cache)


def test_a_file_that_the_file_system_says_nothing_of_is_a_fault_of_the_file(tmp_path: Path, cache: Path) -> None:
    # As in a folder that was closed to us; there root is not refused, but this nobody may ask for.
    assert "file name too long" in sentence_about(tmp_path / f"{'x' * 300}.jpg", cache)


def test_a_bomb_is_refused_by_its_header(tmp_path: Path, cache: Path) -> None:
    header = (30000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    chunk = b"IHDR" + header
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big"))
    with path.open("ab") as file:
        file.write(b"\0\0\0\0IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big"))
    assert "it has 900 megapixels, and the limit is 250" in sentence_about(path, cache)


def test_a_name_that_is_no_text_can_still_be_said(tmp_path: Path, cache: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.jpg"))
    path.write_bytes(b"hello")
    sentence_about(path, cache).encode()


def test_a_thumbnail_folder_that_cannot_be_written_is_a_fault_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="Thumbnails cannot be written"):
        look(save(tmp_path / "p.png", corners()), tmp_path / "file")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_called_so_and_leaves_no_half_thumbnail(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_on_full_disk(self: Image.Image, path: Path, *args: object, **options: object) -> None:
        path.touch()
        Path("/dev/full").write_bytes(b"x")

    path = save(tmp_path / "p.png", corners())
    monkeypatch.setattr(Image.Image, "save", save_on_full_disk)
    with pytest.raises(LibraryError, match="There is no space left for thumbnails"):
        look(path, cache)
    assert [file for file in cache.rglob("*") if file.is_file()] == []


# Camera raw, from a file made like one: a TIFF that has its preview inside.


def raw_file(path: Path, preview: Image.Image, orientation: int = 1) -> Path:
    jpeg = io.BytesIO()
    preview.save(jpeg, "JPEG", quality=90)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x0112], tags[0x010F], tags[0x0110] = orientation, "NIKON CORPORATION", "NIKON D70"
    tiff = io.BytesIO()
    Image.new("RGB", (160, 120)).save(tiff, "TIFF", tiffinfo=tags)
    path.write_bytes(tiff.getvalue() + bytes(100) + jpeg.getvalue())
    return path


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("with_developer", [True, False])
def test_a_raw_file_shows_its_preview_upright(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, orientation: int, with_developer: bool
) -> None:
    if not with_developer:
        monkeypatch.setattr(raw, "has_raw_developer", lambda: False)
    upright = corners(600, 400)
    decoded = look(raw_file(tmp_path / "p.nef", as_stored(upright, orientation), orientation), cache)
    assert decoded.picture is not None
    assert decoded.facts is not None
    assert_upright(decoded.picture)
    assert (decoded.facts.width_px, decoded.facts.height_px) == (600, 400)
    assert decoded.facts.camera == "NIKON D70"


def test_a_raw_file_without_preview_says_what_to_install(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "has_raw_developer", lambda: False)
    monkeypatch.setattr("photo_sorter.media.decode.has_raw_developer", lambda: False)
    path = raw_file(tmp_path / "p.nef", corners(60, 40))
    assert f"It needs the package rawpy ({pip_command('rawpy')})." in sentence_about(path, cache)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "rawpy" not in sentence_about(path, cache)
