"""What a file beside the photo says about it: `IMG_1.jpg.xmp` or `IMG_1.xmp`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.media.metadata import MOST_XMP_BYTES, Remarks, joined, read_xmp
from photo_sorter.media.online_only import is_online_only


def with_sidecar(facts: PhotoFacts, path: Path) -> PhotoFacts:
    """The facts of the photo at `path` with those of its sidecar, if it has one.

    Rating and caption of the sidecar win, keywords are joined. It belongs to the path and not to the content: copies
    of a photo may have other sidecars, and IMG_1.cr2 and IMG_1.jpg may share one.
    """
    remarks = joined(read_xmp(_sidecar(path)), Remarks(facts.rating, facts.caption, facts.keywords))
    return replace(facts, rating=remarks.rating, caption=remarks.caption, keywords=remarks.keywords)


def sidecars(path: Path) -> Iterator[Path]:
    """Files that stand beside the photo at `path`, whether it is there or not, the one that counts first."""
    for name in (path.name, path.stem):
        for suffix in (".xmp", ".XMP"):
            # Names that become too long, folders and pipes are no sidecars.
            with suppress(OSError):
                file = path.with_name(name + suffix)
                if file.is_file():
                    yield file


def _sidecar(path: Path) -> bytes | None:
    for file in sidecars(path):
        # What may not be read is none either.
        with suppress(OSError):
            if not is_online_only(file.stat()):
                with file.open("rb") as stream:
                    return stream.read(MOST_XMP_BYTES)
    return None
