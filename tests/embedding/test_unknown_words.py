"""Words that a model does not know, said before somebody wonders why nothing is sorted."""

from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.embedding.model_files import BUILT_IN_ID
from tests.embedding.tiny_clip import write_tiny_clip

RESOURCES = Path(__file__).parents[2] / "resources" / "starter"


@pytest.fixture(scope="module")
def built_in() -> Embedder:
    return open_embedder(BUILT_IN_ID, Path(), RESOURCES)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    folder = write_tiny_clip(tmp_path_factory.mktemp("clip"))
    return open_embedder(f"local-dir:{folder}", Path(), RESOURCES)


@pytest.mark.parametrize(
    "text",
    [
        "dog", "Dogs!", "a photo of a dog", "the dog’s bowls", "children playing", "close-up of a T-shirt", "café",
        "jalapeño", "sea horses", "whiteboard", "screenshots", "summer 2019", "", "  ", "!?…", "12:30", "a",
    ],
)  # fmt: skip
def test_plain_english_is_known_to_both(built_in: Embedder, clip: Embedder, text: str) -> None:
    assert built_in.unknown_words(text) == ()
    assert clip.unknown_words(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hund", ("hund",)),
        ("ein Hund", ("Hund",)),
        ("a photo of katze", ("katze",)),
        ("собака", ("собака",)),
        ("con chó", ("chó",)),
        ("写真", ("写真",)),
        ("हिन्दी", ("हिन्दी",)),
        ("«Straße»", ("Straße",)),
        ("Rechnung, Urlaub; Rechnung", ("Rechnung", "Urlaub")),
    ],
)
def test_other_languages_are_told_by_both_as_they_are_written(
    built_in: Embedder, clip: Embedder, text: str, words: tuple[str, ...]
) -> None:
    assert built_in.unknown_words(text) == words
    assert clip.unknown_words(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("my dog Miska", ("Miska",)), ("quokka in the grass", ("quokka",)), ("santorini", ("santorini",))],
)
def test_rare_names_are_strange_to_the_built_in_model_and_left_to_clip(
    built_in: Embedder, clip: Embedder, text: str, words: tuple[str, ...]
) -> None:
    assert built_in.unknown_words(text) == words
    assert clip.unknown_words(text) == ()


def test_letters_that_english_does_not_have_are_told_even_beside_english(built_in: Embedder, clip: Embedder) -> None:
    for model in (built_in, clip):
        assert model.unknown_words("a dog and a кошка, rừng") == ("кошка", "rừng")


def test_a_guess_for_a_misspelt_word_is_told_too(built_in: Embedder) -> None:
    guessed, meant = built_in.embed_texts(["elephannt", "elephant"])
    assert guessed @ meant > 0.95
    assert built_in.unknown_words("elephannt") == ("elephannt",)


def test_a_phrase_makes_its_words_known(built_in: Embedder) -> None:
    assert built_in.unknown_words("komodo") == ("komodo",)
    assert built_in.unknown_words("two Komodo dragons") == ()


def test_a_model_with_a_vocabulary_of_its_own_is_not_judged_by_the_english_one(
    clip: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_embedder(f"local-dir:{write_tiny_clip(tmp_path)}", Path(), RESOURCES)
    monkeypatch.setattr(other, "_tokenizer", object())
    assert other.unknown_words("ein Hund, собака") == ()


def test_without_the_word_list_nothing_is_told(tmp_path: Path) -> None:
    model = open_embedder(f"local-dir:{write_tiny_clip(tmp_path / 'model')}", tmp_path, tmp_path)
    assert model.unknown_words("собака") == ()


def test_a_very_long_text_is_answered(built_in: Embedder, clip: Embedder) -> None:
    assert built_in.unknown_words("hund " * 1000) == clip.unknown_words("hund " * 1000) == ("hund",)
    assert built_in.unknown_words("x" * 5000) == ("x" * 5000,)
