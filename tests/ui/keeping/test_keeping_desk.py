"""Export, backup and restore from the menu, with the keeper's answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

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
    LibraryContents,
    PhotosExported,
    PrepareRestore,
    ReadBackup,
    RestorePrepared,
    Stage,
)
from photo_sorter.ui.keeping.keeping_desk import KeepingDesk
from photo_sorter.ui.keeping.repair_progress import PROGRESS_PX
from photo_sorter.ui.keeping.restore_question import restore_words, restored_words
from photo_sorter.ui.main_window import MainWindow
from tests.ui.spoken import unbracketed, untranslated

THEN = LibraryContents(12_345, 20, 1, "2026-05-03T14:05:00")
NOW = LibraryContents(12_400, 22, 80, "2026-06-01T09:30:00")


@pytest.fixture
def asked(window: MainWindow) -> list[KeepingCommand]:
    asked: list[KeepingCommand] = []
    window.housekeeping.keeping.ask = asked.append
    return asked


@pytest.fixture
def keeping(window: MainWindow, asked: list[KeepingCommand]) -> KeepingDesk:
    return window.housekeeping.keeping


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None, str], None]:
    """What the person picks in the next file dialog."""

    def choose(path: Path | None, suffix: str = "") -> None:
        def pick(parent: object, title: str, start: str, filters: str) -> tuple[str, str]:
            wanted = next((one for one in filters.split(";;") if suffix in one), "")
            return str(path or ""), wanted

        monkeypatch.setattr(QFileDialog, "getSaveFileName", pick)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", pick)

    return choose


def entry(window: MainWindow, words: str) -> Callable[[], None]:
    (action,) = (
        action for menu in window.menuBar().actions() for action in menu.menu().actions() if action.text() == words
    )
    return action.trigger


def answer(button: str) -> None:
    """Presses a button of the message box that opens next."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(one for one in box.buttons() if one.text().replace("&", "") == button).click()

    QTimer.singleShot(0, press)


@pytest.mark.parametrize(
    ("name", "suffix", "command"),
    [
        ("out.csv", "csv", ExportPhotos(Path("out.csv"), ExportKind.CSV, replaces=True)),
        ("out.json", "csv", ExportPhotos(Path("out.json"), ExportKind.JSON, replaces=True)),
        ("out.JSON", "csv", ExportPhotos(Path("out.JSON"), ExportKind.JSON, replaces=True)),
        ("out", "csv", ExportPhotos(Path("out.csv"), ExportKind.CSV, replaces=False)),
        ("of 2024.05", "json", ExportPhotos(Path("of 2024.05.json"), ExportKind.JSON, replaces=False)),
    ],
)
def test_the_format_of_an_export_is_that_of_its_name(keeping, window, asked, choose, name, suffix, command):
    choose(Path(name), suffix)
    entry(window, "Export…")()
    assert asked == [command]
    window.on_event(PhotosExported(command.path, 1234))
    assert window.notices.words.text() == f"1,234 photos exported to “{command.path.name}”."
    assert window.notices.offer.text() == "Show in folder"


def test_a_backup_is_one_file(keeping, window, asked, choose):
    choose(Path("/there/library"), "zip")
    entry(window, "Back up library…")()
    assert asked == [BackUp(Path("/there/library.zip"), replaces=False)]
    window.on_event(LibraryBackedUp(Path("/there/library.zip"), 12_000_000, NOW))
    said = "The library is backed up in “library.zip” (12.0 MB), and was read again. Photos are not in it."
    assert window.notices.words.text() == said


def test_nothing_is_asked_for_without_a_file(keeping, window, asked, choose):
    choose(None)
    for words in ("Export…", "Back up library…", "Restore library…"):
        entry(window, words)()
    assert asked == []
    assert keeping.progress is None


def test_a_restore_asks_first_is_prepared_and_closes_the_window(keeping, window, asked, choose):
    choose(Path("backup.zip"), "zip")
    entry(window, "Restore library…")()
    answer("Restore")
    window.on_event(BackupRead(Path("backup.zip"), THEN, NOW))
    assert asked == [ReadBackup(Path("backup.zip")), PrepareRestore(Path("backup.zip"))]
    assert window.isVisible()
    window.on_event(RestorePrepared(Path("backup.zip")))
    assert not window.isVisible()


def test_who_declines_keeps_the_library(keeping, window, asked, choose):
    choose(Path("backup.zip"), "zip")
    entry(window, "Restore library…")()
    answer("Cancel")
    window.on_event(BackupRead(Path("backup.zip"), THEN, NOW))
    assert asked == [ReadBackup(Path("backup.zip"))]
    assert window.isVisible()


def test_the_question_names_both_libraries():
    words = restore_words(BackupRead(Path("backup.zip"), THEN, NOW))
    assert words == (
        "In the backup: 12,345 photos, 20 categories, 1 answer.\n\n"
        "Your library now: 12,400 photos, 22 categories, 80 answers, last changed 1 June 2026, 09:30. It is kept "
        "beside the restored one, under another name.\n\nPhoto Sorter closes and opens again. No photo is touched."
    )
    assert "no library now" in restore_words(BackupRead(Path("backup.zip"), THEN, None))


def test_what_is_not_on_this_computer_is_told():
    assert restored_words((), "") == ""
    words = restored_words([Path(f"/photos{number}") for number in range(5)], "ViT")
    assert "“/photos0”, “/photos1”, “/photos2” and more." in words
    assert "“ViT”" in words


def test_progress_can_be_cancelled_and_one_thing_is_done_at_a_time(keeping, window, asked, choose, qtbot: QtBot):
    choose(Path("out.csv"), "csv")
    entry(window, "Export…")()
    window.on_event(KeepingProgressed(Stage.EXPORTING, 3_000_000_000, 6_000_000_000))
    progress = keeping.progress
    assert (progress.value(), progress.maximum()) == (500, 1000)
    window.on_event(KeepingProgressed(Stage.COPYING, 0, 0))
    assert (progress.labelText(), progress.maximum()) == ("Copying the library…", 0)
    entry(window, "Back up library…")()
    assert progress.isVisible()
    assert progress.width() >= PROGRESS_PX
    assert len(asked) == 1
    progress.canceled.emit()
    assert asked[1:] == [CancelKeeping()]
    window.on_event(KeepingFailed(""))
    assert keeping.progress is None
    assert not window.notices.isVisible()


def test_a_restore_that_was_cancelled_in_the_last_moment_does_not_close_the_window(keeping, window, asked, choose):
    choose(Path("backup.zip"), "zip")
    entry(window, "Restore library…")()
    answer("Restore")
    window.on_event(BackupRead(Path("backup.zip"), THEN, NOW))
    keeping.progress.findChild(QPushButton).click()
    window.on_event(RestorePrepared(Path("backup.zip")))
    assert window.isVisible()
    assert asked[-1] == CancelKeeping()


def test_what_failed_is_said(keeping, window, asked, choose):
    choose(Path("out.csv"), "csv")
    entry(window, "Export…")()
    window.on_event(KeepingFailed("There is no folder /nowhere."))
    assert window.notices.words.text() == "There is no folder /nowhere."
    assert keeping.progress is None


def test_every_word_is_translated(bracketed: None, keeping, window, choose, monkeypatch):
    choose(Path("out.csv"), "csv")
    keeping.export()
    window.on_event(KeepingProgressed(Stage.UNPACKING, 1, 2))
    assert untranslated(keeping.progress) == []
    window.on_event(KeepingFailed(""))
    read = BackupRead(Path("backup.zip"), THEN, NOW)
    assert not unbracketed(restore_words(read).replace("\n", ""))
    assert not unbracketed(restored_words([Path("/photos")], "ViT").replace("\n", ""))
