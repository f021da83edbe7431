"""The worker: owns the library's one writer, the matrix and the model, and does one thing at a time."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from photo_sorter.core import commands
from photo_sorter.core.errors import LibraryError, PhotoSorterError, StalledError
from photo_sorter.core.events import (
    Activity,
    Event,
    LibraryChanged,
    NoticeRaised,
    PhotosIndexed,
    Stopped,
)
from photo_sorter.core.ports import Embedder
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.media.watch import FolderWatcher
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsError, SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.after_trash import follow_trash
from photo_sorter.work.announcer import Announcer
from photo_sorter.work.arranging.arranging import Arranging, ArrangingMessage
from photo_sorter.work.arranging.ledger import Followed
from photo_sorter.work.errands import Errand, Workplace
from photo_sorter.work.ingest import Decoded, Embedded, Outcome
from photo_sorter.work.inquiries import OVERTAKEN, Inquiries
from photo_sorter.work.mailbox import Mailbox
from photo_sorter.work.messages import Message, priority_of
from photo_sorter.work.model_change import LookedAgain, ModelLoaded, ShownAgain
from photo_sorter.work.model_files import ModelFiles
from photo_sorter.work.models import Models
from photo_sorter.work.progress import Progress
from photo_sorter.work.reconcile import Found
from photo_sorter.work.rounds import Rounds
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.trashing import TakenBack, Trashed, TrashRuns

log = logging.getLogger(__name__)


class Worker:
    """`run` is the thread's whole life. `post` is safe on every thread, and `notify` must be: downloads, heat maps and
    checks of accuracy call it from threads of their own.

    `open_embedder` turns a model id into an embedder (seconds with torch) and raises ModelError. `paused` None
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
        self._files = ModelFiles(home.models, settings, self._notify)
        self._announcer = Announcer(notify)
        self._progress = Progress()
        self._paused = settings.current.paused if paused is None else paused
        self._held = ""
        self._stop_when_idle = False
        self._fault: str | None = None
        self._stopping = False

    def post(self, message: Message) -> None:
        self._mailbox.put(message, priority_of(message))

    def run(self) -> None:
        """Works until told to stop. Environment faults end in `Stopped` with a sentence; bugs are raised."""
        try:
            self._library = Library.open(self._home.library)
        except LibraryError as error:
            self._notify(Stopped(str(error)))
            return
        self._pool = DecodePool(os.cpu_count() or 1, gives_way=True)
        self._inquiries = Inquiries(self._home, self._pool, self._notify, self._open_embedder, self.post)
        self._trash = TrashRuns(self.post, self._notify)
        self._arranging = Arranging(self._library, self.post, self._notify, self._follow_files)
        watcher = FolderWatcher(lambda paths: self.post(commands.LookAt(paths))) if self._watching else None
        self._rounds = Rounds(self._library, self._home.thumbnails, watcher, self._notify)
        self._models = Models(
            self._library, self._home, self._settings, self._pool, self._open_embedder, self.post, self._notify,
            self._on_switched,
        )  # fmt: skip
        self._models.paused = self._paused
        try:
            self._tell_changed(LibraryChanged(photos=True, tags=True, categories=True, folders=True, searches=True))
            self._attempt(self._models.begin)
            self._attempt(self._rounds.begin)
            self._announce()
            while not self._stopping:
                self._turn()
        except LibraryError as error:
            self._fault = str(error)
        finally:
            self._shut_down()
        self._notify(Stopped(self._fault))

    def _shut_down(self) -> None:
        self._arranging.close()
        self._rounds.close()
        self._files.close()
        self._trash.close()
        # Its threads may wait for the pool, which fails what they wait for when it closes.
        self._pool.close()
        self._inquiries.close()
        self._models.close()
        self._library.close()

    # --- one turn ---

    def _turn(self) -> None:
        """One message, or if there is none one step of a scan."""
        message = self._mailbox.get(self._patience() if self._rounds.are_done else 0)
        if message is not None:
            self._attempt(lambda: self._handle(message))
        elif not self._rounds.are_done:
            self._attempt(self._scan_step)
        elif self._rounds.are_due:
            self._attempt(self._rounds.repeat)
        if self._rounds.are_done:
            self._attempt(self._models.fill)
        self._attempt(lambda: self._arranging.turn(self._is_quiet))
        if self._inquiries.standing is not None:
            self._attempt(self._inquiries.standing.tell_if_due)
        self._announce()
        if self._stop_when_idle and self._is_idle():
            self._stopping = True

    def _attempt(self, step: Callable[[], None]) -> None:
        """Faults of the environment become a sentence; those of the library's disk or the model pause the work."""
        try:
            step()
        except (LibraryError, StalledError) as error:
            log.error("Everything pauses: %s", error)
            self._pause_for_fault(fault_in_words(str(error)))
        except (PhotoSorterError, SettingsError) as error:
            self._notify(NoticeRaised(str(error)))

    def _patience(self) -> float:
        """Seconds to wait for the next message."""
        if self._stop_when_idle and self._is_idle():
            return 0
        standing = self._inquiries.standing
        counts = standing.seconds_to_next if standing is not None else 60.0
        runs = 60.0 if self._arranging.is_done else 0.5
        return max(0.05, min(60.0, self._rounds.seconds_to_next, counts, runs))

    def _is_idle(self) -> bool:
        return self._is_quiet and self._arranging.is_done

    @property
    def _is_quiet(self) -> bool:
        return self._rounds.are_done and self._models.is_idle

    def _handle(self, message: Message) -> None:
        if isinstance(message, ArrangingMessage):
            self._arranging.take(message)
            return
        match message:
            case Decoded() | Embedded():
                self._account(self._models.on_photos(message))
            case ModelLoaded() | LookedAgain() | ShownAgain():
                self._models.on_step(message)
            case commands.LookAt(paths):
                self._look_at(paths)
            case commands.SaveScheme(scheme):
                checked = scheme.checked()
                if self._sorter is not None:
                    self._sorter.prompts.of_scheme(checked)  # ModelError before anything has changed
                with self._library.atomic():
                    self._library.categories.save(checked)
                self._sort_everything()
                self._tell_changed(LibraryChanged(tags=True, categories=True))
            case commands.SetVerdicts(verdicts):
                with self._library.atomic():
                    self._library.tags.set_verdicts(verdicts)
                followed = self._sort_everything() - {verdict.photo_id for verdict in verdicts}
                self._tell_changed(LibraryChanged(tags=True, followed=len(followed)))
            case commands.SetSkipped(pairs, skipped):
                with self._library.atomic():
                    self._library.tags.set_skipped(pairs, skipped)
                self._tell_changed(LibraryChanged(tags=True))
            case commands.SetMarks(marks):
                with self._library.atomic():
                    self._library.marks.set(marks)
                self._facts_changed([photo_id for photo_id, _ in marks])
                self._tell_changed(LibraryChanged(tags=True))
            case commands.SaveSearches(searches):
                with self._library.atomic():
                    self._library.searches.save(searches)
                self._tell_changed(LibraryChanged(searches=True))
            case commands.MoveToTrash() | commands.CancelTrash() | commands.TakeBackFromTrash():
                self._trash.do(message, self._library)
            case Trashed() | TakenBack():
                self._follow_trash(message)
            case commands.AddFolders(paths):
                self._add_folders(paths)
            case commands.RemoveFolder(folder_id) | commands.ForgetFolder(folder_id):
                self._drop_folder(folder_id, forget=isinstance(message, commands.ForgetFolder))
            case commands.Rescan():
                self._rounds.begin()
            case commands.TryAgain() | commands.ReadMetadata():
                with self._library.atomic():
                    waiting = self._library.photos.look_again(message)
                self._facts_changed(waiting)
                self._wake()
                self._tell_changed(LibraryChanged(photos=True))
            case commands.Pause() | commands.Resume():
                self._set_paused(isinstance(message, commands.Pause))
            case commands.Hold(reason):
                self._held = reason
                self._models.paused = self._paused or bool(reason)
            case commands.UseModel(model_id):
                self._models.use(model_id)
            case commands.StayWithModel():
                self._models.stay()
            case commands.RemoveModel(model_id):
                self._models.remove(model_id, self._files.remove)
            case (
                commands.DownloadModel()
                | commands.CancelDownload()
                | commands.DiscardDownload()
                | commands.InstallModel()
            ):
                self._files.do(message)
            case commands.StopWhenIdle():
                self._stop_when_idle = True
            case commands.Stop():
                self._stopping = True
            case Errand():
                message.do(Workplace(self._library, self._sorter, self._handle))
            case _:
                self._inquiries.answer(message)

    # --- folders ---

    def _add_folders(self, paths: tuple[Path, ...]) -> None:
        self._rounds.add(paths)
        if self._sorter is not None:
            with self._library.atomic():
                self._library.photos.enqueue_unembedded(self._sorter.embedder.model_id)
            self._sorter.refresh()
            self._forget_facts()
        self._tell_changed(LibraryChanged(photos=True, tags=True, folders=True))

    def _drop_folder(self, folder_id: int, forget: bool) -> None:
        if not self._rounds.drop(folder_id, forget):
            return
        if self._sorter is not None:
            self._sorter.refresh()
            self._forget_facts()
        self._wake()
        self._tell_changed(LibraryChanged(photos=True, tags=True, folders=True))

    def _scan_step(self) -> None:
        found = self._rounds.step()
        if found is not None:
            self._take(found)
        elif self._rounds.are_done:
            self._wake()

    def _look_at(self, paths: frozenset[Path]) -> None:
        for found in self._rounds.look_at(paths - self._arranging.own_paths):
            self._take(found)
            if self._models.ingest is not None:
                self._models.ingest.hurry(found.arrived)

    def _take(self, found: Found) -> None:
        for sentence in found.notices:
            self._notify(NoticeRaised(sentence))
        if found.left_view and self._sorter is not None:
            self._sorter.remove(found.left_view)
        if found.arrived or found.left_view:
            arrived = [photo.id for photo in self._library.photos.queued_at(found.arrived)]
            self._facts_changed([*found.left_view, *arrived])
            self._tell_changed(LibraryChanged(photos=True, tags=bool(found.left_view)))

    # --- photos ---

    def _account(self, outcome: Outcome) -> None:
        if outcome.left_view and self._sorter is not None:
            self._sorter.remove(outcome.left_view)
        self._facts_changed((*outcome.indexed, *outcome.left_view))
        if outcome.indexed:
            self._progress.add(len(outcome.indexed))
            self._notify(PhotosIndexed(outcome.indexed))
        if outcome.indexed or outcome.left_view:
            self._tell_changed(LibraryChanged(photos=True, tags=True))

    def _follow_trash(self, done: Trashed | TakenBack) -> None:
        try:
            changed, others = follow_trash(self._library, self._sorter, done)
            self._facts_changed(changed)
            self._look_at(others)
        finally:
            self._notify(done.told)  # also if the library's disk is full
        self._tell_changed(LibraryChanged(photos=True, tags=True))

    def _follow_files(self, followed: Followed) -> None:
        """A run has put photos somewhere else, or copied them."""
        if self._sorter is not None:
            if followed.left_view:
                self._sorter.remove(followed.left_view)
            if followed.added:
                self._sorter.take_copies(followed.added)
        self._facts_changed((*followed.moved, *followed.added, *followed.left_view))
        if followed.folders:
            self._rounds.watch_all()
        self._wake()
        self._tell_changed(LibraryChanged(photos=True, tags=True, folders=followed.folders))

    def _wake(self) -> None:
        if self._models.ingest is not None:
            self._models.ingest.wake()
            self._models.fill()

    def _set_paused(self, paused: bool) -> None:
        self._paused, self._fault = paused, None
        self._models.paused = paused or bool(self._held)
        if not paused and self._sorter is None:
            self._models.begin()  # what kept it from its model may be gone
        self._wake()
        self._settings.change(paused=paused)

    def _pause_for_fault(self, sentence: str) -> None:
        """The disk is full or gone, or the model computes no more: nothing is started until the person says so (or the
        next start)."""
        self._paused, self._fault = True, sentence
        self._models.paused = True
        self._notify(NoticeRaised(sentence))

    # --- model, sorting, searching ---

    @property
    def _sorter(self) -> Sorter | None:
        return self._models.sorter

    def _on_switched(self, sorter: Sorter) -> None:
        self._tell_changed(LibraryChanged(photos=True, tags=True))
        self._inquiries.use(sorter)

    def _sort_everything(self) -> frozenset[int]:
        """Gives the ids of photos that moved."""
        if self._sorter is None:
            return frozenset()
        self._sorter.sort_everything()
        return self._sorter.moved

    # --- telling ---

    def _facts_changed(self, photo_ids: Sequence[int]) -> None:
        if photo_ids and self._inquiries.searcher is not None:
            self._inquiries.searcher.take(photo_ids)

    def _forget_facts(self) -> None:
        if self._inquiries.searcher is not None:
            self._inquiries.searcher.forget()

    def _tell_changed(self, change: LibraryChanged) -> None:
        if self._inquiries.standing is not None:
            self._inquiries.standing.library_changed(is_awaited=change.searches)
        self._arranging.photos_changed()
        self._notify(change)

    def _announce(self) -> None:
        activity, change = self._activity(), self._models.change
        reason = "" if self._paused else self._held
        if change is not None and activity is Activity.CHANGING_MODEL:
            self._announcer.tell(activity, change.progress, lambda: change.waiting, reason)
        else:
            self._announcer.tell(activity, self._progress, self._library.photos.queue_length, reason)

    def _activity(self) -> Activity:
        if not self._rounds.are_done:
            return Activity.SCANNING
        if self._is_idle():
            waits = (self._paused or self._held) and (
                self._models.change is not None or self._library.photos.queue_length()
            )
            return Activity.PAUSED if waits else Activity.IDLE
        return self._models.activity
