"""Which files of a folder are photos. The scan is the truth; what the watcher says are hints."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from photo_sorter.core.errors import FolderError
from photo_sorter.core.photo import FileState
from photo_sorter.language import tr
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

UNFINISHED_SUFFIXES = frozenset({".crdownload", ".download", ".opdownload", ".part", ".partial"})
"""Browsers' unfinished downloads. They get their own name when they are whole."""

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

OnError = Callable[[Path, str], None]
"""Takes a place that could not be looked at, and the sentence to show."""


def is_skipped(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or a system's own: it is not looked at, nor what is in it."""
    return name.startswith(".") or name.lower() in _SKIPPED_NAMES


def is_candidate(path: Path) -> bool:
    """Whether `path` is a file that is, or claims to be, a picture.

    True for a file with an image suffix, and for one with another or no suffix whose first bytes are a picture's.
    Links to files count as files. False when it cannot be opened or is gone.
    """
    try:
        return stat.S_ISREG(path.stat().st_mode) and _claims_to_be_picture(path)
    except (OSError, ValueError):
        return False


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


def scan(folder: Path, on_error: OnError) -> Iterator[FileState]:
    """Every candidate in and below `folder`, in the order of their names, not following links to folders.

    What cannot be listed goes to `on_error` and is passed over, with all that may be in it.
    Raises FolderError, at the first item or later, when `folder` itself is missing or cannot be read: it then says
    nothing about what is gone.
    """
    try:
        entries = _entries(folder)
    except OSError as error:
        raise FolderError(_folder_sentence(folder, error)) from error
    yield from _scan_entries(folder, entries, on_error)


def _scan_entries(root: Path, entries: list[os.DirEntry[str]], on_error: OnError) -> Iterator[FileState]:
    for entry in entries:
        if is_skipped(entry.name):
            continue
        path = Path(entry.path)
        try:
            if not _is_text(entry.name):
                on_error(path, _name_sentence(path))
            elif entry.is_dir(follow_symlinks=False):
                yield from _scan_entries(root, _entries(path), on_error)
            elif entry.is_file() and _claims_to_be_picture(path):
                status = entry.stat()
                yield FileState(path, status.st_size, status.st_mtime_ns)
        except OSError as error:
            if not root.is_dir():
                raise FolderError(_folder_sentence(root, FileNotFoundError())) from error
            if not isinstance(error, FileNotFoundError):
                on_error(path, tr("Cannot look into {path}: {reason}.", path=shown(path), reason=reason(error)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as listing:
        return sorted(listing, key=lambda entry: entry.name)


def _claims_to_be_picture(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in IMAGE_SUFFIXES:
        return True
    if suffix in UNFINISHED_SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            return looks_like_picture(file.read(HEAD_BYTES))
    except PermissionError:
        return False


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
