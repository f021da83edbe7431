"""Where the freedesktop.org trash keeps a file that has just been moved there, so that it can be taken back.

A trash folder holds the files in `files` and beside them, in `info`, where each of them was and since when it is there.
There is one in the home folder, and one at the top of every other disk (Trash specification 1.0). Names say nothing
for certain, because others use the same trash at the same time: a file is ours by where it was, since when it is
there, and by being the same file on the disk, or where it had to be copied, the same bytes.

Windows and macOS do not say where a file has gone: there people take it back by hand.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

_NOTE_SUFFIX = ".trashinfo"


@dataclass(frozen=True)
class LeavingFile:
    """What is known of a file before it goes. `content_hash`: SHA-256, None if it is not known."""

    path: Path
    status: os.stat_result
    since: str
    content_hash: bytes | None

    @classmethod
    def of(cls, path: Path, content_hash: bytes | None) -> LeavingFile:
        """Raises OSError."""
        return cls(path, path.lstat(), datetime.now().isoformat(timespec="seconds"), content_hash)


@dataclass(frozen=True)
class TrashedFile:
    """A file that was at `path`, and is in the trash at `kept_at`; `note` is what the trash knows of it."""

    path: Path
    kept_at: Path
    note: Path
    status: os.stat_result

    @property
    def is_untouched(self) -> bool:
        """Whether the trash still holds the same file, as it was then."""
        try:
            return _is_same_file(self.kept_at.lstat(), self.status)
        except OSError:
            return False


def found_in_trash(leaving: LeavingFile) -> TrashedFile | None:
    """Where a file is that has been moved to the trash; None where the system does not say."""
    if sys.platform in ("win32", "darwin"):
        return None
    for can in _cans(leaving.path):
        for kept_at in _alike(can / "files", leaving.path.name):
            note = can / "info" / (kept_at.name + _NOTE_SUFFIX)
            if _tells_of(note, can, leaving) and (status := _status_if_same(kept_at, leaving)) is not None:
                return TrashedFile(leaving.path, kept_at, note, status)
    return None


def _cans(path: Path) -> Iterator[Path]:
    """The trash folders to which the specification lets a file go, the likeliest first."""
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    yield Path(data).expanduser() / "Trash"
    top = Path(os.path.realpath(path.parent))
    while not top.is_mount():
        top = top.parent
    yield top / ".Trash" / str(os.getuid())
    yield top / f".Trash-{os.getuid()}"


def _alike(files: Path, name: str) -> Iterator[Path]:
    """What has the file's name in the trash; then what has one that was made of it, as «IMG_1 2.jpg», «IMG_1.2.jpg»."""
    yield files / name
    beginning = name.partition(".")[0]
    with suppress(OSError), os.scandir(files) as entries:
        for entry in entries:
            if entry.name.startswith(beginning) and entry.name != name:
                yield files / entry.name


def _tells_of(note: Path, can: Path, leaving: LeavingFile) -> bool:
    """Whether this note is about a file that was there, and has been moved since."""
    try:
        lines = note.read_bytes().splitlines()
    except OSError:
        return False
    said = dict(line.split(b"=", 1) for line in lines if b"=" in line)
    was_at = Path(os.fsdecode(unquote_to_bytes(said.get(b"Path", b""))))
    since = said.get(b"DeletionDate", b"").decode("ascii", "replace")
    # Paths may be written from the top of the disk, or from the folder of the home trash.
    top = can.parent.parent if can.parent.name == ".Trash" else can.parent
    return since >= leaving.since and _place(top / was_at) == _place(leaving.path)


def _place(path: Path) -> tuple[str, str]:
    """A file's folder without links, and its name."""
    plain = os.path.normpath(path)
    return os.path.realpath(os.path.dirname(plain)), os.path.basename(plain)  # noqa: PTH119, PTH120


def _status_if_same(kept_at: Path, leaving: LeavingFile) -> os.stat_result | None:
    try:
        status = kept_at.lstat()
        if _is_same_file(status, leaving.status):
            return status
        if stat.S_ISREG(status.st_mode) and status.st_size == leaving.status.st_size:
            # From another disk into the home trash: it was copied.
            with kept_at.open("rb") as file:
                if hashlib.file_digest(file, "sha256").digest() == leaving.content_hash:
                    return status
    except OSError:
        pass
    return None


def _is_same_file(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) == (
        other.st_dev,
        other.st_ino,
        other.st_size,
        other.st_mtime_ns,
    )
