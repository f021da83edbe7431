"""An edit that waited keeps what it is about, and leaves alone what others did meanwhile."""

from dataclasses import replace

import pytest

from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Category, CategorySet, Scheme
from photo_sorter.core.sorting.rebasing import rebased

CATS, DOGS = Category("Cats", id=1), Category("Dogs", id=2, parent_name="Cats")
BEFORE = Scheme((CATS, DOGS))


def test_an_edit_of_one_field_keeps_what_became_of_the_others():
    after = BEFORE.with_category(replace(CATS, learns=False))
    now = BEFORE.with_category(replace(CATS, name="Felines", threshold=0.9)).with_category(Category("Owls", id=3))
    assert rebased(BEFORE, after, now) == now.with_category(replace(CATS, name="Felines", threshold=0.9, learns=False))


def test_what_was_added_and_removed_is_added_and_removed():
    after = replace(BEFORE.without(1).with_category(Category("Owls", id=3)), templates=("a {}",))
    now = BEFORE.with_category(replace(DOGS, colour="#000000")).with_category(Category("Fish", id=4))
    result = rebased(BEFORE, after, now)
    assert [(one.name, one.parent_name) for one in result.categories] == [
        ("Dogs", None),
        ("Fish", None),
        ("Owls", None),
    ]
    assert result.categories[0].colour == "#000000"
    assert result.templates == ("a {}",)


def test_sets_follow_the_edit_that_changed_them():
    before = replace(BEFORE, sets=(CategorySet("Main"), CategorySet("Other")))
    after = replace(before, sets=(CategorySet("Main", False), CategorySet("Other")))
    now = replace(before, sets=(CategorySet("Main"), CategorySet("Other", False), CategorySet("Third")))
    assert rebased(before, after, now).sets == (
        CategorySet("Main", False),
        CategorySet("Other", False),
        CategorySet("Third"),
    )


def test_a_category_that_is_gone_meanwhile_stays_gone():
    after = BEFORE.with_category(replace(DOGS, learns=False))
    assert rebased(BEFORE, after, BEFORE.without(2)) == BEFORE.without(2)


def test_two_edits_that_do_not_go_together_are_refused():
    with pytest.raises(CategoryError, match="already a category"):
        rebased(BEFORE, BEFORE.with_category(replace(CATS, name="Owls")), BEFORE.with_category(Category("owls", id=3)))
