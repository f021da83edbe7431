"""A search as a category: what comes along, and what it adds to a category that is there."""

from pathlib import Path

import pytest

from photo_sorter.core.search.category_draft import draft_of, with_draft
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import MAIN_SET, Category, CategorySet, Prompt, Scheme

KNOWN = {Path("/photos/rex.jpg"): 7}


def draft(text: str):
    return draft_of(parse(text).query, KNOWN)


def test_words_together_are_one_wording_and_each_word_against_is_one():
    made = draft('dog on a beach -cat -"toy dog"')
    assert made.prompts == (Prompt("dog on a beach"), Prompt("cat", True), Prompt("toy dog", True))
    assert (made.name, made.left_behind) == ("Dog on a beach", "")


def test_pictures_of_the_library_and_likes_are_yes_and_unlikes_no():
    assert draft("like:/photos/rex.jpg more:3,4 less:5").verdicts == {7: True, 3: True, 4: True, 5: False}


def test_a_word_on_a_photo_itself_counts_more_than_its_being_sought():
    assert draft("like:/photos/rex.jpg less:7").verdicts == {7: False}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dog date:2019", "Filters cannot come along."),
        ("dog:2", "Weights cannot come along."),
        ("dog -fox:2", "Weights cannot come along."),
        ('dog "IMG 1"', "Words in quotes cannot come along."),
        ("like:/elsewhere.jpg", "Pictures from outside the library cannot come along."),
        (
            'dog:2 date:2019 "IMG" like:/elsewhere.jpg',
            "Filters, words in quotes, weights and pictures from outside the library cannot come along.",
        ),
    ],
)
def test_what_cannot_come_along_is_told_in_one_sentence(text: str, sentence: str):
    assert draft(text).left_behind == sentence


def test_a_long_search_is_proposed_by_its_first_words():
    name = draft("word " * 50).name
    assert name == " ".join(["Word", *["word"] * 11])


def test_a_search_without_words_proposes_no_name():
    assert draft("like:/photos/rex.jpg").name == ""


def test_a_new_category_joins_the_scheme_in_a_colour_of_its_own():
    scheme = Scheme((Category("Cats", id=1),))
    added = with_draft(scheme, draft("dog"), "Dogs").categories[-1]
    assert (added.name, added.prompts, added.id) == ("Dogs", (Prompt("dog"),), None)
    assert added.colour != scheme.categories[0].colour


def test_a_search_does_not_compete_with_what_is_there():
    scheme = Scheme((Category("Pets", id=1),))
    made = with_draft(scheme, draft("pet -dog"), "Pet").checked()
    assert (made.categories[-1].set_name, made.is_exclusive("Searches")) == ("Searches", False)
    again = with_draft(made, draft("cat"), "Cats")
    assert (again.categories[-1].set_name, again.sets) == ("Searches", made.sets)


def test_where_several_may_hold_anyway_a_search_needs_no_set_of_its_own():
    scheme = Scheme((Category("Pets", id=1),), (CategorySet(MAIN_SET, exclusive=False),))
    assert with_draft(scheme, draft("dog"), "Dogs").categories[-1].set_name == MAIN_SET


def test_words_are_added_to_those_of_a_category_that_is_there():
    scheme = Scheme((Category("Dogs", (Prompt("puppy"), Prompt("cat", True)), id=1),))
    (dogs,) = with_draft(scheme, draft("dog -cat -wolf"), "dogs").categories
    assert (dogs.name, dogs.wordings) == ("Dogs", ("puppy", "dog"))
    assert dogs.wordings_against == ("cat", "wolf")


def test_a_name_that_was_the_only_wording_stays_one():
    (dogs,) = with_draft(Scheme((Category("Dogs", id=1),)), draft("puppy"), "Dogs").categories
    assert dogs.wordings == ("Dogs", "puppy")


def test_photos_alone_leave_the_words_of_a_category_as_they_are():
    scheme = Scheme((Category("Dogs", id=1),))
    assert with_draft(scheme, draft("more:3"), "Dogs") == scheme
