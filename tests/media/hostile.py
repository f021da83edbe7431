"""Hostile files: pictures of every format, damaged at random but the same way again for the same seed."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

from tests.media.packets import bag, description, packet
from tests.media.pictures import corners, exif_of

_TELLING_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Sizes, counts and offsets at which arithmetic goes wrong."""

_HEADER_BYTES = 512
_PNG_START = b"\x89PNG\r\n\x1a\n"


def good_pictures() -> dict[str, bytes]:
    """A whole picture of every format that is read, by its suffix (or suffix and variant: "png-16")."""
    rgb = _scene(160, 120)
    described: dict[str, object] = {
        "exif": _exif().tobytes(),
        "xmp": packet(bag("dc:subject", ["a", "b"]), xmp_Rating="3").encode(),
    }
    frames = [rgb.rotate(angle) for angle in (10, 20, 30)]
    pages = [frame.copy() for frame in frames]
    alpha = rgb.convert("RGBA")
    alpha.putalpha(90)
    saved: list[tuple[str, Image.Image, str, dict[str, object]]] = [
        ("jpg", rgb, "JPEG", {"quality": 85, **described}),
        ("jpg-progressive", rgb, "JPEG", {"progressive": True, "icc_profile": b"profile" * 40}),
        ("jpg-cmyk", rgb.convert("CMYK"), "JPEG", {}),
        ("mpo", rgb, "MPO", {"save_all": True, "append_images": frames}),
        ("png", rgb, "PNG", {"exif": described["exif"]}),
        ("png-16", Image.fromarray(np.asarray(rgb.convert("L"), np.uint16) * 257), "PNG", {}),
        ("png-palette", rgb.quantize(64), "PNG", {"transparency": 3}),
        ("png-animated", rgb, "PNG", {"save_all": True, "append_images": frames}),
        ("webp", rgb, "WEBP", described),
        ("webp-lossless", alpha, "WEBP", {"lossless": True}),
        ("webp-animated", rgb, "WEBP", {"save_all": True, "append_images": frames}),
        ("gif", rgb, "GIF", {}),
        ("gif-animated", rgb, "GIF", {"save_all": True, "append_images": frames}),
        ("tif", rgb, "TIFF", {"exif": described["exif"]}),
        ("tif-lzw", rgb, "TIFF", {"compression": "tiff_lzw"}),
        ("tif-deflate", rgb, "TIFF", {"compression": "tiff_adobe_deflate"}),
        ("tif-jpeg", rgb, "TIFF", {"compression": "jpeg"}),
        ("tif-fax", rgb.convert("1"), "TIFF", {"compression": "group4"}),
        ("tif-pages", rgb, "TIFF", {"save_all": True, "append_images": pages}),
        ("bmp", rgb, "BMP", {}),
        ("ico", rgb.resize((64, 64)), "ICO", {}),
        ("icns", Image.new("RGB", (16, 16), "red"), "ICNS", {}),
        ("jp2", rgb, "JPEG2000", {}),
        ("heic", rgb, "HEIF", described),
        ("avif", rgb, "AVIF", {"speed": 9, **described}),
        ("ppm", rgb, "PPM", {}),
        ("tga", rgb, "TGA", {"compression": "tga_rle"}),
        ("pcx", rgb, "PCX", {}),
        ("dds", rgb, "DDS", {}),
        ("sgi", rgb, "SGI", {}),
        ("im", rgb, "IM", {}),
        ("msp", rgb.convert("1"), "MSP", {}),
        ("xbm", rgb.convert("1"), "XBM", {}),
        ("qoi", rgb, "QOI", {}),
        ("blp", rgb.quantize(64), "BLP", {}),
    ]
    return {name: _saved(image, kind, options) for name, image, kind, options in saved} | {"psd": _psd(rgb)}


def good_packets() -> list[bytes]:
    """XMP as sidecars hold it."""
    words = packet(bag("dc:subject", ["cat", "Katze"]) + description(x_default="A cat"), xmp_Rating="4")
    trees = packet(
        bag("lr:hierarchicalSubject", ["animal|cat", "Photo Sorter|Pets"]) + bag("digiKam:TagsList", ["a/b"])
    )
    return [words.encode(), trees.encode("utf-16"), packet().encode(), words.encode("utf-16-be")]


def mutated(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """`data` with one to three kinds of damage. PNG is made to fit its checksums again, every other time."""
    changed = bytearray(data)
    for damage in rng.choices(_DAMAGES, k=rng.choice((1, 1, 1, 2, 3))):
        if changed:
            damage(changed, rng, others)
    if changed.startswith(_PNG_START) and rng.random() < 0.5:
        _mend_checksums(changed)
    return bytes(changed)


# --- kinds of damage ---


def _flip(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    for _ in range(rng.choice((1, 2, 8, max(1, len(data) // 1000), max(1, len(data) // 100)))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _flip_header(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    for _ in range(rng.choice((1, 2, 4, 16))):
        data[rng.randrange(min(len(data), _HEADER_BYTES))] = rng.randrange(256)


def _cut(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    del data[rng.randrange(len(data)) :]


def _set_number(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    """A field of two, four or eight bytes, mostly in the header, gets a telling value."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        size, order = rng.choice((2, 4, 8)), rng.choice(("little", "big"))
        reach = len(data) if rng.random() < 0.3 else min(len(data), _HEADER_BYTES)
        at = rng.randrange(reach)
        number = rng.choice(_TELLING_NUMBERS) % (1 << 8 * size)
        field = number.to_bytes(size, "big" if order == "big" else "little")
        data[at : at + size] = field[: len(data) - at]


def _splice(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    """A block of another file, over what is there or in between."""
    other = rng.choice(others)
    if not other:
        return
    start = rng.randrange(len(other))
    block = other[start : start + rng.choice((4, 64, 1024, 16384))]
    at = rng.randrange(len(data))
    data[at : at + (len(block) if rng.random() < 0.5 else 0)] = block


def _repeat(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    start = rng.randrange(len(data))
    block = data[start : start + rng.choice((1, 8, 128, 4096))]
    data[start:start] = block * rng.choice((1, 10, 100))


def _blank(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    start = rng.randrange(len(data))
    size = min(rng.choice((4, 64, 1024)), len(data) - start)
    data[start : start + size] = rng.choice((b"\0", b"\xff")) * size


def _swap(data: bytearray, rng: random.Random, others: Sequence[bytes]) -> None:
    size = rng.choice((4, 64, 1024))
    one, two = rng.randrange(len(data)), rng.randrange(len(data))
    first, second = bytes(data[one : one + size]), bytes(data[two : two + size])
    data[one : one + len(second)] = second
    data[two : two + len(first)] = first


_Damage = Callable[[bytearray, random.Random, Sequence[bytes]], None]
_DAMAGES: tuple[_Damage, ...] = (_flip, _flip_header, _cut, _set_number, _set_number, _splice, _repeat, _blank, _swap)


def _mend_checksums(png: bytearray) -> None:
    at = len(_PNG_START)
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        end = at + 8 + length
        if end + 4 > len(png):
            return
        struct.pack_into(">I", png, end, zlib.crc32(png[at + 4 : end]))
        at = end + 4


# --- pictures ---


def _scene(width: int, height: int) -> Image.Image:
    """Edges, noise and smooth parts: every coder has something to do."""
    image = corners(width, height)
    draw = ImageDraw.Draw(image)
    for number in range(12):
        draw.ellipse((number * 11, number * 7, number * 11 + 40, number * 7 + 30), fill=(number * 20, 90, 255 - number))
    noise = np.random.default_rng(3).integers(0, 24, (height // 2, width, 3), np.uint8)
    pixels = np.asarray(image).copy()
    pixels[height // 2 :] //= 2
    pixels[height // 2 :] += noise[: height - height // 2]
    return Image.fromarray(pixels)


def _exif() -> Image.Exif:
    exif = exif_of(6)
    exif[0x010F], exif[0x0110], exif[0x9003] = "Maker", "Model", "2021:05:06 07:08:09"
    details = exif.get_ifd(0x8769)
    details[0x9003], details[0xA434], details[0x9286] = "2021:05:06 07:08:09", "A lens", b"ASCII\0\0\0a comment"
    places = exif.get_ifd(0x8825)
    places[1], places[2], places[3], places[4] = "N", (51.0, 30.0, 0.0), "W", (0.0, 7.0, 1.0)
    return exif


def _saved(image: Image.Image, kind: str, options: dict[str, object]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Pillow 15 leaves IM out
        # A picture remembers how it was saved.
        image.copy().save(stream, kind, **options)
    return stream.getvalue()


def _psd(image: Image.Image) -> bytes:
    """Photoshop's format, which Pillow only reads: header, no colour table, no resources, no layers, planes."""
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, image.height, image.width, 8, 3)
    planes = b"".join(channel.tobytes() for channel in image.split())
    return header + struct.pack(">IIIH", 0, 0, 0, 0) + planes
