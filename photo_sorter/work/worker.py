"""The worker: owns the library's one writer, the matrix and the model, and does one thing at a time."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from photo_sorter.core.commands import (
    AddFolders,
    CancelDownload,
    Command,
    DownloadModel,
    ForgetFolder,
    LookAt,
    Pause,
    RemoveFolder,
    Rescan,
    Resume,
    SaveScheme,
    SetSkipped,
    SetVerdicts,
    Stop,
    StopWhenIdle,
    TryAgain,
    UseModel,
)
from photo_sorter.core.errors import FolderError, LibraryError, ModelError, PhotoSorterError
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    Event,
    LibraryChanged,
    ModelFailed,
    ModelReady,
    NoticeRaised,
    PhotosIndexed,
    Stopped,
)
from photo_sorter.core.ports import Embedder
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.scan import photo_folder
from photo_sorter.media.watch import FolderWatcher
from photo_sorter.paths import Home
from photo_sorter.settings import BUILT_IN_MODEL, SettingsError, SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.announcer import Announcer
from photo_sorter.work.downloads import Downloads
from photo_sorter.work.ingest import Decoded, Embedded, Ingest, Outcome
from photo_sorter.work.inquiries import OVERTAKEN, Inquiries
from photo_sorter.work.mailbox import Mailbox, Priority
from photo_sorter.work.reconcile import Found, look_at, reconcile
from photo_sorter.work.sorter import Sorter

log = logging.getLogger(__name__)

SAFETY_SCAN_SECONDS = 600.0
"""Watching loses events (design, section 4); every ten idle minutes the folders are compared with the library."""

_PRIORITIES: dict[type, Priority] = {
    Stop: Priority.STOP,
    Decoded: Priority.STEP,
    Embedded: Priority.STEP,
    LookAt: Priority.ARRIVAL,
    Rescan: Priority.BACKLOG,
    StopWhenIdle: Priority.BACKLOG,
}


class Worker:
    """`run` is the thread's whole life. `post` is safe on every thread, and `notify` must be: downloads, heat maps and
    checks of accuracy call it from threads of their own.

    `open_embedder` turns a model id into an embedder (seconds: it imports torch) and raises ModelError. `paused` None
    begins as the settings say.
    """

    def __init__(
        self,
        home: Home,
        settings: SettingsFile,
        notify: Callable[[Event], None],
        open_embedder: Callable[[str], Embedder],
        watching: bool = True,
        paused: bool | None = None,
    ) -> None:
        self._home = home
        self._settings = settings
        self._notify = notify
        self._open_embedder = open_embedder
        self._watching = watching
        self._mailbox = Mailbox(overtaken=OVERTAKEN)
        self._downloads = Downloads(home.models, self._notify)
        self._scans: deque[tuple[int, Iterator[Found]]] = deque()  # by folder id
        self._announcer = Announcer(notify)
        self._embedder: Embedder | None = None
        self._ingest: Ingest | None = None
        self._paused = settings.current.paused if paused is None else paused
        self._stop_when_idle = False
        self._fault: str | None = None
        self._stopping = False
        self._next_safety_scan = 0.0

    def post(self, message: Command | Decoded | Embedded) -> None:
        self._mailbox.put(message, _PRIORITIES.get(type(message), Priority.PERSON))

    def run(self) -> None:
        """Works until told to stop. Environment faults end in `Stopped` with a sentence; bugs are raised."""
        try:
            self._library = Library.open(self._home.library)
        except LibraryError as error:
            self._notify(Stopped(str(error)))
            return
        self._pool = DecodePool(os.cpu_count() or 1)
        self._inquiries = Inquiries(self._home, self._pool, self._notify, self._open_embedder)
        self._watcher = FolderWatcher(lambda paths: self.post(LookAt(paths))) if self._watching else None
        try:
            self._notify(LibraryChanged(photos=True, tags=True, categories=True, folders=True))
            self._attempt(lambda: self._use_model(self._settings.current.model_id))
            self._attempt(self._rescan)
            self._announce()
            while not self._stopping:
                self._turn()
        except LibraryError as error:
            self._fault = str(error)
        finally:
            self._shut_down()
        self._notify(Stopped(self._fault))

    def _shut_down(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
        self._downloads.close()
        # Its threads may wait for the pool, which fails what they wait for when it closes.
        self._pool.close()
        self._inquiries.close()
        if self._ingest is not None:
            self._ingest.close()
        self._library.close()

    # --- one turn ---

    def _turn(self) -> None:
        """One message, or if there is none one step of a scan."""
        message = self._mailbox.get(0 if self._scans else self._patience())
        if message is not None:
            self._attempt(lambda: self._handle(message))
        elif self._scans:
            self._attempt(self._scan_step)
        elif time.monotonic() >= self._next_safety_scan and self._watching:
            self._attempt(self._rescan)
        if self._ingest is not None and not self._scans:
            self._attempt(self._ingest.fill)
        self._announce()
        if self._stop_when_idle and self._is_idle():
            self._stopping = True

    def _attempt(self, step: Callable[[], None]) -> None:
        """Faults of the environment become a sentence; those of the library's disk pause the work."""
        try:
            step()
        except LibraryError as error:
            self._pause_for_fault(str(error))
        except (PhotoSorterError, SettingsError) as error:
            self._notify(NoticeRaised(str(error)))

    def _patience(self) -> float:
        """Seconds to wait for the next message."""
        if self._stop_when_idle and self._is_idle():
            return 0
        return max(0.05, min(60.0, self._next_safety_scan - time.monotonic()))

    def _is_idle(self) -> bool:
        return not self._scans and (self._ingest is None or self._ingest.idle)

    def _handle(self, message: Command | Decoded | Embedded) -> None:
        match message:
            case Decoded(ingest) if ingest is self._ingest:
                self._account(ingest.on_decoded(message))
            case Embedded(ingest) if ingest is self._ingest:
                self._account(ingest.on_embedded(message))
            case LookAt(paths):
                self._look_at(paths)
            case SaveScheme(scheme):
                with self._library.atomic():
                    self._library.categories.save(scheme.checked())
                self._sort_everything()
                self._notify(LibraryChanged(tags=True, categories=True))
            case SetVerdicts(verdicts):
                with self._library.atomic():
                    self._library.tags.set_verdicts(verdicts)
                followed = self._sort_everything() - {verdict.photo_id for verdict in verdicts}
                self._notify(LibraryChanged(tags=True, followed=len(followed)))
            case SetSkipped(pairs, skipped):
                with self._library.atomic():
                    self._library.tags.set_skipped(pairs, skipped)
                self._notify(LibraryChanged(tags=True))
            case AddFolders(paths):
                self._add_folders(paths)
            case RemoveFolder(folder_id) | ForgetFolder(folder_id):
                self._drop_folder(folder_id, forget=isinstance(message, ForgetFolder))
            case Rescan():
                self._rescan()
            case TryAgain(photo_ids):
                with self._library.atomic():
                    self._library.photos.try_again(photo_ids)
                self._wake()
                self._notify(LibraryChanged(photos=True))
            case Pause() | Resume():
                self._set_paused(isinstance(message, Pause))
            case UseModel(model_id):
                self._use_model(model_id)
            case DownloadModel(model_id):
                self._downloads.start(model_id)
            case CancelDownload():
                self._downloads.cancel()
            case StopWhenIdle():
                self._stop_when_idle = True
            case Stop():
                self._stopping = True
            case Decoded() | Embedded():
                pass  # of a model that is no longer used
            case _:
                self._inquiries.answer(message)

    # --- folders ---

    def _watch(self, path: Path) -> None:
        """Also again: a disk that was away is watched anew."""
        if self._watcher is None:
            return
        try:
            self._watcher.watch(path)
        except FolderError as error:
            self._notify(NoticeRaised(str(error)))

    def _add_folders(self, paths: tuple[Path, ...]) -> None:
        for given in paths:
            try:
                path = photo_folder(given)
            except FolderError as error:
                self._notify(NoticeRaised(str(error)))
                continue
            outer = self._library.folders.containing(path)
            if outer is None:
                with self._library.atomic():
                    folder = self._library.folders.add(path)
                self._drop_scans_without_folder()
                self._watch(path)
            else:
                folder = outer
            self._scans.append((folder.id, reconcile(self._library, path, folder)))
        if self._embedder is not None:
            with self._library.atomic():
                self._library.photos.enqueue_unembedded(self._embedder.model_id)
            self._sorter.refresh()
        self._notify(LibraryChanged(photos=True, tags=True, folders=True))

    def _drop_scans_without_folder(self) -> None:
        """Their folder was removed, or one around it has taken its photos over and scans them itself."""
        active = {folder.id for folder in self._library.folders.active()}
        self._scans = deque(scan for scan in self._scans if scan[0] in active)

    def _drop_folder(self, folder_id: int, forget: bool) -> None:
        folder = self._library.folders.get(folder_id)
        if folder is None:
            return
        with self._library.atomic():
            (self._library.folders.forget if forget else self._library.folders.remove)(folder_id)
        self._drop_scans_without_folder()
        if self._watcher is not None:
            self._watcher.unwatch(folder.path)
        if self._embedder is not None:
            self._sorter.refresh()
        self._wake()
        self._notify(LibraryChanged(photos=True, tags=True, folders=True))

    def _rescan(self) -> None:
        self._next_safety_scan = time.monotonic() + SAFETY_SCAN_SECONDS
        for folder in self._library.folders.active():
            self._watch(folder.path)
            self._scans.append((folder.id, reconcile(self._library, folder.path, folder)))

    def _scan_step(self) -> None:
        found = next(self._scans[0][1], None)
        if found is None:
            self._scans.popleft()
            if not self._scans:
                self._wake()
        else:
            self._take(found)

    def _look_at(self, paths: frozenset[Path]) -> None:
        # Gone paths first: a file that moved is then found as missing when its new place is looked at.
        for path in sorted(paths, key=lambda path: (os.path.lexists(path), str(path))):
            folder = self._library.folders.containing(path)
            if folder is None:
                continue
            if os.path.isdir(path):  # noqa: PTH112 - never raises, unlike Path's
                # Tens of thousands of photos may have come with it: a step at a time, so that searches do not wait.
                self._scans.append((folder.id, look_at(self._library, path, folder)))
                continue
            for found in look_at(self._library, path, folder):
                self._take(found)
                if self._ingest is not None:
                    self._ingest.hurry(found.arrived)

    def _take(self, found: Found) -> None:
        for sentence in found.notices:
            self._notify(NoticeRaised(sentence))
        if found.left_view and self._embedder is not None:
            self._sorter.remove(found.left_view)
        if found.queued or found.left_view:
            self._notify(LibraryChanged(photos=True, tags=bool(found.left_view)))

    # --- photos ---

    def _account(self, outcome: Outcome) -> None:
        if outcome.left_view and self._embedder is not None:
            self._sorter.remove(outcome.left_view)
        if outcome.indexed:
            self._announcer.progress.add(len(outcome.indexed))
            self._notify(PhotosIndexed(outcome.indexed))
        if outcome.indexed or outcome.left_view:
            self._notify(LibraryChanged(photos=True, tags=True))

    def _wake(self) -> None:
        if self._ingest is not None:
            self._ingest.wake()
            self._ingest.fill()

    def _set_paused(self, paused: bool) -> None:
        self._paused, self._fault = paused, None
        if self._ingest is not None:
            self._ingest.paused = paused
        self._wake()
        self._settings.change(paused=paused)

    def _pause_for_fault(self, sentence: str) -> None:
        """The disk is full or gone: nothing more is started until the person says so (or the next start)."""
        log.error(sentence)
        self._paused, self._fault = True, sentence
        if self._ingest is not None:
            self._ingest.paused = True
        self._notify(NoticeRaised(sentence))

    # --- model, sorting, searching ---

    def _use_model(self, model_id: str, is_stand_in: bool = False) -> None:
        """Changes to a model; the library is sorted by it at once. `is_stand_in`: the person's choice stays."""
        if self._embedder is not None and self._embedder.model_id == model_id:
            return
        self._notify(ActivityChanged(Activity.LOADING_MODEL))
        try:
            embedder = self._open_embedder(model_id)
        except ModelError as error:
            self._notify(ModelFailed(model_id, str(error)))
            if self._embedder is None and model_id != BUILT_IN_MODEL:
                self._use_model(BUILT_IN_MODEL, is_stand_in=True)
            return
        with self._library.atomic():
            self._library.photos.enqueue_unembedded(model_id)
        sorter = Sorter(self._library, embedder)
        sorter.sort_everything()
        if self._ingest is not None:
            self._ingest.close()
        self._embedder, self._sorter = embedder, sorter
        self._ingest = Ingest(self._library, self._home.thumbnails, self._pool, embedder, sorter, self.post)
        self._ingest.paused = self._paused
        self._notify(ModelReady(model_id))
        self._notify(LibraryChanged(photos=True, tags=True))
        self._inquiries.use(sorter)
        if not is_stand_in:
            self._settings.change(model_id=model_id)

    def _sort_everything(self) -> frozenset[int]:
        """Gives the ids of photos that moved."""
        if self._embedder is None:
            return frozenset()
        self._sorter.sort_everything()
        return self._sorter.moved

    # --- telling ---

    def _announce(self) -> None:
        self._announcer.tell(self._activity(), self._library.photos.queue_length)

    def _activity(self) -> Activity:
        if self._scans:
            return Activity.SCANNING
        if self._is_idle():
            paused_with_work = self._paused and self._library.photos.queue_length()
            return Activity.PAUSED if paused_with_work else Activity.IDLE
        return Activity.INDEXING
