"""A damaged library in the window: it is told, and repair is offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from photo_sorter.core.errors import KeepingCancelledError, KeepingError
from photo_sorter.core.keeping import KeepingCommand, Stage
from photo_sorter.core.repairing import LibraryFoundDamaged, Repaired, RepairLibrary, Saved
from photo_sorter.ui.keeping.keeping_desk import REPAIR
from photo_sorter.ui.keeping.repair_progress import repair_with_progress
from photo_sorter.ui.keeping.repair_question import repair_words
from photo_sorter.ui.main_window import MainWindow
from tests.ui.spoken import unbracketed, untranslated

FOUND = LibraryFoundDamaged("The library /home/library.db is damaged.", "2026-11-20")


@pytest.fixture
def asked(window: MainWindow) -> list[KeepingCommand]:
    asked: list[KeepingCommand] = []
    window.housekeeping.keeping.ask = asked.append
    return asked


def question(window: MainWindow) -> QMessageBox:
    box = window.findChild(QMessageBox, REPAIR)
    assert box is not None
    return box


def press(box: QMessageBox, words: str) -> None:
    next(one for one in box.buttons() if one.text().replace("&", "") == words).click()


def test_repair_is_offered_and_closes_the_window(window, asked):
    window.on_event(FOUND)
    box = question(window)
    assert box.text() == "The library is damaged. Repair it?"
    assert "20 November 2026" in box.informativeText()
    press(box, "Repair")
    assert asked == [RepairLibrary()]
    assert not window.isVisible()


def test_who_declines_finds_the_offer_among_the_notices(window, asked, qtbot: QtBot):
    window.on_event(FOUND)
    press(question(window), "Not now")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, REPAIR) is None)
    assert asked == []
    assert window.isVisible()
    assert (window.notices.words.text(), window.notices.offer.text()) == (FOUND.sentence, "Repair…")
    window.notices.offer.click()
    press(question(window), "Repair")
    assert asked == [RepairLibrary()]


def test_however_often_it_is_found_there_is_one_question(window, asked):
    for _ in range(3):
        window.on_event(FOUND)
    assert len(window.findChildren(QMessageBox, REPAIR)) == 1


def test_without_a_keepsake_none_is_promised():
    assert "copy of" in repair_words(FOUND)
    assert "copy of" not in repair_words(LibraryFoundDamaged("It is damaged."))


def accept(said: list[str]) -> None:
    """Reads the message box that opens when the work is done, and closes it."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            box.accept()
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def test_the_repair_ends_with_its_account(qapp: QApplication):
    said: list[str] = []
    accept(said)

    def repair(tell, is_cancelled) -> Repaired:
        tell(Stage.REPAIRING, 1, 2)
        tell(Stage.CHECKING, 0, 0)
        return Repaired(Saved(9_980, 20, 312, 0, 14, 0, False), Path("/home/library-damaged.db"))

    repair_with_progress(repair)
    assert said == [
        "The library is repaired: 9,980 of 10,000 photos, 312 answers and 14 categories were saved.\n\n"
        "20 photos will be looked at again.\n\nThe damaged library is kept as /home/library-damaged.db."
    ]


@pytest.mark.parametrize("error", [KeepingError("There is no space left."), KeepingCancelledError()])
def test_a_repair_that_fails_says_why(qapp: QApplication, error):
    said: list[str] = []
    accept(said)

    def repair(tell, is_cancelled) -> Repaired:
        raise error

    repair_with_progress(repair)
    assert said == [str(error)]


def test_every_word_is_translated(bracketed: None, window, asked):
    window.on_event(FOUND)
    box = question(window)
    assert untranslated(box) == []
    assert not unbracketed(repair_words(FOUND).replace("\n", "").replace(" ", ""))
