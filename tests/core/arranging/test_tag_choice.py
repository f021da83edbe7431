"""Which category decides."""

from photo_sorter.core.arranging.tag_choice import SureTag, TagChoice
from photo_sorter.core.sorting.category import Category, Scheme

ANIMALS, CATS, DOGS, CARS, OFF, KITTENS = range(1, 7)
SCHEME = Scheme(
    (
        Category("Animals", id=ANIMALS),
        Category("Cats", id=CATS, parent_name="Animals"),
        Category("Kittens", id=KITTENS, parent_name="Cats"),
        Category("Dogs", id=DOGS, parent_name="Animals"),
        Category("Cars", id=CARS),
        Category("Off", id=OFF, enabled=False),
    )
)


def best(*tags: tuple[int, float, bool], **rest) -> int | None:
    found = TagChoice(SCHEME, **rest).best(SureTag(*tag) for tag in tags)
    return found.category_id if found else None


def test_the_highest_score_decides_and_a_person_before_it():
    assert best((CATS, 0.6, False), (CARS, 0.9, False)) == CARS
    assert best((CATS, 0.6, True), (CARS, 0.9, False)) == CATS


def test_of_nested_ones_the_deepest_decides_however_sure_the_outer_one_is():
    assert best((ANIMALS, 0.99, False), (CATS, 0.6, False), (KITTENS, 0.5, False)) == KITTENS
    assert best((ANIMALS, 1.0, True), (CATS, 0.6, False), (DOGS, 0.7, False)) == DOGS
    assert best((ANIMALS, 0.9, False), (CARS, 0.95, False), (CATS, 0.6, False)) == CARS


def test_only_what_is_on_sure_enough_and_wanted_counts():
    assert best((OFF, 1.0, True)) is None
    assert best((CARS, 0.6, False), floor=0.7) is None
    assert best((CARS, 0.6, True), floor=0.7) == CARS
    assert best((CARS, 0.9, False), (CATS, 0.6, False), category_ids=(CATS,)) == CATS
    assert best((99, 0.9, True)) is None


def test_the_path_names_those_above_also_when_they_are_not_wanted():
    choice = TagChoice(SCHEME, category_ids=(KITTENS,))
    assert choice.path_of(SureTag(KITTENS, 1.0, False)) == ("Animals", "Cats", "Kittens")
