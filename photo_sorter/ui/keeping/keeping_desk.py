"""Export, backup and restore: asks where, has it done, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QWidget

from photo_sorter.core.keeping import (
    BackUp,
    BackupRead,
    CancelKeeping,
    ExportKind,
    ExportPhotos,
    KeepingCommand,
    KeepingFailed,
    KeepingProgressed,
    LibraryBackedUp,
    PhotosExported,
    PrepareRestore,
    ReadBackup,
    RestorePrepared,
    Stage,
)
from photo_sorter.core.repairing import LibraryFoundDamaged, RepairLibrary
from photo_sorter.language import ntr, tr
from photo_sorter.ui import desktop
from photo_sorter.ui.keeping.repair_progress import PROGRESS_PX
from photo_sorter.ui.keeping.repair_question import ask_for_repair
from photo_sorter.ui.keeping.restore_question import confirmed_restore
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.phrases import file_size

REPAIR = "repair"
_SILENT_MS = 1000
_STEPS = 1000
"""Of the bar: bytes would be more than it can count."""


class KeepingDesk(QObject):
    """`ask`, given before the first is wanted, hands a command to who does it; the answers come as events. One thing at
    a time: while it lasts, the same entries show how far it is."""

    def __init__(self, window: QWidget, notices: NoticeBar) -> None:
        super().__init__(window)
        self._window, self._notices = window, notices
        self.ask: Callable[[KeepingCommand], None] = lambda command: None
        self.progress: QProgressDialog | None = None

    # --- what the menu does ---

    def export(self) -> None:
        if self._is_busy():
            return
        kinds = {_csv(): ExportKind.CSV, _json(): ExportKind.JSON}
        chosen, chosen_filter = QFileDialog.getSaveFileName(
            self._window,
            tr("Export tags and scores"),
            str(Path.home() / tr("Photos {date}.csv", date=date.today().isoformat())),
            ";;".join(kinds),
        )
        if chosen:
            self.export_to(Path(chosen), kinds.get(chosen_filter, ExportKind.CSV))

    def back_up(self) -> None:
        if self._is_busy():
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            tr("Back up the library"),
            str(Path.home() / tr("Photo Sorter {date}.zip", date=date.today().isoformat())),
            _zip(),
        )
        if chosen:
            path = _with_suffix(Path(chosen), ".zip")
            self._begin(BackUp(path, replaces=path == Path(chosen)), tr("Backing up the library…"))

    def restore(self) -> None:
        if self._is_busy():
            return
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Restore a backup"), str(Path.home()), _zip())
        if chosen:
            self._begin(ReadBackup(Path(chosen)), tr("Reading the backup…"))

    def export_to(self, path: Path, kind: ExportKind) -> None:
        """`kind` unless its name ends in another. What the file dialog has not seen is never written over."""
        named = path if path.suffix.lower() in {f".{one}" for one in ExportKind} else _with_suffix(path, f".{kind}")
        kind = ExportKind(named.suffix.lower()[1:])
        self._begin(ExportPhotos(named, kind, replaces=named == path), tr("Exporting tags and scores…"))

    # --- what came of it ---

    def on_event(self, event: object) -> None:
        match event:
            case KeepingProgressed(stage, done, total):
                self._show_progress(stage, done, total)
            case PhotosExported(path, photos):
                self._end()
                said = ntr("1 photo exported to “{name}”.", "{n} photos exported to “{name}”.", photos, name=path.name)
                self._say_where(said, path)
            case LibraryBackedUp(path, size_bytes):
                self._end()
                self._say_where(
                    tr(
                        "The library is backed up in “{name}” ({size}), and was read again. Photos are not in it.",
                        name=path.name,
                        size=file_size(size_bytes),
                    ),
                    path,
                )
            case BackupRead(path):
                self._end()
                if confirmed_restore(self._window, event):
                    self._begin(PrepareRestore(path), tr("Checking the backup…"))
            case RestorePrepared():
                was_cancelled = self.progress is not None and self.progress.wasCanceled()
                self._end()
                if not was_cancelled:
                    self._window.close()
            case LibraryFoundDamaged(sentence):
                self._end()
                self._notices.say(sentence, tr("Repair…"), lambda: self._ask_for_repair(event))
                if self._window.isVisible():
                    self._ask_for_repair(event)
            case KeepingFailed(sentence):
                self._end()
                if sentence:
                    self._notices.say(sentence)

    # --- inside ---

    def _ask_for_repair(self, found: LibraryFoundDamaged) -> None:
        if self._window.findChild(QMessageBox, REPAIR) is None:
            ask_for_repair(self._window, found, self._repair).setObjectName(REPAIR)

    def _repair(self) -> None:
        self.ask(RepairLibrary())
        self._window.close()

    def _is_busy(self) -> bool:
        if self.progress is None:
            return False
        self.progress.show()
        self.progress.raise_()
        self.progress.activateWindow()
        return True

    def _begin(self, command: KeepingCommand, words: str) -> None:
        progress = QProgressDialog(words, tr("Cancel"), 0, 0, self._window)
        progress.setWindowTitle("Photo Sorter")
        progress.setMinimumWidth(PROGRESS_PX)
        progress.setWindowModality(Qt.WindowModality.NonModal)
        progress.setAutoClose(False)
        progress.setAutoReset(False)
        progress.setMinimumDuration(_SILENT_MS)
        progress.canceled.connect(lambda: self.ask(CancelKeeping()))
        self.progress = progress
        self.ask(command)

    def _show_progress(self, stage: Stage, done: int, total: int) -> None:
        if self.progress is None or self.progress.wasCanceled():
            return
        self.progress.setLabelText(_words(stage))
        self.progress.setMaximum(_STEPS if total else 0)
        self.progress.setValue(done * _STEPS // total if total else 0)

    def _end(self) -> None:
        progress, self.progress = self.progress, None
        if progress is not None:
            progress.canceled.disconnect()
            progress.close()
            progress.deleteLater()

    def _say_where(self, sentence: str, path: Path) -> None:
        self._notices.say(sentence, tr("Show in folder"), lambda: desktop.show_in_folder(path))


def _words(stage: Stage) -> str:
    match stage:
        case Stage.EXPORTING:
            return tr("Exporting tags and scores…")
        case Stage.COPYING:
            return tr("Copying the library…")
        case Stage.PACKING:
            return tr("Writing the backup…")
        case Stage.UNPACKING:
            return tr("Unpacking the backup…")
    return tr("Checking the backup…")


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def _csv() -> str:
    return tr("Table for spreadsheets (*.csv)")


def _json() -> str:
    return tr("JSON for programs (*.json)")


def _zip() -> str:
    return tr("Backups (*.zip)")
