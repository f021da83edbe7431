"""The tree of categories, and moves within it."""

from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.nesting import descendants, indented, nested, outdented, placed, stepped

SCHEME = Scheme((
    Category("Animals", id=1), Category("Food", id=2), Category("Dogs", id=3, parent_name="Animals"),
    Category("Cats", id=4, parent_name="Animals"), Category("Kittens", id=5, parent_name="Cats"),
))  # fmt: skip


def outline(scheme: Scheme) -> list[tuple[str, int]]:
    return [(place.category.name, place.depth) for place in nested(scheme)]


def test_children_follow_their_parent():
    assert outline(SCHEME) == [("Animals", 0), ("Dogs", 1), ("Cats", 1), ("Kittens", 2), ("Food", 0)]
    assert [place.has_children for place in nested(SCHEME)] == [True, False, True, False, False]
    assert [one.name for one in descendants(SCHEME, SCHEME.categories[0])] == ["Dogs", "Cats", "Kittens"]


def test_a_parent_that_is_not_there_leaves_a_category_outermost():
    assert outline(Scheme((Category("Dogs", id=1, parent_name="Animals"),))) == [("Dogs", 0)]


def test_a_step_passes_a_sibling_with_all_that_is_in_it():
    assert outline(stepped(SCHEME, 2, -1))[0] == ("Food", 0)
    assert stepped(SCHEME, 2, 1) == SCHEME
    assert [name for name, _ in outline(stepped(SCHEME, 3, 1))] == ["Animals", "Cats", "Kittens", "Dogs", "Food"]


def test_nesting_goes_into_the_sibling_above_and_out_again():
    inside = indented(SCHEME, 2)
    assert outline(inside)[-1] == ("Food", 1)
    assert outdented(inside, 2).category(2) == SCHEME.category(2)
    assert outline(outdented(inside, 2)) == outline(SCHEME)
    assert indented(SCHEME, 1) == SCHEME
    assert outdented(SCHEME, 1) == SCHEME


def test_nothing_comes_to_lie_within_itself():
    assert placed(SCHEME, 1, 5, 0) == SCHEME
    assert placed(SCHEME, 1, 1, 0) == SCHEME


@given(st.lists(st.tuples(st.integers(1, 5), st.one_of(st.none(), st.integers(1, 5)), st.integers(0, 5)), max_size=12))
def test_moves_lose_nothing_and_leave_a_scheme_that_holds(moves: list[tuple[int, int | None, int]]):
    scheme = SCHEME
    for category_id, parent_id, position in moves:
        scheme = placed(scheme, category_id, parent_id, position)
    assert {category.id for category in scheme.categories} == {1, 2, 3, 4, 5}
    assert len(outline(scheme)) == 5
    assert scheme.checked() == scheme
