"""Ctrl+A in the search field: words and chips together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QClipboard, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from photo_sorter.core.search.query import Query, Word
from photo_sorter.ui.main_window import MainWindow
from tests.ui.desk import Desk
from tests.ui.quest import Quest


@pytest.fixture
def quest(qtbot: QtBot, window: MainWindow, desk: Desk) -> Quest:
    window.activateWindow()
    return Quest(qtbot, window, desk)


def picture_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def choose_all(quest: Quest) -> None:
    quest.qtbot.keyClick(quest.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("words", ["dog ", ""])
def test_after_ctrl_a_what_is_typed_replaces_words_and_chips(quest: Quest, words: str):
    quest.type(f"{words}date:2019 ")
    before = picture_of(quest.bar)
    choose_all(quest)
    assert picture_of(quest.bar) != before
    quest.type("tree")
    assert (quest.field.text(), quest.chips) == ("tree", [])
    assert quest.asked == Query((Word("tree"),))


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
@pytest.mark.parametrize("words", ["dog ", ""])
def test_after_ctrl_a_one_key_takes_all_away(quest: Quest, words: str, key: Qt.Key):
    quest.type(f"{words}date:2019 is:favourite ")
    choose_all(quest)
    quest.press(key)
    quest.qtbot.waitUntil(lambda: not quest.searching.query)
    assert (quest.field.text(), quest.chips) == ("", [])
    assert quest.field.hasFocus()


def test_the_same_words_after_ctrl_a_are_sought_without_the_chips(quest: Quest):
    quest.type("dog date:2019 ")
    choose_all(quest)
    quest.type("dog ")
    assert quest.asked == Query((Word("dog"),))


def test_after_ctrl_a_another_key_leaves_the_chips_alone(quest: Quest):
    quest.type("dog date:2019 ")
    before = picture_of(quest.bar)
    choose_all(quest)
    quest.press(Qt.Key.Key_Shift)
    assert picture_of(quest.bar) != before
    quest.press(Qt.Key.Key_Right)
    assert picture_of(quest.bar) == before
    quest.type("gy")
    assert quest.chips == ["date 2019"]


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """Empty afterwards: it would let go of what Python gave it only when there is no Python any more."""
    yield qapp.clipboard()
    qapp.clipboard().clear()


def test_a_pasted_picture_replaces_all_that_was_chosen(quest: Quest, clipboard: QClipboard, tmp_path: Path):
    path, mime = tmp_path / "one.png", QMimeData()
    QImage(20, 20, QImage.Format.Format_RGB32).save(str(path))
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    clipboard.setMimeData(mime)
    quest.type("dog date:2019 ")
    choose_all(quest)
    quest.qtbot.keyClick(quest.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    quest.qtbot.waitUntil(lambda: quest.asked == Query(pictures=(path,)))
    assert (quest.field.text(), quest.chips) == ("", ["like one.png"])


def test_an_input_method_replaces_all_as_well(quest: Quest):
    quest.type("dog date:2019 ")
    choose_all(quest)
    event = QInputMethodEvent()
    event.setCommitString("木")
    QApplication.sendEvent(quest.field, event)
    quest.qtbot.waitUntil(lambda: quest.asked == Query((Word("木"),)))
    assert quest.chips == []


def test_a_click_or_the_focus_elsewhere_leaves_the_chips_alone(quest: Quest):
    quest.type("dog date:2019 ")
    quest.answer(0, 1)
    before = picture_of(quest.bar)
    choose_all(quest)
    quest.qtbot.mouseClick(quest.field, Qt.MouseButton.LeftButton)
    assert picture_of(quest.bar) == before
    choose_all(quest)
    quest.grid.setFocus()
    assert quest.grid.hasFocus()
    assert not quest.field.has_chosen_all
    quest.type("gy")
    assert quest.chips == ["date 2019"]
