from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photo_sorter.core.sorting.calibration import Calibration
from photo_sorter.core.sorting.decision import (
    IMPLIED_TAG,
    NO_TAG,
    SUGGESTION,
    USER_TAG,
    is_choice,
    is_held,
    least_for_suggestion,
    none_weight,
    offered,
    probabilities,
    verdicts_at,
)
from photo_sorter.core.sorting.score_table import scores_of
from tests.core.scene import category, held, measured, photo, random_photos, rules_for, tags_of

NESTED = (
    category("Animal", 1, words=["animal"]),
    category("Dog", 2, words=["dog"], parent_name="Animal"),
    category("Puppy", 3, words=["puppy"], parent_name="Dog"),
    category("Boat", 4, words=["boat"]),
)


def chances_of(rules, photos, row=0):
    """(k, n) of the group of a row."""
    group = rules.group_of(row)
    scores = scores_of(rules.space, rules.columns, photos)
    return probabilities(rules, group, [scores[one] for one in group.rows], none_weight(photos, group))


# --- sets ---


def test_a_photo_goes_where_it_belongs():
    rules = rules_for(category("dog", 1), category("cat", 2))
    photos = measured(photo(dog=1), photo(cat=1), photo(mountain=1))
    assert held(rules, photos) == [{"dog"}, {"cat"}, set()]


def test_in_an_exclusive_set_a_photo_gets_one_at_most_and_in_an_independent_one_several():
    both = measured(photo(dog=1, cat=0.9))
    assert held(rules_for(category("dog", 1, threshold=0.3), category("cat", 2, threshold=0.3)), both) == [{"dog"}]
    independent = rules_for(category("dog", 1, set_name="x"), category("cat", 2, set_name="x"), independent=("x",))
    assert held(independent, both) == [{"dog", "cat"}]


@given(st.lists(st.floats(0.05, 0.95), min_size=4, max_size=4), st.integers(0, 1000))
@settings(deadline=None, max_examples=40)
def test_an_exclusive_set_gives_at_most_one_tag_or_suggestion_whatever_the_thresholds(thresholds, seed):
    names = ["dog", "cat", "tree", "car"]
    rules = rules_for(*(category(name, n + 1, threshold=thresholds[n]) for n, name in enumerate(names)))
    tags = tags_of(rules, random_photos(60, seed))
    assert ((tags != NO_TAG).sum(axis=0) <= 1).all()


def test_probabilities_of_a_set_and_none_of_these_add_up_to_one():
    rules, photos = rules_for(category("dog", 1), category("cat", 2)), random_photos(50)
    chances, none = chances_of(rules, photos), none_weight(photos, rules.groups[0])
    scores = scores_of(rules.space, rules.columns, photos)
    weights = np.exp(1.9 * (np.stack([one.words for one in scores]) - 1.7))
    assert chances == pytest.approx(weights / (weights.sum(axis=0) + none), abs=1e-4)
    assert (chances.sum(axis=0) < 1).all()


def test_what_stands_out_for_nothing_is_none_of_these():
    rules = rules_for(category("dog", 1), category("cat", 2))
    photos = measured(*(photo(**{f"thing {number}": 1}) for number in range(30)))
    assert chances_of(rules, photos).max() < 0.5
    assert sum(map(len, held(rules, photos))) == 0


def test_what_an_everyday_word_says_better_is_less_likely():
    rules = rules_for(category("dog", 1))
    plain, crowded = measured(photo(dog=1, **{"thing 7": 1.0})), measured(photo(dog=1, **{"everyday 7": 1.0}))
    assert none_weight(crowded, rules.groups[0])[0] > 2 * none_weight(plain, rules.groups[0])[0]
    assert chances_of(rules, crowded)[0, 0] < chances_of(rules, plain)[0, 0]


def test_an_everyday_word_that_means_the_category_says_nothing_against_it():
    photos = measured(photo(**{"everyday 7": 1}))
    assert none_weight(photos, rules_for(category("dog", 1)).groups[0])[0] > 100
    assert none_weight(photos, rules_for(category("everyday 7", 1)).groups[0])[0] < 3


# --- words against ---


def test_words_against_are_a_contrast_and_not_a_competitor():
    plain, contrasted = rules_for(category("dog", 1)), rules_for(category("dog", 1, against=["toy"]))
    photos = measured(photo(dog=1), photo(dog=1, toy=1.1), photo(cat=1))
    assert held(plain, photos) == [{"dog"}, {"dog"}, set()]
    assert held(contrasted, photos) == [{"dog"}, set(), set()]


@given(st.floats(0.1, 1), st.floats(0, 0.5), st.floats(0.1, 1))
@settings(deadline=None, max_examples=60)
def test_what_is_more_like_the_words_against_is_never_more_likely_than_not(dog, more, noise):
    rules = rules_for(category("dog", 1, against=["toy"]), category("cat", 2))
    photos = measured(photo(dog=dog, toy=dog + more, grass=noise))
    scores = scores_of(rules.space, rules.columns, photos)[0]
    if scores.against[0] >= scores.words[0]:
        assert chances_of(rules, photos)[0, 0] < 0.5
        assert held(rules, photos) == [set()]


def test_words_against_one_category_do_not_speak_for_another():
    rules = rules_for(category("dog", 1, against=["cat"]), category("bird", 2))
    plain = rules_for(category("dog", 1), category("bird", 2))
    photos = random_photos(40)
    assert (chances_of(rules, photos)[0] < chances_of(plain, photos)[0]).all()
    assert chances_of(rules, photos)[1] == pytest.approx(chances_of(plain, photos)[1], abs=1e-6)


def test_a_category_with_words_against_alone_is_described_by_its_name():
    rules = rules_for(category("dog", 1, against=["toy"]))
    assert held(rules, measured(photo(dog=1), photo(toy=1))) == [{"dog"}, set()]


# --- sure, not sure, no ---


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.5, 0.8, 0.95])
def test_the_band_of_not_sure_lies_below_the_threshold(threshold):
    rules, photos = rules_for(category("dog", 1, threshold=threshold)), random_photos(400)
    chances, (tags,) = chances_of(rules, photos)[0], tags_of(rules, photos)
    least = least_for_suggestion(threshold)
    assert least < threshold
    assert is_held(tags).tolist() == (chances >= np.float32(threshold)).tolist()
    assert (tags >= SUGGESTION).tolist() == (
        (chances >= np.float32(least)) & (chances < np.float32(threshold))
    ).tolist()
    said = tags != NO_TAG
    assert (tags[said] % 100 / 100)[tags[said] % 100 > 0] == pytest.approx(
        chances[said][tags[said] % 100 > 0], abs=6e-3
    )
    assert is_held(tags).any()
    assert threshold < 0.3 or (tags >= SUGGESTION).any()


def test_odds_of_a_third_are_a_suggestion():
    assert least_for_suggestion(0.5) == pytest.approx(0.25)
    assert least_for_suggestion(0.75) == pytest.approx(0.5)


def test_a_stricter_rival_that_stands_before_leaves_the_photo_to_nobody():
    photos = measured(photo(dog=1, cat=0.9))
    loose = rules_for(category("dog", 1, threshold=0.05), category("cat", 2, threshold=0.05))
    strict = rules_for(category("dog", 1, threshold=0.95), category("cat", 2, threshold=0.05))
    chances = chances_of(loose, photos)[:, 0]
    assert chances[0] > chances[1] > 0.05
    assert held(loose, photos) == [{"dog"}]
    assert held(strict, photos) == [set()]


def test_of_two_categories_with_the_same_words_the_first_takes_the_photo():
    rules = rules_for(category("a", 1, words=["dog"], threshold=0.3), category("b", 2, words=["dog"], threshold=0.3))
    assert held(rules, measured(photo(dog=1))) == [{"a"}]


def test_a_choice_is_the_highest_and_among_equals_the_first():
    chances = np.array([[0.2, 0.5, 0.1], [0.3, 0.5, 0.1], [0.3, 0.1, 0.6]], np.float32)
    assert [is_choice(chances, place).tolist() for place in range(3)] == [
        [False, True, False], [True, False, False], [False, False, True],
    ]  # fmt: skip


def test_a_calibration_is_applied_to_what_the_set_gave():
    rules, photos = rules_for(category("dog", 1), category("cat", 2)), random_photos(100)
    doubtful = rules.taught([None, None], [Calibration(1, -3), Calibration()])
    before, after = chances_of(rules, photos), chances_of(doubtful, photos)
    assert (after[0] < before[0]).all()
    assert (after[1] == before[1]).all()
    assert is_held(tags_of(doubtful, photos)[0]).sum() < is_held(tags_of(rules, photos)[0]).sum()


# --- nesting ---


def test_a_child_holds_only_within_its_parent():
    rules = rules_for(*NESTED)
    photos = measured(
        photo(dog=1), photo(dog=1, animal=1), photo(puppy=1, animal=1), photo(puppy=1, dog=1, animal=1), photo(boat=1)
    )
    assert held(rules, photos) == [set(), {"Animal", "Dog"}, {"Animal"}, {"Animal", "Dog", "Puppy"}, {"Boat"}]


def test_a_parent_that_is_only_suggested_is_not_enough():
    doubtful = measured(photo(dog=1, animal=0.2))
    chance = float(chances_of(rules_for(NESTED[0]), doubtful)[0, 0])
    assert 0.1 < chance < 0.9
    for threshold, found in ((chance - 0.01, [{"Animal", "Dog"}]), (chance + 0.01, [set()])):
        rules = rules_for(replace(NESTED[0], threshold=threshold), NESTED[1])
        assert held(rules, doubtful) == found
        assert tags_of(rules, doubtful)[0, 0] != NO_TAG


def test_a_child_that_says_so_is_considered_everywhere():
    rules = rules_for(*NESTED[:1], category("Dog", 2, words=["dog"], parent_name="Animal", within_parent=False))
    assert held(rules, measured(photo(dog=1))) == [{"Dog"}]


def test_a_child_of_a_parent_that_is_switched_off_is_considered_in_what_is_above():
    animal, dog, puppy, _ = NESTED
    off = category("Dog", 2, words=["dog"], parent_name="Animal", enabled=False)
    photos = measured(photo(puppy=1, animal=1), photo(puppy=1))
    assert held(rules_for(animal, dog, puppy), photos)[0] == {"Animal"}
    assert held(rules_for(animal, off, puppy), photos) == [{"Animal", "Puppy"}, set()]


# --- a person's word ---


def test_a_verdict_stands_whatever_the_machine_sees():
    rules, photos = rules_for(category("dog", 1), category("cat", 2)), measured(photo(dog=1), photo(cat=1))
    tags = tags_of(rules, photos, {0: {1: False}, 1: {1: True}})
    assert tags[:, 0].tolist() == [NO_TAG, NO_TAG]
    assert tags[:, 1].tolist() == [USER_TAG, NO_TAG]


def test_a_no_leaves_the_photo_to_the_next():
    rules = rules_for(category("dog", 1, threshold=0.2), category("cat", 2, threshold=0.2))
    photos = measured(photo(dog=1, cat=0.95))
    assert held(rules, photos) == [{"dog"}]
    assert held(rules, photos, {0: {1: False}}) == [{"cat"}]


def test_contradictory_yes_are_both_kept():
    rules = rules_for(category("dog", 1), category("cat", 2), category("boat", 3))
    tags = tags_of(rules, measured(photo(boat=1)), {0: {1: True, 2: True}})
    assert tags[:, 0].tolist() == [USER_TAG, USER_TAG, NO_TAG]


def test_a_yes_for_a_child_puts_the_photo_into_everything_above():
    rules, photos = rules_for(*NESTED), measured(photo(boat=1))
    tags = tags_of(rules, photos, {0: {3: True}})
    assert tags[:, 0].tolist() == [IMPLIED_TAG, IMPLIED_TAG, USER_TAG, NO_TAG]


def test_what_a_person_said_of_the_parent_outranks_what_follows_from_the_child():
    rules = rules_for(*NESTED)
    tags = tags_of(rules, measured(photo(puppy=1, dog=1, animal=1)), {0: {2: False, 3: True}})
    assert tags[:, 0].tolist() == [IMPLIED_TAG, NO_TAG, USER_TAG, NO_TAG]


def test_a_no_for_the_parent_takes_the_machines_children_along():
    rules, photos = rules_for(*NESTED), measured(photo(puppy=1, dog=1, animal=1))
    assert held(rules, photos, {0: {1: False}}) == [set()]


def test_a_yes_for_a_child_that_is_considered_everywhere_implies_nothing():
    rules = rules_for(*NESTED[:1], category("Dog", 2, words=["dog"], parent_name="Animal", within_parent=False))
    assert held(rules, measured(photo(boat=1)), {0: {2: True}}) == [{"Dog"}]


def test_verdicts_on_what_is_gone_or_switched_off_are_left_out():
    rules = rules_for(category("dog", 1), category("cat", 2, enabled=False))
    verdicts = verdicts_at(rules, {7: {1: True, 2: True, 3: False}, 8: {1: True}}, {7: 0})
    assert (verdicts.rows.tolist(), verdicts.columns.tolist(), verdicts.holds.tolist()) == ([0], [0], [True])


VERDICTS = st.dictionaries(
    st.integers(0, 39), st.dictionaries(st.integers(1, 7), st.booleans(), min_size=1), max_size=12
)  # fmt: skip
SIX = (
    *NESTED,
    category("cat", 5, parent_name="Animal"),
    category("car", 6, set_name="x", against=["boat"]),
    category("tree", 7, set_name="x"),
)


@given(VERDICTS)
@settings(deadline=None, max_examples=50)
def test_no_machine_tag_stands_against_a_no_and_every_yes_is_the_persons(said):
    rules, photos = rules_for(*SIX, independent=("x",)), random_photos(40)
    tags = tags_of(rules, photos, said)
    ids = [column.id for column in rules.columns]
    yes = {(photo_id, id) for photo_id, own in said.items() for id, holds in own.items() if holds}
    no = {(photo_id, id) for photo_id, own in said.items() for id, holds in own.items() if not holds}
    assert {(int(place), ids[row]) for row, place in zip(*np.nonzero(tags == USER_TAG), strict=True)} == yes
    assert not {(int(place), ids[row]) for row, place in zip(*np.nonzero(tags != NO_TAG), strict=True)} & no


@given(VERDICTS)
@settings(deadline=None, max_examples=30)
def test_photos_in_many_blocks_are_sorted_as_in_one(said):
    rules, photos = rules_for(*SIX, independent=("x",)), random_photos(40)
    whole = tags_of(rules, photos, said)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("photo_sorter.core.sorting.decision._BLOCK", 7)
        patch.setattr("photo_sorter.core.sorting.score_table._BLOCK", 11)
        parts = tags_of(rules, photos, said)
    assert np.abs(whole - parts).max() <= 1  # thousandths may be rounded the other way
    assert (whole != NO_TAG).any()


@given(VERDICTS, st.sampled_from([0, 1, 4, 5, 6]))
@settings(deadline=None, max_examples=40)
def test_what_is_offered_is_what_a_lower_threshold_would_take(said, row):
    photos = random_photos(40)
    loosest = [replace(one, threshold=0.05) if place == row else one for place, one in enumerate(SIX)]
    rules = rules_for(*loosest, independent=("x",))
    verdicts = verdicts_at(rules, said, {place: place for place in range(40)})
    tags = tags_of(rules, photos, said)
    chances = offered(rules, row, scores_of(rules.space, rules.columns, photos), photos, verdicts, tags)
    by_machine = is_held(tags[row]) & (tags[row] != USER_TAG) & (tags[row] != IMPLIED_TAG)
    implied = {int(place) for place in verdicts.columns[(verdicts.rows == row) & verdicts.holds]}
    expected = {int(place) for place in np.flatnonzero(chances >= np.float32(0.05))}
    assert expected == {int(place) for place in np.flatnonzero(by_machine | (tags[row] == IMPLIED_TAG))} - implied


def test_no_photos_and_no_categories_are_sorted_into_nothing():
    assert tags_of(rules_for(category("dog", 1)), measured()).shape == (1, 0)
    assert tags_of(rules_for(), random_photos(3)).shape == (0, 3)
