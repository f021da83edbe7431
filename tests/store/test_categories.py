from dataclasses import replace

import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.sorting.category import MAIN_SET, Category, CategorySet, Prompt, Scheme
from photo_sorter.store.library import Library
from tests.store.stock import add_categories, add_photos, save

EVERYTHING = Scheme(
    (
        Category("Puppies", (Prompt("a puppy"),), threshold=0.8, parent_name="Dogs", within_parent=False),
        Category("Cats", (Prompt("a cat"), Prompt("a tiger"), Prompt("a dog", against=True)), colour="#123456"),
        Category("Dogs", enabled=False, learns=False, set_name="Things"),
    ),
    (CategorySet("Things", exclusive=False), CategorySet("Empty"), CategorySet(MAIN_SET)),
    ("a photo of {}", "{} in the wild"),
)


def without_ids(scheme: Scheme) -> Scheme:
    return replace(scheme, categories=tuple(replace(each, id=None) for each in scheme.categories))


def test_a_new_library_has_no_category_one_set_and_no_templates(library):
    assert library.categories.scheme() == Scheme()


def test_a_scheme_is_read_as_it_was_saved(library):
    saved = save(library, EVERYTHING)
    assert without_ids(saved) == EVERYTHING
    assert all(category.id for category in saved.categories)
    assert library.categories.scheme() == saved
    assert library.categories.all() == saved.categories


def test_whatever_of_a_scheme_is_changed_is_changed_in_the_library(library):
    puppies, cats, dogs = save(library, EVERYTHING).categories
    changed = Scheme(
        (
            replace(dogs, enabled=True, learns=True, set_name=MAIN_SET, parent_name="Cats"),
            replace(puppies, prompts=(), threshold=0.3, parent_name=None, within_parent=True, colour="#654321"),
            replace(cats, prompts=(Prompt("a dog", against=True), Prompt("a lynx"))),
        ),
        (CategorySet(MAIN_SET, exclusive=False), CategorySet("Things")),
        ("{} up close",),
    )
    assert save(library, changed) == changed
    assert library.categories.scheme() == changed


def test_names_are_swapped_and_keep_their_ids(library):
    cats, dogs = add_categories(library, "Cats", "Dogs")
    save(library, Scheme((Category("dogs", id=cats), Category("Cats", id=dogs, parent_name="dogs"))))
    first, second = library.categories.all()
    assert (first.id, first.name, first.parent_name) == (cats, "dogs", None)
    assert (second.id, second.name, second.parent_name) == (dogs, "Cats", "dogs")


def test_a_parent_and_its_child_change_places(library):
    parent, child = save(library, Scheme((Category("A"), Category("B", parent_name="A")))).categories
    save(library, Scheme((replace(parent, parent_name="B"), replace(child, parent_name=None))))
    assert [category.parent_name for category in library.categories.all()] == ["B", None]


def test_a_removed_category_returns_under_its_id_with_its_verdicts_and_skips(library):
    photo = add_photos(library, ["a.jpg"])["a.jpg"]
    before = save(library, EVERYTHING)
    dogs = before.named("Dogs").id
    with library.atomic():
        library.tags.set_verdicts([Verdict(photo, dogs, True)])
        library.tags.write([(dogs, photo, 1.0, "user", True)], ())
        library.tags.set_skipped([(photo, dogs)], True)
    save(library, before.without(dogs))
    assert [category.name for category in library.categories.all()] == ["Puppies", "Cats"]
    assert library.categories.all()[0].parent_name is None
    assert library.tags.all() == []
    assert library.tags.skipped() == frozenset()
    assert library.tags.verdicts() == {}
    save(library, before)
    assert library.categories.scheme() == before
    assert library.tags.verdicts() == {photo: {dogs: True}}
    assert library.tags.skipped() == {(photo, dogs)}


def test_the_name_of_a_removed_category_is_free_and_so_is_another_for_its_return(library):
    (first,) = add_categories(library, "Cats")
    (second,) = add_categories(library, "CATS")
    (third,) = add_categories(library, "cats")
    assert len({first, second, third}) == 3
    save(library, Scheme((Category("Felines", id=first), Category("Cats", id=second), Category("Tigers", id=third))))
    assert [category.name for category in library.categories.all()] == ["Felines", "Cats", "Tigers"]


def test_ids_are_never_used_twice(library):
    ids = add_categories(library, "Cats", "Dogs")
    save(library, Scheme())
    assert library.categories.next_id() > max(ids)
    given = library.categories.next_id() + 1
    saved = save(library, Scheme((Category("New"), Category("Given", id=given), Category("Newer"))))
    new, stored, newer = (category.id for category in saved.categories)
    assert stored == given
    assert len({*ids, new, given, newer}) == 5
    assert library.categories.scheme() == saved
    assert library.categories.next_id() > max(new, given, newer)


def test_a_set_that_is_left_out_goes_and_returns_with_the_removed_category_that_was_in_it(library):
    before = save(library, EVERYTHING)
    after = replace(before.without(before.named("Dogs").id), sets=(CategorySet(MAIN_SET),))
    assert save(library, after).sets == library.categories.scheme().sets == (CategorySet(MAIN_SET),)
    assert library._db.execute("SELECT name FROM category_sets ORDER BY name").fetchall() == [("Main",), ("Things",)]
    save(library, before)
    assert library.categories.scheme() == before


def test_a_set_is_written_as_it_was_typed_last(library):
    save(library, Scheme((Category("Cats", set_name="things"),), (CategorySet("things"),)))
    save(library, Scheme((Category("Cats", set_name="Things"),), (CategorySet("Things"),)))
    scheme = library.categories.scheme()
    assert (scheme.sets, scheme.categories[0].set_name) == ((CategorySet("Things"),), "Things")


def test_five_hundred_nested_categories_of_many_wordings_are_read_as_they_were_saved(library):
    categories = tuple(
        Category(
            f"Category {number}",
            tuple(Prompt(f"wording {number} {which}", against=which > 3) for which in range(6)),
            set_name=f"Set {number % 7}",
            parent_name=f"Category {number - 1}" if number % 10 else None,
        )
        for number in range(500)
    )
    saved = save(library, Scheme(categories, tuple(CategorySet(f"Set {number}") for number in range(7))))
    assert library.categories.scheme() == saved
    assert without_ids(saved).categories == categories
    back = replace(saved, categories=saved.categories[::-1])
    save(library, back)
    assert library.categories.scheme() == back


def test_a_scheme_that_cannot_be_stored_changes_nothing(library):
    before = save(library, EVERYTHING)
    with pytest.raises(KeyError), library.atomic():
        library.categories.save(Scheme((Category("Birds", parent_name="Nobody"),)))
    assert library.categories.scheme() == before


def test_a_reader_gets_one_scheme_while_another_is_saved(home, library):
    before, after = save(library, EVERYTHING), Scheme((Category("Birds"),))
    with Library.open_read_only(home.library) as reader:

        def save_between(statement: str) -> None:
            if "FROM category_sets" in statement:
                save(library, after)

        reader._db.conn.set_trace_callback(save_between)
        assert reader.categories.scheme() == before
        reader._db.conn.set_trace_callback(None)
        assert without_ids(reader.categories.scheme()) == after
