"""Misspelt words."""

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.search.spelling import Spelling, edits_between

WORDS = Spelling(
    ["sunflower", "sunflowers", "tower", "horse", "house", "beach", "dog", "mountain", "église", "hot dog"]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sunflwer", "sunflower"), ("Sunflowre", "sunflower"), ("montain", "mountain"), ("maountian", None),
        ("hosre", "horse"), ("baech", "beach"), ("eglise", "église"), ("dgo", None), ("dogg", None), ("zeppelin", None),
        ("bxxch", None), ("", None), ("x" * 100, None), ("sunflwer2", None),
    ],
)  # fmt: skip
def test_a_word_means_the_nearest_of_few_edits(typed: str, meant: str | None):
    assert WORDS.nearest(typed) == meant


def test_a_word_of_the_library_is_meant_rather():
    assert WORDS.nearest("towers", ["powers"]) == "powers"
    assert WORDS.nearest("miskka", ["miska"]) == "miska"
    assert WORDS.nearest("maountian", ["mountain"]) == "mountain"
    assert WORDS.nearest("Hund", ["hand"]) == "hand"


def test_a_word_that_is_known_means_itself():
    assert Spelling(["horse", "house"]).nearest("House") is None
    assert WORDS.nearest("Hund", ["hund", "hand"]) is None


@pytest.mark.parametrize("word", ["Hund", "Katze", "Blume", "Kuchen", "Fleur", "Brücke", "greéen"])
def test_a_word_of_another_language_means_no_word_of_the_dictionary(word: str):
    assert Spelling(["hand", "kate", "blame", "kachin", "fleer", "brucke", "green"]).nearest(word) is None


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_the_same_both_ways_and_none_for_the_same_word(one: str, other: str):
    assert edits_between(one, other) == edits_between(other, one)
    assert (edits_between(one, other) == 0) == (one == other)


def test_a_dictionary_is_searched_at_once():
    draw = random.Random(1)
    words = ["".join(draw.choices(string.ascii_lowercase, k=draw.randint(4, 12))) for _ in range(60_000)]
    many = Spelling(words)
    asked = [word[1:] for word in words[:20]]
    began = time.thread_time()
    for word in asked:
        many.nearest(word)
    assert (time.thread_time() - began) / len(asked) < 0.05
