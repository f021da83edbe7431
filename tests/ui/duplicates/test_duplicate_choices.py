"""What stays and what goes: plain rules."""

from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.duplicates.groups import DuplicateGroup, DuplicateKind
from photo_sorter.ui.duplicates.duplicate_choices import Choice, leaving, proposed

EXACT, SAME, NEAR = DuplicateKind


def group(kind: DuplicateKind, *photo_ids: int) -> DuplicateGroup:
    return DuplicateGroup(kind, photo_ids, "most pixels")


def test_the_best_of_each_group_stays_and_the_rest_is_proposed_to_go():
    (choice,) = proposed([group(EXACT, 7, 3, 5)], {7: 10, 3: 20, 5: 30})
    assert choice.best_id == 7
    assert choice.kept == (7,)
    assert choice.leaving == (3, 5)
    assert choice.leaving_bytes == 50


def test_groups_stand_by_kind_and_then_by_what_they_save():
    sizes = dict.fromkeys(range(1, 11), 10) | {4: 500, 8: 70, 10: 9_000}
    groups = [group(NEAR, 9, 10), group(SAME, 5, 6), group(EXACT, 1, 2), group(SAME, 7, 8), group(EXACT, 3, 4)]
    assert [choice.photo_ids[0] for choice in proposed(groups, sizes)] == [3, 1, 7, 5, 9]


def test_a_photo_that_is_gone_is_in_no_group():
    groups = [group(EXACT, 1, 2, 3), group(EXACT, 4, 5)]
    (choice,) = proposed(groups, {2: 1, 3: 1, 4: 1})
    assert choice.photo_ids == (2, 3)
    assert choice.best_id is None


def test_the_last_one_that_stays_cannot_go():
    (choice,) = proposed([group(EXACT, 1, 2)], {1: 1, 2: 1})
    assert not choice.toggle(1)
    assert choice.kept == (1,)
    assert choice.toggle(2)
    assert choice.toggle(1)
    assert choice.kept == (2,)


@given(st.integers(2, 6), st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30))
def test_whatever_is_clicked_and_whatever_goes_one_always_stays(count: int, deeds: list[tuple[bool, int]]):
    choice: Choice | None = Choice(EXACT, tuple(range(count)), dict.fromkeys(range(count), 1), "most pixels")
    for removes, photo_id in deeds:
        if choice is None:
            break
        if removes:
            choice = choice.without({photo_id})
        elif photo_id in choice.photo_ids:
            choice.toggle(photo_id)
        if choice is not None:
            assert choice.kept
            assert sorted(choice.kept + choice.leaving) == sorted(choice.photo_ids)


def test_a_group_of_one_is_none():
    choice = Choice(EXACT, (1, 2), {1: 1, 2: 1}, "most pixels", {2})
    assert choice.without({2}) is None
    assert choice.without(()) == choice


def test_once_the_one_that_stays_is_gone_the_next_best_stays():
    choice = Choice(EXACT, (1, 2, 3), {1: 1, 2: 1, 3: 1}, "most pixels", {2, 3}).without({1})
    assert choice is not None
    assert choice.kept == (2,)
    assert choice.leaving == (3,)


def test_totals_count_only_what_would_go():
    choices = proposed([group(EXACT, 1, 2, 3), group(SAME, 4, 5)], {1: 1, 2: 20, 3: 300, 4: 4_000, 5: 50_000})
    choices[0].toggle(3)
    assert leaving(choices) == (2, 50_020)
    assert leaving([]) == (0, 0)
