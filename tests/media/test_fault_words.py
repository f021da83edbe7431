"""Faults that were told in English are shown in the person's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import photo_sorter.media
from photo_sorter import language
from photo_sorter.core.errors import PhotoUnreadableError
from photo_sorter.media.decode import load_upright
from photo_sorter.media.fault_words import fault_in_words


@pytest.fixture
def bracketed() -> Iterator[None]:
    """A language in which every sentence stands in brackets."""
    language.speak(lambda text, number: f"⟦{text}⟧", lambda value: f"{value:_}")
    yield
    language.speak(lambda text, number: text, lambda value: f"{value:,}")


def reasons_in_the_code() -> set[str]:
    """Whatever is given to `unreadable` as plain words."""
    calls = (
        node
        for path in Path(photo_sorter.media.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unreadable"
    )
    given = (part for call in calls if not isinstance(call.args[1], ast.JoinedStr) for part in ast.walk(call.args[1]))
    return {part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_every_reason_is_translated(bracketed: None):
    told = reasons_in_the_code()
    assert len(told) > 8
    told |= {"it made the decoder break off", "you have no permission to read it", "it is not there any more"}
    for why in told:
        sentence = f"Cannot read my: file.jpg: {why}."
        assert fault_in_words(sentence) == f"⟦Cannot read my: file.jpg: ⟦{why}⟧.⟧"


def test_the_fault_of_a_real_file_is_translated(tmp_path: Path, request: pytest.FixtureRequest):
    path = tmp_path / "empty.jpg"
    path.touch()
    with pytest.raises(PhotoUnreadableError) as caught:
        load_upright(path, 100)
    request.getfixturevalue("bracketed")
    assert fault_in_words(str(caught.value)) == "⟦Cannot read empty.jpg: ⟦the file is empty⟧.⟧"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            "Cannot read a.jpg: the file ends early. It will be tried again when it changes.",
            "⟦Cannot read a.jpg: ⟦the file ends early⟧.⟧ ⟦It will be tried again when it changes.⟧",
        ),
        ("Cannot read a.jpg: it took longer than 20 seconds.", "⟦Cannot read a.jpg: it took longer than 20 seconds.⟧"),
        (
            "Cannot read a.tif: it has 1,200 megapixels, and the limit is 500.",
            "⟦Cannot read a.tif: it has 1_200 megapixels, and the limit is 500.⟧",
        ),
        (
            "Cannot read a.tif: Photo Sorter has a fault with it (ValueError('x')), noted in its log.",
            "⟦Cannot read a.tif: Photo Sorter has a fault with it (ValueError('x')), noted in its log.⟧",
        ),
        (
            "Cannot read a.nef: it is a camera raw file without a preview that can be used. It needs the package "
            "rawpy ('/my apps/python' -m pip install rawpy). It will be tried again when it changes.",
            "⟦Cannot read a.nef: it is a camera raw file without a preview that can be used. It needs the package "
            "rawpy ('/my apps/python' -m pip install rawpy).⟧ ⟦It will be tried again when it changes.⟧",
        ),
        (
            "There is no space left for thumbnails in /a. Free some space; the rest will then be added.",
            "⟦There is no space left for thumbnails in /a. Free some space; the rest will then be added.⟧",
        ),
        (
            "Thumbnails cannot be written to /a: the folder is read-only.",
            "⟦Thumbnails cannot be written to /a: the folder is read-only.⟧",
        ),
        (
            "Thumbnails cannot be written to /a: Input/output error.",
            "⟦Thumbnails cannot be written to /a: Input/output error.⟧",
        ),
    ],
)
def test_sentences_with_figures_and_folders(bracketed: None, sentence: str, shown: str):
    assert fault_in_words(sentence) == shown


@pytest.mark.parametrize("sentence", ["", "Something else.", "Cannot read a.jpg: nobody knows why."])
def test_what_is_not_known_stays_as_it_is(bracketed: None, sentence: str):
    assert fault_in_words(sentence) == sentence


def test_english_stays_as_it_was_told():
    for sentence in (
        "Cannot read a.jpg: it is damaged. It will be tried again when it changes.",
        "Cannot read {a}.jpg: it has 1,200 megapixels, and the limit is 500.",
    ):
        assert fault_in_words(sentence) == sentence
