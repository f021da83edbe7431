"""The worker: owns the library's one writer, the matrix and the model, and does one thing at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from photo_sorter.core import commands
from photo_sorter.core.errors import LibraryDamagedError, LibraryError, PhotoSorterError, StalledError
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
from photo_sorter.media.disk_watch import DiskWatch
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.media.questions import Questions
from photo_sorter.media.watch import FolderWatcher
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsError, SettingsFile
from photo_sorter.store.faults import library_fault
from photo_sorter.store.library import Library
from photo_sorter.system.cores import keep_to, usable_cores
from photo_sorter.system.memory import LooseMemory
from photo_sorter.work.after_trash import follow_trash
from photo_sorter.work.announcer import Announcer
from photo_sorter.work.arranging.arranging import Arranging, ArrangingMessage
from photo_sorter.work.arranging.ledger import Followed
from photo_sorter.work.errands import Errand, Workplace
from photo_sorter.work.folders import FolderMessage, Teller, WatchedFolders
from photo_sorter.work.ingest import Decoded, Embedded, Outcome
from photo_sorter.work.inquiries import OVERTAKEN, Inquiries
from photo_sorter.work.mailbox import Mailbox
from photo_sorter.work.messages import DECISIONS, Message, priority_of
from photo_sorter.work.model_change import LookedAgain, ModelLoaded, ShownAgain
from photo_sorter.work.model_files import ModelFiles
from photo_sorter.work.model_memory import ModelMemory, ModelRoused
from photo_sorter.work.models import Models
from photo_sorter.work.progress import Progress
from photo_sorter.work.rounds import Rounds
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.standstill import Standstill
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
        self._standstill = Standstill(settings.current.paused if paused is None else paused)
        self._stop_when_idle = False
        self._stopping = False

    def post(self, message: Message) -> None:
        self._mailbox.put(message, priority_of(message))

    def has_undone(self) -> bool:
        """Whether something that a person has decided is not in the library yet. Safe on every thread."""
        return self._mailbox.holds(DECISIONS)

    def run(self) -> None:
        """Works until told to stop. Environment faults end in `Stopped` with a sentence; bugs are raised."""
        try:
            self._library = Library.open(self._home.library)
        except LibraryError as error:
            self._notify(Stopped(str(error), isinstance(error, LibraryDamagedError)))
            return
        keep_to(self._settings.current.most_cores)
        questions = Questions(lambda: self.post(commands.LookForDisks()))
        self._pool = DecodePool(usable_cores(), gives_way=True, questions=questions)
        self._inquiries = Inquiries(self._home, self._pool, self._notify, self._open_embedder, self.post)
        self._trash = TrashRuns(self.post, self._notify)
        self._arranging = Arranging(self._library, self.post, self._notify, self._follow_files, questions)
        watcher = None if not self._watching else FolderWatcher(
            lambda paths: self.post(commands.LookAt(paths)), lambda lost: self.post(commands.LookAt(frozenset([lost]))),
            questions=questions,
        )  # fmt: skip
        self._rounds = Rounds(
            self._library, self._home.thumbnails, watcher, self._notify, lambda: self._settings.current.follows_links,
            questions,
        )  # fmt: skip
        self._loose_memory = LooseMemory()
        self._memory = ModelMemory(self._open_embedder, self._announcer.tell_loading, self.post)
        self._models = Models(
            self._library, self._home, self._settings, self._pool, self._memory.open, self.post, self._notify,
            self._on_switched,
        )  # fmt: skip
        self._models.paused = bool(self._standstill)
        self._folders = WatchedFolders(
            self._library, self._rounds, self._models, lambda: self._arranging.own_paths,
            Teller(self._notify, self._tell_changed, self._facts_changed, self._folders_changed,
                   self._arranging.disks_changed),
        )  # fmt: skip
        disks = None if not self._watching else DiskWatch(
            lambda: self.post(commands.LookForDisks()), lambda: self.post(commands.Rescan())
        )  # fmt: skip
        is_damage = False
        try:
            self._tell_changed(LibraryChanged(photos=True, tags=True, categories=True, folders=True, searches=True))
            self._attempt(self._models.begin)
            self._attempt(lambda: self._folders.do(commands.Rescan()))
            self._announce()
            while not self._stopping:
                self._turn()
        except Exception as error:
            fault = library_fault(self._home.library, error)
            if fault is None:
                raise
            self._standstill.fault, is_damage = str(fault), isinstance(fault, LibraryDamagedError)
        finally:
            if disks is not None:
                disks.close()
            self._shut_down()
        self._notify(Stopped(self._standstill.fault, is_damage))

    def _shut_down(self) -> None:
        self._arranging.close()
        self._rounds.close()
        self._files.close()
        self._trash.close()
        # Its threads may wait for the pool, which fails what they wait for when it closes.
        self._pool.close()
        self._inquiries.close()
        self._models.close()
        self._memory.close()
        self._library.close()

    # --- one turn ---

    def _turn(self) -> None:
        """One message, or if there is none one step of a scan."""
        message = self._mailbox.get(self._patience() if self._rounds.are_done else 0)
        if message is not None:
            self._attempt(lambda: self._handle(message))
        elif not self._rounds.are_done:
            self._attempt(self._folders.step)
        elif self._rounds.are_due:
            self._attempt(self._folders.repeat)
        if self._rounds.are_done:
            self._attempt(self._models.fill)
        self._memory.rest()
        self._loose_memory.give_back()
        self._attempt(lambda: self._arranging.turn(self._is_quiet))
        if self._inquiries.standing is not None:
            self._attempt(self._inquiries.standing.tell_if_due)
        healing = self._standstill.seconds_to_healing
        if healing is not None and healing <= 0 and not self._stop_when_idle:
            self._attempt(lambda: self._go_on(self._settings.current.paused))
        self._announce()
        if self._stop_when_idle and self._is_idle():
            self._stopping = True

    def _attempt(self, step: Callable[[], None]) -> None:
        """Faults of the environment become a sentence; those of the library's disk or the model pause the work."""
        try:
            step()
        except LibraryDamagedError:
            raise
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
        healing = self._standstill.seconds_to_healing
        return max(0.05, min(60.0, self._rounds.seconds_to_next, counts, runs, 60.0 if healing is None else healing))

    def _is_idle(self) -> bool:
        return self._is_quiet and self._arranging.is_done

    @property
    def _is_quiet(self) -> bool:
        return self._rounds.are_done and self._models.is_idle

    def _handle(self, message: Message) -> None:
        if isinstance(message, ArrangingMessage):
            self._arranging.take(message)
            return
        if isinstance(message, FolderMessage):
            self._folders.do(message)
            return
        match message:
            case Decoded() | Embedded():
                self._account(self._models.on_photos(message))
            case ModelLoaded() | LookedAgain() | ShownAgain():
                self._models.on_step(message)
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
            case commands.TryAgain() | commands.ReadMetadata():
                with self._library.atomic():
                    waiting = self._library.photos.look_again(message)
                self._facts_changed(waiting)
                self._models.wake()
                self._tell_changed(LibraryChanged(photos=True))
            case commands.Pause() | commands.Resume():
                self._set_paused(isinstance(message, commands.Pause))
            case commands.Hold(reason):
                self._standstill.held = reason
                self._models.paused = bool(self._standstill)
            case commands.ShowSoon(photo_ids):
                self._models.show_soon(photo_ids)
            case commands.PrepareSearch():
                if self._sorter is not None:
                    self._memory.rouse(self._sorter.embedder.model_id)
            case ModelRoused():
                pass  # what goes on now is told after each message
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

    # --- photos ---

    def _account(self, outcome: Outcome) -> None:
        if outcome.left_view and self._sorter is not None:
            self._sorter.remove(outcome.left_view)
        self._facts_changed((*outcome.indexed, *outcome.left_view))
        if outcome.indexed:
            self._standstill.forget()
            self._progress.add(len(outcome.indexed))
            self._notify(PhotosIndexed(outcome.indexed))
        if outcome.indexed or outcome.left_view:
            self._tell_changed(LibraryChanged(photos=True, tags=True))
        if outcome.astray:
            self._folders.look_at(frozenset(path.parent for path in outcome.astray))

    def _follow_trash(self, done: Trashed | TakenBack) -> None:
        try:
            changed, others = follow_trash(self._library, self._sorter, done)
            self._facts_changed(changed)
            self._folders.look_at(others)
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
        self._models.wake()
        self._tell_changed(LibraryChanged(photos=True, tags=True, folders=followed.folders))

    def _set_paused(self, paused: bool) -> None:
        self._standstill.forget()
        try:
            self._go_on(paused)
        finally:
            self._settings.change(paused=paused)

    def _go_on(self, paused: bool) -> None:
        if self._standstill.go_on(paused):
            self._folders.catch_up()
        self._models.paused = bool(self._standstill)
        if not paused and self._sorter is None:
            self._models.begin()  # what kept it from its model may be gone
        self._models.wake()

    def _pause_for_fault(self, sentence: str) -> None:
        self._models.paused = True
        if self._standstill.fail(sentence):
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

    def _folders_changed(self) -> None:
        if self._inquiries.searcher is not None:
            self._inquiries.searcher.follow_folders()

    def _tell_changed(self, change: LibraryChanged) -> None:
        if self._inquiries.standing is not None:
            self._inquiries.standing.library_changed(is_awaited=change.searches)
        if change.photos or change.tags:
            self._arranging.photos_changed()
        self._notify(change)

    def _announce(self) -> None:
        activity, change = self._activity(), self._models.change
        reason = self._standstill.reason
        if change is not None and activity is Activity.CHANGING_MODEL:
            self._announcer.tell(activity, change.progress, lambda: change.waiting, reason)
        else:
            self._announcer.tell(activity, self._progress, self._library.photos.queue_length, reason)

    def _activity(self) -> Activity:
        if not self._rounds.are_done:
            return Activity.SCANNING
        if self._memory.is_loading:
            return Activity.LOADING_MODEL
        if self._is_idle():
            waits = self._standstill and (self._models.change is not None or self._library.photos.queue_length())
            return Activity.PAUSED if waits else Activity.IDLE
        return self._models.activity
