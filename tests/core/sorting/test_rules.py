import numpy as np
import pytest

from photo_sorter.core.sorting.calibration import Calibration
from photo_sorter.core.sorting.category import CategorySet, Scheme
from photo_sorter.core.sorting.examples import Lesson
from photo_sorter.core.sorting.rules import rules_of
from tests.core.scene import BACKGROUND, DIMENSIONS, SPACE, category, rules_for, words


def groups(rules):
    """(names that compete, name of the parent), in the order of the decisions."""
    names = [column.category.name for column in rules.columns]
    return [
        ([names[row] for row in one.rows], None if one.parent is None else names[one.parent]) for one in rules.groups
    ]


def test_an_exclusive_set_competes_and_an_independent_one_does_not():
    rules = rules_for(
        category("Dog", 1),
        category("Sharp", 2, set_name="Quality"),
        category("Cat", 3),
        category("Bright", 4, set_name="Quality"),
        independent=("Quality",),
    )
    assert groups(rules) == [(["Dog", "Cat"], None), (["Sharp"], None), (["Bright"], None)]


def test_what_is_switched_off_takes_no_part():
    rules = rules_for(category("Dog", 1), category("Cat", 2, enabled=False), category("Fox", 3))
    assert [column.id for column in rules.columns] == [1, 3]
    assert (rules.row(3), rules.row(2)) == (1, None)


def test_siblings_compete_within_their_parent():
    rules = rules_for(
        category("Puppy", 1, parent_name="Dog"),
        category("Kitten", 2, parent_name="Cat"),
        category("Hound", 3, parent_name="dog"),
        category("Dog", 4),
        category("Cat", 5),
    )
    assert groups(rules) == [(["Dog", "Cat"], None), (["Puppy", "Hound"], "Dog"), (["Kitten"], "Cat")]


def test_parents_are_decided_before_their_children_however_deep():
    rules = rules_for(
        category("Pug", 1, parent_name="Small dog"),
        category("Small dog", 2, parent_name="Dog"),
        category("Dog", 3, parent_name="Animal"),
        category("Animal", 4),
    )
    assert [names for names, _ in groups(rules)] == [["Animal"], ["Dog"], ["Small dog"], ["Pug"]]
    assert rules.parents(0) == [1, 2, 3]
    assert rules.parents(3) == []


def test_a_child_may_be_considered_outside_of_its_parent():
    rules = rules_for(
        category("Dog", 1), category("Puppy", 2, parent_name="Dog", within_parent=False),
        category("Hound", 3, parent_name="Dog"),
    )  # fmt: skip
    assert groups(rules) == [(["Dog"], None), (["Puppy"], None), (["Hound"], "Dog")]
    assert rules.parents(1) == []


def test_a_child_of_what_is_switched_off_lies_within_the_next_that_is_on():
    tree = (category("Animal", 1), category("Pug", 3, parent_name="Dog"))
    assert groups(rules_for(*tree, category("Dog", 2, parent_name="Animal", enabled=False))) == [
        (["Animal"], None), (["Pug"], "Animal"),
    ]  # fmt: skip
    assert groups(rules_for(*tree, category("Dog", 2, enabled=False))) == [(["Animal", "Pug"], None)]


def test_a_child_of_what_is_switched_off_lies_within_no_more_than_that_did():
    rules = rules_for(
        category("Animal", 1),
        category("Dog", 2, parent_name="Animal", within_parent=False, enabled=False),
        category("Pug", 3, parent_name="Dog"),
    )
    assert groups(rules) == [(["Animal", "Pug"], None)]


def test_everyday_words_that_mean_a_category_do_not_count_as_none_of_these():
    rules = rules_for(category("everyday 3", 1), category("Cat", 2), category("everyday 5", 3, set_name="Alone"))
    first, second = rules.groups
    assert first.akin[3]
    assert not first.akin[5]
    assert second.akin[5]


def test_a_column_is_known_again_by_what_its_scores_depend_on():
    plain, stricter, against, reworded = rules_for(
        category("a", 1, words=["dog"]),
        category("b", 2, words=["dog"], threshold=0.9, set_name="Other"),
        category("c", 3, words=["dog"], against=["cat"]),
        category("d", 4, words=["cat"]),
    ).columns
    assert plain.key == stricter.key
    assert len({plain.key, against.key, reworded.key}) == 3


def test_teaching_changes_lessons_and_calibrations_alone():
    rules = rules_for(category("Dog", 1), category("Cat", 2))
    lesson = Lesson(np.ones(DIMENSIONS, np.float32), np.zeros(1, np.float32))
    learned = rules.taught([lesson, None], [Calibration(2, 1), Calibration()])
    assert learned.columns[0].lesson is lesson
    assert learned.columns[0].key != rules.columns[0].key
    assert learned.columns[1].key == rules.columns[1].key
    assert learned.columns[0].calibration.changes
    assert learned.groups is rules.groups


def test_nothing_makes_empty_rules():
    rules = rules_of(Scheme(), SPACE, words)
    assert (rules.columns, rules.groups, rules.row(1)) == ((), (), None)


@pytest.mark.parametrize("exclusive", [True, False])
def test_five_hundred_categories_make_rules_at_once(exclusive):
    names = [f"category {number}" for number in range(500)]
    scheme = Scheme(
        tuple(
            category(name, number + 1, parent_name=names[number // 2 - 1] if number > 1 else None)
            for number, name in enumerate(names)
        ),
        (CategorySet("Main", exclusive),),
    ).checked()
    rules = rules_of(scheme, SPACE, words)
    assert sorted(row for group in rules.groups for row in group.rows) == list(range(500))
    assert len(rules.parents(499)) == 7
    assert len(BACKGROUND.words) == len(rules.groups[0].akin)
