"""The disk against the library: what is new, changed, gone. Watching gives hints, this is the truth."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from photo_sorter.core.errors import FolderError
from photo_sorter.core.photo import FileState, Status
from photo_sorter.language import tr
from photo_sorter.media.scan import is_candidate, is_skipped, scan
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.store.photo_queue import KnownFile

FILES_A_STEP = 1_000
"""Between two steps the worker looks into its mailbox: at most some 50 ms on a slow disk."""


@dataclass
class Found:
    """What a step changed in the library. `arrived` are files that wait now to be looked at, `left_view` ids of photos
    that are gone or changed; `notices` are sentences about places that cannot be read."""

    left_view: list[int] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    arrived: list[Path] = field(default_factory=list)


def reconcile(library: Library, place: Path, folder: Folder) -> Iterator[Found]:
    """Compares the folder `place` (inside `folder`, or that folder itself) with the library, a step at a time.

    A place that cannot be read, or whose watched folder is gone (a disk that is not plugged in), loses nothing:
    its photos stay as they are.
    """
    known = library.photos.known_under(place)
    if place == folder.path and known and _is_empty(place):
        # What an unmounted disk leaves behind looks just like this.
        yield Found(
            notices=[
                tr(
                    "{place} is empty. If it lies on another disk, connect it; its photos stay in the library.",
                    place=place,
                )
            ]
        )
        return
    unreadable: list[Path] = []
    notices: list[str] = []

    def skip(path: Path, sentence: str) -> None:
        unreadable.append(path)
        notices.append(sentence)

    try:
        files = scan(place, skip)
        while chunk := list(islice(files, FILES_A_STEP)):
            found = _enqueue(library, folder, chunk, known)
            found.notices, notices[:] = list(notices), []
            for file in chunk:
                known.pop(str(file.path), None)
            yield found
    except FolderError as error:
        yield Found(notices=[*notices, str(error)])
        return
    kept = tuple(f"{path}/" for path in unreadable)
    # A round takes its time, in which a run may have moved some of them.
    now = library.photos.known_under(place) if known else {}
    gone = [
        file.id
        for path, file in known.items()
        if file.status is not Status.MISSING
        and not f"{path}/".startswith(kept or ("\0",))
        and path in now
        and now[path].id == file.id
    ]
    if gone:
        with library.atomic():
            library.photos.mark_missing(gone)
    yield Found(left_view=gone, notices=notices)


def look_at(library: Library, path: Path, folder: Folder) -> Iterator[Found]:
    """Compares one path in `folder` that came to rest with the library: a file or a folder, there or gone."""
    if not _is_text(path) or any(is_skipped(part) for part in path.relative_to(folder.path).parts):
        return
    if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path's
        yield from reconcile(library, path, folder)
        return
    known = library.photos.known_under(path)
    try:
        status = path.stat() if is_candidate(path) else None
    except OSError:
        status = None
    if status is not None:
        yield _enqueue(library, folder, [FileState(path, status.st_size, status.st_mtime_ns)], known)
    elif os.path.isdir(folder.path) and not os.path.lexists(path):  # noqa: PTH112
        gone = [file.id for file in known.values() if file.status is not Status.MISSING]
        with library.atomic():
            library.photos.mark_missing(gone)
        yield Found(left_view=gone)


def _is_empty(folder: Path) -> bool:
    try:
        return next(folder.iterdir(), None) is None
    except OSError:
        return False


def _is_text(path: Path) -> bool:
    """Whether the name can be stored; a scan tells the person of names that cannot."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _enqueue(library: Library, folder: Folder, files: list[FileState], known: dict[str, KnownFile]) -> Found:
    suspects = [file for file in files if _is_news(file, known.get(str(file.path)))]
    # A run may have put some of them there since `known` was read.
    now = {file.path: library.photos.known_under(file.path).get(str(file.path)) for file in suspects}
    news = [file for file in suspects if _is_news(file, now[file.path])]
    if not news:
        return Found()
    with library.atomic():
        library.photos.enqueue(folder.id, news)
    changed = [former.id for file in news if (former := now[file.path]) is not None]
    return Found(left_view=changed, arrived=[file.path for file in news])


def _is_news(file: FileState, known: KnownFile | None) -> bool:
    return (
        known is None
        or known.status is Status.MISSING
        or (known.size_bytes, known.mtime_ns) != (file.size_bytes, file.mtime_ns)
    )
