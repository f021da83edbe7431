"""The help pages and README are true: their links, pictures, commands and keys."""

import re
import shlex
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from photo_sorter.cli.command_line import understood
from photo_sorter.paths import Home, resources
from photo_sorter.settings import SettingsFile
from photo_sorter.ui.help.help_pages import anchor, help_pages
from photo_sorter.ui.help.shortcut_sheet import ShortcutSheet
from photo_sorter.ui.main_window import MainWindow

ROOT = Path(__file__).parents[1]
HELP = resources() / "help"
PAGES = (ROOT / "README.md", *sorted(HELP.glob("*.md")))
LARGEST_PICTURE_BYTES, LARGEST_SUM_BYTES = 400_000, 3_500_000

of_every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def targets(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", text(page))


def pictures(page: Path) -> list[tuple[str, Path]]:
    """The words for those who do not see it, and the file."""
    return [(words, page.parent / file) for words, file in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text(page))]


@of_every_page
def test_every_link_leads_somewhere(page):
    for target in targets(page):
        if target.startswith("https://"):
            continue
        file, _, place = target.partition("#")
        there = page.parent / file if file else page
        assert there.exists(), target
        if place:
            headings = re.findall(r"^#+ (.+)$", text(there), re.MULTILINE)
            assert place in map(anchor, headings), target


@of_every_page
def test_every_picture_has_words(page):
    assert all(len(words.split()) >= 2 for words, _ in pictures(page))


def test_every_page_can_be_reached_from_the_front_page_and_from_readme():
    names = {page.name for page in HELP.glob("*.md")}
    assert set(targets(HELP / "help.md")) == names - {"help.md"}
    assert {f"resources/help/{name}" for name in names - {"help.md"}} <= set(targets(ROOT / "README.md"))
    assert help_pages(HELP)[0].path.name == "help.md"


def test_every_picture_is_shown_somewhere_and_small_enough():
    shown = {file for page in PAGES for _, file in pictures(page) if file.parent == HELP}
    there = set(HELP.glob("*.png"))
    assert there == shown
    sizes = {picture.name: picture.stat().st_size for picture in there}
    assert max(sizes.values()) <= LARGEST_PICTURE_BYTES, sizes
    assert sum(sizes.values()) <= LARGEST_SUM_BYTES, sizes


def test_pictures_are_sharp_on_a_screen_of_200_percent():
    for picture in HELP.glob("*.png"):
        with Image.open(picture) as opened:
            assert opened.width >= 1200, picture.name


def commands() -> list[str]:
    found = {words for page in PAGES for words in re.findall(r"`photo-sorter ([^`]+)`", text(page))}
    for page in PAGES:
        for block in re.findall(r"^```\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL):
            found |= set(re.findall(r"^photo-sorter (.+)$", block, re.MULTILINE))
    return sorted(found)


def test_commands_are_found():
    assert {"doctor", "check", "index FOLDER"} <= set(commands())


@pytest.mark.parametrize("words", commands())
def test_every_command_is_understood(words):
    options = understood(shlex.split(words))
    assert options.command is not None or hasattr(options, "home")


KEY = re.compile(r"\b(?:(?:Ctrl|Shift|Alt)\+)+(?:[A-Z]\b|F\d+|[\w,?])|\bF\d{1,2}\b")
OF_EVERY_TEXT_FIELD = {"Ctrl+V"}


def test_every_key_that_is_named_is_one_of_the_program(qtbot: QtBot, home: Home):
    window = MainWindow(home, SettingsFile(home.settings), lambda command: None)
    qtbot.addWidget(window)
    sheet = ShortcutSheet(window)
    # As Ctrl+, and Ctrl+? are written, whatever the system.
    told = {
        key.toString(QKeySequence.SequenceFormat.PortableText)
        for action in window.actions()
        for key in action.shortcuts()
    }
    told |= {key for menu in window.menuBar().actions() for key in _keys_of(menu.menu())}
    told |= {key for table in sheet.tables for _, keys in table.lines() for key in KEY.findall(keys)}
    named = {key for page in PAGES for key in KEY.findall(text(page))}
    assert {"Ctrl+F", "Ctrl+R", "F1", "Ctrl+1"} <= named
    assert named - told - OF_EVERY_TEXT_FIELD == set()
    letters = {key for page in HELP.glob("*.md") for key in re.findall(r"(?:^|[.:] |\()([B-HJ-Z]) (?:\w)", text(page))}
    keys = {word for table in sheet.tables for _, line in table.lines() for word in re.findall(r"\b[A-Z]\b", line)}
    assert {"W", "H", "Y"} <= letters <= keys
    window.close()


def _keys_of(menu) -> set[str]:
    keys = {key.toString(QKeySequence.SequenceFormat.PortableText) for one in menu.actions() for key in one.shortcuts()}
    return keys.union(*(_keys_of(one.menu()) for one in menu.actions() if one.menu() is not None))
