from dataclasses import replace

import pytest

from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import (
    DEEPEST,
    MAIN_SET,
    MOST_TEMPLATES,
    PALETTE,
    Category,
    CategorySet,
    Prompt,
    Scheme,
    next_colour,
    sentences,
)


def test_a_category_without_prompts_is_described_by_its_name():
    assert Category("Cats").wordings == ("Cats",)
    assert Category("Cats", (Prompt("dog", against=True),)).wordings == ("Cats",)


def test_names_and_prompts_are_trimmed_and_empty_prompts_dropped():
    (category,) = Scheme((Category("  My   cats ", (Prompt(" a  cat "), Prompt("  "))),)).checked().categories
    assert category.name == "My cats"
    assert category.prompts == (Prompt("a cat"),)


@pytest.mark.parametrize(
    ("scheme", "part"),
    [
        (Scheme((Category("   "),)), "needs a name"),
        (Scheme((Category("Cats"), Category(" cATS"))), "already a category"),
        (Scheme((Category("x" * 101),)), "too long"),
        (Scheme((Category("Cats", (Prompt("y" * 5_001),)),)), "5000 at most"),
        (Scheme((Category("Cats", parent_name="Animals"),)), "no such category"),
        (Scheme((Category("Cats", parent_name="cats"),)), "within itself"),
        (Scheme((Category("A", parent_name="B"), Category("B", parent_name="C"), Category("C", parent_name="A"))),
         "within itself"),
        (Scheme(templates=("a photo",)), "needs {}"),
        (Scheme(templates=("{}" + "y" * 5_000,)), "5000 at most"),
        (Scheme(templates=tuple(f"{number} {{}}" for number in range(MOST_TEMPLATES + 1))), "100 at most"),
    ],
)  # fmt: skip
def test_a_bad_scheme_is_refused_with_a_sentence(scheme, part):
    with pytest.raises(CategoryError, match=part) as refused:
        scheme.checked()
    assert str(refused.value).endswith(".")


def test_parents_and_sets_are_found_whatever_their_case_and_written_alike():
    scheme = Scheme(
        (
            Category("Cats", parent_name=" ANIMALS", set_name="pets"),
            Category("Animals", set_name=" Pets "),
            Category("Trees", set_name=" "),
        ),
        (CategorySet("PETS", exclusive=False),),
    ).checked()
    assert [category.parent_name for category in scheme.categories] == ["Animals", None, None]
    assert [category.set_name for category in scheme.categories] == ["PETS", "PETS", MAIN_SET]
    assert scheme.sets == (CategorySet("PETS", exclusive=False), CategorySet(MAIN_SET))


def test_templates_are_trimmed_and_said_once():
    assert Scheme(templates=(" a  photo of {}", "", "a photo of {}")).checked().templates == ("a photo of {}",)


@pytest.mark.parametrize(("given", "kept"), [(-1.0, 0.05), (0.5, 0.5), (7.0, 0.95)])
def test_a_threshold_stays_between_never_and_always(given, kept):
    assert Scheme((Category("Cats", threshold=given),)).checked().categories[0].threshold == kept


def test_children_follow_the_new_name_of_their_parent():
    scheme = Scheme((Category("Pets", id=1), Category("Cats", id=2, parent_name="Pets")))
    renamed = scheme.with_category(Category("Animals", id=1)).checked()
    assert renamed.named("cats").parent_name == "Animals"


def test_children_of_a_removed_category_move_up_to_its_parent():
    scheme = Scheme(
        (
            Category("Animals", id=1),
            Category("Pets", id=2, parent_name="Animals"),
            Category("Cats", id=3, parent_name="Pets"),
        )
    )
    assert scheme.without(2).checked().category(3).parent_name == "Animals"
    assert scheme.without(99) == scheme


def test_templates_are_filled_literally_even_with_braces_in_the_wording():
    assert sentences("a {0} {}", ("photo of {}",)) == ("photo of a {0} {}",)


def test_new_categories_take_the_colour_used_least():
    assert next_colour(()) == PALETTE[0]
    assert next_colour(PALETTE[:3]) == PALETTE[3]
    assert next_colour((*PALETTE, PALETTE[0])) == PALETTE[1]


def test_what_is_no_character_is_left_out():
    category = Scheme((Category("caf\udce9s", (Prompt("a \ud800caf\u00e9"),)),)).checked().categories[0]
    assert (category.name, category.wordings) == ("cafs", ("a caf\u00e9",))


def test_categories_do_not_nest_without_end():
    chain = [Category("0"), *(Category(str(n), parent_name=str(n - 1)) for n in range(1, DEEPEST))]
    assert len(Scheme(tuple(chain)).checked().categories) == DEEPEST
    with pytest.raises(CategoryError, match="deep"):
        Scheme((*chain, Category("too deep", parent_name=str(DEEPEST - 1)))).checked()


def test_rivals_are_siblings_of_an_exclusive_set():
    pets, cats, dogs = (Category(name, id=n) for n, name in enumerate(("Pets", "Cats", "Dogs"), start=1))
    cats, dogs = replace(cats, parent_name="Pets"), replace(dogs, parent_name="Pets")
    trees = Category("Trees", id=4, within_parent=False)
    scheme = Scheme((pets, cats, dogs, trees))
    assert scheme.are_rivals(cats, dogs)
    assert scheme.are_rivals(pets, trees)
    assert not scheme.are_rivals(pets, cats)
    assert not scheme.are_rivals(cats, cats)
    assert not scheme.are_rivals(cats, trees)
    assert not replace(scheme, sets=(CategorySet(MAIN_SET, exclusive=False),)).are_rivals(cats, dogs)
    off = replace(pets, enabled=False)
    assert Scheme((off, cats, dogs, trees)).are_rivals(cats, trees)
