"""What the first and last bytes of a file say: is it a picture, and is all of it there?"""

from __future__ import annotations

import struct
from typing import BinaryIO

HEAD_BYTES = 32
"""Enough for every signature below: an ISO media brand ends at byte 12, a BMP's header size at byte 18."""

PICTURE_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1", b"avif", b"avis", b"crx "}
)
"""Major brands of HEIF, AVIF (ISO 23008-12, AV1 image format) and Canon's CR3. Films carry others, as qt and isom."""

_TIFF_STARTS = (b"II*\0", b"MM\0*")

_RAW_STARTS = (
    b"FUJIFILMCCD-RAW",
    b"IIRO",  # Olympus ORF
    b"IIRS",
    b"MMOR",
    b"IIU\0",  # Panasonic RW2
    b"\0MRM",  # Minolta MRW
    b"FOVb",  # Sigma X3F
)

_STARTS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    *_TIFF_STARTS,
    b"II+\0",  # BigTIFF
    b"MM\0+",
    b"8BPS",  # Photoshop
    b"\0\0\0\x0cjP  \r\n\x87\n",  # JPEG 2000
    b"\xff\x4f\xff\x51",
    b"qoif",
    *_RAW_STARTS,
)

_BMP_HEADER_BYTES = frozenset({12, 40, 52, 56, 64, 108, 124})

_TAIL_BYTES = 64 * 1024
"""Cameras and phones add bytes after the end marker: some kilobytes of padding or a trailer."""


def looks_like_picture(head: bytes) -> bool:
    """Whether a file beginning with `head` (HEAD_BYTES of it) is one that we would open as a picture.

    Only signatures of three bytes or more count, so that no text or data file passes by chance.
    """
    return (
        head.startswith(_STARTS)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in PICTURE_BRANDS)
        or (head[:2] == b"BM" and len(head) >= 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADER_BYTES)
    )


def looks_like_tiff(head: bytes) -> bool:
    """TIFF, or a raw format built on it: NEF, CR2, ARW, DNG, PEF, SRW, KDC."""
    return head.startswith(_TIFF_STARTS)


def looks_raw(head: bytes) -> bool:
    """Camera raw that is not built on TIFF, or says so at its start (CR2, CR3)."""
    return head.startswith(_RAW_STARTS) or head[4:12] == b"ftypcrx " or (looks_like_tiff(head) and head[8:10] == b"CR")


def ends_early(file: BinaryIO, size_bytes: int) -> bool:
    """Whether the container says that bytes are missing at the end. Only asked after decoding has failed.

    False also when the format has no way to tell.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head[4:8] == b"ftyp":
        return _boxes_end_early(file, size_bytes)
    if head[:4] == b"RIFF" and len(head) >= 8:
        return bool(struct.unpack_from("<I", head, 4)[0] + 8 > size_bytes)
    markers = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND", b"GI": b"\x3b"}
    marker = markers.get(head[:2])
    if marker is None:
        return False
    file.seek(max(0, size_bytes - _TAIL_BYTES))
    return marker not in file.read(_TAIL_BYTES)


def _boxes_end_early(file: BinaryIO, size_bytes: int) -> bool:
    """Walks the outermost boxes of an ISO base media file (ISO 14496-12, 4.2)."""
    start = 0
    while start < size_bytes:
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return True
        length = struct.unpack_from(">I", header)[0]
        if length == 1 and len(header) == 16:
            length = struct.unpack_from(">Q", header, 8)[0]
        if length == 0:
            return False
        if length < 8:
            return False
        start += length
    return start > size_bytes
