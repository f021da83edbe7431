"""Each sentence of the window has its German and its French, compiled and with the same values in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import translations


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_a_language_is_whole(language: str):
    assert translations.remarks(language, translations.gathered()) == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_what_is_compiled_is_what_was_written(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if not Path(sys.executable).with_name("pyside6-lrelease").is_file():
        pytest.skip("pyside6-lrelease is not on this machine")
    name = f"photo_sorter_{language}"
    compiled = (translations.FOLDER / f"{name}.qm").read_bytes()
    (tmp_path / f"{name}.ts").write_bytes((translations.FOLDER / f"{name}.ts").read_bytes())
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    translations.compile_(language)
    assert (tmp_path / f"{name}.qm").read_bytes() == compiled


def test_what_is_wanting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    said = {
        text: translations.Sentence(text, is_counted, "here.py:1")
        for text, is_counted in (("Open", False), ("Cannot open {name}", False), ("{n} photos", True))
    }
    translations.write("de", said)
    written = (tmp_path / "photo_sorter_de.ts").read_text("utf-8")
    assert translations.remarks("de", said) == sorted(f"de: not translated: {text}" for text in said)
    for source, translation in (("Open", "Öffnen"), ("Cannot open {name}", "{nome} geht nicht auf")):
        unfinished = f'<source>{source}</source>\n      <translation type="unfinished" />'
        assert unfinished in written
        finished = f"<source>{source}</source><translation>{translation}</translation>"
        written = written.replace(unfinished, finished)
    (tmp_path / "photo_sorter_de.ts").write_text(written, "utf-8")
    del said["Open"]
    assert translations.remarks("de", said) == [
        "de: no longer said: Open",
        "de: not translated: {n} photos",
        "de: other values in it: Cannot open {name}",
    ]
