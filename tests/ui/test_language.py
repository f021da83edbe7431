"""Sentences, numbers and dates come from the files beside the program, in the language of the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from photo_sorter.language import ntr, number, tr
from photo_sorter.ui import phrases
from photo_sorter.ui.language import speak_the_language_of

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
