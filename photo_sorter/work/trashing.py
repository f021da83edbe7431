"""Moving photos to the system's trash when told, and back, in the background of the window."""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.commands import CancelTrash, MoveToTrash, TakeBackFromTrash
from photo_sorter.core.duplicates.groups import DuplicateGroup, DuplicateKind, may_go
from photo_sorter.core.errors import DiskSilentError, TrashError
from photo_sorter.core.events import Event, MovedToTrash, TakenBackFromTrash, TrashProgressed
from photo_sorter.language import tr
from photo_sorter.media.online_only import require_here
from photo_sorter.media.questions import Questions
from photo_sorter.media.scan import reason, shown
from photo_sorter.media.sidecar import sidecars
from photo_sorter.media.trash import move_to_trash, take_back
from photo_sorter.media.trash_places import TrashedFile
from photo_sorter.store.library import Library
from photo_sorter.work.job import CLOSE_SECONDS
from photo_sorter.work.progress import Progress

log = logging.getLogger(__name__)

ANNOUNCE_SECONDS = 0.25

_questions = Questions()


@dataclass(frozen=True)
class KnownFile:
    """A file as it was when it was compared; `content_hash` is None if it was never looked at."""

    path: Path
    content_hash: bytes | None


@dataclass(frozen=True)
class Trashed:
    """Ids of the photos that are in the trash now, and sentences about those that are not. `held`: those of them that
    can be taken back."""

    moved: tuple[int, ...]
    sentences: tuple[str, ...]
    held: Mapping[int, TrashedFile] = field(default_factory=dict, compare=False)

    @property
    def told(self) -> MovedToTrash:
        return MovedToTrash(self.moved, self.sentences, tuple(self.held))


@dataclass(frozen=True)
class TakenBack:
    """Where the files of photos are that have come back from the trash, and sentences about those that have not."""

    paths: Mapping[int, Path]
    sentences: tuple[str, ...]

    @property
    def told(self) -> TakenBackFromTrash:
        return TakenBackFromTrash(tuple(self.paths), self.sentences)


def known_files(library: Library, told: MoveToTrash) -> dict[int, KnownFile]:
    """The files of these photos as a person saw them, or else as the library knows them; strangers are left out."""
    seen = dict(told.contents)
    photos = (library.photos.get(photo_id) for photo_id in (*told.photo_ids, *told.kept_ids))
    return {
        photo.id: KnownFile(photo.path, seen.get(photo.id, photo.content_hash)) for photo in photos if photo is not None
    }


class TrashRuns:
    """Asked on the worker thread; `then` and `notify` are called on a thread of its own, which reads and compares.

    What it moves can be taken back until the program ends; then the system's trash has it like anything else.
    """

    def __init__(self, then: Callable[[Trashed | TakenBack], None], notify: Callable[[Event], None]) -> None:
        self._then = then
        self._notify = notify
        self._cancelled = threading.Event()
        self._held: dict[int, TrashedFile] = {}
        self._is_closed = False
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="trash", daemon=True)

    def do(self, told: MoveToTrash | CancelTrash | TakeBackFromTrash, library: Library) -> None:
        """Photos that the library does not know are passed over."""
        match told:
            case MoveToTrash():
                self._cancelled = threading.Event()
                self._begin(partial(self._run, told, known_files(library, told), self._cancelled))
            case TakeBackFromTrash(photo_ids):
                self._cancelled = threading.Event()
                self._begin(partial(self._take_back, photo_ids, self._cancelled))
            case CancelTrash():
                self.cancel()

    def cancel(self) -> None:
        """What has not been moved yet stays where it is."""
        self._cancelled.set()

    def close(self) -> None:
        """Cancels, and waits for the file in hand, but not for ever: its disk may not answer. Those that wait are
        dropped."""
        self.cancel()
        self._is_closed = True
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    def _begin(self, work: Callable[[], None]) -> None:
        if self._thread.ident is None:
            self._thread.start()
        self._waiting.put(work)

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None and not self._is_closed:
            work()

    def _run(self, told: MoveToTrash, files: Mapping[int, KnownFile], cancelled: threading.Event) -> None:
        moved: list[int] = []
        sentences: list[str] = []
        held: dict[int, TrashedFile] = {}
        pace, announced = Progress(), time.monotonic()
        pace.start()
        try:
            for group, going in _groups(told, files):
                if cancelled.is_set():
                    sentences.insert(0, tr("Cancelled: the others stay where they are."))
                    break
                done = trash(group, files, going, cancelled.is_set)
                moved += done.moved
                sentences += done.sentences
                held |= done.held
                pace.add(len(going))
                if time.monotonic() - announced >= ANNOUNCE_SECONDS:
                    announced, total = time.monotonic(), len(told.photo_ids)
                    self._notify(TrashProgressed(pace.done, total, pace.seconds_left(total - pace.done)))
        except Exception as error:
            # The executor would keep a bug to itself, and what has been moved must be known.
            log.exception("Moving photos to the trash failed")
            sentences.append(_fault(error))
        self._held |= held
        self._then(Trashed(tuple(moved), tuple(sentences), held))

    def _take_back(self, photo_ids: Sequence[int], cancelled: threading.Event) -> None:
        paths: dict[int, Path] = {}
        sentences: list[str] = []
        pace, announced = Progress(), time.monotonic()
        pace.start()
        try:
            for photo_id in photo_ids:
                if cancelled.is_set():
                    sentences.insert(0, tr("Cancelled: the others stay in the trash."))
                    break
                if photo_id not in self._held:
                    continue
                try:
                    take_back(self._held[photo_id])
                except TrashError as error:
                    sentences.append(str(error))
                else:
                    paths[photo_id] = self._held.pop(photo_id).path
                pace.add(1)
                if time.monotonic() - announced >= ANNOUNCE_SECONDS:
                    announced, total = time.monotonic(), len(photo_ids)
                    self._notify(TrashProgressed(pace.done, total, pace.seconds_left(total - pace.done)))
        except Exception as error:
            log.exception("Taking photos back from the trash failed")
            sentences.append(_fault(error))
        self._then(TakenBack(paths, tuple(sentences)))


def trash(
    group: DuplicateGroup,
    files: Mapping[int, KnownFile],
    going: Set[int],
    is_stopping: Callable[[], bool] = lambda: False,
) -> Trashed:
    """Moves photos of a group to the system's trash, as far as one that stays is there and unchanged.

    Unchanged: the same SHA-256, computed again, and nobody has written to it since. Another name of a file that stays
    is left alone. Writes no library: the watcher, or the caller, sees that the files are gone.
    """
    sentences: list[str] = []
    found: dict[int, _Trace] = {}
    for photo_id in group.photo_ids:
        try:
            found[photo_id] = _checked(files[photo_id])
        except TrashError as error:
            if photo_id in going:
                sentences.append(str(error))
    staying = found.keys() - going
    files_that_stay = {found[photo_id].file for photo_id in staying}
    linked = {photo_id for photo_id in found.keys() - staying if found[photo_id].file in files_that_stay}
    sentences += (
        tr("{path} was not moved: it is another name of a file that stays.", path=shown(files[id].path))
        for id in linked
    )
    allowed = may_go(group, going - linked, set(found))
    if not allowed and not found.keys() <= staying | linked:
        sentences.append(tr("Nothing was moved: no other copy is there and unchanged. The last one is never moved."))
    moved: list[int] = []
    held: dict[int, TrashedFile] = {}
    for photo_id in group.photo_ids:
        if photo_id not in allowed or is_stopping():
            continue
        path = files[photo_id].path
        try:
            if not any(_is_unchanged(files[id].path, found[id]) for id in staying):
                raise TrashError(tr("{path} was not moved: what was to stay is gone or has changed.", path=shown(path)))
            if not _is_unchanged(path, found[photo_id]):
                raise TrashError(tr("{path} was not moved: it has changed since it was compared.", path=shown(path)))
            trashed = move_to_trash(path, files[photo_id].content_hash)
        except TrashError as error:
            sentences.append(str(error))
        else:
            moved.append(photo_id)
            if trashed is not None:
                held[photo_id] = trashed
            sentences += (tr("{path} stays where it is.", path=shown(beside)) for beside in islice(sidecars(path), 1))
    return Trashed(tuple(moved), tuple(sentences), held)


def _fault(error: Exception) -> str:
    return tr("Photo Sorter has a fault with the trash ({fault}), noted in its log.", fault=repr(error))


class _Trace(NamedTuple):
    """Which file it is, on which disk, and what changes when somebody writes to it."""

    file: tuple[int, int]
    size_bytes: int
    mtime_ns: int


def _trace(path: Path) -> _Trace:
    status = path.stat()
    return _Trace((status.st_dev, status.st_ino), status.st_size, status.st_mtime_ns)


def _is_unchanged(path: Path, trace: _Trace) -> bool:
    try:
        return _trace(path) == trace
    except OSError:
        return False


def _checked(known: KnownFile) -> _Trace:
    """Raises TrashError if the file is not there, or is not the same any more."""
    if known.content_hash is None:
        raise TrashError(tr("{path} was not moved: it has not been looked at yet.", path=shown(known.path)))
    try:
        trace = _questions.ask(known.path, lambda: _trace(known.path))
        require_here(known.path.stat())
        with known.path.open("rb") as file:
            content_hash = hashlib.file_digest(file, "sha256").digest()
    except DiskSilentError as error:
        raise TrashError(tr("{path} was not moved: its disk does not answer.", path=shown(known.path))) from error
    except OSError as error:
        raise TrashError(tr("{path} was not moved: {reason}.", path=shown(known.path), reason=reason(error))) from error
    if content_hash != known.content_hash:
        raise TrashError(tr("{path} was not moved: it has changed since it was compared.", path=shown(known.path)))
    return trace


def _groups(told: MoveToTrash, files: Mapping[int, KnownFile]) -> Iterator[tuple[DuplicateGroup, frozenset[int]]]:
    """Exact copies of something kept, by content; the others, for which anything that is kept stands, or nothing."""
    kept_by_content: dict[bytes | None, list[int]] = {}
    for kept in told.kept_ids:
        if kept in files:
            kept_by_content.setdefault(files[kept].content_hash, []).append(kept)
    going_by_content: dict[bytes | None, list[int]] = {}
    others: list[int] = []
    for going in told.photo_ids:
        if going in files and going not in told.kept_ids:
            content = files[going].content_hash
            (going_by_content.setdefault(content, []) if content in kept_by_content else others).append(going)
    for content, copies in going_by_content.items():
        members = (*kept_by_content[content], *copies)
        yield DuplicateGroup(DuplicateKind.EXACT, members, "", frozenset({frozenset(members)})), frozenset(copies)
    if others:
        stand_for_them = () if told.copies_only else told.kept_ids
        members = (*(kept for kept in stand_for_them if kept in files), *others)
        yield DuplicateGroup(DuplicateKind.SAME_PICTURE, members, ""), frozenset(others)
