"""Small files that claim, or unfold to, far more than a computer has. Made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.media.hostile import good_pictures

GREEDY_PX = 60_000
"""3,600 megapixels."""
PERMITTED_PX = 15_800
"""Just below the limit of 250 megapixels: is decoded, and must not take too much."""
HEAVY = frozenset({"permitted.png", "permitted-16-bit-rgba.png", "permitted.tif", "frames.gif", "progressive.jpg"})
"""They take seconds to go off."""


def bombs() -> dict[str, Callable[[], bytes]]:
    """How each is made, by its name with the suffix."""
    return {
        "greedy.png": lambda: _png(GREEDY_PX, GREEDY_PX, 2, b""),
        "permitted.png": lambda: _png(PERMITTED_PX, PERMITTED_PX, 0, _zeros(PERMITTED_PX * (PERMITTED_PX + 1))),
        "permitted-16-bit-rgba.png": lambda: _png(PERMITTED_PX, PERMITTED_PX, 6, _zeros(8 * PERMITTED_PX**2), bits=16),
        "profile.png": lambda: _png(8, 8, 2, _zeros(8 * 25), _chunk(b"iCCP", b"icc\0\0" + _zeros(10**8))),
        "text.png": lambda: _png(8, 8, 2, _zeros(8 * 25), _chunk(b"zTXt", b"Comment\0\0" + _zeros(10**8))),
        "texts.png": lambda: _png(8, 8, 2, _zeros(8 * 25), _chunk(b"zTXt", b"a\0\0" + _zeros(900_000)) * 2_000),
        "greedy.gif": lambda: _gif(65_535, 65_535),
        "frames.gif": lambda: _gif(64, 64, frames=300_000),
        "greedy.webp": _greedy_webp,
        "greedy.tif": lambda: _tiff(GREEDY_PX, GREEDY_PX, 5, b"\0" * 64),
        "permitted.tif": lambda: _tiff(PERMITTED_PX, PERMITTED_PX, 8, _zeros(PERMITTED_PX**2)),
        "directory-in-a-circle.tif": lambda: _tiff(8, 8, 1, b"\0" * 64, next_directory=8),
        "directory-in-itself.tif": lambda: _tiff(8, 8, 1, b"\0" * 64, more=((0x8769, 4, 1, 8), (0x014A, 4, 1, 8))),
        "endless-text.tif": lambda: _tiff(8, 8, 1, b"\0" * 64, more=((0x010E, 2, 0xFFFFFFF0, 8),)),
        "greedy.heic": lambda: _with_sizes(good_pictures()["heic"], b"ispe", 4),
        "greedy.avif": lambda: _with_sizes(good_pictures()["avif"], b"ispe", 4),
        "greedy.jp2": lambda: _with_sizes(_with_sizes(good_pictures()["jp2"], b"ihdr", 0), b"\xff\x51", 4),
        "greedy.psd": lambda: struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 30_000, 30_000, 8, 3) + bytes(16),
        "permitted.psd": lambda: struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 15_000, 15_000, 8, 3) + bytes(16),
        "greedy.bmp": lambda: b"BM" + struct.pack("<IIIIiiHHIIIIII", 60, 0, 54, 40, 65_000, 65_000, 1, 24, *(0,) * 6),
        "permitted.tga": lambda: bytes((0, 0, 10)) + bytes(9) + struct.pack("<HHBB", PERMITTED_PX, PERMITTED_PX, 24, 0),
        "permitted.qoi": lambda: b"qoif" + struct.pack(">IIBB", PERMITTED_PX, PERMITTED_PX, 4, 0) + b"\xfd" * 4096,
        "permitted.dds": lambda: (
            good_pictures()["dds"][:12] + struct.pack("<II", PERMITTED_PX, PERMITTED_PX) + bytes(2_000)
        ),
        "permitted.blp": lambda: (
            b"BLP2" + struct.pack("<IBBBBII", 1, 1, 8, 8, 0, PERMITTED_PX, PERMITTED_PX) + bytes(1_200)
        ),
        "greedy-inside.ico": lambda: _ico(_png(GREEDY_PX, GREEDY_PX, 6, b"")),
        "exif.jpg": lambda: _jpeg_with_exif(0x7FFFFFFF),
        "progressive.jpg": _progressive_of_many_scans,
        "greedy-strip.jpg": _jpeg_strip,
    }


def _zeros(count: int) -> bytes:
    """Deflated: a thousandth of them."""
    deflate = zlib.compressobj(9)
    block = bytes(10**6)
    parts = [deflate.compress(block) for _ in range(count // len(block))]
    return b"".join([*parts, deflate.compress(bytes(count % len(block))), deflate.flush()])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, colours: int, deflated: bytes, before: bytes = b"", bits: int = 8) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + before + _chunk(b"IDAT", deflated) + _chunk(b"IEND", b"")


def _gif(width: int, height: int, frames: int = 1) -> bytes:
    frame = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


def _greedy_webp() -> bytes:
    """Of an extended header that claims 2²⁴ × 2⁸, the most that the format allows, around a picture of 8 × 8."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "WEBP", lossless=True)
    header = b"VP8X" + struct.pack("<IBBBB", 10, 0x02, 0, 0, 0) + b"\xff\xff\xff" + b"\xff\0\0"
    body = b"WEBP" + header + stream.getvalue()[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _tiff(
    width: int,
    height: int,
    compression: int,
    data: bytes,
    next_directory: int = 0,
    more: tuple[tuple[int, int, int, int], ...] = (),
) -> bytes:
    """Grey. `more` entries as (tag, type, count, value)."""
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1),
        (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(data)), *more,
    ]  # fmt: skip
    after = 8 + 2 + 12 * (len(entries) + 1) + 4
    directory = b"".join(struct.pack("<HHII", *entry) for entry in sorted([*entries, (273, 4, 1, after)]))
    return b"II*\0" + struct.pack("<IH", 8, len(entries) + 1) + directory + struct.pack("<I", next_directory) + data


def _with_sizes(data: bytes, mark: bytes, skipped: int) -> bytes:
    """The two numbers behind every `mark`, width and height in either order, become greedy."""
    changed, at = bytearray(data), 0
    while (at := changed.find(mark, at)) >= 0:
        at += len(mark)
        struct.pack_into(">II", changed, at + skipped, GREEDY_PX, GREEDY_PX)
    return bytes(changed)


def _ico(png: bytes) -> bytes:
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(png), 22) + png


def _jpeg_with_exif(count: int) -> bytes:
    """Whose texts go on for `count` bytes, and whose directories lead into each other."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "JPEG")
    tags = [(0x010E, 2, count, 8), (0x010F, 2, count, 8), (0x8769, 4, 1, 8), (0x8825, 4, 1, 8), (0xA005, 4, 1, 8)]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    exif = b"Exif\0\0II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 8)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + stream.getvalue()[2:]


def _progressive_of_many_scans() -> bytes:
    """A scan that adds nothing, thousands of times over a large picture (libjpeg-turbo's audit of 2015, LJT-01-004)."""
    stream = io.BytesIO()
    Image.new("RGB", (8_000, 8_000)).save(stream, "JPEG", progressive=True, quality=1)
    data = stream.getvalue()
    last = data.rfind(b"\xff\xda")
    (length,) = struct.unpack_from(">H", data, last + 2)
    scan = data[last : last + 2 + length] + b"\0" * 8
    return data[:-2] + scan * 20_000 + b"\xff\xd9"


def _jpeg_strip() -> bytes:
    """65,500 × 65,500 in a header, with nothing behind it."""
    stream = io.BytesIO()
    Image.new("L", (8, 8)).save(stream, "JPEG")
    data = bytearray(stream.getvalue())
    frame = data.find(b"\xff\xc0")
    struct.pack_into(">HH", data, frame + 5, 65_500, 65_500)
    return bytes(data)
