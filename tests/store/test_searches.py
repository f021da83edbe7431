from dataclasses import replace

import pytest

from photo_sorter.core.errors import SearchError
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.store.library import Library

BEACH, CATS = SavedSearch(None, "Beach", "beach date:2019"), SavedSearch(None, "Cats", 'cat -dog "Miska"')


def save(library: Library, *searches: SavedSearch) -> tuple[SavedSearch, ...]:
    with library.atomic():
        return library.searches.save(searches)


def test_saved_searches_are_read_as_they_were_saved_in_their_order(library):
    assert library.searches.all() == ()
    saved = save(library, CATS, BEACH)
    assert library.searches.all() == saved
    assert tuple(replace(each, id=None) for each in saved) == (CATS, BEACH)
    cats, beach = saved
    save(library, replace(beach, name="cats"), replace(cats, name="Sea", text="sea"))
    assert [(each.id, each.name) for each in library.searches.all()] == [(beach.id, "cats"), (cats.id, "Sea")]


def test_ids_of_saved_searches_are_never_used_twice_and_a_removed_one_returns_under_its_own(library):
    cats, beach = save(library, CATS, BEACH)
    save(library)
    assert library.searches.all() == ()
    assert library.searches.next_id() > max(cats.id, beach.id)
    given = library.searches.next_id() + 1
    fresh, other = save(library, BEACH, replace(CATS, id=given))
    assert other.id == given
    assert len({cats.id, beach.id, fresh.id, given}) == 4
    save(library, cats)
    assert library.searches.all() == (cats,)
    assert library.searches.next_id() > max(fresh.id, given)


def test_a_name_given_twice_changes_nothing(library):
    saved = save(library, BEACH)
    with pytest.raises(SearchError, match="two saved searches called"):
        save(library, *saved, replace(CATS, name="BEACH"))
    assert library.searches.all() == saved


def test_saved_searches_follow_a_category_to_its_new_name(library):
    with library.atomic():
        scheme = library.categories.save(Scheme((Category("Cats"), Category("Dogs"))))
        library.searches.save(
            (SavedSearch(None, "Indoors", "sofa cat:cats -cat:Dogs"), SavedSearch(None, "Cats", "cats"))
        )
    cats, dogs = scheme.categories
    with library.atomic():
        library.categories.save(replace(scheme, categories=(replace(cats, name="Big cats"), dogs)))
    assert [one.text for one in library.searches.all()] == ['sofa cat:"Big cats" -cat:Dogs', "cats"]


def test_two_categories_that_swap_names_swap_them_in_searches(library):
    with library.atomic():
        scheme = library.categories.save(Scheme((Category("Cats"), Category("Dogs"))))
        library.searches.save((SavedSearch(None, "Mine", "cat:Cats"),))
    cats, dogs = scheme.categories
    with library.atomic():
        library.categories.save(replace(scheme, categories=(replace(cats, name="Dogs"), replace(dogs, name="Cats"))))
    assert library.searches.all()[0].text == "cat:Dogs"
