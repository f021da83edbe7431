"""Looking at what is on disk for a plan. Each folder is listed once, and nothing is changed."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.arranging.disk import FoundFile, Listing
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr
from photo_sorter.media.online_only import require_here
from photo_sorter.media.scan import file_state, reason

KnownHash = Callable[[FoundFile], bytes | None]


class DiskLook:
    """As `core.arranging.disk.Disk` asks. `known_hash` gives the SHA-256 of a file that need not be read for it."""

    def __init__(self, known_hash: KnownHash = lambda found: None) -> None:
        self._known_hash = known_hash
        self._listings: dict[Path, Listing] = {}
        self._changeable: dict[Path, bool] = {}

    def listing(self, folder: Path) -> Listing:
        if folder not in self._listings:
            self._listings[folder] = _listing(folder)
        return self._listings[folder]

    def found(self, path: Path) -> FoundFile:
        try:
            status = os.lstat(path)
            is_link = stat.S_ISLNK(status.st_mode)
            if is_link:
                status = path.stat()
                path = Path(os.path.realpath(path))
            require_here(status)
        except OSError as error:
            raise ArrangeError(_why(error)) from error
        if not stat.S_ISREG(status.st_mode):
            raise ArrangeError(tr("It is not a file any more."))
        if not os.access(path, os.R_OK):
            raise ArrangeError(tr("You have no permission to read it."))
        if file_state(path, status).mtime_ns != status.st_mtime_ns:
            raise ArrangeError(tr("Its time lies centuries away, and could not be kept. Set it right first."))
        return FoundFile(path, status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino, is_link)

    def content_hash(self, path: Path) -> bytes:
        known = self._known_hash(self.found(path))
        if known is not None:
            return known
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").digest()
        except OSError as error:
            raise ArrangeError(_why(error)) from error

    def may_change(self, folder: Path) -> bool:
        if folder not in self._changeable:
            self._changeable[folder] = os.access(folder, os.W_OK | os.X_OK)
        return self._changeable[folder]

    def is_inside(self, folder: Path, outer: Path) -> bool:
        return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(outer))


def _listing(folder: Path) -> Listing:
    try:
        status = folder.stat()
        with os.scandir(folder) as entries:
            names = {entry.name: _is_folder(entry) for entry in entries}
    except OSError:
        return Listing({})
    return Listing(names, (status.st_dev, status.st_ino))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link in a loop


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return tr("It is not there any more, or is a link that leads nowhere.")
    if error.errno == errno.ELOOP:
        return tr("It is a link that leads back to itself.")
    if isinstance(error, PermissionError):
        return tr("You have no permission to read it.")
    return tr("It cannot be read: {reason}.", reason=reason(error))
