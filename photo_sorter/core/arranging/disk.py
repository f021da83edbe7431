"""What planning asks of the disk, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol


class FoundFile(NamedTuple):
    """A file that is there. `path` is where it really is, for a link to it too; the rest is the file's, not the
    link's. `device` and `inode` together are the file, under whatever name."""

    path: Path
    size_bytes: int
    mtime_ns: int
    device: int
    inode: int
    is_link: bool = False


@dataclass(frozen=True)
class Listing:
    """What is in a folder: each name, and whether it is a folder or a link to one. `identity`, device and inode, is
    the same for two paths to one folder; None for a folder that is not there."""

    names: Mapping[str, bool]
    identity: tuple[int, int] | None = None


class VolumePlace(NamedTuple):
    """Which volume, by its own number, and where it was mounted."""

    uuid: str
    mount_point: Path

    @property
    def name(self) -> str:
        """As a person knows it: systems mount a disk under its label."""
        return self.mount_point.name or str(self.mount_point)


@dataclass(frozen=True)
class Volume:
    """What the disk of a folder can do. Its bounds are None where it has none, or none is known."""

    device: int
    free_bytes: int | None = None
    file_system: str | None = None
    links_hard: bool = True
    links_symbolically: bool = True
    longest_name_bytes: int | None = None
    longest_path_bytes: int | None = None
    largest_file_bytes: int | None = None


class Disk(Protocol):
    """Looks, and changes nothing. Each folder is listed once."""

    def listing(self, folder: Path) -> Listing:
        """Empty for a folder that is not there or cannot be read."""

    def found(self, path: Path) -> FoundFile:
        """Raises ArrangeError with a sentence if there is no file that can be read."""

    def content_hash(self, path: Path) -> bytes:
        """SHA-256; raises ArrangeError if it cannot be read."""

    def may_change(self, folder: Path) -> bool:
        """Whether files in it may be moved away."""

    def is_inside(self, folder: Path, outer: Path) -> bool:
        """Whether the folder lies in the other one, or is it, once all links are followed."""
