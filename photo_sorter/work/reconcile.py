"""The disk against the library: what is new, changed, moved, gone. Watching gives hints, this is the truth."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from photo_sorter.core.errors import DiskSilentError, FolderError
from photo_sorter.core.identity import KnownFile, Matches, match
from photo_sorter.core.photo import FileState, Status
from photo_sorter.media.folder_looks import device_of
from photo_sorter.media.links import LinkRule
from photo_sorter.media.questions import answered
from photo_sorter.media.scan import Seen, file_state, is_candidate, is_skipped, look_through, without_waiting
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.work.whereabouts import Whereabouts

FILES_A_STEP = 1_000
"""Between two steps the worker looks into its mailbox: at most some 50 ms on a slow disk."""
TAKEN_WITHIN_SECONDS = 0.05
"""So long a step waits for a disk, which is read ahead: no person is kept waiting by it."""

BYTES_AT_ONCE = 1 << 20
"""Between two reads a disk that answers slowly is not taken for a silent one."""

_SAYS_NOTHING = frozenset({
    errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ENOTCONN, errno.EHOSTDOWN,
})  # fmt: skip
"""Closed to us, or its disk or server fails: whether a file is there is not known."""


@dataclass
class Found:
    """What a step changed in the library. `arrived` are files that wait now to be looked at, `left_view` ids of photos
    that are gone or changed, `moved` of those that have other paths now, `returned` of READY ones that are in view
    again, without tags; `notices` are sentences about places that cannot be read. `online_only` files were passed over.
    """

    left_view: list[int] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    arrived: list[Path] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    online_only: int = 0


def reconcile(library: Library, whereabouts: Whereabouts, place: Path, folder: Folder) -> Iterator[Found]:
    """Compares the folder `place` (inside `folder`, or that folder itself) with the library, a step at a time.

    Where the watched folder is not what it was when it was last looked for, and where something cannot be read, nothing
    is lost: its photos stay as they are. The library's rows are read a step at a time, too, in the order of the scan.
    A step that finds nothing may have waited for the disk. Raises DiskSilentError.
    """
    if not whereabouts.is_there(folder):
        return
    unreadable: list[Path] = []
    comparison = _Comparison(library, whereabouts, folder)
    absent = list(library.files.known_at([place]).values())
    begin, end = _bounds(place)
    links = whereabouts.links
    listing = whereabouts.questions.read_ahead(place, lambda: _parts(place, links))
    try:
        while not listing.is_through:
            part = listing.take(TAKEN_WITHIN_SECONDS)
            if part is None:
                yield Found()
                continue
            unreadable += part.unreadable
            if not part.files:
                yield Found(notices=part.notices)
                continue
            upto = part.files[-1].path
            known = library.files.known_between(begin, upto)
            begin = upto
            found = comparison.take(comparison.news(part.files, known), known)
            found.notices = part.notices
            yield found
            paths = {seen.path for seen in part.files}
            absent += [file for path, file in known.items() if path not in paths and file.status is not Status.MISSING]
    except DiskSilentError:
        raise
    except FolderError as error:
        yield Found(notices=[str(error)])
        return
    finally:
        listing.close()
    absent += [file for file in library.files.known_between(begin, end).values() if file.status is not Status.MISSING]
    kept = tuple(f"{path}{os.sep}" for path in unreadable)
    if kept:
        absent = [file for file in absent if not f"{file.path}{os.sep}".startswith(kept)]
    yield from comparison.end(absent)


def look_at_files(library: Library, whereabouts: Whereabouts, paths: Sequence[Path], folder: Folder) -> Iterator[Found]:
    """Compares files in `folder` that came to rest with the library: they are there, or gone.

    Raises DiskSilentError.
    """
    if not whereabouts.is_there(folder):
        return
    watched = [path for path in paths if _is_looked_at(path, folder)]
    comparison = _Comparison(library, whereabouts, folder)
    links = whereabouts.links
    absent: list[KnownFile] = []
    for begin in range(0, len(watched), FILES_A_STEP):
        part = watched[begin : begin + FILES_A_STEP]
        files = whereabouts.questions.ask(folder.path, partial(_seen_of, part, links))
        there = {file.path for file in files}
        yield comparison.take(files, library.files.known_at(part))
        for path in part:
            if path not in there:
                absent += library.photos.known_under(path).values()
    yield from comparison.end([file for file in absent if file.status is not Status.MISSING])


@dataclass(frozen=True)
class _Part:
    """Of a listing: candidates in the order of their paths, places that cannot be read, and what is said of each."""

    files: list[Seen]
    unreadable: list[Path]
    notices: list[str]


def _parts(place: Path, links: LinkRule) -> Iterator[_Part]:
    """Asks the disk only. The last one has no files. Raises FolderError."""
    unreadable: list[tuple[Path, str]] = []
    files = look_through(place, lambda path, sentence: unreadable.append((path, sentence)), links)
    while True:
        try:
            chunk = list(islice(files, FILES_A_STEP))
        except FolderError:
            if unreadable:
                yield _Part([], *_told(unreadable))
            raise
        yield _Part(chunk, *_told(unreadable))
        unreadable.clear()
        if not chunk:
            return


def _told(unreadable: Sequence[tuple[Path, str]]) -> tuple[list[Path], list[str]]:
    return [path for path, _ in unreadable], [sentence for _, sentence in unreadable]


class _Comparison:
    """One pass: files as they are against photos as they were seen. What is gone is known at its end."""

    def __init__(self, library: Library, whereabouts: Whereabouts, folder: Folder) -> None:
        self._library = library
        self._whereabouts = whereabouts
        self._folder = folder
        self._links = whereabouts.links
        self._unclear: list[FileState] = []
        self._displaced: set[int] = set()
        self._contents: dict[FileState, bytes | None] = {}

    def news(self, seen: Iterable[Seen], known: Mapping[str, KnownFile]) -> list[FileState]:
        """Those of them that are not as they were: mostly none, which has to be quick."""
        return [file.state() for file in seen if not self._is_as_known(file, known.get(file.path))]

    def take(self, files: Iterable[FileState], known: Mapping[str, KnownFile]) -> Found:
        """`known` are the photos at the paths of these files, as they are now."""
        identified = self._whereabouts.identified(files)
        news = [file for file in identified if _is_news(file, known.get(str(file.path)))]
        return self._write(self._match(news, known)) if news else Found()

    def end(self, absent: Sequence[KnownFile]) -> Iterator[Found]:
        """`absent` are photos whose files were not found where they were."""
        for begin in range(0, len(self._unclear), FILES_A_STEP):
            part = self._unclear[begin : begin + FILES_A_STEP]
            yield self._write(self._match(part, self._library.files.known_at([file.path for file in part]), True))
        ids = [*self._displaced, *(file.id for file in absent)]
        paths = {file.id: file.path for file in absent}
        for begin in range(0, len(ids), FILES_A_STEP):
            yield self._let_go(ids[begin : begin + FILES_A_STEP], paths)

    def _is_as_known(self, seen: Seen, known: KnownFile | None) -> bool:
        return (
            known is not None
            and known.mtime_ns == seen.status.st_mtime_ns
            and known.size_bytes == seen.status.st_size
            and known.status is not Status.MISSING
            and (
                known.number == self._whereabouts.number_of(seen)
                if seen.status.st_ino
                # Listing a folder tells no numbers on Windows.
                else known.volume_id is not None
                and (known.file_id is not None or not self._whereabouts.keeps_numbers(seen))
            )
        )

    def _match(self, files: Sequence[FileState], known: Mapping[str, KnownFile], is_last: bool = False) -> Matches:
        known_by_number = self._library.files.with_numbers(files)
        candidates = [*known.values(), *(each for photos in known_by_number.values() for each in photos)]
        look_alikes = self._library.files.look_alikes(candidates)
        return self._whereabouts.questions.ask(
            self._folder.path,
            lambda: match(files, known, known_by_number, look_alikes, _has_left, self._content_of, is_last),
        )

    def _content_of(self, file: FileState) -> bytes | None:
        """Its hash, which is asked for once. Asks the disk."""
        if file not in self._contents:
            self._contents[file] = _content_of(file)
        return self._contents[file]

    def _write(self, matches: Matches) -> Found:
        files = self._library.files
        back = [known.id for known, _ in (*matches.same, *matches.moved) if known.status is Status.MISSING]
        enqueued = [
            file for file in (*(file for _, file in matches.edited), *matches.new) if not file.is_online_only
        ]  # fmt: skip
        online_only = sum(file.is_online_only for file in matches.new)
        self._unclear += [file for file in matches.unclear if not file.is_online_only]
        with self._library.atomic():
            files.note_numbers((known.id, file) for known, file in matches.same)
            # Size and time alone do not prove that it is what it was.
            self._library.photos.read_again(
                [known.id for known, file in matches.same if known.is_other_file_than(file)]
            )
            files.keep_former(known for known, file in matches.edited if not file.is_online_only)
            files.move(self._folder.id, matches.moved, matches.displaced)
            self._library.photos.enqueue(self._folder.id, enqueued)
            returned = files.bring_back(back)
        self._displaced |= {known.id for known in matches.displaced}
        self._displaced -= {known.id for known, _ in matches.moved}
        waiting = set(back) - set(returned)
        return Found(
            left_view=[known.id for known, file in matches.edited if not file.is_online_only],
            arrived=[
                *(file.path for file in enqueued),
                *(file.path for known, file in (*matches.same, *matches.moved) if known.id in waiting),
            ],
            moved=[known.id for known, _ in matches.moved],
            returned=returned,
            online_only=online_only,
        )

    def _let_go(self, photo_ids: Sequence[int], paths: Mapping[int, str]) -> Found:
        """Of these photos, those are gone that are still in the place where no file was found."""
        suspects = [file for file in self._library.files.known_as(photo_ids) if file.status is not Status.MISSING]
        absent = [file for file in suspects if file.id not in self._displaced and file.path == paths.get(file.id)]
        devices = self._whereabouts.questions.ask(self._folder.path, lambda: dict(_gone(absent, self._links)))
        gone = [
            file.id
            for file in suspects
            if file.id in self._displaced
            or (file.id in devices and not self._whereabouts.is_away(Path(file.path), file.volume_id, devices[file.id]))
        ]
        if not gone or not self._whereabouts.is_there(self._folder):
            return Found()
        with self._library.atomic():
            self._library.photos.mark_missing(gone)
        return Found(left_view=gone)


def _is_news(file: FileState, known: KnownFile | None) -> bool:
    return (
        known is None
        or known.status is Status.MISSING
        or not known.looks_like(file)
        or known.number != (file.volume_id, file.file_id)
    )


def _gone(files: Iterable[KnownFile], links: LinkRule) -> Iterator[tuple[int, int | None]]:
    """Ids of those that are gone, each with the device that is there now. Asks the disk."""
    for file in files:
        path = Path(file.path)
        if _is_gone(path, links):
            yield file.id, device_of(path)


def _is_gone(path: Path, links: LinkRule) -> bool:
    """Asks the disk."""
    answered()
    try:
        path.lstat()
    except OSError as error:
        if error.errno in _SAYS_NOTHING:
            return False
    # A pass takes its time, in which a run may have put it there.
    return not is_candidate(path, links)


def _has_left(known: KnownFile) -> bool:
    """Whether the photo's file is not, or not any more, at its path. Asks the disk."""
    answered()
    path = Path(known.path)
    try:
        return file_state(path, path.lstat()).file_id != known.file_id
    except PermissionError:
        return False
    except OSError:
        return True


def _content_of(file: FileState) -> bytes | None:
    """Its hash; None if it cannot be read, or only the cloud has it. Asks the disk."""
    if file.is_online_only:
        return None
    digest = hashlib.sha256()
    try:
        with open(file.path, "rb", opener=without_waiting) as opened:
            while part := opened.read(BYTES_AT_ONCE):
                answered()
                digest.update(part)
    except OSError:
        return None
    return digest.digest()


def _seen_of(paths: Sequence[Path], links: LinkRule) -> list[FileState]:
    return [file for path in paths if (file := _seen(path, links)) is not None]


def _seen(path: Path, links: LinkRule) -> FileState | None:
    """None for what is no photo, or gone. Asks the disk."""
    answered()
    if not is_candidate(path, links):
        return None
    try:
        return file_state(path, path.stat(), is_link=path.is_symlink())
    except OSError:
        return None


def _is_looked_at(path: Path, folder: Folder) -> bool:
    return _is_text(path) and not any(is_skipped(part) for part in path.relative_to(folder.path).parts)


def _is_text(path: Path) -> bool:
    """Whether the name can be stored; a scan tells the person of names that cannot."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _bounds(place: Path) -> tuple[str, str]:
    """Between them, as text, lie the paths of all that is inside."""
    inside = str(place).rstrip(os.sep) + os.sep
    return inside, inside[:-1] + chr(ord(os.sep) + 1)
