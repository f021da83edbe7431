"""Which files of a folder are photos. The scan is the truth; what the watcher says are hints."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.errors import FolderError
from photo_sorter.core.photo import FileState
from photo_sorter.language import tr
from photo_sorter.media.links import EveryLink, LinkRule
from photo_sorter.media.online_only import NotHereError, is_online_only
from photo_sorter.media.questions import answered
from photo_sorter.media.signatures import HEAD_BYTES, looks_like_picture

RAW_SUFFIXES = frozenset({
    ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".iiq", ".k25", ".kdc", ".mef", ".mos", ".mrw",
    ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
})  # fmt: skip
"""Camera raw files, shown through their preview."""

IMAGE_SUFFIXES = RAW_SUFFIXES | {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo", ".png", ".apng", ".webp", ".gif", ".bmp", ".dib", ".tif",
    ".tiff", ".heic", ".heics", ".heif", ".heifs", ".hif", ".avif", ".avifs", ".jp2", ".j2k", ".j2c", ".jpc", ".jpf",
    ".jpx", ".ico", ".cur", ".icns", ".psd", ".tga", ".pcx", ".dcx", ".pbm", ".pgm", ".ppm", ".pnm", ".pfm", ".qoi",
    ".dds", ".blp", ".fli", ".flc", ".im", ".msp", ".sgi", ".rgb", ".ras", ".xbm", ".xpm",
}  # fmt: skip
"""Suffixes, in lower case, by which a file claims to be a picture. If it is none, it is a problem to show."""

UNFINISHED_SUFFIXES = frozenset({
    ".crdownload", ".download", ".opdownload", ".part", ".partial",
    ".nextcloud", ".owncloud",
})  # fmt: skip
"""Browsers' unfinished downloads, and stubs of what only a cloud holds. They get their own name when they are whole."""

_SKIPPED_NAMES = frozenset(
    {
        "@eadir",  # Synology's thumbnails
        "#recycle",
        "#snapshot",
        "@recycle",  # QNAP
        "@recently-snapshot",
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "__macosx",
        "node_modules",
    }
)

EVERY_LINK = EveryLink()

OnError = Callable[[Path, str], None]
"""Takes a place that could not be looked at, and the sentence to show."""


class Seen(NamedTuple):
    """A candidate as it is come upon: of a hundred thousand, hardly one is looked at more closely."""

    path: str
    status: os.stat_result
    is_link: bool

    def state(self) -> FileState:
        return file_state(Path(self.path), self.status, self.is_link)


def is_skipped(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or a system's own: it is not looked at, nor what is in it."""
    return name.startswith(".") or name.lower() in _SKIPPED_NAMES


def is_candidate(path: Path, links: LinkRule = EVERY_LINK) -> bool:
    """Whether `path` is a file that is, or claims to be, a picture.

    True for a file with an image suffix, and for one with another or no suffix whose first bytes are a picture's, if
    it may be opened for that: what only the cloud holds may not. Links to files count as files where `links` allows
    them. False when it cannot be opened or is gone.
    """
    try:
        if path.is_symlink() and not links.allows(path):
            return False
        status = path.stat()
        return stat.S_ISREG(status.st_mode) and _claims_to_be_picture(str(path), status)
    except (OSError, ValueError):
        return False


def file_state(path: Path, status: os.stat_result, is_link: bool = False) -> FileState:
    """What `status` says of the file at `path`. A link has no number of its own: its file may be a photo, too."""
    return FileState(
        path,
        status.st_size,
        # As the library stores whole numbers; files from 2262 and later are of the last moment that it can.
        max(-(2**63), min(status.st_mtime_ns, 2**63 - 1)),
        status.st_dev,
        file_number(status, is_link),
        is_online_only=is_online_only(status),
    )


def file_number(status: os.stat_result, is_link: bool) -> int | None:
    """As the library stores whole numbers: with a sign, in 64 bits."""
    if not status.st_ino or is_link:
        return None
    number = status.st_ino % 2**64
    return number - 2**64 if number >= 2**63 else number


def photo_folder(given: Path) -> Path:
    """The absolute path of a folder that a person named, links kept. FolderError when it is none."""
    path = Path(os.path.abspath(given))  # noqa: PTH100 - resolve() would follow links
    # Unlike Path's, these never raise, whatever the name and the permissions are.
    if not os.path.isdir(path):  # noqa: PTH112
        if os.path.exists(path):  # noqa: PTH110
            raise FolderError(
                tr("Cannot add {path}: it is a file, not a folder. Choose a folder of photos.", path=shown(path))
            )
        raise FolderError(tr("Cannot add {path}: it cannot be found. Choose a folder of photos.", path=shown(path)))
    if not _is_text(str(path)):
        raise FolderError(_name_sentence(path))
    return path


def scan(folder: Path, on_error: OnError, links: LinkRule = EVERY_LINK) -> Iterator[FileState]:
    """As `look_through`."""
    for seen in look_through(folder, on_error, links):
        yield seen.state()


def look_through(folder: Path, on_error: OnError, links: LinkRule = EVERY_LINK) -> Iterator[Seen]:
    """Every candidate in and below `folder`, in the order of their paths as text, not following links to folders, and
    to files as `links` allows it.

    What cannot be listed goes to `on_error` and is passed over, with all that may be in it.
    Raises FolderError, at the first item or later, when `folder` itself is missing or cannot be read: it then says
    nothing about what is gone.
    """
    try:
        entries = _entries(folder)
    except OSError as error:
        raise FolderError(_folder_sentence(folder, error)) from error
    yield from _through_entries(folder, entries, on_error, links)


def _through_entries(root: Path, entries: list[os.DirEntry[str]], on_error: OnError, links: LinkRule) -> Iterator[Seen]:
    for entry in entries:
        if is_skipped(entry.name):
            continue
        answered()
        try:
            if not _is_text(entry.name):
                on_error(Path(entry.path), _name_sentence(Path(entry.path)))
            elif entry.is_dir(follow_symlinks=False):
                yield from _through_entries(root, _entries(Path(entry.path)), on_error, links)
            elif entry.is_file():
                seen = Seen(entry.path, entry.stat(), entry.is_symlink())
                if (not seen.is_link or links.allows(Path(seen.path))) and _claims_to_be_picture(*seen[:2]):
                    yield seen
        except OSError as error:
            if not root.is_dir():
                raise FolderError(_folder_sentence(root, FileNotFoundError())) from error
            if not isinstance(error, FileNotFoundError):
                path = Path(entry.path)
                on_error(path, tr("Cannot look into {path}: {reason}.", path=shown(path), reason=reason(error)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as listing:
        # "a.jpg" comes before "a/b.jpg", as the library orders them.
        return sorted(_told(listing), key=_order)


def _told(listing: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    for entry in listing:
        answered()
        yield entry


def _order(entry: os.DirEntry[str]) -> str:
    answered()  # some file systems are asked for each whether it is a folder
    return entry.name + os.sep if entry.is_dir(follow_symlinks=False) else entry.name


def _claims_to_be_picture(path: str, status: os.stat_result) -> bool:
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122 - 100,000 files have to be quick
    if suffix in IMAGE_SUFFIXES:
        return True
    if suffix in UNFINISHED_SUFFIXES or is_online_only(status):
        return False
    try:
        # A pipe may have taken the file's place meanwhile, and opening it would wait for a writer.
        with open(path, "rb", opener=without_waiting) as file:
            return looks_like_picture(file.read(HEAD_BYTES))
    except PermissionError:
        return False


def without_waiting(path: str, flags: int) -> int:
    """Opens it, not waiting for what a pipe waits for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_text(name: str) -> bool:
    """False for a name with bytes that are no UTF-8, which the library could not store."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name_sentence(path: Path) -> str:
    return tr("The name of {path} is not valid text, so it was left out. Rename it to add it.", path=shown(path))


def shown(path: Path) -> str:
    """`path` as text that can be printed and stored whatever bytes are in its name."""
    return os.fsencode(path).decode("utf-8", "replace")


def reason(error: OSError) -> str:
    """Why, in words that go into a sentence."""
    if isinstance(error, NotHereError):
        return tr("it is in the cloud only, and is read once it is on this computer")
    if isinstance(error, PermissionError):
        return tr("you have no permission to read it")
    if isinstance(error, FileNotFoundError):
        return tr("it is not there any more")
    return (error.strerror or str(error) or type(error).__name__).lower()


def _folder_sentence(folder: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return tr(
            "The folder {folder} is not there. If it is on a disk that is not connected, connect it.",
            folder=shown(folder),
        )
    if isinstance(error, NotADirectoryError):
        return tr("{folder} is not a folder.", folder=shown(folder))
    return tr("Cannot read the folder {folder}: {reason}.", folder=shown(folder), reason=reason(error))
