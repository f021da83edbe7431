"""Every word that is shown comes from the translations, and these come from the files beside the program."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from photo_sorter import language
from photo_sorter.core.commands import SaveScheme
from photo_sorter.core.events import Activity, ActivityChanged, EditedElsewhere, LibraryChanged, NoticeRaised
from photo_sorter.core.sorting.pack import SHIPPED_PACKS
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.categories.starter_categories import shipped_packs
from photo_sorter.ui.language import speak_the_language_of
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.menus import show_about
from photo_sorter.ui.reception import Reception
from photo_sorter.ui.settings.settings_dialog import MODEL
from photo_sorter.ui.shortcut_sheet import show_shortcuts
from tests.ui.desk import Desk

NOT_YET: tuple[str, ...] = (
    "photo_sorter.ui.duplicates",
    "photo_sorter.ui.search",
    "photo_sorter.ui.settings.settings_dialog",
)
"""Modules, and packages, some words of which are not translated yet."""
SHARED = ("photo_sorter.ui.chips", "photo_sorter.ui.icons", "photo_sorter.ui.text_fields")
"""Whose widgets say what they are given."""

NAMES = {
    "Photo Sorter", "Leica", "Main", "Cats", "Dogs", "cats", "dogs", "photos",
    "Built-in (basic)", "Large", "Many languages", "Needs the extra multilingual.", "English", "over 100 languages",
    *SHIPPED_PACKS.values(),
    *(category.name for category in shipped_packs(tuple(SHIPPED_PACKS)).categories),
}  # fmt: skip
"""What is called the same in every language, and what the tests call folders, categories and models."""
KEYS = r"\b(?:Ctrl|Shift|Alt|Meta|Return|Enter|Space|Esc|Del|F\d+)\b"
PATHS = r"\S*/\S*|\w+\.(?:jpg|ini|db)"
TAGS = r"<[^>]+>"
NO_WORDS = re.compile("|".join((TAGS, PATHS, KEYS)))
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
CUT_OFF = re.compile(r"⟦.*…$")
"""A sentence that had no room for its end."""
WORD = re.compile(r"[^\W\d_]{2,}")
SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[None]:
    """English afterwards, as before."""
    before, translators = QLocale(), set(qapp.findChildren(QTranslator))
    yield
    for translator in set(qapp.findChildren(QTranslator)) - translators:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)
    language.speak(lambda text, number: text, lambda value: f"{value:,}")


@pytest.fixture
def bracketed(restored: None) -> None:
    """A language in which every sentence stands in brackets, so that those show that never were translated."""
    language.speak(lambda text, number: f"⟦{text}⟧", lambda value: f"{value:,}")


def unbracketed(text: str) -> str:
    """What is left of a text without its sentences, keys and names; empty if no word is."""
    while (rest := BRACKETED.sub(" ", text)) != text:
        text = rest
    text = NO_WORDS.sub(" ", CUT_OFF.sub(" ", text)).replace("&&", "&")
    parts = (part.strip(" ·0123456789") for part in re.split(r"[,:\n]", text))
    return ", ".join(part for part in parts if WORD.search(part) and part not in NAMES)


def untranslated(window: QWidget) -> list[str]:
    """Each with where it stands."""
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}: {text}"
        for widget in (window, *window.findChildren(QWidget))
        if not _is_passed_over(widget)
        for text in dict.fromkeys(_texts(widget))
        if unbracketed(text)
    ]


def _is_passed_over(widget: QWidget | None) -> bool:
    """Qt's widgets, and parts that are used everywhere, belong to whatever they stand in."""
    while widget is not None and not type(widget).__module__.startswith("photo_sorter"):
        widget = widget.parentWidget()
    if widget is None or type(widget).__module__ not in SHARED:
        return widget is not None and type(widget).__module__.startswith(NOT_YET)
    return _is_passed_over(widget.parentWidget())


def _texts(widget: QWidget) -> Iterator[str]:
    """What is seen and heard of it; not what a person writes into it."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    for action in widget.actions():
        yield from (action.text(), action.toolTip(), action.statusTip())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit() | QPlainTextEdit():
            yield widget.placeholderText()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QComboBox():
            yield from map(widget.itemText, range(widget.count()))
        case QTabWidget() | QTabBar():
            yield from map(widget.tabText, range(widget.count()))
        case QHeaderView() if widget.model() is not None:
            for section in range(widget.count()):
                yield str(widget.model().headerData(section, widget.orientation()) or "")
        case QAbstractItemView() if widget.model() is not None:
            yield from _cells(widget.model(), QModelIndex())


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        column = 0
        # A list keeps to itself how many columns it has.
        while model.hasIndex(row, column, parent):
            index = model.index(row, column, parent)
            yield from (said for role in SAID if isinstance(said := index.data(role), str))
            yield from _cells(model, index)
            column += 1


@pytest.fixture
def spoken_window(bracketed: None, window: MainWindow) -> MainWindow:
    return window


def test_words_outside_of_brackets_are_found(bracketed: None, qapp: QApplication):
    label = QLabel("Left in English")
    label.setToolTip(tr("{name} is turned off", name="Cats"))
    assert untranslated(label) == ["QLabel in NoneType: Left in English"]
    assert not unbracketed("⟦Move ⟦3 photos⟧ to⟧ · Ctrl+Shift+O ⟦What had no ro…")


def test_the_window_with_photos(spoken_window: MainWindow):
    assert spoken_window.browser.title.text() == "⟦All photos⟧"
    assert untranslated(spoken_window) == []


def test_the_empty_window(bracketed: None, desk: Desk, open_window: Callable[..., MainWindow]):
    assert untranslated(open_window(desk.home)) == []


def test_one_photo_selected(qtbot: QtBot, spoken_window: MainWindow):
    spoken_window.grid.make_current(int(spoken_window.grid.selection.ids[0]))
    qtbot.waitUntil(lambda: spoken_window.panel.name.text() == "IMG_00.jpg")
    assert untranslated(spoken_window) == []


def test_a_photo_large_and_review(spoken_window: MainWindow):
    spoken_window.stage.view(int(spoken_window.grid.selection.ids[0]))
    assert untranslated(spoken_window) == []
    spoken_window.start_review()
    assert untranslated(spoken_window) == []


@pytest.mark.parametrize("state", Activity)
def test_the_bottom_bar(spoken_window: MainWindow, state: Activity):
    spoken_window.on_event(ActivityChanged(state, 1234, 5678, 11.2, 400.0))
    words = spoken_window.status.words.text()
    assert words.startswith("⟦")
    assert not unbracketed(words)
    assert untranslated(spoken_window.status) == []


def test_notices_of_the_window(spoken_window: MainWindow):
    window = spoken_window
    window.on_event(LibraryChanged(followed=12))
    window.on_event(NoticeRaised("⟦Another.⟧"))
    assert untranslated(window.notices) == []
    window.notices.dismiss()
    assert window.notices.words.text() == "⟦12 photos like what you judged changed place.⟧"
    assert untranslated(window.notices) == []
    window.notices.dismiss()
    window.show_why()
    assert window.notices.isVisible()
    assert untranslated(window.notices) == []


def test_notices_about_what_comes_from_outside(spoken_window: MainWindow, tmp_path: Path):
    window = spoken_window
    reception = Reception(window)
    reception.take([tmp_path / "gone"])
    assert window.notices.words.text() == f"⟦{tmp_path / 'gone'} is not there any more.⟧"
    before = window.edits.scheme
    after = before.without(before.categories[1].id or 0)
    reception.on_event(EditedElsewhere(SaveScheme(before), SaveScheme(after), "⟦Remove a category⟧"))
    window.edits.undo_stack.undo()
    assert window.notices.words.text() == "⟦Taken back: ⟦Remove a category⟧⟧"
    assert untranslated(window.notices) == []


def test_what_undo_would_take_back(spoken_window: MainWindow, desk: Desk):
    window, ids = spoken_window, [int(id) for id in spoken_window.grid.selection.ids]
    cats = desk.library.categories.all()[0]
    undo = next(action for action in window.findChildren(QAction) if action.data() == "⟦Undo⟧")
    for act in (
        lambda: window.marking.rate(ids[:2], 3),
        lambda: window.marking.rate(ids[:2], 0),
        lambda: window.marking.favour(ids[:1], True),
        lambda: window.marking.favour(ids[:1], False),
        lambda: window.marking.caption(ids[0], "⟦Mine⟧"),
        lambda: window.tagging.decide(ids[5:7], cats.id or 0, cats.name, True),
        lambda: window.tagging.decide(ids[5:7], cats.id or 0, cats.name, False),
        lambda: window.tagging.decide(ids[5:7], cats.id or 0, cats.name, None),
        lambda: window.tagging.skip([(ids[0], cats.id or 0)]),
    ):
        before = undo.text()
        act()
        assert undo.text() != before
        assert not unbracketed(undo.text())


def test_the_menu_of_photos(spoken_window: MainWindow):
    spoken_window.grid.make_current(int(spoken_window.grid.selection.ids[0]))
    assert untranslated(spoken_window.deeds.menu()) == []


@pytest.mark.parametrize("show", [show_shortcuts, show_about])
def test_the_sheets_of_the_help_menu(spoken_window: MainWindow, show: Callable[[MainWindow], QWidget]):
    assert untranslated(show(spoken_window)) == []


@pytest.mark.parametrize("page", range(MODEL + 1))
def test_settings(spoken_window: MainWindow, page: int):
    spoken_window.housekeeping.show_settings()
    dialog = spoken_window.housekeeping.dialog
    assert dialog is not None
    dialog.turn_to(page)
    assert untranslated(dialog) == []


def test_accuracy(spoken_window: MainWindow):
    spoken_window.check_accuracy()
    assert spoken_window.accuracy is not None
    assert untranslated(spoken_window.accuracy) == []


# --- the files ---

GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>photo-sorter</name>
    <message><source>Taken back: {words}</source><translation>Zurückgenommen: {words}</translation></message>
    <message numerus="yes">
      <source>{n} photos</source>
      <translation><numerusform>{n} Foto</numerusform><numerusform>{n} Fotos</numerusform></translation>
    </message>
    <message><source>MMMM yyyy</source><translation>MMMM yyyy</translation></message>
  </context>
</TS>
"""


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restored: None) -> Path:
    """A folder of them that holds German ones only."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    if not tool.is_file():
        pytest.skip("pyside6-lrelease is not on this machine")
    folder = tmp_path / "translations"
    folder.mkdir()
    source = folder / "photo_sorter_de.ts"
    source.write_text(GERMAN, encoding="utf-8")
    subprocess.run([tool, "-silent", source, "-qm", source.with_suffix(".qm")], check=True)
    monkeypatch.setattr("photo_sorter.ui.language.resources", lambda: tmp_path)
    return folder


@pytest.mark.usefixtures("translations")
def test_sentences_numbers_and_dates_are_those_of_the_system(qapp: QApplication):
    speak_the_language_of(qapp, QLocale("de_AT"))
    assert tr("Taken back: {words}", words="Löschen") == "Zurückgenommen: Löschen"
    assert ntr("1 photo", "{n} photos", 1) == "1 Foto"
    assert ntr("1 photo", "{n} photos", 12345) == f"{number(12345)} Fotos"
    assert phrases.month("2019-01") == "Jänner 2019"
    assert number(12345) == QLocale("de_AT").toString(12345) != "12,345"


@pytest.mark.usefixtures("translations")
def test_what_is_not_translated_stays_english(qapp: QApplication):
    speak_the_language_of(qapp, QLocale("de_DE"))
    assert tr("Not in the file") == "Not in the file"
    assert ntr("1 tile", "{n} tiles", 1) == "1 tile"
    assert ntr("1 tile", "{n} tiles", 2000) == "2.000 tiles"


@pytest.mark.usefixtures("translations")
@pytest.mark.parametrize("name", ["it_IT", "ja_JP", "ar_EG", "C"])
def test_english_sentences_get_no_foreign_dates_or_numbers(qapp: QApplication, name: str):
    speak_the_language_of(qapp, QLocale(name))
    assert ntr("1 photo", "{n} photos", 1) == "1 photo"
    assert ntr("1 photo", "{n} photos", 12345) == "12,345 photos"
    assert phrases.taken("2021-06-14T16:05:00") == "14 June 2021, 16:05"
    assert phrases.decimal(1.5, 1) == "1.5"


@pytest.mark.usefixtures("translations")
def test_english_of_another_country_keeps_its_own_numbers(qapp: QApplication):
    speak_the_language_of(qapp, QLocale("en_ZA"))
    assert number(12345) == QLocale("en_ZA").toString(12345) != "12,345"
    assert phrases.month("2019-03") == "March 2019"


@pytest.mark.usefixtures("translations")
def test_whoever_reads_english_first_is_not_spoken_to_in_their_second_language(qapp: QApplication):
    class Reader(QLocale):
        def uiLanguages(self) -> list[str]:  # type: ignore[override]
            return ["en-US", "de-DE"]

    speak_the_language_of(qapp, Reader("en_US"))
    assert tr("Taken back: {words}", words="x") == "Taken back: x"
    assert number(12345) == "12,345"
