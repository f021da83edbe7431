import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.photo import PhotoFacts
from photo_sorter.core.query import Order, Place, View
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.store.tags import Tag
from tests.store.stock import add_categories, add_photos, save


@pytest.fixture
def ids(library):
    """Photos of each kind: a sure tag, a tag and a suggestion, suggestions only, nothing."""
    return add_photos(library, ["sure.jpg", "both.jpg", "suggested.jpg", "nothing.jpg"])


@pytest.fixture
def cats_and_dogs(library, ids):
    cats, dogs = add_categories(library, "Cats", "Dogs")
    rows = [
        (cats, ids["sure.jpg"], 1.0, "user", True),
        (cats, ids["both.jpg"], 0.9, "auto", True),
        (dogs, ids["both.jpg"], 0.2, "auto", False),
        (cats, ids["suggested.jpg"], 0.3, "auto", False),
        (dogs, ids["suggested.jpg"], 0.4, "auto", False),
    ]
    with library.atomic():
        library.tags.write(rows, ())
    return cats, dogs


def test_a_tag_is_read_as_it_was_written_sure_or_not(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    assert set(library.tags.all()) == {
        Tag(ids["sure.jpg"], cats, 1.0, "user", True),
        Tag(ids["both.jpg"], cats, 0.9, "auto", True),
        Tag(ids["both.jpg"], dogs, 0.2, "auto", False),
        Tag(ids["suggested.jpg"], cats, 0.3, "auto", False),
        Tag(ids["suggested.jpg"], dogs, 0.4, "auto", False),
    }


def test_suggestions_are_kept_apart_from_tags(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    assert [tag.category_id for tag in library.tags.of_photo(ids["both.jpg"])] == [cats]
    assert [tag.category_id for tag in library.tags.suggestions_of_photo(ids["both.jpg"])] == [dogs]
    assert library.tags.of_photo(ids["suggested.jpg"]) == ()
    assert [tag.score for tag in library.tags.suggestions_of_photo(ids["suggested.jpg"])] == [0.4, 0.3]
    assert library.tags.count_by_category() == {cats: 2}
    assert [row[:2] for row in library.tags.listing()] == [("/photos/both.jpg", "Cats"), ("/photos/sure.jpg", "Cats")]
    cards = library.photos.cards([ids["both.jpg"], ids["suggested.jpg"]])
    assert [card.category_ids for card in cards] == [(cats,), ()]


def test_views_show_tags_suggestions_and_what_has_neither(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    names = {id: name.removesuffix(".jpg") for name, id in ids.items()}

    def shown(view, order=Order.NEWEST):
        return [names[id] for id in library.photos.ids(view, order).tolist()]

    assert shown(View(Place.CATEGORY, cats), Order.SCORE) == ["sure", "both"]
    assert shown(View(Place.CATEGORY, dogs)) == []
    assert shown(View(Place.NOT_SURE)) == ["suggested", "both"]
    assert shown(View(Place.NOT_SURE), Order.OLDEST) == ["both", "suggested"]
    assert shown(View(Place.NOT_SURE, dogs), Order.NAME) == ["both", "suggested"]
    assert shown(View(Place.NOT_SURE, cats)) == ["suggested"]
    assert shown(View(Place.NOT_SORTED)) == ["nothing"]
    counts = library.photos.counts()
    assert (counts.all, counts.not_sure, counts.not_sorted) == (4, 2, 1)


def test_the_highest_suggestion_comes_first(library, ids, cats_and_dogs):
    cats, _ = cats_and_dogs
    with library.atomic():
        library.tags.write([(cats, ids["nothing.jpg"], 0.35, "auto", False)], ())

    def shown(view):
        return library.photos.ids(view, Order.SCORE).tolist()

    assert shown(View(Place.NOT_SURE)) == [ids["suggested.jpg"], ids["nothing.jpg"], ids["both.jpg"]]
    assert shown(View(Place.NOT_SURE, cats)) == [ids["nothing.jpg"], ids["suggested.jpg"]]


def test_a_suggestion_becomes_a_tag_and_goes_again(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    with library.atomic():
        library.tags.write([(dogs, ids["both.jpg"], 0.8, "auto", True)], ())
    assert [tag.category_id for tag in library.tags.of_photo(ids["both.jpg"])] == [cats, dogs]
    assert library.tags.suggestions_of_photo(ids["both.jpg"]) == ()
    with library.atomic():
        library.tags.write((), [(dogs, ids["both.jpg"]), (cats, ids["both.jpg"])])
    assert library.tags.of_photo(ids["both.jpg"]) == ()
    assert library.photos.counts().not_sorted == 2


def test_suggestions_leave_the_view_with_their_folder(library, ids, cats_and_dogs):
    with library.atomic():
        library.folders.remove(library.folders.active()[0].id)
    assert library.photos.counts().not_sure == 0
    assert library.photos.ids(View(Place.NOT_SURE)).tolist() == []


def test_verdicts_are_counted_by_category(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    yes, no = Verdict(ids["sure.jpg"], cats, True), Verdict(ids["both.jpg"], cats, False)
    with library.atomic():
        library.tags.set_verdicts([yes, no, Verdict(ids["nothing.jpg"], cats, False)])
    assert library.tags.verdict_counts() == {cats: (1, 2)}
    with library.atomic():
        library.tags.set_verdicts([Verdict(ids["both.jpg"], cats, None), Verdict(ids["both.jpg"], dogs, True)])
    assert library.tags.verdict_counts() == {cats: (1, 1), dogs: (1, 0)}


def test_verdicts_of_many_photos_are_read_at_once_and_those_gone_are_left_out(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    sure, both = ids["sure.jpg"], ids["both.jpg"]
    with library.atomic():
        library.tags.set_verdicts([Verdict(sure, cats, True), Verdict(sure, dogs, False), Verdict(both, dogs, True)])
    read = library.tags.verdicts_of_photos([sure, both, ids["nothing.jpg"], 98_765])
    assert read == {sure: {cats: True, dogs: False}, both: {dogs: True}, ids["nothing.jpg"]: {}}
    assert library.tags.verdicts_on(dogs) == {sure: False, both: True}
    save(library, library.categories.scheme().without(dogs))
    assert library.tags.verdicts_of_photos([sure, both]) == {sure: {cats: True}, both: {}}
    assert library.tags.verdicts_on(dogs) == {}


def test_of_what_was_said_of_missing_copies_the_newest_word_counts(library, ids, cats_and_dogs):
    cats, _ = cats_and_dogs
    first, second, third, last = ids.values()
    with library.atomic():
        for photo_id in ids.values():
            library.photos.set_ready(photo_id, b"same", PhotoFacts(4, 3))
        library.tags.set_verdicts([Verdict(photo_id, cats, photo_id == second) for photo_id in (first, second, third)])
        for day, photo_id in enumerate((first, third, second)):
            library._db.execute("UPDATE verdicts SET decided_at = ? WHERE photo_id = ?", [f"2024-01-0{day}", photo_id])
        library.photos.enqueue_unembedded("another model")
        library.photos.mark_missing([first, second, third])
        assert library.tags.verdicts_of_photo(last) == {}
        assert library.photos.set_ready(last, b"same", PhotoFacts(4, 3))
    assert library.tags.verdicts_of_photo(last) == {cats: True}
    assert not library.photos.set_ready(last, b"same", PhotoFacts(4, 3))


def test_nothing_is_said_of_a_category_while_it_is_removed(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    before = library.categories.scheme()
    with library.atomic():
        library.tags.set_verdicts([Verdict(ids["sure.jpg"], cats, True), Verdict(ids["sure.jpg"], dogs, False)])
        library.tags.set_skipped([(ids["nothing.jpg"], cats)], True)
    save(library, before.without(cats))
    assert library.tags.skipped() == frozenset()
    assert library.tags.verdicts() == {ids["sure.jpg"]: {dogs: False}}
    assert library.tags.verdicts_of_photo(ids["sure.jpg"]) == {dogs: False}
    assert library.tags.verdict_counts() == {dogs: (0, 1)}
    with library.atomic():
        library.tags.set_verdicts([Verdict(ids["sure.jpg"], cats, None), Verdict(ids["both.jpg"], cats, True)])
        library.tags.set_skipped([(ids["both.jpg"], cats)], True)
        library.tags.set_skipped([(ids["nothing.jpg"], cats)], False)
    save(library, before)
    assert library.tags.verdicts() == {ids["sure.jpg"]: {cats: True, dogs: False}}
    assert library.tags.skipped() == {(ids["nothing.jpg"], cats)}


def test_what_review_skips_is_remembered_until_it_may_ask_again(library, ids, cats_and_dogs):
    cats, dogs = cats_and_dogs
    first, second = (ids["both.jpg"], dogs), (ids["suggested.jpg"], cats)
    with library.atomic():
        library.tags.set_skipped([first, second, first, (999, cats), (ids["both.jpg"], 999)], True)
    assert library.tags.skipped() == {first, second}
    with library.atomic():
        library.tags.set_skipped([first], False)
    assert library.tags.skipped() == {second}


def test_skips_and_verdicts_go_with_the_photos_of_a_forgotten_folder(library, ids, cats_and_dogs):
    cats, _ = cats_and_dogs
    with library.atomic():
        library.tags.set_skipped([(ids["both.jpg"], cats)], True)
        library.tags.set_verdicts([Verdict(ids["both.jpg"], cats, True)])
        library.folders.forget(library.folders.active()[0].id)
    assert library.tags.skipped() == frozenset()
    assert library.tags.verdict_counts() == {}
    assert library.check() == ()


def test_all_tags_go_with_the_categories(library, ids, cats_and_dogs):
    save(library, Scheme())
    assert library.tags.all() == []
    assert library.photos.counts().not_sorted == 4
