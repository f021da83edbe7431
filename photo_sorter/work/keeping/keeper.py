"""Exports, backups and restores for the window, one at a time, on a thread of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.errors import KeepingCancelledError
from photo_sorter.core.keeping import (
    BackUp,
    BackupRead,
    CancelKeeping,
    ExportPhotos,
    KeepingCommand,
    KeepingEvent,
    KeepingFailed,
    KeepingProgressed,
    LibraryBackedUp,
    PhotosExported,
    PrepareRestore,
    ReadBackup,
    RestorePrepared,
    Stage,
)
from photo_sorter.core.repairing import Repaired, RepairLibrary
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.copying import drop_second_names
from photo_sorter.work.care.repair import Tell, repair, repairing_folder
from photo_sorter.work.job import IsCancelled, Job
from photo_sorter.work.keeping.backup import back_up
from photo_sorter.work.keeping.backup_file import read_manifest
from photo_sorter.work.keeping.export import export_photos
from photo_sorter.work.keeping.restore import (
    PreparedRestore,
    Restored,
    finish,
    own_contents,
    prepare,
    staging_folder,
)

_ANNOUNCE_SECONDS = 0.1


class Keeper:
    """Lives on the main thread, beside the worker and not behind it: a library that the worker cannot open can be
    restored as well. `notify` is called on threads of the keeper's."""

    def __init__(self, home: Home, settings: SettingsFile, notify: Callable[[KeepingEvent], None]) -> None:
        self._home, self._settings, self._notify = home, settings, notify
        self._job = Job("keeping", notify)
        self._prepared: PreparedRestore | None = None
        self.is_repairing = False
        """The library is to be repaired when the program has ended."""
        # Of a restore that was interrupted.
        for folder in (staging_folder(home), repairing_folder(home)):
            shutil.rmtree(folder, ignore_errors=True)
        drop_second_names(home.library)

    def do(self, command: KeepingCommand) -> None:
        if isinstance(command, CancelKeeping):
            self._job.cancel()
            self._prepared = None
        elif isinstance(command, RepairLibrary):
            self._job.cancel()
            self.is_repairing = True
        else:
            self._job.start(lambda is_cancelled: self._done(command, is_cancelled), KeepingFailed)

    def close(self) -> None:
        """Cancels, and waits for the end."""
        self._job.close()

    @property
    def is_restoring(self) -> bool:
        """A backup waits to take the library's place."""
        return self._prepared is not None

    def restore(self) -> Restored:
        """When nothing else of the program has the library open any more. Raises KeepingError, SettingsError."""
        assert self._prepared is not None
        return finish(self._home, self._settings, self._prepared)

    def repair(self, tell: Tell, is_cancelled: IsCancelled) -> Repaired:
        """As `restore`. Raises KeepingError, LibraryError."""
        return repair(self._home, tell, is_cancelled)

    def _done(self, command: KeepingCommand, is_cancelled: IsCancelled) -> KeepingEvent:
        tell = _Teller(self._notify, is_cancelled)
        try:
            match command:
                case ExportPhotos(path, kind, replaces):
                    count = export_photos(
                        self._home.library, path, kind, None, replaces,
                        lambda done, total: tell(Stage.EXPORTING, done, total),
                    )  # fmt: skip
                    return PhotosExported(path, count)
                case BackUp(path, replaces):
                    manifest = back_up(self._home, path, replaces, tell, is_cancelled)
                    return LibraryBackedUp(path, path.stat().st_size, manifest.contents)
                case ReadBackup(path):
                    return BackupRead(path, read_manifest(path).contents, own_contents(self._home))
                case PrepareRestore(path):
                    return self._prepare(path, tell, is_cancelled)
        except KeepingCancelledError:
            return KeepingFailed("")
        raise NotImplementedError(type(command).__name__)

    def _prepare(self, path: Path, tell: _Teller, is_cancelled: IsCancelled) -> RestorePrepared:
        prepared = prepare(self._home, path, tell, is_cancelled)
        if is_cancelled():
            raise KeepingCancelledError
        self._prepared = prepared
        return RestorePrepared(path)


class _Teller:
    """Tells now and then, and ends what was cancelled."""

    def __init__(self, notify: Callable[[KeepingEvent], None], is_cancelled: IsCancelled) -> None:
        self._notify, self._is_cancelled = notify, is_cancelled
        self._told: tuple[Stage, float] | None = None

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        if self._is_cancelled():
            raise KeepingCancelledError
        now = time.monotonic()
        if self._told is None or self._told[0] is not stage or now - self._told[1] >= _ANNOUNCE_SECONDS:
            self._told = (stage, now)
            self._notify(KeepingProgressed(stage, done, total))
