"""The reason in a few words."""

from dataclasses import replace

import pytest

from photo_sorter.core.sorting.why import Answer, Example, PromptVoice, Why, percent, sentence

NAMES = {1: "Dogs", 2: "Cats"}
YES = Why(
    photo_id=9,
    category_id=1,
    answer=Answer.YES,
    probability=0.87,
    by_words=0.62,
    threshold=0.5,
    prompts=(PromptVoice("a dog", False, 0.9), PromptVoice("a puppy", False, 0.6), PromptVoice("a wolf", True, 0.2)),
    examples=(Example(3, True, 0.8), Example(4, True, 0.7), Example(5, False, 0.5), Example(6, True, 0.4)),
    judged=12,
)


def test_a_yes_names_the_strongest_wording_and_the_neighbours():
    assert sentence(YES, NAMES) == "Yes, 87 %. “a dog” spoke for it; 3 of the 4 nearest photos you judged agree."


def test_not_sure_counts_the_neighbours_that_hold():
    why = replace(YES, answer=Answer.NOT_SURE, probability=0.44)
    assert (
        sentence(why, NAMES) == "Not sure, 44 %. “a dog” spoke for it; 3 of the 4 nearest photos you judged are in it."
    )
    one = replace(why, examples=YES.examples[1:3])
    assert sentence(one, NAMES).endswith("1 of the 2 nearest photos you judged is in it.")


def test_a_no_counts_the_neighbours_that_do_not_hold():
    why = replace(YES, answer=Answer.NO, probability=0.1, prompts=(PromptVoice("a dog", False, 0.3),))
    assert sentence(why, NAMES) == "No, 10 %. No wording stands out; 1 of the 4 nearest photos you judged agrees."


def test_wordings_against_are_named():
    prompts = (PromptVoice("a wolf", True, 0.95), PromptVoice("a dog", False, 0.7))
    assert sentence(replace(YES, prompts=prompts, examples=()), NAMES) == (
        "Yes, 87 %. “a dog” spoke for it, “a wolf” against."
    )
    only = replace(YES, answer=Answer.NO, probability=0.2, prompts=prompts[:1], examples=())
    assert sentence(only, NAMES) == "No, 20 %. “a wolf” spoke against it."


def test_a_stronger_rival_is_the_reason():
    why = replace(YES, answer=Answer.NO, rival=(2, 0.91), examples=())
    assert sentence(why, NAMES) == "No, “Cats” was stronger: 91 % to 87 %. “a dog” spoke for it."


def test_a_rival_that_is_gone_has_no_name():
    assert "another category" in sentence(replace(YES, answer=Answer.NO, rival=(77, 0.91)), NAMES)


def test_outside_its_parent_nothing_else_matters():
    why = replace(YES, answer=Answer.NO, is_outside_parent=True)
    assert sentence(why, NAMES, "Animals") == "No, the photo is not in “Animals”."


def test_a_yes_within_it_is_the_reason():
    why = replace(YES, is_implied=True, probability=0.2)
    assert sentence(why, NAMES) == "Yes, because you said yes to a category within it."
    assert sentence(replace(why, verdict=True), NAMES).startswith("You said yes. ")


def test_a_verdict_comes_first():
    assert sentence(replace(YES, verdict=False, examples=()), NAMES) == (
        "You said no. The machine says yes, 87 %. “a dog” spoke for it."
    )
    assert sentence(replace(YES, verdict=True), NAMES).startswith("You said yes. ")


@pytest.mark.parametrize(
    ("answer", "holds", "words"),
    [
        (Answer.YES, True, "the nearest photo you judged agrees"),
        (Answer.YES, False, "the nearest photo you judged disagrees"),
        (Answer.NO, False, "the nearest photo you judged agrees"),
        (Answer.NOT_SURE, False, "the nearest photo you judged is not in it"),
    ],
)
def test_a_single_neighbour_is_spoken_of_as_one(answer: Answer, holds: bool, words: str):
    assert words in sentence(replace(YES, answer=answer, examples=(Example(3, holds, 0.8),)), NAMES)


def test_an_endless_wording_is_cut():
    assert len(sentence(replace(YES, prompts=(PromptVoice("dog " * 1000, False, 0.9),)), NAMES)) < 150


def test_the_machine_is_never_certain():
    assert [percent(value) for value in (1.0, 0.994, 0.5, 0.0)] == ["over 99 %", "99 %", "50 %", "under 1 %"]
