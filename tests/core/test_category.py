import pytest

from photo_sorter.core.category import PALETTE, Category, Prompt, checked, next_colour, sentences
from photo_sorter.core.errors import CategoryError


def test_a_category_without_prompts_is_described_by_its_name():
    assert Category("Cats").wordings == ("Cats",)
    assert Category("Cats", (Prompt("dog", against=True),)).wordings == ("Cats",)


def test_names_and_prompts_are_trimmed_and_empty_prompts_dropped():
    (category,) = checked((Category("  My   cats ", (Prompt(" a  cat "), Prompt("  "))),))
    assert category.name == "My cats"
    assert category.prompts == (Prompt("a cat"),)


@pytest.mark.parametrize(
    ("categories", "part"),
    [
        ((Category("   "),), "needs a name"),
        ((Category("Cats"), Category("cATS")), "already a category"),
        ((Category("x" * 101),), "too long"),
        ((Category("Cats", (Prompt("y" * 5_001),)),), "5000 at most"),
    ],
)
def test_bad_categories_are_refused_with_a_sentence(categories, part):
    with pytest.raises(CategoryError, match=part):
        checked(categories)


def test_templates_are_filled_literally_even_with_braces_in_the_wording():
    assert sentences("a {0} {}", ("photo of {}",)) == ("photo of a {0} {}",)


def test_new_categories_take_the_colour_used_least():
    assert next_colour(()) == PALETTE[0]
    assert next_colour(PALETTE[:3]) == PALETTE[3]
    assert next_colour((*PALETTE, PALETTE[0])) == PALETTE[1]
