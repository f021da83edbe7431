"""Gathers the sentences of the program for Qt Linguist, and compiles what was translated.

    python packaging/translations.py            brings resources/translations/*.ts up to date and compiles them
    python packaging/translations.py --check    says what is missing, and ends with 1 if anything is

Run it after sentences have changed; translate what is unfinished with Qt Linguist (pyside6-linguist) or any editor.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "resources" / "translations"
CONTEXT = "photo-sorter"
LANGUAGES = {"de": 2, "fr": 2}
"""How many plural forms each has (CLDR, as Qt counts them)."""


@dataclass(frozen=True)
class Sentence:
    text: str
    is_counted: bool
    place: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sentences = gathered()
    if options.check:
        found = [remark for language in LANGUAGES for remark in remarks(language, sentences)]
        print("\n".join(found) or "All sentences are translated.")
        return 1 if found else 0
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        write(language, sentences)
        compile_(language)
        print(f"{language}: {len(sentences)} sentences, {len(remarks(language, sentences))} remarks")
    return 0


def gathered() -> dict[str, Sentence]:
    """By text, in the order of the source."""
    found: dict[str, Sentence] = {}
    for path in sorted((ROOT / "photo_sorter").rglob("*.py")):
        for sentence in _sentences_of(path):
            known = found.setdefault(sentence.text, sentence)
            if known.is_counted != sentence.is_counted:
                raise SystemExit(f"“{sentence.text}” is counted in only one of {sentence.place}, {known.place}.")
    for term in _terms():
        found.setdefault(term.text, term)
    return found


def remarks(language: str, sentences: dict[str, Sentence]) -> list[str]:
    """What is not translated, or translated with other values in it, or no longer said."""
    known = translated(language)
    found = [f"{language}: not gathered: {text}" for text in sentences.keys() - known.keys()]
    found += [f"{language}: no longer said: {text}" for text in known.keys() - sentences.keys()]
    for text, forms in known.items():
        if not all(forms):
            found.append(f"{language}: not translated: {text}")
        elif text in sentences and any(_fields(form) - {"n"} != _fields(text) - {"n"} for form in forms):
            found.append(f"{language}: other values in it: {text}")
    return sorted(found)


def translated(language: str) -> dict[str, list[str]]:
    """The forms of each sentence; empty ones are unfinished."""
    path = _ts(language)
    if not path.is_file():
        return {}
    found = {}
    for message in ElementTree.parse(path).iter("message"):
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        found[message.findtext("source", "")] = forms
    return found


def write(language: str, sentences: dict[str, Sentence]) -> None:
    """What was translated stays; what is no longer said goes."""
    known = translated(language)
    top = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(top, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for sentence in sentences.values():
        message = ElementTree.SubElement(context, "message", {"numerus": "yes"} if sentence.is_counted else {})
        ElementTree.SubElement(message, "source").text = sentence.text
        count = LANGUAGES[language] if sentence.is_counted else 1
        forms = known.get(sentence.text, [])
        forms = forms if len(forms) == count else [""] * count
        translation = ElementTree.SubElement(message, "translation", {} if all(forms) else {"type": "unfinished"})
        if sentence.is_counted:
            for form in forms:
                ElementTree.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ElementTree.indent(top)
    body = ElementTree.tostring(top, encoding="unicode")
    _ts(language).write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def compile_(language: str) -> None:
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    command = [str(tool), "-silent", str(_ts(language)), "-qm", str(_ts(language).with_suffix(".qm"))]
    subprocess.run(command, check=True)


def _ts(language: str) -> Path:
    return FOLDER / f"photo_sorter_{language}.ts"


def _sentences_of(path: Path) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "ntr")):
            continue
        is_counted = node.func.id == "ntr"
        place = f"{path.relative_to(ROOT)}:{node.lineno}"
        if path.name == "language.py":
            continue
        text = node.args[1 if is_counted else 0]
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            raise SystemExit(f"{place}: only a literal can be gathered.")
        yield Sentence(text.value, is_counted, place)


def _terms() -> Iterator[Sentence]:
    """What the categories in the packs, and their sets, are called."""
    for path in sorted((ROOT / "resources" / "packs").glob("*.toml")):
        for category in tomllib.loads(path.read_text(encoding="utf-8"))["category"]:
            for name in (category["name"], category.get("set")):
                if name is not None:
                    yield Sentence(name, False, str(path.relative_to(ROOT)))


def _fields(text: str) -> set[str]:
    from string import Formatter

    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name}


if __name__ == "__main__":
    sys.exit(main())
