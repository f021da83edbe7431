"""The help pages, read inside the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from photo_sorter.paths import resources
from photo_sorter.ui.help import page_view
from photo_sorter.ui.help.help_pages import anchor, help_pages
from photo_sorter.ui.help.help_window import HelpWindow
from photo_sorter.ui.main_window import MainWindow

LINKS = 4
FRONT = """# Help

See [finding](search.md), [trust](categories.md#yes-not-sure-no), [more](https://example.org/more), [none](gone.md).

![A picture](picture.png)

| | |
|---|---|
| a | b |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "help.md").write_text(FRONT, encoding="utf-8")
    (tmp_path / "search.md").write_text("# Finding photos\n\nWords. [Back](help.md)\n", encoding="utf-8")
    long = "\n\n".join(["A line."] * 80)
    text = f"# Categories\n\n{long}\n\n## Yes, not sure, no\n\n{long}\n"
    (tmp_path / "categories.md").write_text(text, encoding="utf-8")
    (tmp_path / "about.md").write_bytes(b"\xff\xfe no heading")
    picture = QImage(1600, 800, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "picture.png"))
    return tmp_path


@pytest.fixture
def help_window(qtbot: QtBot, folder: Path) -> HelpWindow:
    window = HelpWindow(folder)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def at(window: HelpWindow) -> str:
    return Path(window.page.source().toLocalFile()).name


def test_pages_stand_in_the_order_of_the_front_page_and_none_is_lost(folder: Path):
    assert [(page.path.name, page.title) for page in help_pages(folder)] == [
        ("help.md", "Help"), ("search.md", "Finding photos"), ("categories.md", "Categories"), ("about.md", "about"),
    ]  # fmt: skip


def test_a_page_is_opened_from_the_contents_and_back_leads_back(help_window: HelpWindow):
    assert at(help_window) == "help.md"
    assert not help_window.back.isEnabled()
    QTest.keyClick(help_window.contents, Qt.Key.Key_Down)
    assert at(help_window) == "search.md"
    help_window.back.click()
    assert at(help_window) == "help.md"
    assert help_window.contents.currentRow() == 0
    help_window.forward.click()
    assert at(help_window) == "search.md"


def test_a_link_leads_to_its_page_and_place(help_window: HelpWindow):
    help_window.page.follow(QUrl("categories.md#yes-not-sure-no"))
    assert at(help_window) == "categories.md"
    assert help_window.contents.currentRow() == 2
    assert help_window.page.verticalScrollBar().value() > 500


def test_the_keyboard_follows_links(help_window: HelpWindow):
    help_window.page.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(help_window.page, Qt.Key.Key_Tab)
    QTest.keyClick(help_window.page, Qt.Key.Key_Return)
    assert at(help_window) in ("search.md", "categories.md")
    QTest.keyClick(help_window.page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert at(help_window) == "help.md"


def test_tab_leads_through_the_links_of_a_page_and_out_again(help_window: HelpWindow):
    help_window.activateWindow()
    help_window.page.setFocus(Qt.FocusReason.TabFocusReason)
    steps = 0
    while QApplication.focusWidget() is help_window.page:
        QTest.keyClick(help_window.page, Qt.Key.Key_Tab)
        steps += 1
        assert steps < 10
    assert steps > LINKS


def test_an_address_is_for_the_browser(help_window: HelpWindow, monkeypatch: pytest.MonkeyPatch):
    opened: list[str] = []
    monkeypatch.setattr(page_view, "open_page", opened.append)
    help_window.page.follow(QUrl("https://example.org/more"))
    assert opened == ["https://example.org/more"]
    assert at(help_window) == "help.md"


def test_a_page_that_is_missing_says_so(help_window: HelpWindow):
    help_window.page.follow(QUrl("gone.md"))
    assert help_window.page.toPlainText() == "There is no help page “gone.md” in this installation."
    help_window.back.click()
    assert at(help_window) == "help.md"


def test_without_any_page_it_says_so(qtbot: QtBot, tmp_path: Path):
    window = HelpWindow(tmp_path / "nothing")
    qtbot.addWidget(window)
    assert "no help page" in window.page.toPlainText()


def test_pictures_are_no_wider_than_the_page_and_follow_it(qtbot: QtBot, help_window: HelpWindow):
    def room() -> float:
        return help_window.page.viewport().width()

    help_window.resize(700, 600)
    qtbot.waitUntil(lambda: help_window.page.document().size().width() <= room())
    help_window.resize(560, 600)
    qtbot.waitUntil(lambda: help_window.page.document().size().width() <= room())
    assert help_window.page.document().size().height() > 100


def test_an_empty_head_of_a_table_is_left_out(help_window: HelpWindow):
    text = help_window.page.toPlainText().rstrip("\n")
    assert text.endswith("a\nb")
    assert "\n\n\na\nb" not in text


@pytest.mark.parametrize(
    ("heading", "link"), [("Yes, not sure, no", "yes-not-sure-no"), ("What’s new?", "whats-new"), ("A-b C", "a-b-c")]
)
def test_places_are_named_as_elsewhere(heading: str, link: str):
    assert anchor(heading) == link


def test_the_program_brings_pages_that_can_all_be_shown(qtbot: QtBot, window: MainWindow):
    pages = help_pages(resources() / "help")
    assert {page.path.name for page in pages} >= {"search.md", "categories.md"}
    shown = window.help.show_pages()
    assert shown.contents.count() == len(pages)
    for row, page in enumerate(pages):
        shown.contents.setCurrentRow(row)
        assert shown.page.toPlainText().startswith(page.title)
