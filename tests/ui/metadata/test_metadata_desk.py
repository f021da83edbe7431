"""Writing metadata from the window, with the worker's answers made by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from photo_sorter.core.commands import CancelMetadata, ReadMetadata, WriteMetadata
from photo_sorter.core.events import MetadataProgressed, MetadataWritten, Stopped
from photo_sorter.core.query import Place, View
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk

SENTENCE = "/photos/IMG_1.jpg.xmp was not written: it is write-protected."


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked; each is answered by “Write”."""
    questions: list[str] = []

    def accept(box: QMessageBox) -> int:
        questions.append(f"{box.text()} {box.informativeText()}")
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", accept)
    return questions


def menu_entry(window: MainWindow, words: str) -> QAction:
    return next(action for action in window.findChildren(QAction) if action.text() == words)


def told(window: MainWindow) -> str:
    return window.notices.words.text() if window.notices.isVisible() else ""


def test_without_a_selection_all_that_is_shown_is_written(window: MainWindow, desk: Desk, asked: list[str]) -> None:
    menu_entry(window, "Write metadata…").trigger()
    assert asked[0].startswith("Write the metadata of 20 photos? What you said becomes keywords")
    assert sorted(desk.last(WriteMetadata).photo_ids or ()) == sorted(window.grid.selection.ids.tolist())


def test_the_selection_is_what_is_written(window: MainWindow, desk: Desk, asked: list[str]) -> None:
    window.grid.make_current(int(window.grid.selection.ids[2]))
    menu_entry(window, "Write metadata…").trigger()
    assert asked[0].startswith("Write the metadata of 1 photo? ")
    assert desk.last(WriteMetadata).photo_ids == (int(window.grid.selection.ids[2]),)


def test_who_says_no_has_nothing_written(window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def decline(box: QMessageBox) -> int:
        box.button(QMessageBox.StandardButton.Cancel).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", decline)
    menu_entry(window, "Write metadata…").trigger()
    assert not [each for each in desk.posted if isinstance(each, WriteMetadata)]
    assert not window.deeds.metadata.strip.isVisible()


def test_where_nothing_is_shown_nothing_is_asked(
    qtbot: QtBot, window: MainWindow, desk: Desk, asked: list[str]
) -> None:
    window.gallery.choose(View(Place.PROBLEMS))
    qtbot.waitUntil(lambda: not len(window.grid.selection.ids))
    menu_entry(window, "Write metadata…").trigger()
    assert asked == []
    assert told(window).startswith("There are no photos here")


def test_progress_is_shown_below_and_can_be_cancelled_by_keyboard(
    qtbot: QtBot, window: MainWindow, desk: Desk, asked: list[str]
) -> None:
    strip = window.deeds.metadata.strip
    assert not strip.isVisible()
    menu_entry(window, "Write metadata…").trigger()
    assert (strip.isVisible(), strip.words.text()) == (True, "Writing metadata…")
    window.on_event(MetadataProgressed(5, 20, 10.0, 1.5))
    assert (strip.words.text(), strip.bar.value(), strip.bar.maximum()) == ("Writing metadata: 5 of 20", 5, 20)
    window.on_event(MetadataProgressed(6, 20, 0.1, 140.0))
    assert strip.words.text() == "Writing metadata: 6 of 20 · about 2 min left"
    strip.stop.setFocus()
    qtbot.keyClick(strip.stop, Qt.Key.Key_Space)
    assert desk.last(CancelMetadata) == CancelMetadata()
    window.on_event(MetadataProgressed(7, 20, 0.1, 140.0))
    assert strip.words.text() == "Cancelling…"
    window.on_event(MetadataWritten(7, cancelled=True))
    assert not strip.isVisible()
    assert told(window) == "Cancelled: the other sidecars stay as they are. 7 sidecars written."


def test_a_second_time_waits_for_the_first(window: MainWindow, desk: Desk, asked: list[str]) -> None:
    menu_entry(window, "Write metadata…").trigger()
    menu_entry(window, "Write metadata…").trigger()
    assert len(asked) == 1
    assert told(window).startswith("Metadata is still being written.")
    window.on_event(Stopped())
    menu_entry(window, "Write metadata…").trigger()
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (MetadataWritten(1_204, unchanged=3), "1,204 sidecars written."),
        (MetadataWritten(1, refused=1, sentences=(SENTENCE,)), f"1 sidecar written. {SENTENCE}"),
        (
            MetadataWritten(2, refused=1_300, sentences=(SENTENCE, SENTENCE)),
            f"2 sidecars written. 1,300 were left as they are, the first of them: {SENTENCE}",
        ),
        (MetadataWritten(0, refused=1, sentences=(SENTENCE,)), SENTENCE),
        (
            MetadataWritten(0, unchanged=20),
            "Nothing was written: there is nothing to say, or the sidecars say it already.",
        ),
        (MetadataWritten(0, sentences=("The library is gone.",)), "The library is gone."),
        (MetadataWritten(0, cancelled=True), "Cancelled: the other sidecars stay as they are."),
    ],
)
def test_the_end_is_told(window: MainWindow, event: MetadataWritten, words: str) -> None:
    window.on_event(event)
    assert told(window) == words


def test_metadata_is_read_again_without_a_question(window: MainWindow, desk: Desk, asked: list[str]) -> None:
    menu_entry(window, "Read metadata again").trigger()
    assert len(desk.last(ReadMetadata).photo_ids or ()) == 20
    assert asked == []


def test_all_of_it_has_a_name_for_those_who_cannot_see_it(window: MainWindow, asked: list[str]) -> None:
    strip = window.deeds.metadata.strip
    assert (strip.bar.accessibleName(), strip.stop.accessibleName()) == (
        "Progress of writing metadata",
        "Cancel writing metadata",
    )
