"""Problems and log: what a person sees of them, while they happen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.core.query import Place
from photo_sorter.ui.help.log_table import MOST_ROWS
from photo_sorter.ui.help.problem_window import ProblemWindow
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk

LINE = "2026-11-21 16:{minute:02}:12,345 {level} worker photo_sorter.work.ingest: {message}\n"
TRACE = 'Traceback (most recent call last):\n  File "x.py", line 3\nZeroDivisionError: division by zero\n'


def line(minute: int, level: str, message: str) -> str:
    return LINE.format(minute=minute, level=level, message=message)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "photo-sorter.log"
    path.write_text(
        line(1, "INFO", "Looked at 20 photos") + line(5, "WARNING", "Cannot read it.") + line(7, "ERROR", "A fault")
        + TRACE,
        encoding="utf-8",
    )  # fmt: skip
    return path


@pytest.fixture
def open_problems(qtbot: QtBot) -> Callable[..., ProblemWindow]:
    def show(log: Path, report: Callable[[], str] | None = None) -> ProblemWindow:
        window = ProblemWindow(log, report)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return show


def sentences(window: ProblemWindow) -> list[str]:
    return [window.table.model().index(row, 1).data() for row in range(window.table.rowCount())]


def test_problems_are_shown_the_newest_first_and_the_rest_on_request(open_problems, log: Path):
    window = open_problems(log)
    assert sentences(window) == ["A fault", "Cannot read it."]
    window.everything.click()
    assert sentences(window) == ["A fault", "Cannot read it.", "Looked at 20 photos"]
    window.only_problems.click()
    assert len(sentences(window)) == 2


def test_the_keyboard_alone_opens_the_details_and_copies_them(open_problems, log: Path):
    window = open_problems(log)
    assert window.details.isHidden()
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_Home)
    window.table.selectRow(0)
    assert not window.details.isHidden()
    assert "ZeroDivisionError: division by zero" in window.details.toPlainText()
    assert "Error · worker photo_sorter.work.ingest" in window.details.toPlainText()
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert window.details.toPlainText().startswith("Cannot read it.")
    QTest.keyClick(window.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == window.details.toPlainText()


def test_what_is_logged_while_it_is_open_comes_on_top_and_the_chosen_line_stays(qtbot: QtBot, open_problems, log: Path):
    window = open_problems(log)
    window.table.selectRow(1)
    with log.open("a", encoding="utf-8") as file:
        file.write(line(9, "WARNING", "Again"))
    qtbot.waitUntil(lambda: len(sentences(window)) == 3)
    assert sentences(window)[0] == "Again"
    assert window.table.entry is not None
    assert window.table.entry.message == "Cannot read it."


def test_a_log_that_began_anew_takes_the_place_of_the_former(open_problems, log: Path):
    window = open_problems(log)
    log.write_text(line(20, "WARNING", "Another"), encoding="utf-8")
    window.look()
    assert sentences(window) == ["Another"]


def test_no_more_lines_than_can_be_read(open_problems, log: Path):
    log.write_text("".join(line(1, "WARNING", f"No {number}") for number in range(MOST_ROWS + 50)), encoding="utf-8")
    window = open_problems(log)
    assert len(sentences(window)) == MOST_ROWS
    assert sentences(window)[0] == f"No {MOST_ROWS + 49}"


def test_where_nothing_went_wrong_it_says_so(open_problems, tmp_path: Path):
    window = open_problems(tmp_path / "photo-sorter.log")
    assert window.message.isVisible()
    assert window.message.text() == "Nothing went wrong."
    window.show_count(2)
    assert window.message.text() == "Nothing else went wrong."
    window.everything.click()
    assert window.message.text() == "Nothing was written to the log yet."


def test_a_log_that_cannot_be_read_says_why_and_is_read_when_it_can(open_problems, tmp_path: Path):
    log = tmp_path / "photo-sorter.log"
    log.mkdir()
    window = open_problems(log)
    assert str(log) in window.message.text()
    assert "cannot be read" in window.message.text()
    window.everything.click()
    assert "cannot be read" in window.message.text()
    log.rmdir()
    log.write_text(line(1, "WARNING", "Here"), encoding="utf-8")
    window.look()
    assert sentences(window) == ["Here"]
    assert not window.message.isVisible()


def test_it_looks_at_the_log_only_while_it_is_seen(qtbot: QtBot, open_problems, log: Path):
    window = open_problems(log)
    timer = window.findChild(QTimer)
    assert timer.isActive()
    window.hide()
    assert not timer.isActive()
    log.write_text(line(20, "WARNING", "Another"), encoding="utf-8")
    with qtbot.waitExposed(window):
        window.show()
    assert sentences(window) == ["Another"]


def test_the_report_is_made_off_the_main_thread_and_copied(qtbot: QtBot, open_problems, log: Path):
    go, threads = threading.Event(), []

    def report() -> str:
        threads.append(threading.current_thread())
        assert go.wait(10)
        return "System\n  name: Linux\n"

    window = open_problems(log, report)
    QApplication.clipboard().setText("before")
    window.report.click()
    assert not window.report.isEnabled()
    assert "some seconds" in window.words.text()
    go.set()
    qtbot.waitUntil(window.report.isEnabled)
    assert QApplication.clipboard().text() == "System\n  name: Linux\n"
    assert window.words.text().startswith("Copied.")
    assert threads[0] is not threading.main_thread()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_report_that_fails_gives_the_button_back(qtbot: QtBot, open_problems, log: Path):
    def report() -> str:
        raise RuntimeError("broken")

    window = open_problems(log, report)
    window.report.click()
    for thread in threading.enumerate():
        if thread.name == "report":
            # Python complains of it when it ends, which should not be in the next test.
            thread.join(10)
    qtbot.waitUntil(window.report.isEnabled)
    assert "could not be made" in window.words.text()


def test_a_report_that_ends_after_the_window_tells_nobody(qtbot: QtBot, log: Path):
    go = threading.Event()

    def report() -> str:
        go.wait(10)
        return "late"

    window = ProblemWindow(log, report)
    QApplication.clipboard().setText("before")
    window.report.click()
    thread = next(each for each in threading.enumerate() if each.name == "report")
    shiboken6.delete(window)
    go.set()
    thread.join(10)
    QApplication.processEvents()
    assert not thread.is_alive()
    assert QApplication.clipboard().text() == "before"


def test_photos_that_were_set_aside_are_counted_and_shown(qtbot: QtBot, window: MainWindow, desk: Desk):
    problems = window.help.show_problems()
    assert not problems.set_aside.isVisible()
    with desk.library.atomic():
        desk.library.photos.set_problem(int(window.grid.selection.ids[0]), "The file ends early.")
    window.stage.view(0)
    with qtbot.waitSignal(window.gallery.overview_changed):
        window.gallery.refresh_all()
    assert problems.set_aside.isVisible()
    assert problems.set_aside.text().startswith("1 photo was set aside")
    problems.show_photos.click()
    assert window.gallery.view.place is Place.PROBLEMS
    assert window.grid.isVisible()
    qtbot.waitUntil(lambda: len(window.grid.selection.ids) == 1)


def test_it_shows_the_log_of_the_program_itself(window: MainWindow, desk: Desk):
    desk.home.log.write_text(line(1, "WARNING", "Here"), encoding="utf-8")
    assert sentences(window.help.show_problems()) == ["Here"]
